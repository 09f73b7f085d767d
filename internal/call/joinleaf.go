package call

import (
	"winsock/internal/core"
	"winsock/spi"
	"winsock/ws2def"
)

// WSAJoinLeaf is a leaf's join, or a root's invitation, with data that goes along and
// qualities of service.
//
// Source: P-352, P-370…P-380, P-451.
func WSAJoinLeaf(s Handle, name []byte, caller, callee *ws2def.WSABuf, sqos, gqos *ws2def.QOS, flags uint32, how spi.Way) (Handle, Errno) {
	if caller != nil && caller.Len != 0 {
		return ws2def.InvalidHandle, Refuse(s, ws2def.WSAEPROTONOSUPPORT)
	}
	h, e := core.JoinLeafWith(s, name, core.QualityOf(sqos), core.QualityOf(gqos), flags, how)
	if e == 0 && callee != nil {
		callee.Len = 0
	}
	return h, e
}
