package socks

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"strings"
	"time"

	"winsock/internal/wire/socks"
	"winsock/layer/rules"
)

// patience is how long a proxy may take, unless its rule says otherwise.
const patience = 30 * time.Second

// rule is how some destinations are reached.
type rule struct {
	rules.Rule
	Proxy        string `json:"proxy,omitempty"` // host:port
	User         string `json:"user,omitempty"`
	Password     string `json:"password,omitempty"`
	PasswordFile string `json:"password_file,omitempty"` // has it in its first line
	Timeout      string `json:"timeout,omitempty"`       // such as 10s
	Bypass       bool   `json:"bypass,omitempty"`        // past all proxies

	at      netip.AddrPort // the proxy
	timeout time.Duration
}

// complete finds what the rule has to know beside what it says.
func (r *rule) complete() error {
	if r.Bypass {
		return nil
	}
	if r.Proxy == "" {
		return errors.New("there is no proxy, and no bypass")
	}
	at, err := net.ResolveTCPAddr("tcp", r.Proxy)
	if err != nil {
		return err
	}
	r.at = netip.AddrPortFrom(at.AddrPort().Addr().Unmap(), at.AddrPort().Port())
	if !r.at.Addr().IsValid() || r.at.Port() == 0 {
		return fmt.Errorf("the proxy %q is no host and port", r.Proxy)
	}
	r.timeout = patience
	if r.Timeout != "" {
		if r.timeout, err = time.ParseDuration(r.Timeout); err != nil {
			return err
		}
	}
	if r.PasswordFile != "" {
		text, err := os.ReadFile(r.PasswordFile)
		if err != nil {
			return err
		}
		r.Password, _, _ = strings.Cut(string(text), "\n")
		r.Password = strings.TrimSuffix(r.Password, "\r")
	}
	if len(r.User) > 255 || len(r.Password) > 255 {
		return errors.New("the user or password is longer than 255 bytes")
	}
	return nil
}

// about is the rule for a destination; nil: it is not reached through a proxy.
func (n *network) about(to netip.AddrPort) *rule {
	if !to.IsValid() || to.Addr().IsUnspecified() || to.Addr().IsMulticast() || to.Port() == 0 {
		return nil
	}
	for i := range n.rules {
		if r := &n.rules[i]; r.Fits(to) {
			if r.Bypass {
				return nil
			}
			return r
		}
	}
	return nil
}

// client is a negotiation with the proxy.
func (r *rule) client(c socks.Command, to netip.AddrPort) socks.Client {
	return socks.Client{User: r.User, Password: r.Password, Command: c, To: to}
}
