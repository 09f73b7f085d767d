package main

import (
	"golang.org/x/sys/unix"

	"winsock"
)

// Single calls against the system calls they stand on.

func must[T any](v T, err error) T {
	check(err)
	return v
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func nothing() {}

// openClose makes and closes a TCP socket.
var openClose = [2]side{
	theirs: func() (func(int), func()) {
		return func(n int) {
			for range n {
				fd := must(unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, unix.IPPROTO_TCP))
				check(unix.Close(fd))
			}
		}, nothing
	},
	ours: func() (func(int), func()) {
		return func(n int) {
			for range n {
				s := must(winsock.WSASocket(winsock.AF_INET, winsock.SOCK_STREAM, winsock.IPPROTO_TCP, nil, 0, winsock.WSA_FLAG_OVERLAPPED))
				check(winsock.Closesocket(s))
			}
		}, nothing
	},
}

// sendRecv sends 64 bytes over a TCP connection and receives them; nobody
// waits.
var sendRecv = [2]side{
	theirs: func() (func(int), func()) {
		a, b := rawPair()
		out, in := make([]byte, 64), make([]byte, 64)
		return func(n int) {
			for range n {
				check(unix.Sendto(a, out, unix.MSG_NOSIGNAL, nil))
				must(unix.Read(b, in))
			}
		}, func() { unix.Close(a); unix.Close(b) }
	},
	ours: func() (func(int), func()) {
		a, b := pair()
		out, in := make([]byte, 64), make([]byte, 64)
		return func(n int) {
			for range n {
				must(winsock.Send(a, out, 0))
				must(winsock.Recv(b, in, 0))
			}
		}, func() { winsock.Closesocket(a); winsock.Closesocket(b) }
	},
}

// rawPair is a TCP connection of blocking descriptors.
func rawPair() (a, b int) {
	l := must(unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, unix.IPPROTO_TCP))
	defer unix.Close(l)
	check(unix.Bind(l, &unix.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}))
	check(unix.Listen(l, 1))
	a = must(unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, unix.IPPROTO_TCP))
	check(unix.Connect(a, must(unix.Getsockname(l))))
	b, _, err := unix.Accept4(l, unix.SOCK_CLOEXEC)
	check(err)
	check(unix.SetsockoptInt(a, unix.IPPROTO_TCP, unix.TCP_NODELAY, 1))
	check(unix.SetsockoptInt(b, unix.IPPROTO_TCP, unix.TCP_NODELAY, 1))
	return a, b
}

// pair is a TCP connection of winsock.
func pair() (a, b winsock.Handle) {
	l := must(winsock.Socket(winsock.AF_INET, winsock.SOCK_STREAM, winsock.IPPROTO_TCP))
	defer winsock.Closesocket(l)
	check(winsock.Bind(l, &winsock.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}))
	check(winsock.Listen(l, 1))
	a = must(winsock.Socket(winsock.AF_INET, winsock.SOCK_STREAM, winsock.IPPROTO_TCP))
	check(winsock.Connect(a, must(winsock.Getsockname(l))))
	b, _, err := winsock.Accept(l)
	check(err)
	check(winsock.SetsockoptInt(a, winsock.IPPROTO_TCP, winsock.TCP_NODELAY, 1))
	check(winsock.SetsockoptInt(b, winsock.IPPROTO_TCP, winsock.TCP_NODELAY, 1))
	return a, b
}
