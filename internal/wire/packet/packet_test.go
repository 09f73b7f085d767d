package packet

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"net/netip"
	"testing"

	"golang.org/x/net/ipv4"
	"golang.org/x/net/ipv6"

	"winsock/internal/leaktest"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

var (
	flow4 = Flow{netip.MustParseAddrPort("192.0.2.1:4000"), netip.MustParseAddrPort("198.51.100.7:80")}
	flow6 = Flow{netip.MustParseAddrPort("[2001:db8::1]:4000"), netip.MustParseAddrPort("[2001:db8::2]:80")}
)

// plain is the Internet checksum as RFC 1071 describes it.
func plain(b []byte) uint16 {
	var total uint32
	for i, c := range b {
		if i%2 == 0 {
			total += uint32(c) << 8
		} else {
			total += uint32(c)
		}
	}
	for total > 0xFFFF {
		total = total>>16 + total&0xFFFF
	}
	return uint16(total)
}

// pseudoHeader is the header that is summed with TCP's and UDP's.
func pseudoHeader(f Flow, protocol uint8, n int) []byte {
	b := append(f.From.Addr().AsSlice(), f.To.Addr().AsSlice()...)
	b = binary.BigEndian.AppendUint32(b, uint32(n))
	return append(b, 0, 0, 0, protocol)
}

// Data of all lengths, cut into parts anywhere, has the checksum of the whole.
func TestChecksum(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for i := range 2000 {
		data := make([]byte, r.IntN(300))
		for j := range data {
			data[j] = byte(r.Uint32() | uint32(i%2)*0xFF)
		}
		a, b := r.IntN(len(data)+1), r.IntN(len(data)+1)
		a, b = min(a, b), max(a, b)
		for _, f := range []Flow{flow4, flow6} {
			head := 20
			if f.From.Addr().Is6() {
				head = 40
			}
			p := append(AppendTCP(nil, f.Way(), r.Uint32(), r.Uint32(), ACK, data[:a], data[a:b], data[b:]), data...)
			if sum := plain(append(pseudoHeader(f, TCP, len(p)-head), p[head:]...)); sum != 0xFFFF {
				t.Fatalf("TCP with %d bytes cut at %d and %d: %#x", len(data), a, b, sum)
			}
			p = append(AppendUDP(nil, f, data[:a], data[a:b], data[b:]), data...)
			if sum := plain(append(pseudoHeader(f, UDP, len(p)-head), p[head:]...)); sum != 0xFFFF {
				t.Fatalf("UDP with %d bytes cut at %d and %d: %#x", len(data), a, b, sum)
			}
		}
	}
}

// What all segments have in common changes nothing in the headers of IP: they have the
// checksum that they would have without it.
func TestLengths(t *testing.T) {
	for _, f := range []Flow{flow4, flow6} {
		w := f.Way()
		for _, n := range []int{0, 1, 64, 1000, MaxSegment, 0x10000} {
			for _, flags := range []uint8{SYN, ACK} {
				p := AppendTCP(nil, w, 1, 2, flags, make([]byte, n))
				ip := AppendIP(nil, f, TCP, len(p)-w.ip+n)
				if !bytes.Equal(p[:w.ip], ip) {
					t.Errorf("%d bytes, flags %d: % x, want % x", n, flags, p[:w.ip], ip)
				}
			}
		}
	}
}

// Another decoder finds in the headers what went in.
func TestHeaders(t *testing.T) {
	p := AppendUDP(nil, flow4, []byte("data"))
	h, err := ipv4.ParseHeader(p)
	if err != nil || h.TotalLen != 32 || h.Protocol != int(UDP) || h.Src.String() != "192.0.2.1" || h.Dst.String() != "198.51.100.7" {
		t.Errorf("%v, %v", h, err)
	}
	if plain(p[:20]) != 0xFFFF {
		t.Errorf("the header's checksum is %#x", h.Checksum)
	}
	p = AppendTCP(nil, flow6.Back().Way(), 1, 2, SYN|ACK)
	h6, err := ipv6.ParseHeader(p)
	if err != nil || h6.PayloadLen != 28 || h6.NextHeader != int(TCP) || h6.Src.String() != "2001:db8::2" || h6.Dst.String() != "2001:db8::1" {
		t.Errorf("%v, %v", h6, err)
	}
	want := []byte{0, 80, 0x0F, 0xA0, 0, 0, 0, 1, 0, 0, 0, 2, 7 << 4, SYN | ACK, 0xFF, 0xFF}
	if !bytes.Equal(p[40:56], want) || len(p) != MaxHeader {
		t.Errorf("% x", p[40:])
	}
}

// IPv4 addresses in IPv6 ones make an IPv4 packet.
func TestMapped(t *testing.T) {
	in6 := Flow{netip.MustParseAddrPort("[::ffff:192.0.2.1]:4000"), netip.MustParseAddrPort("[::ffff:198.51.100.7]:80")}
	if a, b := AppendTCP(nil, flow4.Way(), 1, 2, ACK), AppendTCP(nil, in6.Way(), 1, 2, ACK); !bytes.Equal(a, b) {
		t.Errorf("% x", b)
	}
}

func BenchmarkTCP(b *testing.B) {
	data := make([]byte, 64)
	var room [MaxHeader]byte
	w := flow4.Way()
	for b.Loop() {
		AppendTCP(room[:0], w, 1, 2, ACK|PSH, data)
	}
}
