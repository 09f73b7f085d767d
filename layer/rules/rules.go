// Package rules tells layers for which programs and peers they do what.
//
// The rules of a layer are a file of their own, <layer>.json, in the folder that
// WINSOCK_LAYER_DIR names, else in winsock/layers below the user's configuration
// folder, else in /etc/winsock/layers: the first one that exists. It is an object with
// one member, "rules", a list of objects; the first rule that fits decides, and when
// none does the layer lets everything through.
//
//	{"rules": [
//		{"program": "trader*", "address": "10.0.0.0/8", "port": "443", ...what the layer has to know...}
//	]}
package rules

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
)

// Rule says when a layer acts. An empty member fits everything.
type Rule struct {
	Program string `json:"program,omitempty"` // pattern for the name of the program's file, as in path.Match
	Address string `json:"address,omitempty"` // of the peer: an address or a prefix, such as 10.0.0.0/8
	Port    string `json:"port,omitempty"`    // of the peer: a number or a range, such as 8000-8099
}

// check tells what is wrong with r.
func (r *Rule) check() error {
	if _, err := path.Match(r.Program, ""); err != nil {
		return fmt.Errorf("the program %q is no pattern", r.Program)
	}
	if _, err := r.prefix(); err != nil {
		return fmt.Errorf("the address %q is neither an address nor a prefix such as 10.0.0.0/8", r.Address)
	}
	if _, _, err := r.ports(); err != nil {
		return fmt.Errorf("the port %q is neither a number nor a range such as 8000-8099", r.Port)
	}
	return nil
}

// prefix are the addresses that fit; an invalid one: all.
func (r *Rule) prefix() (netip.Prefix, error) {
	switch {
	case r.Address == "":
		return netip.Prefix{}, nil
	case strings.Contains(r.Address, "/"):
		return netip.ParsePrefix(r.Address)
	}
	a, err := netip.ParseAddr(r.Address)
	if err != nil {
		return netip.Prefix{}, err
	}
	return netip.PrefixFrom(a, a.BitLen()), nil
}

// ports are the ports that fit.
func (r *Rule) ports() (low, high uint64, err error) {
	if r.Port == "" {
		return 0, 0xFFFF, nil
	}
	first, last, ranged := strings.Cut(r.Port, "-")
	if !ranged {
		last = first
	}
	if low, err = strconv.ParseUint(first, 10, 16); err == nil {
		high, err = strconv.ParseUint(last, 10, 16)
	}
	if err == nil && low > high {
		err = errors.New("the range is empty")
	}
	return low, high, err
}

// Fits reports whether r, which is about this program, is about a peer.
func (r *Rule) Fits(peer netip.AddrPort) bool {
	prefix, _ := r.prefix()
	low, high, _ := r.ports()
	return (!prefix.IsValid() || prefix.Contains(peer.Addr().Unmap())) &&
		uint64(peer.Port()) >= low && uint64(peer.Port()) <= high
}

// fitsProgram reports whether r is about some peers of a program.
func (r *Rule) fitsProgram(program string) bool {
	ok, _ := path.Match(r.Program, program)
	return r.Program == "" || ok
}

// Program is the name of this program's file.
func Program() string {
	exe, err := os.Executable()
	if err != nil {
		return ""
	}
	return filepath.Base(exe)
}

// Of is a pointer to a structure that embeds [Rule] beside what a layer has to know.
type Of[T any] interface {
	*T
	rule() *Rule
}

// Load reads the rules of a layer that are about this program, and has each prepared. A
// file that does not exist has no rules; one that can't be read, has members that T has
// not, or a rule that makes no sense or can't be prepared is an error that names the file.
func Load[T any, P Of[T]](layer string, prepare func(*T) error) ([]T, error) {
	for _, dir := range dirs() {
		name := filepath.Join(dir, layer+".json")
		text, err := os.ReadFile(name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("layer %s: %w", layer, err)
		}
		return parse[T, P](name, text, prepare)
	}
	return nil, nil
}

// rule makes every structure that embeds a Rule one that there can be rules of.
func (r *Rule) rule() *Rule { return r }

func parse[T any, P Of[T]](name string, text []byte, prepare func(*T) error) (mine []T, err error) {
	var file struct {
		Rules []T `json:"rules"`
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&file); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	program := Program()
	for i := range file.Rules {
		t := &file.Rules[i]
		err := P(t).rule().check()
		ours := err == nil && P(t).rule().fitsProgram(program)
		if ours {
			err = prepare(t)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: rule %d: %w", name, i+1, err)
		}
		if ours {
			mine = append(mine, *t)
		}
	}
	return mine, nil
}

// dirs are the folders in which the rules may be.
func dirs() []string {
	if dir := os.Getenv("WINSOCK_LAYER_DIR"); dir != "" {
		return []string{dir}
	}
	var all []string
	if dir, err := os.UserConfigDir(); err == nil {
		all = append(all, filepath.Join(dir, "winsock", "layers"))
	}
	return append(all, "/etc/winsock/layers")
}
