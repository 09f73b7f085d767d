package spitest

import (
	"winsock/internal/clause"
	"winsock/spi"
	"winsock/ws2def"
)

// rooted reports whether the entry promises sessions with a root.
func (p *Plan) rooted() bool {
	return p.has(ws2def.XP1_SUPPORT_MULTIPOINT | ws2def.XP1_MULTIPOINT_CONTROL_PLANE)
}

var multipointChecks = []check{
	{
		name: "Multipoint/admit",
		rule: "a leaf that joins is a member once the root's Admit says so; what the root says before is not for it",
		hint: "a root reports Offered, and not Readable, while a leaf asks",
		when: (*Plan).rooted,
		run: func(k *kit) {
			clause.Covers(k, "P-373", "P-379")
			root, at := k.root()
			leaf := k.role(ws2def.WSA_FLAG_MULTIPOINT_C_LEAF, ws2def.WSA_FLAG_MULTIPOINT_D_LEAF)
			k.must("Send to nobody", k.send(root, []byte("early"), spi.Park))
			k.want("Join", k.join(leaf, at), ws2def.WSAEWOULDBLOCK)
			k.offered(root)
			if ev := root.Poll(); ev&spi.Readable != 0 {
				k.fail("Poll of a root that a leaf asks reports %s", names(ev))
			}
			k.want("ConnectResult before Admit", leaf.ConnectResult(), ws2def.WSAEWOULDBLOCK)
			k.admit(root)
			k.await(leaf, spi.Writable)
			k.want("ConnectResult", leaf.ConnectResult(), 0)
			k.exchange(root, leaf, "now")
		},
	},
	{
		name: "Multipoint/refuse",
		rule: "a leaf that is closed without Admit was refused, and may try again",
		hint: "Close of what Accept gave says no to the leaf: WSAECONNREFUSED",
		when: (*Plan).rooted,
		run: func(k *kit) {
			clause.Covers(k, "P-373", "P-375")
			root, at := k.root()
			leaf := k.role(ws2def.WSA_FLAG_MULTIPOINT_C_LEAF, ws2def.WSA_FLAG_MULTIPOINT_D_LEAF)
			k.join(leaf, at)
			k.offered(root)
			member, e := root.Accept()
			k.must("Accept", e)
			member.Close(true)
			k.await(leaf, spi.Failed)
			k.want("ConnectResult", leaf.ConnectResult(), ws2def.WSAECONNREFUSED)
			k.join(leaf, at)
			k.admit(root)
			k.await(leaf, spi.Writable)
			k.exchange(root, leaf, "second try")
		},
	},
	{
		name: "Multipoint/invite",
		rule: "a root invites a listening leaf, whose Accept and Admit make it a member; without an answer nothing is decided",
		hint: "the Socket that Invite returns is a Connector; its ConnectResult tells the answer",
		when: (*Plan).rooted,
		run: func(k *kit) {
			clause.Covers(k, "P-372", "P-376")
			root, _ := k.root()
			l := k.role(ws2def.WSA_FLAG_MULTIPOINT_C_LEAF, ws2def.WSA_FLAG_MULTIPOINT_D_LEAF)
			k.must("Bind", l.Bind(k.plan.Name(k.T)))
			k.must("Listen", l.Listen(5))
			at := k.local(l)
			member := k.invite(root, at)
			k.want("ConnectResult before the answer", member.ConnectResult(), ws2def.WSAEWOULDBLOCK)
			leaf := k.accept(l)
			k.want("ConnectResult before Admit", member.ConnectResult(), ws2def.WSAEWOULDBLOCK)
			k.must("Admit", able[spi.Candidate](leaf.Socket).Admit())
			e := member.ConnectResult()
			for e == ws2def.WSAEWOULDBLOCK {
				k.must("Wait for the answer", member.Wait(spi.Writable, spi.Park, member.Nudges(), k.end))
				e = member.ConnectResult()
			}
			k.want("ConnectResult", e, 0)
			k.exchange(root, leaf, "welcome")
			member.Close(false)
			k.await(leaf, spi.Ended)

			gone := k.invite(root, at)
			gone.Close(true) // taken back: what was accepted of it comes to nothing
			again := k.invite(root, at)
			defer again.Close(true)
			for again.ConnectResult() == ws2def.WSAEWOULDBLOCK {
				k.ticking("an invitation is not answered behind one that was taken back")
				if t, e := l.Accept(); e == 0 {
					if able[spi.Candidate](t).Admit() != 0 {
						t.Close(true)
						continue
					}
					k.adopt(t)
				}
			}
			k.want("ConnectResult", again.ConnectResult(), 0)
		},
	},
	{
		name: "Multipoint/end",
		rule: "a leaf's socket tells when the session ends, and what stands for a leaf tells when that leaves",
		hint: "Poll reports Ended behind all that was said",
		when: (*Plan).rooted,
		run: func(k *kit) {
			clause.Covers(k, "P-355", "P-372", "P-379")
			root, at := k.root()
			var leaves [2]*socket
			var members [2]spi.Socket
			for i := range leaves {
				leaves[i] = k.role(ws2def.WSA_FLAG_MULTIPOINT_C_LEAF, ws2def.WSA_FLAG_MULTIPOINT_D_LEAF)
				k.join(leaves[i], at)
				members[i] = k.admit(root)
				k.await(leaves[i], spi.Writable)
			}
			k.close(leaves[0], false)
			for members[0].Poll()&spi.Ended == 0 {
				k.ticking("the end of a leaf is not told")
			}
			k.must("Send", k.send(root, []byte("last"), spi.Park))
			k.close(root, false)
			if got, _ := k.message(leaves[1]); got != "last" {
				k.fail("received %q, want what was said before the end", got)
			}
			if _, e := k.recv(leaves[1], make([]byte, 8), spi.Park); e != ws2def.WSAEDISCON {
				k.want("Recv at the end", e, ws2def.WSAEDISCON)
			}
			for members[1].Poll()&(spi.Ended|spi.Reset) == 0 {
				k.ticking("what stands for a leaf does not learn that the session is over")
			}
		},
	},
}

