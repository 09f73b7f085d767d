package ws2def_test

import (
	"errors"
	"fmt"
	"net/netip"
	"os"
	"syscall"

	"winsock/ws2def"
)

func ExampleErrno() {
	err := ws2def.WSAEACCES.Err()
	fmt.Println(err == ws2def.WSAEACCES, errors.Is(err, os.ErrPermission), errors.Is(err, os.ErrClosed))
	fmt.Println(ws2def.WSAEADDRINUSE)
	// Output:
	// true true false
	// WSAEADDRINUSE (10048): another socket has this local address already; choose another port or close the other socket
}

func ExampleLookup() {
	code, ok := ws2def.Lookup("WSAEINVALIDPROVIDER")
	fmt.Println(uint32(code), ok)
	fmt.Println(code.Text())
	// Output:
	// 10105 true
	// the provider answered with a version other than 2.2; repair or remove the provider
}

func ExampleFromErrno() {
	fmt.Println(ws2def.FromErrno(ws2def.OpListen, syscall.EINVAL).Name())
	fmt.Println(ws2def.FromErrno(ws2def.OpBind, syscall.EINVAL).Name())
	// Output:
	// WSAEISCONN
	// WSAEINVAL
}

func ExamplePutAddrPort() {
	var sa [ws2def.SizeofSockaddrInet6]byte
	n := ws2def.PutAddrPort(sa[:], ws2def.AF_INET6, netip.MustParseAddrPort("[fe80::1%3]:80"))
	fmt.Printf("% x\n", sa[:n])

	ap, scope, ok := ws2def.ParseAddrPort(sa[:n])
	fmt.Println(ws2def.WithScope(ap, scope), ok)
	// Output:
	// 17 00 00 50 00 00 00 00 fe 80 00 00 00 00 00 00 00 00 00 00 00 00 00 01 03 00 00 00
	// [fe80::1%3]:80 true
}

func ExampleParseGUID() {
	g, err := ws2def.ParseGUID("e70f1aa0-ab8b-11cf-8ca3-00805f48a192")
	fmt.Println(g, err, g == ws2def.ProviderTCPIP)
	_, err = ws2def.ParseGUID("tcp")
	fmt.Println(err)
	// Output:
	// {E70F1AA0-AB8B-11CF-8CA3-00805F48A192} <nil> true
	// ws2def: "tcp" is not a GUID; it looks like {E70F1AA0-AB8B-11CF-8CA3-00805F48A192}
}

func ExampleFindOption() {
	o, _ := ws2def.FindOption(ws2def.IPPROTO_IP, ws2def.IP_MULTICAST_TTL)
	fmt.Println(o.Name, o.Default[ws2def.OptionDgram], o.Get[ws2def.OptionStream].Name())
	// Output:
	// IP_MULTICAST_TTL 1 WSAEINVAL
}
