package resolve

import (
	"bytes"
	"net/netip"
	"strings"
	"testing"

	"winsock/ws2def"
)

// The corpora are in testdata/fuzz; each target also holds a second opinion
// against the function under test.

// FuzzInetAddr: whatever is an address to strict netip is the same address
// here, every address is its own text's address, and foreign characters make
// none.
func FuzzInetAddr(f *testing.F) {
	f.Fuzz(func(t *testing.T, text string) {
		got := InetAddr(text)
		if ip, err := netip.ParseAddr(text); err == nil && ip.Is4() && InetNtoa(got) != ip.String() {
			t.Errorf("InetAddr(%q) = %s, want %s", text, InetNtoa(got), ip)
		}
		if again := InetAddr(InetNtoa(got)); again != got {
			t.Errorf("InetAddr(%q) = %#x, and %#x by way of its text", text, got, again)
		}
		head := text
		if i := strings.IndexAny(text, " \t\n\v\f\r"); i >= 0 {
			head = text[:i]
		}
		if strings.Trim(head, "0123456789abcdefxABCDEFX.") != "" && got != ws2def.INADDR_NONE {
			t.Errorf("InetAddr(%q) = %s from characters no address has", text, InetNtoa(got))
		}
	})
}

// FuzzInetPton: what parses has one canonical text, which parses to the same.
func FuzzInetPton(f *testing.F) {
	f.Fuzz(func(t *testing.T, family int32, text string) {
		addr, ok, code := InetPton(family, text)
		if code != 0 || !ok {
			if addr != nil {
				t.Errorf("InetPton(%d, %q) = %v together with %t, %v", family, text, addr, ok, code)
			}
			return
		}
		canonical, code := InetNtop(family, addr)
		if code != 0 {
			t.Fatalf("InetNtop(%d, %v) = %v", family, addr, code)
		}
		again, ok, code := InetPton(family, canonical)
		if !ok || code != 0 || !bytes.Equal(again, addr) {
			t.Errorf("InetPton(%q) = %v, and %v by way of %q", text, addr, again, canonical)
		}
	})
}

// FuzzStringToAddress: what parses has one canonical text, which parses to the
// same socket address.
func FuzzStringToAddress(f *testing.F) {
	f.Fuzz(func(t *testing.T, family int32, text string) {
		sa, code := StringToAddress(text, family)
		if code != 0 {
			if code != ws2def.WSAEINVAL || sa != nil {
				t.Errorf("StringToAddress(%q, %d) = %v, %v", text, family, sa, code)
			}
			return
		}
		canonical, code := AddressToString(sa)
		if code != 0 {
			t.Fatalf("AddressToString(%v) = %v", sa, code)
		}
		again, code := StringToAddress(canonical, family)
		if code != 0 || !bytes.Equal(again, sa) {
			t.Errorf("StringToAddress(%q) = %v, and %v by way of %q", text, sa, again, canonical)
		}
	})
}

// FuzzAddressToString: any bytes have a text or an error, and the text is that
// of the same address.
func FuzzAddressToString(f *testing.F) {
	f.Fuzz(func(t *testing.T, sa []byte) {
		text, code := AddressToString(sa)
		if code != 0 {
			if code != ws2def.WSAEINVAL || text != "" {
				t.Errorf("AddressToString(%v) = %q, %v", sa, text, code)
			}
			return
		}
		if text == "" || len(text) >= ws2def.UNIX_PATH_MAX {
			return // an unnamed socket, or a path without its NUL
		}
		family := int32(sa[0]) | int32(sa[1])<<8
		again, code := StringToAddress(text, family)
		if code != 0 {
			t.Fatalf("StringToAddress(%q, %d) = %v", text, family, code)
		}
		if back, code := AddressToString(again); back != text || code != 0 {
			t.Errorf("AddressToString(%v) = %q, and %q by way of its text", sa, text, back)
		}
	})
}
