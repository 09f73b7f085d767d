package call

import (
	"winsock/internal/core"
	"winsock/spi"
	"winsock/ws2def"
)

// WSAJoinLeaf is a leaf's join, or a root's invitation, with data that goes along and a
// quality of service. A quality of the group does not matter to a socket that has made
// none.
//
// Source: P-352, P-370…P-380.
func WSAJoinLeaf(s Handle, name []byte, caller, callee *ws2def.WSABuf, sqos, _ *ws2def.QOS, flags uint32, how spi.Way) (Handle, Errno) {
	switch {
	case caller != nil && caller.Len != 0:
		return ws2def.InvalidHandle, Refuse(s, ws2def.WSAEPROTONOSUPPORT)
	case sqos != nil:
		return ws2def.InvalidHandle, Refuse(s, ws2def.WSAEOPNOTSUPP)
	}
	h, e := core.JoinLeaf(s, name, flags, how)
	if e == 0 && callee != nil {
		callee.Len = 0
	}
	return h, e
}
