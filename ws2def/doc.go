// Package ws2def holds the names and the data of Windows Sockets 2: constants,
// error codes, structures with their layout on 64-bit Windows, GUIDs, socket
// addresses as bytes, and the tables of socket options and of Linux errors.
//
// Names are Winsock's own, spelt as in golang.org/x/sys/windows where that
// package has them. Values are those of Windows, not of Linux: AF_INET6 is 23,
// POLLIN is 0x300. Nothing here makes a system call.
//
// All data is in the tables spec/*.tsv. "go generate ./ws2def" writes the files
// that begin with z, and docs/ERRORS.md; the C headers come from the same rows.
package ws2def

//go:generate go run ./gen -root ..
