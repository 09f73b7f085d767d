package tcpip

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sys/unix"

	"winsock/internal/clause"
	"winsock/ws2def"
)

// soon limits a wait that another look follows.
func soon() time.Time { return time.Now().Add(10 * time.Millisecond) }

// items makes control data of items: level, type and data.
func items(list ...[3]any) []byte {
	w := controlWriter{buf: make([]byte, 1024)}
	for _, i := range list {
		w.bytes(int32(i[0].(int)), int32(i[1].(int)), i[2].([]byte))
	}
	return w.buf[:w.n]
}

func TestControlToKernel(t *testing.T) {
	clause.Covers(t, "S-336")
	got, e := toKernelControl(items(
		[3]any{ws2def.IPPROTO_IP, ws2def.IP_PKTINFO, []byte{127, 0, 0, 9, 3, 0, 0, 0}},
		[3]any{ws2def.IPPROTO_IP, ws2def.IP_TTL, []byte{55, 0, 0, 0}},
		[3]any{ws2def.IPPROTO_IP, ws2def.IP_ECN, []byte{0xFF, 0, 0, 0}},
		[3]any{ws2def.IPPROTO_UDP, ws2def.UDP_SEND_MSG_SIZE, []byte{0, 2, 0, 0}},
	))
	want := items(
		[3]any{unix.IPPROTO_IP, unix.IP_PKTINFO, []byte{3, 0, 0, 0, 127, 0, 0, 9, 0, 0, 0, 0}},
		[3]any{unix.IPPROTO_IP, unix.IP_TTL, []byte{55, 0, 0, 0}},
		[3]any{unix.IPPROTO_IP, unix.IP_TOS, []byte{3, 0, 0, 0}},
		[3]any{unix.IPPROTO_UDP, udpSegment, []byte{0, 2}},
	)
	if diff := cmp.Diff(want, got); diff != "" || e != 0 {
		t.Error(e, diff)
	}
	for _, c := range []struct {
		what string
		data []byte
	}{
		{"short header", make([]byte, 15)},
		{"size below the header", append([]byte{15}, make([]byte, 20)...)},
		{"size beyond the end", append([]byte{40}, make([]byte, 20)...)},
		{"short IP_PKTINFO", items([3]any{ws2def.IPPROTO_IP, ws2def.IP_PKTINFO, []byte{1, 2, 3, 4}})},
		{"short IPV6_PKTINFO", items([3]any{ws2def.IPPROTO_IPV6, ws2def.IPV6_PKTINFO, make([]byte, 19)})},
		{"short number", items([3]any{ws2def.IPPROTO_IP, ws2def.IP_TTL, []byte{1}})},
		{"segments of nothing", items([3]any{ws2def.IPPROTO_UDP, ws2def.UDP_SEND_MSG_SIZE, []byte{0, 0, 0, 0}})},
		{"unknown", items([3]any{ws2def.SOL_SOCKET, 99, []byte{0, 0, 0, 0}})},
	} {
		if _, e := toKernelControl(c.data); e != ws2def.WSAEINVAL {
			t.Errorf("%s: %v", c.what, e)
		}
	}
}

func FuzzControl(f *testing.F) {
	f.Add(items([3]any{ws2def.IPPROTO_IP, ws2def.IP_PKTINFO, []byte{127, 0, 0, 9, 3, 0, 0, 0}}), 64)
	f.Add(items([3]any{unix.IPPROTO_IPV6, unix.IPV6_PKTINFO, make([]byte, 20)}), 7)
	f.Add([]byte{255, 255, 255, 255, 255, 255, 255, 127, 0, 0, 0, 0, 0, 0, 0, 0}, 16)
	s := &socket{family: ws2def.AF_INET}
	s.want(wantPktInfo|wantIf|wantDstAddr|wantHops|wantClass|wantECN, true)
	f.Fuzz(func(t *testing.T, data []byte, room int) {
		if kernel, e := toKernelControl(data); e == 0 && len(kernel) > 2*len(data)+controlHeader {
			t.Errorf("%d bytes from %d", len(kernel), len(data))
		}
		out := make([]byte, min(max(room, 0), 4096))
		if n, _, _ := s.fromKernelControl(out, data); n > len(out) {
			t.Errorf("%d bytes in %d", n, len(out))
		}
		meaning(data)
	})
}
