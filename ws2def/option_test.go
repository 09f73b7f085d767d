package ws2def

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFindOption(t *testing.T) {
	for i := range Options {
		o := &Options[i]
		if got, ok := FindOption(o.Level, o.Number); !ok || got != o {
			t.Errorf("FindOption(%d, %d) is not %s", o.Level, o.Number, o.Name)
		}
		if !KnownOptionLevel(o.Level) {
			t.Errorf("the level of %s is unknown", o.Name)
		}
	}
	for _, tt := range []struct{ level, number int32 }{
		{SOL_SOCKET, -1}, {IPPROTO_IP, -1}, {IPPROTO_TCP, 9999}, {-1, SO_DEBUG}, {0x1234FFFF, 1}, {1, 1}, {1 << 30, 1 << 30},
	} {
		if o, ok := FindOption(tt.level, tt.number); ok {
			t.Errorf("FindOption(%#x, %d) is %s", tt.level, tt.number, o.Name)
		}
	}
	for _, level := range []int32{-1, 0x1234FFFF, -0x7FFF0001, 0x8000, 0x800} {
		if KnownOptionLevel(level) {
			t.Errorf("level %#x is known", level)
		}
	}
}

func TestOptionRows(t *testing.T) {
	refused := func(e Errno) [3]Errno { return [3]Errno{e, e, e} }
	for _, want := range []OptionSpec{
		{Level: SOL_SOCKET, Number: SO_DONTLINGER, Name: "SO_DONTLINGER", Class: OptionA, Size: 4, Get: [3]Errno{0, WSAENOPROTOOPT, WSAENOPROTOOPT}, Set: [3]Errno{0, WSAENOPROTOOPT, WSAENOPROTOOPT}, Default: [3]int32{1, 1, 1}, Bool: true},
		{Level: SOL_SOCKET, Number: SO_RCVBUF, Name: "SO_RCVBUF", Class: OptionC, Size: 4, Default: [3]int32{65536, 65536, 65536}},
		{Level: SOL_SOCKET, Number: SO_RCVLOWAT, Name: "SO_RCVLOWAT", Class: OptionC, Size: 4, Get: refused(WSAEINVAL), Set: refused(WSAEINVAL)},
		{Level: SOL_SOCKET, Number: SO_TYPE, Name: "SO_TYPE", Class: OptionD, Size: 4, Set: [3]Errno{WSAENOPROTOOPT, WSAEINVAL, WSAEINVAL}},
		{Level: SOL_SOCKET, Number: SO_PROTOCOL_INFOW, Name: "SO_PROTOCOL_INFOW", Class: OptionStruct, Size: 628, Set: refused(WSAENOPROTOOPT)},
		{Level: IPPROTO_IP, Number: IP_TTL, Name: "IP_TTL", Class: OptionG, Size: 4, Family: AF_INET, Default: [3]int32{128, 128, 128}, Max: 255},
		{Level: IPPROTO_IP, Number: IP_HDRINCL, Name: "IP_HDRINCL", Class: OptionF, Size: 4, Family: AF_INET, Get: [3]Errno{WSAEINVAL, WSAEINVAL, 0}, Set: [3]Errno{WSAEINVAL, WSAEINVAL, 0}, Bool: true},
		{Level: IPPROTO_IP, Number: IP_ADD_MEMBERSHIP, Name: "IP_ADD_MEMBERSHIP", Class: OptionStruct, Size: 8, Family: AF_INET, Get: refused(WSAENOPROTOOPT), Set: [3]Errno{WSAEINVAL, 0, 0}},
		{Level: IPPROTO_IPV6, Number: IPV6_V6ONLY, Name: "IPV6_V6ONLY", Class: OptionB, Size: 1, Default: [3]int32{1, 1, 1}, Bool: true, When: BeforeBind},
		{Level: IPPROTO_IPV6, Number: IPV6_MTU, Name: "IPV6_MTU", Class: OptionF, Size: 4, Family: AF_INET6, Get: refused(WSAENOTCONN), Set: refused(WSAENOPROTOOPT)},
		{Level: IPPROTO_TCP, Number: TCP_KEEPCNT, Name: "TCP_KEEPCNT", Class: OptionE, Size: 4, Get: [3]Errno{0, WSAEINVAL, WSAEINVAL}, Set: [3]Errno{0, WSAEINVAL, WSAEINVAL}, Default: [3]int32{10, 10, 10}, Max: 255},
	} {
		got, ok := FindOption(want.Level, want.Number)
		if !ok {
			t.Errorf("no %s", want.Name)
		} else if diff := cmp.Diff(want, *got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", want.Name, diff)
		}
	}
}

