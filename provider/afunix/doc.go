// Package afunix is the provider of AF_UNIX byte streams between processes of
// one machine, on the kernel's sockets of that family but with Windows' rules
// for names and errors.
//
// It registers as "afunix". An address is a sockaddr_un of up to 110 bytes:
// the family and a path of up to 107 bytes of UTF-8 that ends at a zero byte
// or with the address. Bind makes the file and fails when there is one, also a
// stale one; closing leaves it for the program to delete. Paths are Linux
// paths. Only a path that begins like an NT path (\\?\, \\.\ or \??\) is read
// as one: backslashes become slashes and a drive letter is dropped, so
// \\?\C:\run\x is /run/x; names in queries stay as they were given to Bind.
//
// Three things differ from the kernel. A socket bound without a path has no
// name at all, so nobody can connect to it. Abstract names, which begin with a
// zero byte, don't exist. A connect that finds the listener's queue full goes
// on by itself until there is room.
//
// The kernel delivers at once, so there is never anything unsent, and an
// abortive close looks to the peer like any other: it sees a reset when data
// it had sent was not received, else the end of the stream.
//
// Source: S-474…S-491, F-243…F-248.
package afunix
