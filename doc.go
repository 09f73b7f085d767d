// Package winsock is Windows Sockets 2 for Linux.
//
// A program asks [WSASocket] for a socket; an ordered catalog of protocols
// ([WSAEnumProtocols]) decides which transport provider makes it: the kernel's
// TCP, UDP, raw IP and AF_UNIX, or one that a program registers with package
// spi. Every call behaves as on Windows, down to the error for each wrong
// request, whatever the kernel would say.
//
// There are two faces to it:
//
//   - The low-level calls have the names and signatures of
//     golang.org/x/sys/windows where that package has them, so that code written
//     for it compiles with another import, and the same style where it has not.
//     They fail with a bare [Errno]; there is no WSAGetLastError, since the error
//     is the result. Use stands between [WSAStartup] and [WSACleanup].
//   - [Dialer], [ListenConfig], [Conn], [Listener] and [PacketConn] are ordinary
//     Go over the same sockets, with deadlines and contexts, and with [OpError]
//     for errors. They start Winsock by themselves.
//
// A call that waits parks its goroutine and holds no thread. [Closesocket] ends
// it with WSAEINTR. A [Handle] is no descriptor number: once closed, its value
// is WSAENOTSOCK and never somebody else's socket.
//
// The facts that the package implements stand, numbered, in docs/contract; a
// comment's last line names those behind a call.
package winsock