// TestOptionClasses compares the members of each length class with the list of
// S-509...S-515, and the truth values with S-508.
func TestOptionClasses(t *testing.T) {
	for class, members := range map[OptionClass][][2]int32{
		OptionA: {{SOL_SOCKET, SO_BROADCAST}, {SOL_SOCKET, SO_DONTLINGER}, {SOL_SOCKET, SO_OOBINLINE}, {SOL_SOCKET, SO_REUSEADDR}, {SOL_SOCKET, SO_EXCLUSIVEADDRUSE}},
		OptionB: {{SOL_SOCKET, SO_KEEPALIVE}, {SOL_SOCKET, SO_DONTROUTE}, {IPPROTO_TCP, TCP_NODELAY}, {IPPROTO_IPV6, IPV6_V6ONLY}},
		OptionC: {{SOL_SOCKET, SO_LINGER}, {SOL_SOCKET, SO_RCVBUF}, {SOL_SOCKET, SO_SNDBUF}},
		OptionD: {{SOL_SOCKET, SO_RCVTIMEO}, {SOL_SOCKET, SO_SNDTIMEO}, {SOL_SOCKET, SO_OPENTYPE}},
		OptionE: {{IPPROTO_TCP, TCP_KEEPALIVE}, {IPPROTO_TCP, TCP_KEEPCNT}, {IPPROTO_TCP, TCP_KEEPINTVL}},
		OptionF: {{IPPROTO_IP, IP_PKTINFO}, {IPPROTO_IP, IP_RECVTOS}, {IPPROTO_IP, IP_RECVTTL}, {IPPROTO_IPV6, IPV6_PKTINFO}, {IPPROTO_IPV6, IPV6_HOPLIMIT}, {IPPROTO_IPV6, IPV6_RECVTCLASS}},
		OptionG: {
			{IPPROTO_IP, IP_TTL},
			{IPPROTO_IP, IP_TOS},
			{IPPROTO_IP, IP_MULTICAST_TTL},
			{IPPROTO_IP, IP_MULTICAST_LOOP},
			{IPPROTO_IPV6, IPV6_UNICAST_HOPS},
			{IPPROTO_IPV6, IPV6_MULTICAST_HOPS},
			{IPPROTO_IPV6, IPV6_MULTICAST_LOOP},
			{IPPROTO_IPV6, IPV6_DONTFRAG},
		},
	} {
		for _, m := range members {
			if o, ok := FindOption(m[0], m[1]); !ok || o.Class != class {
				t.Errorf("option %d at level %d is %v, want class %d", m[1], m[0], o, class)
			}
		}
	}
	limited := map[[2]int32]bool{
		{IPPROTO_IP, IP_TTL}: true, {IPPROTO_IP, IP_TOS}: true, {IPPROTO_IP, IP_MULTICAST_TTL}: true,
		{IPPROTO_IPV6, IPV6_UNICAST_HOPS}: true, {IPPROTO_IPV6, IPV6_MULTICAST_HOPS}: true, {IPPROTO_TCP, TCP_KEEPCNT}: true,
	}
	for i := range Options {
		o := &Options[i]
		if got, want := o.Limited() && o.Max == 255, limited[[2]int32{o.Level, o.Number}]; got != want {
			t.Errorf("%s: at most 255 is %t, want %t", o.Name, got, want)
		}
		// Flags that read back as 1: all of class A but those without a value.
		if o.Class == OptionA && !o.Bool {
			t.Errorf("%s of class A is no truth value", o.Name)
		}
		if value := o.Class <= OptionG; value && o.Size != 4 && (o.Class != OptionB || o.Size != 1) {
			t.Errorf("%s has %d bytes", o.Name, o.Size)
		}
	}
}

func BenchmarkFindOption(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, ok := FindOption(IPPROTO_TCP, TCP_NODELAY); !ok {
			b.Fatal("not found")
		}
	}
}
