// Package tls is the layer that puts TLS under programs that know nothing of it. It is
// registered as "tls", covers streams over IP, and does what the rules in tls.json say
// (see [winsock/layer/rules]); each has beside program, address and port:
//
//	side          "client" (connections that the program makes) or "server" (those that it
//	              accepts)
//	server_name   whom the server's certificate has to be for; without it: the address that
//	              the program connects to
//	roots         file of the authorities that are believed; without it: the system's
//	certificate   file of the own certificate chain, which a server needs
//	key           file of its key
//	client_roots  file of the authorities of client certificates, which a server then asks
//	              for and insists on
//	min_version   "1.2" (without it) or "1.3"
//	protocols     list of the protocols that are offered or chosen by ALPN
//
// All files are PEM. Certificates and names are always checked.
//
// A connect ends with the handshake. It fails WSAECONNREFUSED when the server refuses by
// an alert, WSAECONNABORTED when this side does, because of a certificate or because the
// peer speaks no TLS, WSAECONNRESET when the connection breaks meanwhile, and
// WSAETIMEDOUT after 30 seconds. A connection can be accepted when its handshake is
// done: who is slow keeps nobody else waiting, and who fails is never seen. What went
// wrong goes to the standard error when WINSOCK_TRACE is 1.
//
// shutdown and a graceful close send close_notify. A stream that ends without it is cut
// off: WSAECONNRESET, after the data that came before.
//
// A program for which there is no rule gets the sockets below. In others, connections
// for which there is none carry their bytes unchanged. No socket has a descriptor, urgent
// data or duplicates in other processes there.
//
// A session decrypts in the calls of the program, without a goroutine as long as the
// program waits in calls that receive. Goroutines shake hands, send what the kernel had
// no room for, accept, and watch for data once somebody asks to be told of it.
package tls
