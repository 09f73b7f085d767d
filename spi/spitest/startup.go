package spitest

import (
	"os"
	"strconv"
	"strings"

	"winsock/internal/clause"
	"winsock/spi"
	"winsock/ws2def"
)

var startupChecks = []check{
	{
		name: "Startup/answer",
		rule: "Startup answers version 2.2 with a description and a provider, and works again after Cleanup",
		hint: "fill spi.Started in full; keep no state of an earlier start",
		run: func(k *kit) {
			clause.Covers(k, "P-193", "P-194", "P-205")
			for range 2 {
				entry := k.plan.Entry
				started, e := k.plan.Startup(spi.Version, &entry, upcalls{entry, k})
				k.must("Startup", e)
				if started.Version != spi.Version || started.HighVersion < spi.Version ||
					started.Description == "" || started.Provider == nil {
					k.fail("Startup answers %+v", started)
				}
				if entry != k.plan.Entry {
					k.fail("Startup changes the catalog entry it is given")
				}
				k.want("Cleanup", started.Provider.Cleanup(), 0)
			}
		},
	},
	{
		name: "Startup/versions",
		rule: "a later version than 2.2 is answered with 2.2, an earlier one is refused with WSAVERNOTSUPPORTED",
		hint: "begin Startup with spi.Negotiate(requested)",
		run: func(k *kit) {
			clause.Covers(k, "P-199", "P-201", "P-202")
			entry := k.plan.Entry
			for _, requested := range []uint16{0x0302, 0x0003, 0x0104} {
				started, e := k.plan.Startup(requested, &entry, upcalls{entry, k})
				if e != 0 || started.Version != spi.Version {
					k.fail("Startup for version %d.%d: version %#04x, %s", requested&0xff, requested>>8, started.Version, text(e))
				}
				if e == 0 {
					started.Provider.Cleanup()
				}
			}
			for _, requested := range []uint16{0x0000, 0x0001, 0x0101, 0x0002, 0x0102} {
				started, e := k.plan.Startup(requested, &entry, upcalls{entry, k})
				if e != ws2def.WSAVERNOTSUPPORTED {
					k.fail("Startup for version %d.%d: version %#04x, %s", requested&0xff, requested>>8, started.Version, text(e))
				}
				if e == 0 {
					started.Provider.Cleanup()
				}
			}
		},
	},
	{
		name: "Open/triple",
		rule: "0 and -1 mean the structure's member, an explicit value wins, and a structure that has none itself is WSAEAFNOSUPPORT",
		hint: "begin Open with req.Triple() and compare what it gives with what the provider supports",
		run:  openTriple,
	},
	{
		name: "Open/handle",
		rule: "with XP1_IFS_HANDLES a socket is a close-on-exec, nonblocking kernel descriptor (spi.Descriptor), without it an spi.Notifier, or a layer's over a descriptor",
		hint: "implement the one interface that the entry's flag promises; open descriptors with SOCK_CLOEXEC and SOCK_NONBLOCK",
		run:  openHandle,
	},
	{
		name: "Open/idle",
		rule: "a new socket can be closed, abortively or not, woken and nudged, and reports no data",
		hint: "look at what Close, Wake, Nudge and Poll do on a socket that was never used",
		run: func(k *kit) {
			for _, abort := range []bool{false, true} {
				s := k.socket()
				if ev := s.Poll(); ev&(spi.Data|spi.Urgent) != 0 {
					k.fail("Poll of a new socket reports %s", names(ev))
				}
				s.Nudge()
				s.Wake()
				k.want("Close", k.inTime("Close", func() spi.Errno { return k.close(s, abort) }), 0)
			}
		},
	},
}

// openTriple opens sockets as WSASocket does with a structure.
func openTriple(k *kit) {
	clause.Covers(k, "P-122", "P-123", "P-124", "S-094", "S-095", "S-096", "S-097")
	const from = ws2def.FROM_PROTOCOL_INFO
	full := k.plan.Entry
	family, typ, protocol := full.AddressFamily, full.SocketType, full.Protocol
	with := func(family, typ, protocol int32) ws2def.WSAProtocolInfo {
		i := full
		i.AddressFamily, i.SocketType, i.Protocol = family, typ, protocol
		return i
	}
	const unknown = 0x7F7F
	another := int32(unknown) // a protocol that the argument wins against
	if protocol == 0 {
		another = 0
	}
	tests := []struct {
		what                  string
		family, typ, protocol int32
		info                  ws2def.WSAProtocolInfo
		want                  spi.Errno
	}{
		{"P-122 everything from the structure by 0", 0, 0, 0, full, 0},
		{"P-122 everything from the structure by -1", from, from, from, full, 0},
		{"P-123 explicit arguments", family, typ, protocol, full, 0},
		{"P-123 explicit arguments against another structure", family, typ, protocol, with(unknown, unknown, another), 0},
		{"P-124 nothing in the structure but -1", 0, 0, protocol, with(from, from, from), ws2def.WSAEAFNOSUPPORT},
		{"P-124 nothing in the structure but 0", 0, 0, protocol, with(0, 0, 0), ws2def.WSAEAFNOSUPPORT},
		{"a family of somebody else", unknown, typ, protocol, full, ws2def.WSAEAFNOSUPPORT},
		{"an unknown type", family, unknown, protocol, full, ws2def.WSAESOCKTNOSUPPORT},
		{"an unknown protocol", family, typ, unknown, full, ws2def.WSAEPROTONOSUPPORT},
	}
	for _, tt := range tests {
		t, e := k.provider.Open(&spi.Request{
			Family: tt.family, Type: tt.typ, Protocol: tt.protocol,
			Info: &tt.info, Explicit: true, Flags: ws2def.WSA_FLAG_OVERLAPPED,
		})
		k.want("Open with "+tt.what, e, tt.want)
		switch {
		case e == 0 && t != nil:
			t.Wake()
			t.Close(false)
		case e == 0:
			k.fail("Open with %s: success without a socket", tt.what)
		case t != nil:
			k.fail("Open with %s: an error and a socket", tt.what)
		}
	}
}

// openHandle looks what kind of handle a socket is.
func openHandle(k *kit) {
	clause.Covers(k, "P-135")
	s := k.socket()
	d, ok := spi.Ability[spi.Descriptor](s.Socket)
	if _, layered := s.Socket.(spi.Upper); !k.plan.has(ws2def.XP1_IFS_HANDLES) && !(ok && layered) {
		n, ok := spi.Ability[spi.Notifier](s.Socket)
		if !ok || n.Readiness() == nil {
			k.fail("the socket is no spi.Notifier, or has no Readiness")
		}
		return
	}
	if !ok {
		k.fail("the socket is no spi.Descriptor")
		return
	}
	info, err := os.ReadFile("/proc/self/fdinfo/" + strconv.Itoa(d.Fd()))
	if err != nil {
		k.fail("Fd %d is no descriptor: %v", d.Fd(), err)
		return
	}
	for line := range strings.Lines(string(info)) {
		octal, ok := strings.CutPrefix(line, "flags:")
		if !ok {
			continue
		}
		const nonblock, cloexec = 0o4000, 0o2000000
		if flags, _ := strconv.ParseUint(strings.TrimSpace(octal), 8, 32); flags&nonblock == 0 || flags&cloexec == 0 {
			k.fail("the descriptor's flags are %#o", flags)
		}
	}
}
