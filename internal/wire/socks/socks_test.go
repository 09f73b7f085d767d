package socks_test

import (
	"bytes"
	"errors"
	"net/netip"
	"testing"

	"winsock/internal/leaktest"
	"winsock/internal/wire/socks"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

var to4 = netip.MustParseAddrPort("192.0.2.1:8080")

// talk plays a proxy that says what is given, as often a byte at a time as whole.
func talk(c *socks.Client, cut int, says []byte) (sent []byte, left []byte, err error) {
	sent = c.Begin()
	for !c.Done() && len(says) > 0 {
		n := min(c.Need(), cut, len(says))
		var more []byte
		if more, err = c.Take(says[:n]); err != nil {
			break
		}
		sent, says = append(sent, more...), says[n:]
	}
	return sent, says, err
}

func TestNegotiation(t *testing.T) {
	for _, tt := range []struct {
		name         string
		user         string
		says         string
		sends        string
		answer       socks.Code
		done         bool
		bound, after string
		err          error
	}{
		{
			name: "no login", says: "\x05\x00\x05\x00\x00\x01\x7f\x00\x00\x01\x12\x34data",
			sends: "\x05\x01\x00\x05\x01\x00\x01\xc0\x00\x02\x01\x1f\x90", done: true, bound: "127.0.0.1:4660", after: "data",
		},
		{
			name: "login", user: "me", says: "\x05\x02\x01\x00\x05\x00\x00\x04\x20\x01\x0d\xb8\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00\x09",
			sends: "\x05\x02\x00\x02\x01\x02me\x03key\x05\x01\x00\x01\xc0\x00\x02\x01\x1f\x90", done: true, bound: "[2001:db8::1]:9",
		},
		{name: "bound to a name", says: "\x05\x00\x05\x00\x00\x03\x02ab\x00\x50x", done: true, bound: "invalid AddrPort", after: "x"},
		{name: "refused", says: "\x05\x00\x05\x05\x00\x01\x00", done: true, answer: socks.Refused, bound: "invalid AddrPort"},
		{name: "wants a login", says: "\x05\x02", err: socks.ErrMethod},
		{name: "takes no method", user: "me", says: "\x05\xff", err: socks.ErrMethod},
		{name: "wrong password", user: "me", says: "\x05\x02\x01\x01", err: socks.ErrLogin},
		{name: "another protocol", says: "HTTP/1.1", err: socks.ErrProtocol},
		{name: "another reply", says: "\x05\x00\x04\x00\x00\x01\x00", err: socks.ErrProtocol},
		{name: "unknown address", says: "\x05\x00\x05\x00\x00\x09\x00", err: socks.ErrProtocol},
		{name: "unfinished", says: "\x05\x00\x05\x00\x00\x01\x7f"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, cut := range []int{1, 1000} {
				c := &socks.Client{User: tt.user, Password: "key", Command: socks.Connect, To: to4}
				sent, left, err := talk(c, cut, []byte(tt.says))
				if !errors.Is(err, tt.err) || c.Done() != tt.done || c.Answer != tt.answer {
					t.Errorf("err %v, done %v, answer %d", err, c.Done(), c.Answer)
				}
				if tt.sends != "" && string(sent) != tt.sends {
					t.Errorf("sends %q, want %q", sent, tt.sends)
				}
				if tt.done && tt.answer == 0 && (string(left) != tt.after || c.Bound.Addr().IsValid() && c.Bound.String() != tt.bound) {
					t.Errorf("bound to %v, leaves %q", c.Bound, left)
				}
			}
		})
	}
}

func TestDatagram(t *testing.T) {
	for _, want := range []string{"192.0.2.1:8080", "[2001:db8::1]:53"} {
		at := netip.MustParseAddrPort(want)
		b := append(socks.AppendDatagramHeader(nil, at), "data"...)
		if from, data, err := socks.ParseDatagram(b); from != at || string(data) != "data" || err != nil {
			t.Errorf("%v, %q, %v", from, data, err)
		}
	}
	for text, want := range map[string]error{
		"":                         socks.ErrProtocol,
		"\x00\x00\x01\x01":         socks.ErrFragment,
		"\x00\x00\x00\x01\x7f\x00": socks.ErrProtocol,
		"\x00\x00\x00\x02\x7f\x00": socks.ErrProtocol,
	} {
		if _, _, err := socks.ParseDatagram([]byte(text)); !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", text, err, want)
		}
	}
}

func FuzzClient(f *testing.F) {
	f.Add([]byte("\x05\x00\x05\x00\x00\x01\x7f\x00\x00\x01\x12\x34data"), 1)
	f.Add([]byte("\x05\x02\x01\x00\x05\x00\x00\x03\x02ab\x00\x50"), 3)
	f.Fuzz(func(t *testing.T, says []byte, cut int) {
		c := &socks.Client{User: "me", Password: "key", Command: socks.Associate, To: to4}
		_, left, err := talk(c, max(cut, 1), says)
		if err == nil && !c.Done() && (len(left) > 0 || c.Need() <= 0) {
			t.Errorf("stopped with %q left, wants %d", left, c.Need())
		}
	})
}

func FuzzDatagram(f *testing.F) {
	f.Add([]byte("\x00\x00\x00\x01\x7f\x00\x00\x01\x12\x34data"))
	f.Fuzz(func(t *testing.T, b []byte) {
		from, data, err := socks.ParseDatagram(b)
		if err != nil || !from.Addr().IsValid() || from.Addr().Is4In6() {
			return
		}
		again := append(socks.AppendDatagramHeader(nil, from), data...)
		if !bytes.Equal(again[3:], b[3:]) {
			t.Errorf("%x becomes %x", b, again)
		}
	})
}
