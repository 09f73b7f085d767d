package core_test

import (
	"winsock/internal/core"
	"winsock/spi"
	"winsock/ws2def"
)

func init() {
	scenarios["group"] = func(step func(string, core.Errno) bool) {
		l, e := core.Create(ws2def.AF_INET, ws2def.SOCK_STREAM, 0, nil, 0, ws2def.WSA_FLAG_OVERLAPPED)
		if !step("socket", e) {
			return
		}
		defer core.Close(l, spi.Park)
		if !step("bind", core.Bind(l, loopback(0))) || !step("listen", core.Listen(l, 5)) {
			return
		}
		var at [128]byte
		n, e := core.GetSockName(l, at[:])
		if !step("getsockname", e) {
			return
		}
		a, e := inGroup(ws2def.AF_INET, ws2def.SOCK_STREAM, bound)
		if !step("found", e) {
			return
		}
		defer core.Close(a, spi.Park)
		var id [4]byte
		if _, e = core.GetSockOpt(a, ws2def.SOL_SOCKET, ws2def.SO_GROUP_ID, id[:], 4); !step("SO_GROUP_ID", e) {
			return
		}
		b, e := inGroup(ws2def.AF_INET, ws2def.SOCK_STREAM, uint32(id[0])|uint32(id[1])<<8|uint32(id[2])<<16|uint32(id[3])<<24)
		if !step("join", e) {
			return
		}
		defer core.Close(b, spi.Park)
		if !step("SO_GROUP_PRIORITY", core.SetSockOpt(b, ws2def.SOL_SOCKET, ws2def.SO_GROUP_PRIORITY, le32(1), 4)) {
			return
		}
		if !step("connect", core.Connect(a, at[:n], spi.Park)) {
			return
		}
		s, _, e := core.AcceptIf(l, nil, func(c core.Caller) int32 {
			*c.Group = free
			return ws2def.CF_ACCEPT
		}, spi.Park)
		if !step("accept", e) {
			return
		}
		core.Close(s, spi.Park)
	}
}