// role opens a socket with roles in the control and the data plane.
func (k *kit) role(control, data uint32) *socket {
	k.Helper()
	req := k.request()
	req.Flags |= control | data
	t, e := k.provider.Open(req)
	k.must("Open with multipoint flags", e)
	if able[spi.LeafJoiner](t) == nil {
		k.Fatal("the socket is no spi.LeafJoiner, which the entry's service flags promise")
	}
	return k.adopt(t)
}

// root is a listening root, the data root too if there is one, and its address.
func (k *kit) root() (*socket, []byte) {
	k.Helper()
	data := uint32(ws2def.WSA_FLAG_MULTIPOINT_D_LEAF)
	if k.plan.has(ws2def.XP1_MULTIPOINT_DATA_PLANE) {
		data = ws2def.WSA_FLAG_MULTIPOINT_D_ROOT
	}
	s := k.role(ws2def.WSA_FLAG_MULTIPOINT_C_ROOT, data)
	k.must("Bind", s.Bind(k.plan.Name(k.T)))
	k.must("Listen", s.Listen(5))
	return s, k.local(s)
}

func (k *kit) join(leaf *socket, at []byte) spi.Errno {
	return able[spi.LeafJoiner](leaf.Socket).Join(at, ws2def.JL_BOTH)
}

// invite begins an invitation.
func (k *kit) invite(root *socket, at []byte) interface {
	spi.Socket
	spi.Connector
} {
	k.Helper()
	t, e := able[spi.LeafJoiner](root.Socket).Invite(at, ws2def.JL_BOTH)
	k.must("Invite", e)
	m, ok := t.(interface {
		spi.Socket
		spi.Connector
	})
	if !ok {
		k.Fatal("what Invite returns is no spi.Connector")
	}
	return m
}

// offered waits until a leaf asks.
func (k *kit) offered(root *socket) {
	k.Helper()
	for root.Poll()&spi.Offered == 0 {
		k.must("Wait for a leaf", root.Wait(spi.Offered, spi.Park, root.Nudges(), k.end))
	}
}

// admit admits the next leaf; the test's end closes what stands for it.
func (k *kit) admit(root *socket) spi.Socket {
	k.Helper()
	k.offered(root)
	t, e := root.Accept()
	k.must("Accept", e)
	c := able[spi.Candidate](t)
	if c == nil {
		k.Fatal("what Accept of a root returns is no spi.Candidate")
	}
	k.must("Admit", c.Admit())
	k.members = append(k.members, t)
	return t
}

// exchange sends a word both ways between a root and a leaf.
func (k *kit) exchange(root, leaf *socket, word string) {
	k.Helper()
	k.must("Send of the root", k.send(root, []byte(word), spi.Park))
	if got, _ := k.message(leaf); got != word {
		k.fail("the leaf received %q, want %q", got, word)
	}
	k.must("Send of the leaf", k.send(leaf, []byte("re: "+word), spi.Park))
	if got, _ := k.message(root); got != "re: "+word {
		k.fail("the root received %q, want %q", got, "re: "+word)
	}
}
