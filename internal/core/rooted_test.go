package core_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/provider/rooted"
	"winsock/spi"
	"winsock/ws2def"
)

// startRooted runs the test between Startup and Cleanup, with rooted installed.
func startRooted(t testing.TB) {
	t.Helper()
	install(t, rootedEntries()...)
	start(t)
}

// planes are the protocols of the rooted provider.
var planes = map[string]int32{"rooted": rooted.ProtocolRooted, "nonrooted": rooted.ProtocolNonrooted}

// rootFlags are those of a root: the data root too, where there is one.
func rootFlags(protocol int32) uint32 {
	if protocol == rooted.ProtocolRooted {
		return cRoot | dRoot
	}
	return cRoot | dLeaf
}

// rootedSocket is a socket of the rooted provider.
func rootedSocket(t testing.TB, protocol int32, flags uint32) core.Handle {
	t.Helper()
	h := multipointSocket(t, ws2def.AF_INET, ws2def.SOCK_SEQPACKET, protocol, flags)
	for _, option := range []int32{ws2def.SO_RCVTIMEO, ws2def.SO_SNDTIMEO} {
		if e := set(h, ws2def.SOL_SOCKET, option, le32(10000)); e != 0 {
			t.Fatal(e)
		}
	}
	return h
}

// listens binds and listens.
func listens(t testing.TB, h core.Handle) (at []byte) {
	t.Helper()
	if e := core.Bind(h, loopback(0)); e != 0 {
		t.Fatal("Bind:", e)
	}
	if e := core.Listen(h, 5); e != 0 {
		t.Fatal("Listen:", e)
	}
	return name(t, h)
}

// comes joins a leaf to a listening root, which admits it: member stands for it.
func comes(t testing.TB, root, leaf core.Handle, mode uint32) (member core.Handle) {
	t.Helper()
	at, done := name(t, root), make(chan core.Errno)
	go func() {
		h, e := core.JoinLeaf(leaf, at, mode, spi.Park)
		if e == 0 && h != leaf {
			e = ws2def.WSAENOTSOCK
		}
		done <- e
	}()
	member = take(t, root)
	if e := <-done; e != 0 {
		t.Fatal("JoinLeaf of a leaf:", e)
	}
	return member
}

// invites brings a leaf into a session by invitation: member stands for it at the root,
// leaf is its socket.
func invites(t testing.TB, root core.Handle, protocol int32, mode uint32) (member, leaf core.Handle) {
	t.Helper()
	l := rootedSocket(t, protocol, cLeaf|dLeaf)
	at, done := listens(t, l), make(chan core.Handle)
	go func() {
		h, _, e := core.Accept(l, nil, spi.Park)
		if e != 0 {
			h = ws2def.InvalidHandle
		}
		done <- h
	}()
	member, e := core.JoinLeaf(root, at, mode, spi.Park)
	leaf = <-done
	if e != 0 || leaf == ws2def.InvalidHandle {
		t.Fatal("JoinLeaf of a root:", e)
	}
	t.Cleanup(func() {
		core.Close(member, spi.Park)
		core.Close(leaf, spi.Park)
	})
	return member, leaf
}

// hearsNothing checks that nothing has come that was sent before what all hear.
func hearsNothing(t *testing.T, h core.Handle) {
	t.Helper()
	read := []core.Handle{h}
	if n, _ := core.Select(&read, nil, nil, 20*time.Millisecond, spi.Park); n != 0 {
		t.Errorf("received %q", hear(t, h))
	}
}

// endsWith receives the end of a session.
func endsWith(t testing.TB, h core.Handle, want core.Errno) {
	t.Helper()
	if n, e := core.Recv(h, make([]byte, 64), 0, spi.Park); e != want {
		t.Errorf("Recv at the end: %d, %v, want %v", n, e, want)
	}
}

