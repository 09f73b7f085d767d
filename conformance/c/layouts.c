/* layouts.c: structures in memory, as in 64-bit Windows. */
#include "check.h"

#include <stddef.h>

/* SIZE and AT are how a size and a place are written, and what they are. */
#define SIZE(type) "sizeof(" #type ")", sizeof(type)
#define AT(type, member) #type "." #member, offsetof(type, member)

static const struct {
	const char *clause, *what;
	size_t is, wanted;
} rows[] = {
	{"S-026", SIZE(WSADATA), 408},
	{"S-026", AT(WSADATA, wHighVersion), 2},
	{"S-026", AT(WSADATA, iMaxSockets), 4},
	{"S-026", AT(WSADATA, iMaxUdpDg), 6},
	{"S-026", AT(WSADATA, lpVendorInfo), 8},
	{"S-026", AT(WSADATA, szDescription), 16},
	{"S-026", AT(WSADATA, szSystemStatus), 273},
	{"S-381", SIZE(struct linger), 4},
	{"S-396", SIZE(fd_set), 520},
	{"S-431", SIZE(WSAPOLLFD), 16},
	{"S-336", SIZE(WSACMSGHDR), 16},
	{"S-336", AT(WSACMSGHDR, cmsg_level), 8},
	{"S-336", AT(WSACMSGHDR, cmsg_type), 12},
	{"P-110", SIZE(WSAPROTOCOL_INFOA), 372},
	{"P-110", SIZE(WSAPROTOCOL_INFOW), 628},
	{"S-739", SIZE(SOCKET), 8},
	{"S-739", SIZE(u_long), 4},
	{"S-739", SIZE(u_int), 4},
	{"S-739", SIZE(u_short), 2},
	{"S-739", SIZE(DWORD), 4},
	{"S-739", SIZE(LONG), 4},
	{"S-739", SIZE(HANDLE), 8},
	{"S-739", SIZE(GROUP), 4},
	{"S-739", SIZE(struct timeval), 8},
	{"S-739", AT(struct timeval, tv_usec), 4},
	{"S-739", SIZE(struct in_addr), 4},
	{"S-739", SIZE(struct in6_addr), 16},
	{"S-739", SIZE(struct sockaddr), 16},
	{"S-739", AT(struct sockaddr, sa_data), 2},
	{"S-739", SIZE(struct sockaddr_in), 16},
	{"S-739", AT(struct sockaddr_in, sin_port), 2},
	{"S-739", AT(struct sockaddr_in, sin_addr), 4},
	{"S-739", AT(struct sockaddr_in, sin_zero), 8},
	{"S-739", SIZE(struct sockaddr_in6), 28},
	{"S-739", AT(struct sockaddr_in6, sin6_port), 2},
	{"S-739", AT(struct sockaddr_in6, sin6_flowinfo), 4},
	{"S-739", AT(struct sockaddr_in6, sin6_addr), 8},
	{"S-739", AT(struct sockaddr_in6, sin6_scope_id), 24},
	{"S-739", SIZE(struct sockaddr_storage), 128},
	{"S-739", SIZE(SOCKET_ADDRESS), 16},
	{"S-739", AT(SOCKET_ADDRESS, iSockaddrLength), 8},
	{"S-739", SIZE(SOCKET_ADDRESS_LIST), 24},
	{"S-739", AT(SOCKET_ADDRESS_LIST, Address), 8},
	{"S-739", SIZE(CSADDR_INFO), 40},
	{"S-739", AT(CSADDR_INFO, RemoteAddr), 16},
	{"S-739", AT(CSADDR_INFO, iSocketType), 32},
	{"S-739", AT(CSADDR_INFO, iProtocol), 36},
	{"S-739", SIZE(WSABUF), 16},
	{"S-739", AT(WSABUF, buf), 8},
	{"S-739", SIZE(WSAMSG), 56},
	{"S-739", AT(WSAMSG, namelen), 8},
	{"S-739", AT(WSAMSG, lpBuffers), 16},
	{"S-739", AT(WSAMSG, dwBufferCount), 24},
	{"S-739", AT(WSAMSG, Control), 32},
	{"S-739", AT(WSAMSG, dwFlags), 48},
	{"S-739", SIZE(WSAOVERLAPPED), 32},
	{"S-739", SIZE(WSANETWORKEVENTS), 44},
	{"S-739", SIZE(struct hostent), 32},
	{"S-739", AT(struct hostent, h_aliases), 8},
	{"S-739", AT(struct hostent, h_addrtype), 16},
	{"S-739", AT(struct hostent, h_length), 18},
	{"S-739", AT(struct hostent, h_addr_list), 24},
	{"S-739", SIZE(struct servent), 32},
	{"S-739", AT(struct servent, s_proto), 16},
	{"S-739", AT(struct servent, s_port), 24},
	{"S-739", SIZE(struct protoent), 24},
	{"S-739", AT(struct protoent, p_proto), 16},
	{"S-739", SIZE(ADDRINFOA), 48},
	{"S-739", AT(ADDRINFOA, ai_addrlen), 16},
	{"S-739", AT(ADDRINFOA, ai_canonname), 24},
	{"S-739", AT(ADDRINFOA, ai_addr), 32},
	{"S-739", AT(ADDRINFOA, ai_next), 40},
	{"S-739", SIZE(struct ip_mreq), 8},
	{"S-739", SIZE(struct ip_mreq_source), 12},
	{"S-739", SIZE(struct ipv6_mreq), 20},
	{"S-739", SIZE(struct group_req), 136},
	{"S-739", SIZE(struct group_source_req), 264},
	{"S-739", SIZE(struct in_pktinfo), 8},
	{"S-739", SIZE(struct in6_pktinfo), 20},
	{"S-646", SIZE(INTERFACE_INFO), 76},
	{"S-739", SIZE(WSANAMESPACE_INFOA), 40},
	{"S-739", SIZE(WSAQUERYSETA), 120},
	{"S-739", SIZE(FLOWSPEC), 32},
	{"S-739", SIZE(QOS), 80},
	{"S-739", SIZE(GUID), 16},
};

int main(void)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		expect(rows[i].clause, rows[i].what, rows[i].is, rows[i].wanted);
	return verdict();
}
