package core

import "winsock/ws2def"

// statusOf is the status with which an operation on s ends that failed with e.
//
// Source: O-057, O-063, O-068, O-536…O-549.
func (s *Socket) statusOf(e Errno) ws2def.NTStatus {
	switch e {
	case 0:
		return ws2def.STATUS_SUCCESS
	case ws2def.WSAECONNRESET:
		if s.has(stDatagram) {
			return ws2def.STATUS_PORT_UNREACHABLE
		}
		return ws2def.STATUS_CONNECTION_RESET
	case ws2def.WSAENETRESET:
		return ws2def.STATUS_HOPLIMIT_EXCEEDED
	}
	if status, ok := statuses[e]; ok {
		return status
	}
	return ws2def.STATUS_INVALID_PARAMETER
}

// statusFlags are the MSG_ flags that a status tells of.
//
// Source: O-104.
func statusFlags(status ws2def.NTStatus) uint32 {
	switch status {
	case ws2def.STATUS_RECEIVE_PARTIAL:
		return ws2def.MSG_PARTIAL
	case ws2def.STATUS_RECEIVE_EXPEDITED:
		return ws2def.MSG_OOB
	case ws2def.STATUS_RECEIVE_PARTIAL_EXPEDITED:
		return ws2def.MSG_PARTIAL | ws2def.MSG_OOB
	}
	return 0
}

// statuses are those from which the error comes back.
var statuses = map[Errno]ws2def.NTStatus{
	ws2def.WSAEMSGSIZE:           ws2def.STATUS_BUFFER_OVERFLOW,
	ws2def.WSAECONNABORTED:       ws2def.STATUS_CONNECTION_ABORTED,
	ws2def.WSAECONNREFUSED:       ws2def.STATUS_CONNECTION_REFUSED,
	ws2def.WSAETIMEDOUT:          ws2def.STATUS_IO_TIMEOUT,
	ws2def.WSAENETUNREACH:        ws2def.STATUS_NETWORK_UNREACHABLE,
	ws2def.WSAEHOSTUNREACH:       ws2def.STATUS_HOST_UNREACHABLE,
	ws2def.WSAEHOSTDOWN:          ws2def.STATUS_HOST_DOWN,
	ws2def.WSAENETDOWN:           ws2def.STATUS_UNEXPECTED_NETWORK_ERROR,
	ws2def.WSAENOBUFS:            ws2def.STATUS_INSUFFICIENT_RESOURCES,
	ws2def.WSAEMFILE:             ws2def.STATUS_INSUFFICIENT_RESOURCES,
	ws2def.WSAEFAULT:             ws2def.STATUS_ACCESS_VIOLATION,
	ws2def.WSAEADDRINUSE:         ws2def.STATUS_ADDRESS_ALREADY_EXISTS,
	ws2def.WSAEADDRNOTAVAIL:      ws2def.STATUS_INVALID_ADDRESS,
	ws2def.WSAEACCES:             ws2def.STATUS_ACCESS_DENIED,
	ws2def.WSAENOTCONN:           ws2def.STATUS_INVALID_CONNECTION,
	ws2def.WSAESHUTDOWN:          ws2def.STATUS_PIPE_DISCONNECTED,
	ws2def.WSAEISCONN:            ws2def.STATUS_CONNECTION_ACTIVE,
	ws2def.WSAEDISCON:            ws2def.STATUS_GRACEFUL_DISCONNECT,
	ws2def.WSAEOPNOTSUPP:         ws2def.STATUS_NOT_SUPPORTED,
	ws2def.WSAENOTSOCK:           ws2def.STATUS_INVALID_HANDLE,
	ws2def.WSAEINTR:              ws2def.STATUS_REQUEST_ABORTED,
	ws2def.WSA_OPERATION_ABORTED: ws2def.STATUS_CANCELLED,

	ws2def.ERROR_INSUFFICIENT_BUFFER: ws2def.STATUS_BUFFER_TOO_SMALL,
}
