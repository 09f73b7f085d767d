package winsock

import "winsock/internal/core"

// WSAEventSelect has the network events (FD_READ and so on) in networkEvents of s
// recorded, and told by the event object event. It takes the place of every
// selection before, makes the socket nonblocking, and 0 ends it; event does not
// matter then. What is the case already is told at once. A socket that accepts
// gives its selection to those that it accepts.
//
// Errors: WSANOTINITIALISED, WSAENOTSOCK, WSAEINVAL (event is none), WSAENOBUFS,
// WSAEMFILE.
//
// Source: O-293…O-298, O-302…O-336.
func WSAEventSelect(s Handle, event Handle, networkEvents int32) error {
	return core.EventSelect(s, event, networkEvents).Err()
}

// WSAEnumNetworkEvents moves the selected events of s that have occurred since the
// last call to networkEvents, with the error of each at the place of its bit, and
// resets event if it is not 0; nothing can occur in between. Places of other
// events stay as they are.
//
// Errors: WSANOTINITIALISED, WSAENOTSOCK, WSAEFAULT (networkEvents nil), WSAEINVAL
// (event is none).
//
// Source: O-299…O-303.
func WSAEnumNetworkEvents(s Handle, event Handle, networkEvents *WSANETWORKEVENTS) error {
	return core.EnumNetworkEvents(s, event, networkEvents).Err()
}