// TestP356_WhoHearsWhom: a root with one leaf that was invited and one that has joined.
func TestP356_WhoHearsWhom(t *testing.T) {
	clause.Covers(t, "P-355", "P-356", "P-357", "P-372", "P-373", "P-379", "P-391", "P-392")
	for plane, protocol := range planes {
		t.Run(plane, func(t *testing.T) {
			startRooted(t)
			root := rootedSocket(t, protocol, rootFlags(protocol))
			_, invited := invites(t, root, protocol, ws2def.JL_BOTH)
			listens(t, rootedSocket(t, protocol, cLeaf|dLeaf)) // nobody's business
			if e := core.Listen(root, 5); e != 0 {             // it is bound since it invited
				t.Fatal("Listen of a root that has invited:", e)
			}
			joined := rootedSocket(t, protocol, cLeaf|dLeaf)
			at := name(t, root)
			copy(at[4:8], loopback(0)[4:8])
			done := make(chan core.Errno)
			go func() {
				_, e := core.JoinLeaf(joined, at, ws2def.JL_BOTH, spi.Park)
				done <- e
			}()
			take(t, root)
			if e := <-done; e != 0 {
				t.Fatal("JoinLeaf:", e)
			}
			all := map[string]core.Handle{"root": root, "invited": invited, "joined": joined}
			for _, from := range []string{"root", "invited", "joined"} {
				give(t, all[from], "by "+from)
				for to, h := range all {
					switch {
					case to == from:
					case from == "root" || to == "root" || protocol == rooted.ProtocolNonrooted:
						if w := hear(t, h); w != "by "+from {
							t.Errorf("%s hears %q, sent by %s", to, w, from)
						}
					default:
						hearsNothing(t, h)
					}
				}
			}
			for _, h := range all {
				hearsNothing(t, h)
			}
			give(t, root, "") // a message of no bytes is one
			for who, h := range all {
				if who != "root" && hear(t, h) != "" {
					t.Errorf("%s hears more than nothing", who)
				}
			}
		})
	}
}

// TestP356_LeafAsDataRoot: in a rooted plane a leaf can be who all hear.
func TestP356_LeafAsDataRoot(t *testing.T) {
	clause.Covers(t, "P-356", "P-363", "P-364")
	startRooted(t)
	root := rootedSocket(t, rooted.ProtocolRooted, cRoot|dLeaf)
	listens(t, root)
	speaker, first, second := rootedSocket(t, rooted.ProtocolRooted, cLeaf|dRoot), rootedSocket(t, rooted.ProtocolRooted, cLeaf|dLeaf), rootedSocket(t, rooted.ProtocolRooted, cLeaf|dLeaf)
	for _, h := range []core.Handle{first, speaker, second} {
		comes(t, root, h, ws2def.JL_BOTH)
	}
	give(t, speaker, "to all")
	for _, h := range []core.Handle{root, first, second} {
		if w := hear(t, h); w != "to all" {
			t.Errorf("received %q", w)
		}
	}
	give(t, first, "to the speaker")
	give(t, root, "by the root")
	got := []string{hear(t, speaker), hear(t, speaker)}
	slices.Sort(got)
	if want := []string{"by the root", "to the speaker"}; !slices.Equal(got, want) {
		t.Errorf("the data root hears %q", got)
	}
	for _, h := range []core.Handle{root, first, second} {
		hearsNothing(t, h)
	}
	another := rootedSocket(t, rooted.ProtocolRooted, cLeaf|dRoot)
	refuses(t, "a second data root", another, name(t, root), ws2def.JL_BOTH, ws2def.WSAECONNREFUSED)
}

