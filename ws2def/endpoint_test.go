package ws2def

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winsock/internal/clause"
)

func TestSockaddrRoundTrip(t *testing.T) {
	clause.Covers(t, "S-475")
	for _, tc := range []struct {
		name string
		sa   Sockaddr
		want []byte
	}{
		{"IPv4", &SockaddrInet4{Port: 0x1234, Addr: [4]byte{1, 2, 3, 4}}, []byte{2, 0, 0x12, 0x34, 1, 2, 3, 4, 0, 0, 0, 0, 0, 0, 0, 0}},
		{"IPv6", &SockaddrInet6{Port: 1, ZoneId: 7, Addr: [16]byte{0xfe, 0x80, 15: 1}}, []byte{23, 0, 0, 1, 0, 0, 0, 0, 0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 7, 0, 0, 0}},
		{"path", &SockaddrUnix{Name: "x"}, []byte{1, 0, 'x', 0}},
		{"no path", &SockaddrUnix{}, []byte{1, 0}},
		{"other family", &SockaddrAny{Family: 0x102, Data: []byte{5}}, []byte{2, 1, 5}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var buf [SizeofSockaddrAny]byte
			n, e := PutSockaddr(buf[:], tc.sa)
			if diff := cmp.Diff(tc.want, buf[:n]); e != 0 || diff != "" {
				t.Errorf("PutSockaddr: %v (-want +got):\n%s", e, diff)
			}
			back, e := ParseSockaddr(buf[:n])
			if diff := cmp.Diff(tc.sa, back); e != 0 || diff != "" {
				t.Errorf("ParseSockaddr: %v (-want +got):\n%s", e, diff)
			}
		})
	}
}

func TestPutSockaddrErrors(t *testing.T) {
	for _, tc := range []struct {
		name string
		sa   Sockaddr
		room int
		want Errno
	}{
		{"nil", nil, 128, WSAEFAULT},
		{"typed nil", (*SockaddrInet4)(nil), 128, WSAEFAULT},
		{"typed nil 6", (*SockaddrInet6)(nil), 128, WSAEFAULT},
		{"typed nil path", (*SockaddrUnix)(nil), 128, WSAEFAULT},
		{"typed nil any", (*SockaddrAny)(nil), 128, WSAEFAULT},
		{"no room", &SockaddrInet4{}, 15, WSAEFAULT},
		{"no room 6", &SockaddrInet6{}, 27, WSAEFAULT},
		{"no room for data", &SockaddrAny{Data: make([]byte, 127)}, 128, WSAEFAULT},
		{"no room for a family", &SockaddrAny{}, 1, WSAEFAULT},
		{"negative port", &SockaddrInet4{Port: -1}, 128, WSAEINVAL},
		{"high port", &SockaddrInet6{Port: 65536}, 128, WSAEINVAL},
		{"long path", &SockaddrUnix{Name: strings.Repeat("x", 108)}, 128, WSAEINVAL},
		{"zero in path", &SockaddrUnix{Name: "a\x00b"}, 128, WSAEINVAL},
	} {
		if n, e := PutSockaddr(make([]byte, tc.room), tc.sa); n != 0 || e != tc.want {
			t.Errorf("%s: %d, %v; want %v", tc.name, n, e, tc.want)
		}
	}
}

func TestRawSockaddrAny(t *testing.T) {
	var rsa RawSockaddrAny
	rsa.Addr.Family = AF_INET6
	rsa.Addr.Data[1] = 80 // the port's low byte
	rsa.Pad[7] = 1        // the address's last byte
	rsa.Pad[8] = 3        // the scope
	sa, err := rsa.Sockaddr()
	want := &SockaddrInet6{Port: 80, ZoneId: 3, Addr: [16]byte{15: 1}}
	if diff := cmp.Diff(Sockaddr(want), sa); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	rsa.Addr.Family = AF_HYPERV
	if sa, err := rsa.Sockaddr(); sa != nil || err != WSAEAFNOSUPPORT {
		t.Errorf("another family: %v, %v", sa, err)
	}
	if sa, err := (*RawSockaddrAny)(nil).Sockaddr(); sa != nil || err != WSAEFAULT {
		t.Errorf("nil: %v, %v", sa, err)
	}
}

func FuzzSockaddr(f *testing.F) {
	f.Add([]byte{2, 0, 0, 80, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0})
	f.Add([]byte{23, 0})
	f.Add([]byte{1, 0, 'x', 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		sa, e := ParseSockaddr(b)
		if e != 0 {
			return
		}
		buf := make([]byte, max(len(b), SizeofSockaddrAny))
		n, e := PutSockaddr(buf, sa)
		if e == WSAEINVAL {
			return // a path without its final zero may fill the structure
		}
		again, e2 := ParseSockaddr(buf[:n])
		if diff := cmp.Diff(sa, again); e != 0 || e2 != 0 || diff != "" {
			t.Errorf("%v, %v (-first +second):\n%s", e, e2, diff)
		}
	})
}
