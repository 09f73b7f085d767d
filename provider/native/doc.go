// Package native makes providers out of shared objects: those that export WSPStartup, as
// providers for Windows do. A program imports it for that alone:
//
//	import _ "winsock/provider/native"
//
// It needs cgo; built without, it loads nothing and says so in the trace.
//
// The library libws2_32.so loads shared objects itself ([plugin]). Each becomes a
// [spi.Provider], and its sockets those of the core like any others: the provider is treated
// as a program with nonblocking sockets would treat it. A socket's network events, for which
// an event of ours is selected (WSPEventSelect), tell when to look again (socket.go); calls
// that answer WSAEWOULDBLOCK are made again by the core. Overlapped receives reach the
// provider as such, with memory of ours, so that they can be given up at any time
// (overlapped.go). The sockets of layers that leave data alone are those below, for all that
// moves data (ifs.go).
//
// A Go program loads libws2_32.so, which loads the provider (bridge.go): shared objects live
// beside the one library that they are linked with.
package native