func TestP370_DirectionsOfALeaf(t *testing.T) {
	clause.Covers(t, "P-370", "P-382", "P-470")
	startRooted(t)
	const protocol = rooted.ProtocolNonrooted
	root := rootedSocket(t, protocol, rootFlags(protocol))
	listens(t, root)
	speaker, listener := rootedSocket(t, protocol, cLeaf|dLeaf), rootedSocket(t, protocol, cLeaf|dLeaf)
	comes(t, root, speaker, ws2def.JL_SENDER_ONLY)
	comes(t, root, listener, ws2def.JL_RECEIVER_ONLY)
	_, told := invites(t, root, protocol, ws2def.JL_SENDER_ONLY) // the root only sends to it
	_, asked := invites(t, root, protocol, ws2def.JL_RECEIVER_ONLY)
	for _, h := range []core.Handle{listener, told} {
		if _, e := core.Send(h, []byte("x"), 0, spi.Park); e != ws2def.WSAENOTCONN {
			t.Error("send of who only receives:", e)
		}
	}
	for _, from := range []core.Handle{speaker, asked, root} {
		word := fmt.Sprint("by ", from)
		give(t, from, word)
		for _, h := range []core.Handle{root, listener, told} {
			if h != from && hear(t, h) != word {
				t.Errorf("%v does not hear what %v says", h, from)
			}
		}
	}
	for _, h := range []core.Handle{speaker, asked} {
		hearsNothing(t, h)
	}
}

// TestP375_JoinAgain: what was refused may be tried again, what has succeeded not.
func TestP375_JoinAgain(t *testing.T) {
	clause.Covers(t, "P-373", "P-374", "P-375", "P-377", "P-469", "P-471")
	startRooted(t)
	const protocol = rooted.ProtocolRooted
	root := rootedSocket(t, protocol, rootFlags(protocol))
	at := listens(t, root)
	leaf := rootedSocket(t, protocol, cLeaf|dLeaf)
	if e := core.Bind(leaf, loopback(0)); e != 0 {
		t.Fatal("Bind:", e)
	}
	done := make(chan core.Errno)
	go func() {
		_, e := core.JoinLeaf(leaf, at, ws2def.JL_BOTH, spi.Park)
		done <- e
	}()
	for _, verdict := range []int32{ws2def.CF_DEFER, ws2def.CF_REJECT} {
		want := core.Errno(ws2def.WSATRY_AGAIN)
		if verdict == ws2def.CF_REJECT {
			want = ws2def.WSAECONNREFUSED
		}
		if h, _, e := core.AcceptIf(root, nil, func(c core.Caller) int32 {
			if ws2def.Port(c.Name) != ws2def.Port(name(t, leaf)) {
				t.Errorf("the caller is % x, want % x", c.Name, name(t, leaf))
			}
			return verdict
		}, spi.Park); e != want {
			t.Fatal("AcceptIf:", h, e)
		}
	}
	if e := <-done; e != ws2def.WSAECONNREFUSED {
		t.Fatal("JoinLeaf of a leaf that is rejected:", e)
	}
	comes(t, root, leaf, ws2def.JL_BOTH)
	refuses(t, "a member", leaf, at, ws2def.JL_BOTH, ws2def.WSAEISCONN)
	for _, tt := range []struct {
		what string
		h    core.Handle
		to   []byte
		want core.Errno
	}{
		{"nobody there", rootedSocket(t, protocol, cLeaf|dLeaf), loopback(1), ws2def.WSAECONNREFUSED},
		{"the root of another plane", rootedSocket(t, rooted.ProtocolNonrooted, cLeaf|dLeaf), at, ws2def.WSAECONNREFUSED},
		{"port 0", rootedSocket(t, protocol, cLeaf|dLeaf), loopback(0), ws2def.WSAEADDRNOTAVAIL},
		{"a group", rootedSocket(t, protocol, cLeaf|dLeaf), groupAddress("239.1.2.3", 5000), ws2def.WSAEADDRNOTAVAIL},
		{"short", rootedSocket(t, protocol, cLeaf|dLeaf), at[:15], ws2def.WSAEFAULT},
		{"IPv6", rootedSocket(t, protocol, cLeaf|dLeaf), inet6("::1", 5000), ws2def.WSAEAFNOSUPPORT},
		{"a root invites a root", rootedSocket(t, protocol, rootFlags(protocol)), at, ws2def.WSAECONNREFUSED},
		{"a root invites nobody", root, loopback(1), ws2def.WSAECONNREFUSED},
		{"a listening leaf joins", func() core.Handle {
			h := rootedSocket(t, protocol, cLeaf|dLeaf)
			listens(t, h)
			return h
		}(), at, ws2def.WSAEINVAL},
		{"an ordinary socket", rootedSocket(t, protocol, 0), at, ws2def.WSAEINVAL},
	} {
		refuses(t, tt.what, tt.h, tt.to, ws2def.JL_BOTH, tt.want)
	}
	for _, tt := range []struct {
		what  string
		flags uint32
		want  core.Errno
	}{
		{"ordinary socket connects to a root", 0, ws2def.WSAECONNREFUSED},
		{"leaf connects", cLeaf | dLeaf, ws2def.WSAEINVAL},
		{"root connects", rootFlags(protocol), ws2def.WSAEINVAL},
	} {
		if e := core.Connect(rootedSocket(t, protocol, tt.flags), at, spi.Park); e != tt.want {
			t.Errorf("%s: %v, want %v", tt.what, e, tt.want)
		}
	}
}

