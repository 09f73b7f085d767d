package core_test

import (
	"bytes"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"winsock/internal/clause"
	"winsock/internal/core"
	"winsock/spi"
	"winsock/ws2def"
)

// full is a TCP connection whose client can send nothing more, since the server
// does not receive.
func full(t testing.TB) (client, server core.Handle) {
	t.Helper()
	client, server = pair(t)
	nonblocking(t, client)
	// More than the kernel's buffers ever hold, so that a rest stays.
	if n, e := core.Send(client, make([]byte, 32<<20), 0, spi.Park); n != 32<<20 || e != 0 {
		t.Fatal("Send:", n, e)
	}
	if _, e := core.Ioctl(client, ws2def.FIONBIO, le32(0), nil, spi.Park); e != 0 {
		t.Fatal("FIONBIO:", e)
	}
	return client, server
}

// Whatever a call waits for, closing its socket ends it.
func TestS016_ClosedUnderCalls(t *testing.T) {
	clause.Covers(t, "S-016", "S-121", "S-386", "S-390", "S-683")
	first := func(client, _ core.Handle) core.Handle { return client }
	for what, c := range map[string]struct {
		open func(t *testing.T) core.Handle
		call func(h core.Handle, how spi.Way) core.Errno
	}{
		"recv": {
			func(t *testing.T) core.Handle { return first(pair(t)) },
			func(h core.Handle, how spi.Way) core.Errno {
				_, e := core.Recv(h, make([]byte, 9), 0, how)
				return e
			},
		},
		"recv of nothing": {
			func(t *testing.T) core.Handle { return first(pair(t)) },
			func(h core.Handle, how spi.Way) core.Errno { _, e := core.Recv(h, nil, 0, how); return e },
		},
		"recv of all": {
			func(t *testing.T) core.Handle {
				c, s := pair(t)
				send(s, "a part")
				return c
			},
			func(h core.Handle, how spi.Way) core.Errno {
				_, e := core.Recv(h, make([]byte, 99), ws2def.MSG_WAITALL, how)
				return e
			},
		},
		"WSARecv": {
			func(t *testing.T) core.Handle { return first(pair(t)) },
			func(h core.Handle, how spi.Way) core.Errno {
				_, e := core.RecvMsg(h, &spi.Message{Buffers: [][]byte{make([]byte, 1), make([]byte, 1)}}, 0, how)
				return e
			},
		},
		"recvfrom": {
			func(t *testing.T) core.Handle { return udp4(t) },
			func(h core.Handle, how spi.Way) core.Errno {
				_, e := core.RecvMsg(h, &spi.Message{Name: make([]byte, 16), Buffers: [][]byte{make([]byte, 1)}}, 0, how)
				return e
			},
		},
		"send": {
			func(t *testing.T) core.Handle { return first(full(t)) },
			func(h core.Handle, how spi.Way) core.Errno {
				_, e := core.Send(h, make([]byte, 1<<20), 0, how)
				return e
			},
		},
		"WSASend": {
			func(t *testing.T) core.Handle { return first(full(t)) },
			func(h core.Handle, how spi.Way) core.Errno {
				_, e := core.SendMsg(h, &spi.Message{Buffers: [][]byte{make([]byte, 9), make([]byte, 1<<20)}}, 0, how)
				return e
			},
		},
		"WSAAccept": {
			func(t *testing.T) core.Handle { l, _ := listener(t); return l },
			func(h core.Handle, how spi.Way) core.Errno {
				_, _, e := core.AcceptIf(h, nil, func(core.Caller) int32 { return ws2def.CF_ACCEPT }, how)
				return e
			},
		},
	} {
		for way, how := range ways {
			t.Run(what+"/"+way, func(t *testing.T) {
				start(t)
				h := c.open(t)
				set(h, ws2def.SOL_SOCKET, ws2def.SO_LINGER, le32(1)) // drop what full has queued
				var ends [3]<-chan core.Errno
				for i := range ends {
					ends[i] = blocked(t, func() core.Errno { return c.call(h, how) })
				}
				if e := core.Close(h, spi.Park); e != 0 {
					t.Fatal("Close:", e)
				}
				for i, end := range ends {
					if e := <-end; e != ws2def.WSAEINTR {
						t.Errorf("call %d: %v", i, e)
					}
				}
				if e := c.call(h, how); e != ws2def.WSAENOTSOCK {
					t.Error("a call afterwards:", e)
				}
			})
		}
	}
}

