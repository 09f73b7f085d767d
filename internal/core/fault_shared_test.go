package core_test

import (
	"os"

	"winsock/internal/core"
	"winsock/spi"
	"winsock/ws2def"
)

func init() {
	scenarios["shared"] = func(s step) {
		h, ok := opened(s, ws2def.AF_INET, ws2def.SOCK_DGRAM, ws2def.IPPROTO_UDP)
		if !ok {
			return
		}
		defer core.Close(h, spi.Park)
		if !s("bind", core.Bind(h, loopback(0))) {
			return
		}
		var info ws2def.WSAProtocolInfo
		if !s("WSADuplicateSocket", core.Duplicate(h, uint32(os.Getpid()), &info)) {
			return
		}
		d, e := core.Create(0, 0, 0, &info, 0, 0)
		if !s("WSASocket", e) {
			return
		}
		defer core.Close(d, spi.Park)
		if !s("setsockopt", core.SetSockOpt(d, ws2def.SOL_SOCKET, ws2def.SO_RCVTIMEO, le32(50), 4)) {
			return
		}
		var addr [16]byte
		if _, e := core.GetSockName(d, addr[:]); !s("getsockname", e) {
			return
		}
		if !s("connect", core.Connect(d, addr[:], spi.Park)) {
			return
		}
		if _, e := core.Send(h, []byte("to myself"), 0, spi.Park); !s("send", e) {
			return
		}
		if _, e := core.Recv(d, make([]byte, 10), 0, spi.Park); !s("recv", e) {
			return
		}
		i, e := core.Bequeath([]core.Handle{h}, [3]core.Handle{}, nil)
		if s("Inherit", e) {
			i.Close()
		}
	}
}