// TestP372_MemberSocket: what WSAJoinLeaf and accept give a root tells of the leaf, carries
// no data, and drops the leaf when it is closed.
func TestP372_MemberSocket(t *testing.T) {
	clause.Covers(t, "P-372", "P-373", "P-379", "P-340")
	for plane, protocol := range planes {
		t.Run(plane, func(t *testing.T) {
			startRooted(t)
			root := rootedSocket(t, protocol, rootFlags(protocol))
			ev := selected(t, root, ws2def.FD_CLOSE|ws2def.FD_CONNECT|ws2def.FD_READ)
			var members, leaves [3]core.Handle
			for i := range members {
				l := rootedSocket(t, protocol, cLeaf|dLeaf)
				at, done := listens(t, l), make(chan core.Handle)
				go func() {
					h, _, _ := core.Accept(l, nil, spi.Park)
					done <- h
				}()
				var e core.Errno
				if members[i], e = core.JoinLeaf(root, at, ws2def.JL_BOTH, spi.Park); e != 0 {
					t.Fatal("JoinLeaf:", e)
				}
				leaves[i] = <-done
				expect(t, "a leaf has come", root, ev, ws2def.FD_CONNECT)
			}
			t.Cleanup(func() {
				for i := range members {
					core.Close(members[i], spi.Park)
					core.Close(leaves[i], spi.Park)
				}
			})
			if ms := number(t, members[0], ws2def.SOL_SOCKET, ws2def.SO_RCVTIMEO); ms != 10000 {
				t.Errorf("SO_RCVTIMEO of what stands for a leaf is %d, want its root's", ms)
			}
			if _, e := core.Send(members[0], []byte("x"), 0, spi.Park); e != ws2def.WSAEOPNOTSUPP {
				t.Error("Send:", e)
			}
			if _, e := core.Recv(members[0], make([]byte, 1), 0, spi.Park); e != ws2def.WSAEOPNOTSUPP {
				t.Error("Recv:", e)
			}
			refuses(t, "a member joins", members[0], loopback(5000), ws2def.JL_BOTH, ws2def.WSAEISCONN)

			// A leaf leaves: its socket tells, into the root's event.
			core.Close(leaves[0], spi.Park)
			expect(t, "a leaf has left", members[0], ev, ws2def.FD_CLOSE)
			// The root drops a leaf.
			give(t, root, "last words")
			core.Close(members[1], spi.Park)
			if w := hear(t, leaves[1]); w != "last words" {
				t.Errorf("the leaf hears %q", w)
			}
			endsWith(t, leaves[1], ws2def.WSAEDISCON)
			// The others go on.
			give(t, root, "still here")
			if w := hear(t, leaves[2]); w != "last words" {
				t.Errorf("the third leaf hears %q", w)
			}
			if w := hear(t, leaves[2]); w != "still here" {
				t.Errorf("the third leaf hears %q", w)
			}
			give(t, leaves[2], "me too")
			expect(t, "the third leaf says", root, ev, ws2def.FD_READ)
		})
	}
}

