// Package resolve is name resolution and address text with Windows' meaning.
//
// It has three parts:
//
//   - pure text (inet.go, text.go): inet_addr, inet_pton, inet_ntop,
//     WSAAddressToString, WSAStringToAddress. No state, no system call.
//   - small databases (service.go, protocol.go): the services and protocols
//     files, with tables of our own where a bare container has no files.
//   - [Resolver] (addrinfo.go, nameinfo.go, host.go, order.go): getaddrinfo,
//     getnameinfo, gethostbyname, gethostbyaddr and the destinations of
//     WSAConnectByName and WSAConnectByList. Queries go through package net's
//     own resolver, never through the C library, so the answers are the same
//     with and without cgo and every call ends when its context does.
//
// Errors are [ws2def.Errno] values, 0 for success. Socket addresses are bytes
// in Windows' layout (sockaddr_in of 16 bytes, sockaddr_in6 of 28, sockaddr_un
// of 110, families numbered as on Windows). Buffers are the caller's affair:
// the functions return strings and slices whole, and say what Windows answers
// to a buffer that is too small for them.
package resolve
