// Package socks is a layer that takes connections and datagrams through a SOCKS proxy,
// version 5, which the program knows nothing of. It is registered as "socks".
//
// The rules in socks.json (see [winsock/layer/rules]) say for which destinations:
//
//	{"rules": [
//		{"address": "127.0.0.0/8", "bypass": true},
//		{"proxy": "proxy.example.com:1080", "user": "me", "password_file": "/home/me/.proxy", "timeout": "20s"}
//	]}
//
// A rule has the address of a proxy, or says that what fits goes past all of them.
// The proxy's name is looked up once, when the layer starts. With a user the layer offers
// a login; the password is "password", or the first line of the file "password_file".
//
// A connect ends when the proxy says how: it has connected to the destination, or
//
//	general failure                        WSAECONNREFUSED
//	not allowed by its rules               WSAEACCES
//	network unreachable                    WSAENETUNREACH
//	host unreachable                       WSAEHOSTUNREACH
//	connection refused                     WSAECONNREFUSED
//	TTL expired                            WSAETIMEDOUT
//	command or address type not supported  WSAEOPNOTSUPP, WSAEADDRNOTAVAIL
//
// A login that is refused is WSAEACCES, a proxy that ends the connection or talks nonsense
// WSAECONNREFUSED, one that has not answered after timeout (30 seconds if absent)
// WSAETIMEDOUT, and one that can't be reached what a connect to it gives. Afterwards the
// connection is the plain one of the provider below, and costs nothing more.
//
// Datagrams go through a relay of the proxy (UDP ASSOCIATE) from the first one that is
// sent to a destination of a rule on; those that are sent before the relay is there wait
// for it, as far as there is room. Without it they are lost. Datagrams of others that come
// past the relay are received as ever.
//
// Accepted connections, sockets of other families and multicast are left alone.
//
// Source: RFC 1928, RFC 1929.
package socks
