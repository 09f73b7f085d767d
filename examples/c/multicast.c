/*
 * multicast.c: a datagram to those who have joined a group, IPv4 or IPv6.
 *
 *	multicast join GROUP PORT COUNT [INTERFACE]   waits for COUNT datagrams
 *	multicast send GROUP PORT TEXT [INTERFACE]
 *
 * INTERFACE is an address of the interface for IPv4 groups (such as 224.0.1.200),
 * its number for IPv6 groups (such as ff15::1:200).
 */
#include <winsock2.h>
#include <ws2tcpip.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#pragma comment(lib, "Ws2_32.lib")

static void die(const char *what)
{
	fprintf(stderr, "%s: error %d\n", what, WSAGetLastError());
	exit(1);
}

/* option sets an option of 32 bits. */
static void option(SOCKET s, int level, int name, DWORD value, const char *what)
{
	if (setsockopt(s, level, name, (const char *)&value, sizeof value) == SOCKET_ERROR)
		die(what);
}

/* interface_address is an IPv4 interface, as the options want it. */
static struct in_addr interface_address(const char *text)
{
	struct in_addr address;

	if (inet_pton(AF_INET, text, &address) != 1) {
		fprintf(stderr, "%s is no IPv4 address of an interface\n", text);
		exit(1);
	}
	return address;
}

/* join makes the socket a member of the group. */
static void join(SOCKET s, const struct addrinfo *group, const char *where)
{
	if (group->ai_family == AF_INET) {
		struct ip_mreq request;
		request.imr_multiaddr = ((struct sockaddr_in *)group->ai_addr)->sin_addr;
		request.imr_interface = interface_address(where);
		if (setsockopt(s, IPPROTO_IP, IP_ADD_MEMBERSHIP, (char *)&request, sizeof request) != 0)
			die("IP_ADD_MEMBERSHIP");
	} else {
		struct ipv6_mreq request;
		request.ipv6mr_multiaddr = ((struct sockaddr_in6 *)group->ai_addr)->sin6_addr;
		request.ipv6mr_interface = strtoul(where, NULL, 10);
		if (setsockopt(s, IPPROTO_IPV6, IPV6_ADD_MEMBERSHIP, (char *)&request,
				sizeof request) != 0)
			die("IPV6_ADD_MEMBERSHIP");
	}
}

/* leave ends the membership. */
static void leave(SOCKET s, const struct addrinfo *group, const char *where)
{
	if (group->ai_family == AF_INET) {
		struct ip_mreq request;
		request.imr_multiaddr = ((struct sockaddr_in *)group->ai_addr)->sin_addr;
		request.imr_interface = interface_address(where);
		if (setsockopt(s, IPPROTO_IP, IP_DROP_MEMBERSHIP, (char *)&request, sizeof request) != 0)
			die("IP_DROP_MEMBERSHIP");
	} else {
		struct ipv6_mreq request;
		request.ipv6mr_multiaddr = ((struct sockaddr_in6 *)group->ai_addr)->sin6_addr;
		request.ipv6mr_interface = strtoul(where, NULL, 10);
		if (setsockopt(s, IPPROTO_IPV6, IPV6_DROP_MEMBERSHIP, (char *)&request,
				sizeof request) != 0)
			die("IPV6_DROP_MEMBERSHIP");
	}
}

static void receive(SOCKET s, const struct addrinfo *group, int count, const char *where)
{
	struct sockaddr_storage from = {0};
	int length = sizeof from;
	char text[512];
	char name[NI_MAXHOST], port[NI_MAXSERV];

	option(s, SOL_SOCKET, SO_REUSEADDR, TRUE, "SO_REUSEADDR");
	/* Windows wants the local address here, not the group. */
	from.ss_family = (ADDRESS_FAMILY)group->ai_family;
	((struct sockaddr_in *)&from)->sin_port = ((struct sockaddr_in *)group->ai_addr)->sin_port;
	if (bind(s, (struct sockaddr *)&from, (int)group->ai_addrlen) == SOCKET_ERROR)
		die("bind");
	join(s, group, where);
	if (getsockname(s, (struct sockaddr *)&from, &length) == SOCKET_ERROR)
		die("getsockname");
	printf("Listening on port %u\n", ntohs(((struct sockaddr_in *)&from)->sin_port));
	fflush(stdout);

	while (count-- > 0) {
		length = sizeof from;
		int got = recvfrom(s, text, sizeof text - 1, 0, (struct sockaddr *)&from, &length);
		if (got == SOCKET_ERROR)
			die("recvfrom");
		text[got] = '\0';
		if (getnameinfo((struct sockaddr *)&from, length, name, sizeof name, port, sizeof port,
				NI_NUMERICHOST | NI_NUMERICSERV) != 0)
			die("getnameinfo");
		printf("%s says: %s\n", name, text);
		fflush(stdout);
	}
	leave(s, group, where);
}

static void transmit(SOCKET s, const struct addrinfo *group, const char *text, const char *where)
{
	if (group->ai_family == AF_INET) {
		struct in_addr from = interface_address(where);
		if (setsockopt(s, IPPROTO_IP, IP_MULTICAST_IF, (char *)&from, sizeof from) != 0)
			die("IP_MULTICAST_IF");
		option(s, IPPROTO_IP, IP_MULTICAST_TTL, 1, "IP_MULTICAST_TTL");
		option(s, IPPROTO_IP, IP_MULTICAST_LOOP, TRUE, "IP_MULTICAST_LOOP");
	} else {
		option(s, IPPROTO_IPV6, IPV6_MULTICAST_IF, strtoul(where, NULL, 10), "IPV6_MULTICAST_IF");
		option(s, IPPROTO_IPV6, IPV6_MULTICAST_HOPS, 1, "IPV6_MULTICAST_HOPS");
		option(s, IPPROTO_IPV6, IPV6_MULTICAST_LOOP, TRUE, "IPV6_MULTICAST_LOOP");
	}
	int sent = sendto(s, text, (int)strlen(text), 0, group->ai_addr, (int)group->ai_addrlen);
	if (sent == SOCKET_ERROR)
		die("sendto");
	printf("Sent %d bytes\n", sent);
}

int main(int argc, char **argv)
{
	WSADATA data;
	struct addrinfo hints = {0};
	struct addrinfo *group;

	if (argc < 5) {
		fprintf(stderr, "Usage: multicast join GROUP PORT COUNT [INTERFACE]\n"
						"       multicast send GROUP PORT TEXT [INTERFACE]\n");
		return 1;
	}
	if (WSAStartup(MAKEWORD(2, 2), &data) != 0)
		return 1;
	hints.ai_flags = AI_NUMERICHOST;
	hints.ai_socktype = SOCK_DGRAM;
	int error = getaddrinfo(argv[2], argv[3], &hints, &group);
	if (error != 0) {
		fprintf(stderr, "%s, %s: %s\n", argv[2], argv[3], gai_strerror(error));
		return 1;
	}
	const char *where = argc > 5 ? argv[5] : group->ai_family == AF_INET ? "0.0.0.0" : "0";
	SOCKET s = socket(group->ai_family, group->ai_socktype, group->ai_protocol);
	if (s == INVALID_SOCKET)
		die("socket");
	if (strcmp(argv[1], "join") == 0)
		receive(s, group, atoi(argv[4]), where);
	else
		transmit(s, group, argv[4], where);
	closesocket(s);
	freeaddrinfo(group);
	WSACleanup();
	return 0;
}
