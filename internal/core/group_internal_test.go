package core

import (
	"bytes"
	"testing"

	"winsock/internal/clause"
	"winsock/ws2def"
)

// sockaddr6 is fe80::1 with a scope, and a port.
func sockaddr6(last, port, scope byte) []byte {
	sa := make([]byte, 28)
	sa[0] = ws2def.AF_INET6
	sa[3] = port
	sa[8], sa[9], sa[23] = 0xfe, 0x80, last
	sa[24] = scope
	return sa
}

func TestGroupPeerKeys(t *testing.T) {
	clause.Covers(t, "P-334")
	key := func(name []byte) []byte {
		t.Helper()
		k, ok := groupPeer(name)
		if !ok {
			t.Fatalf("%v is no address", name)
		}
		return k
	}
	global := func(scope byte) []byte {
		sa := sockaddr6(1, 1, scope)
		sa[8], sa[9] = 0x20, 0x01
		return sa
	}
	four := []byte{ws2def.AF_INET, 0, 0, 80, 10, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0}
	mapped := append([]byte{ws2def.AF_INET6, 0, 0, 9, 0, 0, 0, 0}, append(append(make([]byte, 10), 0xff, 0xff), 10, 0, 0, 1, 0, 0, 0, 0)...)
	for _, c := range []struct {
		name string
		a, b []byte
		same bool
	}{
		{"ports", sockaddr6(1, 1, 2), sockaddr6(1, 9, 2), true},
		{"link-local scopes", sockaddr6(1, 1, 2), sockaddr6(1, 1, 3), false},
		{"scopes of others", global(1), global(2), true},
		{"addresses", sockaddr6(1, 1, 2), sockaddr6(2, 1, 2), false},
		{"IPv4 and mapped", four, mapped, true},
		{"paths", append([]byte{1, 0}, "/a\x00x"...), append([]byte{1, 0}, "/a"...), true},
		{"other paths", append([]byte{1, 0}, "/a"...), append([]byte{1, 0}, "/ab"...), false},
	} {
		a, b := key(c.a), key(c.b)
		if bytes.Equal(a, b) != c.same {
			t.Errorf("%s: %v and %v", c.name, a, b)
		}
		if again, ok := groupPeer(peerSockaddr(a)); !ok || !bytes.Equal(again, a) {
			t.Errorf("%s: %v is shown as %v", c.name, a, peerSockaddr(a))
		}
	}
	for _, bad := range [][]byte{nil, {2}, {2, 0, 0}, four[:8], mapped[:20], append([]byte{1, 0}, make([]byte, 200)...)} {
		if k, ok := groupPeer(bad); ok && len(k) > 128 {
			t.Errorf("%v is taken for %v", bad, k)
		}
	}
}