// TestP379_TheSessionEndsWithItsRoot: by closing, by shutting down, by breaking off.
func TestP379_TheSessionEndsWithItsRoot(t *testing.T) {
	clause.Covers(t, "P-355", "P-379")
	for what, ending := range map[string]func(t *testing.T, root core.Handle){
		"closed": func(t *testing.T, root core.Handle) { core.Close(root, spi.Park) },
		"shut down": func(t *testing.T, root core.Handle) {
			if e := core.Shutdown(root, ws2def.SD_SEND); e != 0 {
				t.Error("Shutdown:", e)
			}
		},
		"broken off": func(t *testing.T, root core.Handle) {
			if e := set(root, ws2def.SOL_SOCKET, ws2def.SO_LINGER, []byte{1, 0, 0, 0}); e != 0 {
				t.Error("SO_LINGER:", e)
			}
			core.Close(root, spi.Park)
		},
	} {
		t.Run(what, func(t *testing.T) {
			startRooted(t)
			const protocol = rooted.ProtocolNonrooted
			root := rootedSocket(t, protocol, rootFlags(protocol))
			at := listens(t, root)
			var leaves, events [3]core.Handle
			for i := range leaves {
				leaves[i] = rootedSocket(t, protocol, cLeaf|dLeaf)
				comes(t, root, leaves[i], ws2def.JL_BOTH)
				events[i] = selected(t, leaves[i], ws2def.FD_CLOSE)
			}
			if what != "broken off" {
				give(t, root, "goodbye")
			}
			ending(t, root)
			for i, h := range leaves {
				if what != "broken off" {
					expect(t, "the root is gone", h, events[i], ws2def.FD_CLOSE)
					if w := hear(t, h); w != "goodbye" {
						t.Errorf("the leaf hears %q", w)
					}
					endsWith(t, h, ws2def.WSAEDISCON)
					continue
				}
				if !signals(t, events[i], 5*time.Second) {
					t.Error("no FD_CLOSE")
				}
				if got, errors := enumerate(t, h, events[i]); got != ws2def.FD_CLOSE || errors[ws2def.FD_CLOSE_BIT] != ws2def.WSAECONNABORTED {
					t.Errorf("events %#x, errors %v", got, errors)
				}
				endsWith(t, h, ws2def.WSAECONNRESET)
			}
			if what == "shut down" {
				give(t, leaves[0], "still heard")
				if w := hear(t, root); w != "still heard" {
					t.Errorf("the root hears %q", w)
				}
				if _, e := core.Send(root, []byte("x"), 0, spi.Park); e != ws2def.WSAESHUTDOWN {
					t.Error("Send of a root that has shut down:", e)
				}
			}
			refuses(t, "a session that has ended", rootedSocket(t, protocol, cLeaf|dLeaf), at, ws2def.JL_BOTH, ws2def.WSAECONNREFUSED)
		})
	}
}

