package winsock_test

import (
	"maps"
	"os"

	"winsock"
)

func init() {
	maps.Copy(randomCalls, randomOverlappedCalls)
}

// asynchronous is what random overlapped operations work with.
type asynchronous struct {
	operations []*winsock.Overlapped // packets only have their addresses
	port       winsock.Handle        // 0: there is none now
	registered winsock.Handle        // a socket for registered I/O
	buffer     winsock.RIOBufferID
	cq         winsock.RIOCQ
	rq         winsock.RIORQ
}

// operation is a new OVERLAPPED, or one that was used before and is not any more.
func (g *arguments) operation() *winsock.Overlapped {
	o := new(winsock.Overlapped)
	if g.IntN(4) == 0 {
		o.HEvent = g.event() | pick[winsock.Handle](g, 0, 1)
	}
	g.operations = append(g.operations, o)
	return o
}

// known is an OVERLAPPED that has been given to a call, if there is one.
func (g *arguments) known() *winsock.Overlapped {
	if len(g.operations) == 0 {
		return g.operation()
	}
	return g.operations[len(g.operations)-1-g.IntN(min(len(g.operations), 32))]
}

// ports is a completion port, something else, or nothing.
func (g *arguments) ports() winsock.Handle {
	switch {
	case g.IntN(8) == 0:
		return g.event()
	case g.port == 0:
		g.port, _ = winsock.CreateIoCompletionPort(winsock.InvalidHandle, 0, 0, g.Uint32N(3))
		g.t.Cleanup(func() { winsock.CloseHandle(g.port) })
	case g.IntN(512) == 0:
		winsock.CloseHandle(g.port)
		g.port = 0
	}
	return g.port
}

// queue is a completion queue, or none.
func (g *arguments) queue() winsock.RIOCQ {
	switch {
	case g.IntN(8) == 0:
		return winsock.RIOCQ(g.Uint32())
	case g.cq == 0:
		g.cq, _ = winsock.RIOCreateCompletionQueue(1+g.Uint32N(64), nil)
	case g.IntN(256) == 0:
		winsock.RIOCloseCompletionQueue(g.cq)
		g.cq = 0
	}
	return g.cq
}

// requests is a request queue, or none.
func (g *arguments) requests() winsock.RIORQ {
	switch {
	case g.IntN(8) == 0:
		return winsock.RIORQ(g.Uint32())
	case g.rq == 0 || g.IntN(128) == 0:
		winsock.Closesocket(g.registered)
		g.registered, _ = winsock.WSASocket(winsock.AF_INET, winsock.SOCK_DGRAM, winsock.IPPROTO_UDP, nil, 0,
			winsock.WSA_FLAG_OVERLAPPED|winsock.WSA_FLAG_REGISTERED_IO)
		winsock.Bind(g.registered, loopback())
		name, _ := winsock.Getsockname(g.registered)
		winsock.Connect(g.registered, name) // it talks to itself
		g.rq, _ = winsock.RIOCreateRequestQueue(g.registered, 1+g.Uint32N(8), 1, 1+g.Uint32N(8), 1, g.queue(), g.queue(), g.Uint64())
	}
	return g.rq
}

// part is a part of a registered buffer, which may be none.
func (g *arguments) part() *winsock.RIOBuf {
	if g.buffer == 0 || g.IntN(256) == 0 {
		winsock.RIODeregisterBuffer(g.buffer)
		g.buffer, _ = winsock.RIORegisterBuffer(make([]byte, 1024))
	}
	b := &winsock.RIOBuf{BufferId: g.buffer, Offset: g.Uint32N(512), Length: g.Uint32N(512)}
	switch g.IntN(16) {
	case 0:
		b.BufferId = winsock.RIOBufferID(g.Uint32())
	case 1:
		b.Offset = g.Uint32()
	case 2:
		b.Length = g.Uint32()
	case 3:
		return nil
	}
	return b
}

func (g *arguments) pieces() (*winsock.RIOBuf, uint32) {
	b := g.part()
	if b == nil {
		return nil, pick[uint32](g, 0, 0, 1, g.Uint32())
	}
	return b, pick[uint32](g, 1, 1, 1, 0, g.Uint32())
}

func (g *arguments) requestFlags() uint32 {
	return pick(g, 0, 0, uint32(winsock.RIO_MSG_DONT_NOTIFY), winsock.RIO_MSG_DEFER, winsock.RIO_MSG_COMMIT_ONLY, winsock.RIO_MSG_WAITALL, g.Uint32())
}

func (g *arguments) extra() *winsock.RIOBuf {
	if g.IntN(3) > 0 {
		return nil
	}
	return g.part()
}

