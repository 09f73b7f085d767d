package call

import (
	"winsock/internal/core"
	"winsock/ws2def"
)

// WSASendDisconnect ends sending on s, with data for the peer unless that is nil.
//
// Source: S-375, P-239.
func WSASendDisconnect(s Handle, data *ws2def.WSABuf) Errno {
	if data == nil {
		return core.SendDisconnect(s, nil)
	}
	p, ok := memory(data)
	if !ok {
		return Refuse(s, ws2def.WSAEFAULT)
	}
	return core.SendDisconnect(s, p)
}

// WSARecvDisconnect ends receiving on s; data, unless nil, is filled with what the peer's
// end came with, and its Len says how much that is.
//
// Source: S-375, P-235.
func WSARecvDisconnect(s Handle, data *ws2def.WSABuf) Errno {
	if data == nil {
		_, e := core.RecvDisconnect(s, nil)
		return e
	}
	p, ok := memory(data)
	if !ok {
		return Refuse(s, ws2def.WSAEFAULT)
	}
	n, e := core.RecvDisconnect(s, p)
	if e == 0 {
		data.Len = uint32(n)
	}
	return e
}