// TestP376_NonblockingLeaf: FD_CONNECT tells the leaf how its join has ended.
func TestP376_NonblockingLeaf(t *testing.T) {
	clause.Covers(t, "P-374", "P-376", "P-375")
	startRooted(t)
	const protocol = rooted.ProtocolRooted
	root := rootedSocket(t, protocol, rootFlags(protocol))
	at := listens(t, root)
	leaf := rootedSocket(t, protocol, cLeaf|dLeaf)
	ev := selected(t, leaf, ws2def.FD_CONNECT|ws2def.FD_READ|ws2def.FD_CLOSE)
	joins(t, leaf, at, ws2def.JL_BOTH)
	refuses(t, "a second join", leaf, at, ws2def.JL_BOTH, ws2def.WSAEALREADY)
	expectNothing(t, "not admitted", leaf, ev)
	if _, e := core.Send(leaf, []byte("x"), 0, spi.Park); e != ws2def.WSAENOTCONN {
		t.Error("Send before the end:", e)
	}
	take(t, root)
	expect(t, "admitted", leaf, ev, ws2def.FD_CONNECT)
	give(t, root, "welcome")
	expect(t, "data", leaf, ev, ws2def.FD_READ)
	if w := hear(t, leaf); w != "welcome" {
		t.Errorf("received %q", w)
	}

	refused := rootedSocket(t, protocol, cLeaf|dLeaf)
	ev = selected(t, refused, ws2def.FD_CONNECT)
	joins(t, refused, loopback(1), ws2def.JL_BOTH)
	if !signals(t, ev, 5*time.Second) {
		t.Fatal("no FD_CONNECT")
	}
	if got, errors := enumerate(t, refused, ev); got != ws2def.FD_CONNECT || errors[ws2def.FD_CONNECT_BIT] != ws2def.WSAECONNREFUSED {
		t.Errorf("events %#x, errors %v", got, errors)
	}
	joins(t, refused, at, ws2def.JL_BOTH)
	take(t, root)
	expect(t, "admitted at the second try", refused, ev, ws2def.FD_CONNECT)

	// Closing takes a join back.
	gone := rootedSocket(t, protocol, cLeaf|dLeaf)
	selected(t, gone, ws2def.FD_CONNECT)
	joins(t, gone, at, ws2def.JL_BOTH)
	rootEvent := selected(t, root, ws2def.FD_ACCEPT)
	expect(t, "it asks", root, rootEvent, ws2def.FD_ACCEPT)
	core.Close(gone, spi.Park)
	for end := time.Now().Add(5 * time.Second); ; {
		read := []core.Handle{root}
		if n, _ := core.Select(&read, nil, nil, 0, spi.Park); n == 0 {
			break
		}
		if time.Now().After(end) {
			t.Fatal("it still asks after it was closed")
		}
		time.Sleep(time.Millisecond)
	}
	if _, _, e := core.Accept(root, nil, spi.Park); e != ws2def.WSAEWOULDBLOCK {
		t.Error("Accept of nobody:", e)
	}
}

