// Package dns is the provider of the name space NS_DNS: hosts by name and by
// address, services at a port of a host, and the services file. It asks what
// getaddrinfo and gethostbyname ask (hosts file, DNS servers, services file) and
// is registered as "dns".
//
// Classes that it knows: SVCID_HOSTNAME, SVCID_INET_HOSTADDRBYNAME,
// SVCID_INET_HOSTADDRBYINETSTRING, SVCID_INET_SERVICEBYNAME, SVCID_TCP and
// SVCID_UDP of every port, and each class for which another provider keeps a
// TcpPort or an UdpPort. Nothing can be registered here: that is DNS's own affair.
package dns