// randomOverlappedCalls belong to randomCalls.
var randomOverlappedCalls = map[string]func(*arguments) error{
	"ProcessSocketNotifications": func(g *arguments) error {
		all := make([]winsock.SockNotifyRegistration, g.IntN(3))
		for i := range all {
			all[i] = winsock.SockNotifyRegistration{
				Socket: g.handle(), CompletionKey: uintptr(g.Uint64()), EventFilter: pick(g, 1, 2, 4, 7, uint16(g.Uint32())),
				Operation:    pick(g, 1, 1, uint8(winsock.SOCK_NOTIFY_OP_DISABLE), winsock.SOCK_NOTIFY_OP_REMOVE, uint8(g.Uint32())),
				TriggerFlags: pick(g, 4, 5, 6, 9, 10, uint8(g.Uint32())),
			}
		}
		entries := make([]winsock.OverlappedEntry, g.IntN(4))
		_, err := winsock.ProcessSocketNotifications(g.ports(), all, 0, entries)
		return err
	},
	"SocketNotificationRetrieveEvents": func(g *arguments) error {
		entry := winsock.OverlappedEntry{NumberOfBytesTransferred: g.Uint32()}
		return same(winsock.SocketNotificationRetrieveEvents(&entry))
	},
	"CreateIoCompletionPort": func(g *arguments) error {
		file, port := pick(g, winsock.InvalidHandle, g.handle(), g.handle(), g.event()), pick(g, 0, g.ports())
		h, err := winsock.CreateIoCompletionPort(file, port, uintptr(g.Uint64()), g.Uint32())
		if err == nil && h != port {
			return winsock.CloseHandle(h)
		}
		return err
	},
	"GetQueuedCompletionStatus": func(g *arguments) error {
		var n uint32
		var key uintptr
		var o *winsock.Overlapped
		return winsock.GetQueuedCompletionStatus(g.ports(), &n, &key, &o, 0)
	},
	"GetQueuedCompletionStatusEx": func(g *arguments) error {
		_, err := winsock.GetQueuedCompletionStatusEx(g.ports(), make([]winsock.OverlappedEntry, g.IntN(80)), 0)
		return err
	},
	"PostQueuedCompletionStatus": func(g *arguments) error {
		return winsock.PostQueuedCompletionStatus(g.ports(), g.Uint32(), uintptr(g.Uint64()), pick(g, nil, g.known()))
	},
	"SetFileCompletionNotificationModes": func(g *arguments) error {
		return winsock.SetFileCompletionNotificationModes(g.handle(), pick(g, 0, 1, 2, 3, uint8(g.Uint32())))
	},
	"CancelIo":   func(g *arguments) error { return winsock.CancelIo(g.handle()) },
	"CancelIoEx": func(g *arguments) error { return winsock.CancelIoEx(g.handle(), pick(g, nil, g.known())) },
	"WSAGetOverlappedResult": func(g *arguments) error {
		return winsock.WSAGetOverlappedResult(g.handle(), pick(g, nil, g.known(), g.known()), g.count(), false, g.count())
	},
	"GetOverlappedResult": func(g *arguments) error {
		return winsock.GetOverlappedResult(g.handle(), g.known(), new(uint32), false)
	},
	"HasOverlappedIoCompleted": func(g *arguments) error { winsock.HasOverlappedIoCompleted(g.known()); return nil },
	"AcceptEx": func(g *arguments) error {
		n, local, remote := g.Uint32N(64), g.Uint32N(160), g.Uint32N(160)
		buf := make([]byte, n+local+remote+1)
		return winsock.AcceptEx(g.handle(), g.handle(), pick(g, nil, &buf[0], &buf[0]), n, local, remote, g.count(), pick(g, nil, g.operation(), g.operation()))
	},
	"GetAcceptExSockaddrs": func(g *arguments) error {
		n, local, remote := g.Uint32N(64), g.Uint32N(160), g.Uint32N(160)
		buf := make([]byte, n+local+remote+1)
		for i := range buf {
			buf[i] = byte(g.Uint32N(40))
		}
		var name *winsock.RawSockaddrAny
		var length int32
		winsock.GetAcceptExSockaddrs(pick(g, nil, &buf[0], &buf[0]), n, local, remote, pick(g, nil, &name), pick(g, nil, &length), &name, &length)
		return nil
	},
	"ConnectEx": func(g *arguments) error {
		p, n := g.room()
		return winsock.ConnectEx(g.handle(), g.sockaddr(), p, uint32(max(n, 0)), g.count(), pick(g, nil, g.operation(), g.operation()))
	},
	// With TF_REUSE_SOCKET a socket that is not overlapped waits for its peer.
	"DisconnectEx": func(g *arguments) error {
		return winsock.DisconnectEx(g.handle(), g.operation(), pick(g, 0, 0, g.Uint32()), pick(g, 0, 0, g.Uint32()))
	},
	"TransmitFile": func(g *arguments) error {
		file := pick(g, 0, 0, g.handle())
		return winsock.TransmitFile(g.handle(), file, g.Uint32N(100), g.Uint32(), g.operation(), nil, pick(g, 0, 0, 1, g.Uint32()))
	},
	"TransmitPackets": func(g *arguments) error {
		all := []winsock.TransmitPacketsElement{
			{ElFlags: pick(g, 1, 2, 3, 5, 6, g.Uint32()), Length: 0, FileOffset: pick(g, 0, -1, int64(g.Uint32())), File: g.handle()},
			{ElFlags: 2, Length: g.Uint32(), File: g.handle()},
		}
		return winsock.TransmitPackets(g.handle(), &all[0], pick[uint32](g, 0, 1, 2), g.Uint32(), g.operation(), pick(g, 0, 0, 1, g.Uint32()))
	},
	"FileHandle": func(g *arguments) error {
		h, err := winsock.FileHandle(pick(g, nil, os.Stderr))
		if err == nil {
			err = winsock.CloseHandle(h)
		}
		return err
	},
	"RIORegisterBuffer": func(g *arguments) error {
		id, err := winsock.RIORegisterBuffer(g.bytes())
		winsock.RIODeregisterBuffer(id)
		return err
	},
	"RIODeregisterBuffer": func(g *arguments) error { winsock.RIODeregisterBuffer(winsock.RIOBufferID(g.Uint32())); return nil },
	"RIOCreateCompletionQueue": func(g *arguments) error {
		by := &winsock.RIONotificationCompletion{
			Type: pick(g, winsock.RIO_EVENT_COMPLETION, winsock.RIO_IOCP_COMPLETION, g.Uint32()), Handle: pick(g, g.event(), g.ports()),
			CompletionKey: uintptr(g.Uint32N(3)), Overlapped: pick(g, nil, g.known()),
		}
		cq, err := winsock.RIOCreateCompletionQueue(pick(g, 0, 1, 1000, 1<<31|g.Uint32()), pick(g, nil, by, by))
		winsock.RIOCloseCompletionQueue(cq)
		return err
	},
	"RIOCloseCompletionQueue": func(g *arguments) error { winsock.RIOCloseCompletionQueue(winsock.RIOCQ(g.Uint32())); return nil },
	"RIOResizeCompletionQueue": func(g *arguments) error {
		return winsock.RIOResizeCompletionQueue(g.queue(), pick(g, 0, 1+g.Uint32N(200), 1<<31|g.Uint32()))
	},
	"RIOCreateRequestQueue": func(g *arguments) error {
		size := func() uint32 { return pick(g, 0, 1, 1, 1, 8, g.Uint32()) }
		_, err := winsock.RIOCreateRequestQueue(pick(g, g.handle(), g.registered), size(), size(), size(), size(), g.queue(), g.queue(), g.Uint64())
		return err
	},
	"RIOResizeRequestQueue": func(g *arguments) error {
		return winsock.RIOResizeRequestQueue(g.requests(), pick(g, 0, 1, 8, g.Uint32()), pick(g, 0, 1, 8, g.Uint32()))
	},
	"RIOReceive": func(g *arguments) error {
		b, n := g.pieces()
		return winsock.RIOReceive(g.requests(), b, n, g.requestFlags(), g.Uint64())
	},
	"RIOSend": func(g *arguments) error {
		b, n := g.pieces()
		return winsock.RIOSend(g.requests(), b, n, g.requestFlags(), g.Uint64())
	},
	"RIOReceiveEx": func(g *arguments) error {
		b, n := g.pieces()
		return winsock.RIOReceiveEx(g.requests(), b, n, g.extra(), g.extra(), g.extra(), g.extra(), g.requestFlags(), g.Uint64())
	},
	"RIOSendEx": func(g *arguments) error {
		b, n := g.pieces()
		return winsock.RIOSendEx(g.requests(), b, n, g.extra(), g.extra(), g.extra(), g.extra(), g.requestFlags(), g.Uint64())
	},
	"RIODequeueCompletion": func(g *arguments) error {
		winsock.RIODequeueCompletion(g.queue(), make([]winsock.RIOResult, g.IntN(9)))
		return nil
	},
	"RIONotify": func(g *arguments) error { return winsock.RIONotify(g.queue()) },
}