// TestP376_NonblockingRoot: FD_CONNECT on the root tells how a leaf has answered, and the
// socket that stands for it is there at once.
func TestP376_NonblockingRoot(t *testing.T) {
	clause.Covers(t, "P-372", "P-374", "P-376")
	startRooted(t)
	const protocol = rooted.ProtocolRooted
	root := rootedSocket(t, protocol, rootFlags(protocol))
	ev := selected(t, root, ws2def.FD_CONNECT|ws2def.FD_CLOSE)
	l := rootedSocket(t, protocol, cLeaf|dLeaf)
	at := listens(t, l)
	invite := func(to []byte) core.Handle {
		t.Helper()
		h, e := core.JoinLeaf(root, to, ws2def.JL_BOTH, spi.Park)
		if e != 0 || h == root {
			t.Fatal("JoinLeaf:", h, e)
		}
		t.Cleanup(func() { core.Close(h, spi.Park) })
		return h
	}
	member := invite(at)
	refuses(t, "a second invitation", root, at, ws2def.JL_BOTH, ws2def.WSAEALREADY)
	if _, e := core.Recv(member, make([]byte, 1), 0, spi.Park); e != ws2def.WSAENOTCONN {
		t.Error("Recv before the answer:", e)
	}
	expectNothing(t, "no answer", root, ev)
	leaf := take(t, l)
	expect(t, "the leaf comes", root, ev, ws2def.FD_CONNECT)
	expectNothing(t, "the member's socket", member, ev)
	give(t, root, "hello")
	if w := hear(t, leaf); w != "hello" {
		t.Errorf("the leaf hears %q", w)
	}
	core.Close(leaf, spi.Park)
	expect(t, "the leaf has left", member, ev, ws2def.FD_CLOSE)

	// Refused, and nobody there.
	refused := invite(at)
	if _, _, e := core.AcceptIf(l, nil, func(core.Caller) int32 { return ws2def.CF_REJECT }, spi.Park); e != ws2def.WSAECONNREFUSED {
		t.Error("AcceptIf:", e)
	}
	for _, what := range []string{"refused", "nobody"} {
		if !signals(t, ev, 5*time.Second) {
			t.Fatal("no FD_CONNECT")
		}
		if got, errors := enumerate(t, root, ev); got != ws2def.FD_CONNECT || errors[ws2def.FD_CONNECT_BIT] != ws2def.WSAECONNREFUSED {
			t.Errorf("%s: events %#x, errors %v", what, got, errors)
		}
		core.Close(refused, spi.Park)
		if what == "refused" {
			refused = invite(loopback(1))
		}
	}

	// Closing the socket takes the invitation back: the next one can begin, and the leaf
	// finds nobody.
	core.Close(invite(at), spi.Park)
	expectNothing(t, "taken back", root, ev)
	invite(at)
	came, _, e := core.Accept(l, nil, spi.Park)
	if e == ws2def.WSAECONNRESET { // it may have been taken back just now
		came, _, e = core.Accept(l, nil, spi.Park)
	}
	if e != 0 {
		t.Fatal("Accept:", e)
	}
	defer core.Close(came, spi.Park)
	expect(t, "the leaf comes at the second invitation", root, ev, ws2def.FD_CONNECT)

	// The root is closed with an invitation under way.
	invite(at)
	core.Close(root, spi.Park)
}

// TestRootIsClosedMeanwhile: closing ends a blocking join, whoever makes it.
func TestRootIsClosedMeanwhile(t *testing.T) {
	clause.Covers(t, "P-377")
	startRooted(t)
	const protocol = rooted.ProtocolRooted
	l := rootedSocket(t, protocol, cLeaf|dLeaf)
	at := listens(t, l)
	r := rootedSocket(t, protocol, rootFlags(protocol))
	rootAt := listens(t, r)
	for _, tt := range []struct {
		flags uint32
		to    []byte
		asked core.Handle
	}{{rootFlags(protocol), at, l}, {cLeaf | dLeaf, rootAt, r}} {
		h := rootedSocket(t, protocol, tt.flags)
		done := make(chan core.Errno)
		go func() {
			_, e := core.JoinLeaf(h, tt.to, ws2def.JL_BOTH, spi.Park)
			done <- e
		}()
		read := []core.Handle{tt.asked}
		if n, e := core.Select(&read, nil, nil, 5*time.Second, spi.Park); n != 1 {
			t.Fatal("Select:", n, e)
		}
		core.Close(h, spi.Park)
		if e := <-done; e != ws2def.WSAEINTR {
			t.Errorf("flags %#x: %v, want WSAEINTR", tt.flags, e)
		}
	}
}

