package core_test

import (
	"time"

	"winsock/internal/core"
	"winsock/spi"
	"winsock/ws2def"
)

// step is what a scenario calls after each of its calls.
type step = func(what string, e core.Errno) bool

// opened makes a socket whose calls end within two seconds.
func opened(s step, family, typ, protocol int32) (core.Handle, bool) {
	h, e := core.Create(family, typ, protocol, nil, 0, ws2def.WSA_FLAG_OVERLAPPED)
	if !s("socket", e) {
		return h, false
	}
	limit := time.Now().Add(2 * time.Second)
	core.SetDeadline(h, &limit, &limit)
	return h, true
}

// awaiting is a socket that listens, and its address.
func awaiting(s step) (l core.Handle, name []byte, ok bool) {
	name = make([]byte, 16)
	l, ok = opened(s, ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP)
	if !ok || !s("bind", core.Bind(l, loopback(0))) || !s("listen", core.Listen(l, 5)) {
		return l, name, false
	}
	_, e := core.GetSockName(l, name)
	return l, name, s("getsockname", e)
}

func init() {
	scenarios["second connect"] = func(s step) {
		h, ok := opened(s, ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP)
		if !ok {
			return
		}
		defer core.Close(h, spi.Park)
		for range 2 {
			e := core.Connect(h, loopback(1), spi.Park)
			if e != ws2def.WSAECONNREFUSED && !s("connect", e) {
				return
			}
		}
	}
	scenarios["peers"] = func(s step) {
		h, ok := opened(s, ws2def.AF_INET, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP)
		if !ok {
			return
		}
		defer core.Close(h, spi.Park)
		for _, to := range [][]byte{loopback(1), inet4(127, 0, 0, 2, 1), inet4(127, 255, 255, 255, 1), make([]byte, 16)} {
			if !s("connect", core.Connect(h, to, spi.Park)) {
				return
			}
		}
		if !s("sendto", sendTo(h, loopback(1), "to nobody")) {
			return
		}
		_, e := core.Recv(h, make([]byte, 9), 0, spi.Hold)
		if e != ws2def.WSAECONNRESET {
			s("recv", e)
		}
	}
	scenarios["urgent"] = func(s step) {
		l, name, ok := awaiting(s)
		defer core.Close(l, spi.Park)
		if !ok {
			return
		}
		c, ok := opened(s, ws2def.AF_INET, ws2def.SOCK_STREAM, ws2def.IPPROTO_TCP)
		if !ok {
			return
		}
		defer core.Close(c, spi.Park)
		if !s("connect", core.Connect(c, name, spi.Park)) {
			return
		}
		a, _, e := core.Accept(l, name, spi.Park)
		if !s("accept", e) {
			return
		}
		defer core.Close(a, spi.Park)
		limit := time.Now().Add(2 * time.Second)
		core.SetDeadline(a, &limit, &limit)
		if _, e := core.Send(c, []byte("urgent"), ws2def.MSG_OOB, spi.Park); !s("send MSG_OOB", e) {
			return
		}
		if _, e := core.Recv(a, make([]byte, 1), ws2def.MSG_OOB, spi.Park); !s("recv MSG_OOB", e) {
			return
		}
		if !s("SO_OOBINLINE", set(a, ws2def.SOL_SOCKET, ws2def.SO_OOBINLINE, []byte{1, 0, 0, 0})) {
			return
		}
		_, e = core.Recv(a, make([]byte, 9), 0, spi.Park)
		s("recv", e)
	}
	scenarios["raw"] = func(s step) {
		for _, protocol := range []int32{0, ws2def.IPPROTO_RAW} {
			h, ok := opened(s, ws2def.AF_INET, ws2def.SOCK_RAW, protocol)
			if !ok {
				return
			}
			defer core.Close(h, spi.Park)
			if !s("bind", core.Bind(h, loopback(0))) || !s("sendto", sendTo(h, loopback(0), "raw")) {
				return
			}
			_, e := core.RecvMsg(h, &spi.Message{Name: make([]byte, 16), Buffers: [][]byte{make([]byte, 70000)}}, 0, spi.Park)
			if !s("recvfrom", e) {
				return
			}
		}
	}
}