// Of several that close a socket at once, one does it.
func TestS383_CloseTogether(t *testing.T) {
	clause.Covers(t, "S-383")
	start(t)
	for range 50 {
		h := tcp4(t)
		var wait sync.WaitGroup
		ends := make([]core.Errno, 8)
		for i := range ends {
			wait.Go(func() { ends[i] = core.Close(h, spi.Park) })
		}
		wait.Wait()
		count := map[core.Errno]int{}
		for _, e := range ends {
			count[e]++
		}
		if diff := cmp.Diff(map[core.Errno]int{0: 1, ws2def.WSAENOTSOCK: 7}, count); diff != "" {
			t.Fatalf("-want +got:\n%s", diff)
		}
	}
}

func TestS390_ClosedSocketLeavesBuffers(t *testing.T) {
	clause.Covers(t, "S-390", "S-383", "S-384")
	start(t)
	client, _ := pair(t)
	core.Close(client, spi.Park)
	untouched := bytes.Repeat([]byte{0xEE}, 128)
	buf := bytes.Clone(untouched)
	for what, call := range map[string]func() (int, core.Errno){
		"getsockname": func() (int, core.Errno) { return core.GetSockName(client, buf) },
		"getpeername": func() (int, core.Errno) { return core.GetPeerName(client, buf) },
		"recv":        func() (int, core.Errno) { return core.Recv(client, buf, 0, spi.Park) },
		"accept": func() (int, core.Errno) {
			_, n, e := core.Accept(client, buf, spi.Park)
			return n, e
		},
		"getsockopt": func() (int, core.Errno) {
			n, e := core.GetSockOpt(client, ws2def.SOL_SOCKET, ws2def.SO_TYPE, buf, 77)
			return int(n) - 77, e // *optlen is as it was
		},
	} {
		if n, e := call(); n != 0 || e != ws2def.WSAENOTSOCK {
			t.Errorf("%s: %d, %v", what, n, e)
		}
		if diff := cmp.Diff(untouched, buf); diff != "" {
			t.Errorf("%s wrote to the buffer (-want +got):\n%s", what, diff)
		}
	}
	// A new socket is another one, whether or not its value is the same.
	h := tcp4(t)
	if _, e := core.GetPeerName(h, buf); e != ws2def.WSAENOTCONN {
		t.Error("a new socket:", e)
	}
}

// Data that the application did not read resets the connection; a socket that
// was read out ends it gracefully, also when it is closed under a call.
func TestS393_CloseUnread(t *testing.T) {
	clause.Covers(t, "S-393", "S-308")
	start(t)
	client, server := pair(t)
	end := blocked(t, func() core.Errno { _, e := recv(server, 0); return e })
	core.Close(server, spi.Park)
	if e := <-end; e != ws2def.WSAEINTR {
		t.Error("recv:", e)
	}
	if s, e := recv(client, 0); s != "" || e != 0 {
		t.Errorf("the peer of a socket that was read out: %q, %v", s, e)
	}
	client, server = pair(t)
	send(client, "unread")
	eventually(t, "rw", func() string { return state(t, server) })
	core.Close(server, spi.Park)
	if _, e := recv(client, 0); e != ws2def.WSAECONNRESET {
		t.Error("the peer of a socket with unread data:", e)
	}
}

// What a nonblocking send took reaches the peer although the socket is closed
// at once, and shutdown puts the end behind it.
func TestS367_EndFollowsData(t *testing.T) {
	clause.Covers(t, "S-367", "S-376", "S-371")
	const size = 24 << 20
	for what, finish := range map[string]func(t *testing.T, h core.Handle){
		"closesocket": func(t *testing.T, h core.Handle) {
			if e := core.Close(h, spi.Park); e != 0 {
				t.Error("Close:", e)
			}
		},
		"shutdown": func(t *testing.T, h core.Handle) {
			set(h, ws2def.SOL_SOCKET, ws2def.SO_LINGER, le32(60<<16|1))
			began := time.Now()
			if e := core.Shutdown(h, ws2def.SD_SEND); e != 0 {
				t.Error("Shutdown:", e)
			}
			if d := time.Since(began); d > time.Second {
				t.Errorf("S-371: shutdown took %v", d)
			}
			if e := send(h, "more"); e != ws2def.WSAESHUTDOWN {
				t.Error("Send:", e)
			}
			set(h, ws2def.SOL_SOCKET, ws2def.SO_DONTLINGER, le32(1))
		},
	} {
		t.Run(what, func(t *testing.T) {
			start(t)
			client, server := pair(t)
			nonblocking(t, client)
			data := large(size)
			if n, e := core.Send(client, data, 0, spi.Park); n != size || e != 0 {
				t.Fatalf("Send: %d, %v", n, e)
			}
			finish(t, client)
			got := make([]byte, size+1)
			n, e := core.Recv(server, got, ws2def.MSG_WAITALL, spi.Park)
			if n != size || e != 0 || !bytes.Equal(data, got[:n]) {
				t.Errorf("%d of %d bytes, %v; equal: %t", n, size, e, bytes.Equal(data, got[:n]))
			}
		})
	}
}