// TestRootWorksLikeOthers: a root that listens tells of data, leaves and room apart, by all
// means there are.
func TestRootWorksLikeOthers(t *testing.T) {
	clause.Covers(t, "P-372", "P-373", "P-471")
	startRooted(t)
	const protocol = rooted.ProtocolNonrooted
	root := rootedSocket(t, protocol, rootFlags(protocol))
	if _, e := core.Send(root, []byte("x"), 0, spi.Park); e != ws2def.WSAENOTCONN {
		t.Error("Send before there is a session:", e)
	}
	at := listens(t, root)
	give(t, root, "nobody hears")
	ev := selected(t, root, allEvents)
	expect(t, "a session begins", root, ev, ws2def.FD_WRITE)
	leaf := rootedSocket(t, protocol, cLeaf|dLeaf)
	selected(t, leaf, ws2def.FD_CONNECT)
	joins(t, leaf, at, ws2def.JL_BOTH)
	expect(t, "a leaf asks", root, ev, ws2def.FD_ACCEPT)
	fds := []core.PollFd{{Fd: root, Events: ws2def.POLLRDNORM | ws2def.POLLWRNORM}}
	if n, e := core.Poll(fds, 1, 0, spi.Park); n != 1 || e != 0 || fds[0].REvents != ws2def.POLLRDNORM|ws2def.POLLWRNORM {
		t.Errorf("Poll: %d, %v, %#x", n, e, fds[0].REvents)
	}
	if _, e := core.Recv(root, make([]byte, 1), 0, spi.Park); e != ws2def.WSAEWOULDBLOCK {
		t.Error("Recv while a leaf asks:", e)
	}
	member := take(t, root)
	defer core.Close(member, spi.Park)
	core.EventSelect(leaf, 0, 0)
	write := []core.Handle{leaf}
	if n, e := core.Select(nil, &write, nil, 5*time.Second, spi.Park); n != 1 {
		t.Error("Select for writing:", n, e)
	}
	give(t, leaf, "one")
	expect(t, "data", root, ev, ws2def.FD_READ)
	if _, _, e := core.Accept(root, nil, spi.Park); e != ws2def.WSAEWOULDBLOCK {
		t.Error("Accept while there is data:", e)
	}
	gets(t, root, 16, "one")

	// Blocking calls wait for what they are about.
	selectInto(t, root, 0, 0)
	core.Ioctl(root, ws2def.FIONBIO, le32(0), nil, spi.Park)
	give(t, leaf, "two")
	accepted := make(chan core.Handle)
	go func() {
		h, _, _ := core.Accept(root, nil, spi.Park)
		accepted <- h
	}()
	second := rootedSocket(t, protocol, cLeaf|dLeaf)
	if _, e := core.JoinLeaf(second, at, ws2def.JL_BOTH, spi.Park); e != 0 {
		t.Fatal(e)
	}
	h := <-accepted
	defer core.Close(h, spi.Park)
	gets(t, root, 16, "two")

	// Overlapped receives, with an event and a port.
	p := portOf(t, root, 7)
	buf, _ := overlappedReceive(t, root, 16, ws2def.WSA_IO_PENDING)
	give(t, second, "three")
	if packet, ok := nextPacket(t, p, 5*time.Second); !ok || packet.Bytes != 5 || string(buf[:5]) != "three" {
		t.Errorf("packet %+v, %q", packet, buf[:5])
	}
	core.Ioctl(leaf, ws2def.FIONBIO, le32(0), nil, spi.Park)
	gets(t, leaf, 16, "three")
	_, wait := overlappedReceive(t, leaf, 16, ws2def.WSA_IO_PENDING)
	if e := core.Cancel(leaf, nil); e != 0 {
		t.Error("Cancel:", e)
	}
	wait.ends(t, ws2def.STATUS_CANCELLED, 0)
	var send pending
	if _, e := core.StartSend(second, core.Buffers{One: []byte("four")}, 0, send.begin(t)); e != 0 {
		t.Error("StartSend:", e)
	}
	buf = make([]byte, 2)
	if n, e := core.Recv(root, buf, 0, spi.Park); n != 2 || e != ws2def.WSAEMSGSIZE || string(buf) != "fo" {
		t.Errorf("a message longer than its buffer: %d, %v, %q", n, e, buf)
	}
	if _, e := core.Send(root, make([]byte, 32<<10+1), 0, spi.Park); e != ws2def.WSAEMSGSIZE {
		t.Error("a message longer than any:", e)
	}
}
