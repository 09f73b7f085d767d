package spitest

import (
	"bytes"

	"winsock/internal/clause"
	"winsock/ws2def"
)

var nameChecks = []check{
	{
		name: "Bind/name",
		rule: "after Bind, LocalName tells the address that others reach the socket at; a name without room stays untouched and the length needed is returned",
		hint: "look at what LocalName writes and returns",
		run: func(k *kit) {
			clause.Covers(k, "S-251", "S-252")
			s, name := k.bound()
			if got := ws2def.Family(name); int32(got) != k.plan.Entry.AddressFamily {
				k.fail("LocalName gives family %d, want %d", got, k.plan.Entry.AddressFamily)
			}
			short := bytes.Repeat([]byte{0xAA}, len(name)-1)
			n, e := s.LocalName(short)
			if n != len(name) || e != 0 || bytes.Count(short, []byte{0xAA}) != len(short) {
				k.fail("LocalName without room: %d, %s, wrote % x; want %d and nothing written", n, text(e), short, len(name))
			}
		},
	},
	{
		name: "Bind/errors",
		rule: "a name that is too short is WSAEFAULT, one of another family WSAEAFNOSUPPORT, a taken one WSAEADDRINUSE, and the socket can be bound afterwards",
		hint: "check the length first, then the family; change nothing before the address is the socket's own",
		run: func(k *kit) {
			clause.Covers(k, "S-123", "S-125", "S-129", "S-135")
			_, taken := k.bound()
			name := k.plan.Name(k.T)
			foreign := bytes.Clone(name)
			foreign[0], foreign[1] = 0x7F, 0x7F
			s := k.socket()
			k.want("Bind to no bytes", s.Bind([]byte{}), ws2def.WSAEFAULT)
			k.want("Bind to half a family", s.Bind(name[:1]), ws2def.WSAEFAULT)
			if len(name) >= int(k.plan.Entry.MinSockAddr) && k.plan.Entry.MinSockAddr > 2 {
				k.want("Bind to a short name", s.Bind(name[:k.plan.Entry.MinSockAddr-1]), ws2def.WSAEFAULT)
			}
			k.want("Bind to a name of another family", s.Bind(foreign), ws2def.WSAEAFNOSUPPORT)
			k.want("Bind to a taken name", s.Bind(taken), ws2def.WSAEADDRINUSE)
			k.want("Bind after that", s.Bind(name), 0)
		},
	},
	{
		name: "Bind/wildcard",
		rule: "Bind to the wildcard, and BindAny, give the socket an address of its own that LocalName tells",
		hint: "a port of 0 asks for a free one",
		when: func(p *Plan) bool { return p.Wildcard != nil },
		run: func(k *kit) {
			clause.Covers(k, "S-133", "S-136", "S-137")
			seen := [][]byte{k.plan.Wildcard}
			for i := range 4 {
				s := k.socket()
				if i%2 == 0 {
					k.must("Bind to the wildcard", s.Bind(k.plan.Wildcard))
				} else {
					k.must("BindAny", s.BindAny(nil))
				}
				name := k.local(s)
				for _, other := range seen {
					if sameName(name, other) {
						k.fail("socket %d got the name % x a second time, or none", i, name)
					}
				}
				seen = append(seen, name)
			}
		},
	},
	{
		name: "Bind/again",
		rule: "a name is free again when its socket is closed",
		hint: "Close has to give the address back",
		when: func(p *Plan) bool { return p.Entry.AddressFamily != ws2def.AF_UNIX }, // its files stay: S-479
		run: func(k *kit) {
			s, name := k.bound()
			k.close(s, false)
			k.want("Bind to the name of a closed socket", k.socket().Bind(name), 0)
		},
	},
}
