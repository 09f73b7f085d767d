package tls

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/netip"
	"os"

	"winsock/layer/rules"
)

// Sides of a connection, as rules name them.
const (
	client = "client"
	server = "server"
)

// rule says what connections get TLS, and which.
type rule struct {
	rules.Rule
	Side        string `json:"side"`
	ServerName  string `json:"server_name,omitempty"`
	Roots       string `json:"roots,omitempty"`
	Certificate string `json:"certificate,omitempty"`
	Key         string `json:"key,omitempty"`
	ClientRoots string `json:"client_roots,omitempty"`
	MinVersion  string `json:"min_version,omitempty"`

	Protocols []string `json:"protocols,omitempty"` // for ALPN

	config *tls.Config
}

// find is the first rule about the connections of a side with peer; nil: none.
func find(all []rule, side string, peer netip.AddrPort) *rule {
	for i := range all {
		if r := &all[i]; r.Side == side && r.Fits(peer) {
			return r
		}
	}
	return nil
}

// prepare makes what crypto/tls has to know of r.
func (r *rule) prepare() error {
	c := &tls.Config{
		ServerName: r.ServerName, MinVersion: tls.VersionTLS12, NextProtos: r.Protocols,
		ClientSessionCache: tls.NewLRUClientSessionCache(0),
	}
	switch r.MinVersion {
	case "", "1.2":
	case "1.3":
		c.MinVersion = tls.VersionTLS13
	default:
		return fmt.Errorf("the min_version %q is neither 1.2 nor 1.3", r.MinVersion)
	}
	switch {
	case r.Side != client && r.Side != server:
		return fmt.Errorf("the side %q is neither client nor server", r.Side)
	case r.Side == server && r.Certificate == "":
		return errors.New("a server needs a certificate")
	case r.Side == server && (r.ServerName != "" || r.Roots != ""):
		return errors.New("server_name and roots are for clients; a server has client_roots")
	case r.Side == client && r.ClientRoots != "":
		return errors.New("client_roots is for servers; a client has roots")
	case (r.Certificate == "") != (r.Key == ""):
		return errors.New("certificate and key belong together")
	}
	if r.Certificate != "" {
		own, err := tls.LoadX509KeyPair(r.Certificate, r.Key)
		if err != nil {
			return err
		}
		c.Certificates = []tls.Certificate{own}
	}
	var err error
	if c.RootCAs, err = authorities(r.Roots); err != nil {
		return err
	}
	if c.ClientCAs, err = authorities(r.ClientRoots); err != nil {
		return err
	}
	if c.ClientCAs != nil {
		c.ClientAuth = tls.RequireAndVerifyClientCert
	}
	r.config = c
	return nil
}

// authorities reads a file of certificates; nil: no file is named.
func authorities(name string) (*x509.CertPool, error) {
	if name == "" {
		return nil, nil
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(text) {
		return nil, fmt.Errorf("%s: no certificate is in it", name)
	}
	return pool, nil
}

// toward is the configuration of a client that connects to peer.
func (r *rule) toward(peer netip.AddrPort) *tls.Config {
	if r.config.ServerName != "" {
		return r.config
	}
	c := r.config.Clone()
	c.ServerName = peer.Addr().Unmap().WithZone("").String()
	return c
}
