/*
 * ping.c: echo requests over ICMP and ICMPv6, with raw sockets. It needs the
 * right to make them: an administrator's on Windows, CAP_NET_RAW on Linux.
 *
 *	ping [-4|-6] HOST [COUNT [SIZE]]
 */
#include <winsock2.h>
#include <ws2tcpip.h>
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#pragma comment(lib, "ws2_32.lib")

#define ICMP_ECHO_REPLY 0
#define ICMP_ECHO 8
#define ICMP6_ECHO 128
#define ICMP6_ECHO_REPLY 129
#define MAX_SIZE 1400
#define WAIT_MS 1000

#pragma pack(push, 1)
struct echo {
	UCHAR type;
	UCHAR code;
	USHORT checksum;
	USHORT id;
	USHORT sequence;
	char data[MAX_SIZE];
};

struct ip_header {
	UCHAR version_and_length; /* the length in units of four bytes */
	UCHAR service;
	USHORT total;
	USHORT id;
	USHORT fragment;
	UCHAR ttl;
	UCHAR protocol;
	USHORT checksum;
	ULONG source;
	ULONG destination;
};
#pragma pack(pop)

/* What the checksum of ICMPv6 covers before the message. */
struct pseudo_header {
	struct in6_addr source;
	struct in6_addr destination;
	ULONG length;
	UCHAR zero[3];
	UCHAR next;
};

/* add sums 16-bit words, of which the last may be half. */
static DWORD add(DWORD sum, const void *data, int size)
{
	const UCHAR *bytes = data;

	for (; size > 1; size -= 2, bytes += 2)
		sum += bytes[0] | bytes[1] << 8;
	if (size > 0)
		sum += bytes[0];
	return sum;
}

/* folded is the checksum that a sum gives. */
static USHORT folded(DWORD sum)
{
	while (sum >> 16 != 0)
		sum = (sum & 0xFFFF) + (sum >> 16);
	return (USHORT)~sum;
}

/* local_address finds the address from which packets go to a destination. */
static int local_address(SOCKET raw, const struct addrinfo *to, struct sockaddr_in6 *from)
{
	DWORD got;

	return WSAIoctl(raw, SIO_ROUTING_INTERFACE_QUERY, to->ai_addr, (DWORD)to->ai_addrlen, from,
		sizeof *from, &got, NULL, NULL);
}

/* make fills an echo request of size bytes of data; 0 or SOCKET_ERROR. */
static int make(SOCKET raw, struct echo *request, const struct addrinfo *to, USHORT sequence,
	int size)
{
	int total = (int)offsetof(struct echo, data) + size;
	DWORD sum = 0;

	ZeroMemory(request, offsetof(struct echo, data));
	request->type = to->ai_family == AF_INET ? ICMP_ECHO : ICMP6_ECHO;
	request->id = htons((u_short)GetCurrentProcessId());
	request->sequence = htons(sequence);
	for (int i = 0; i < size; i++)
		request->data[i] = (char)('a' + i % 23);
	if (to->ai_family == AF_INET6) {
		struct pseudo_header pseudo;
		struct sockaddr_in6 from;
		if (local_address(raw, to, &from) == SOCKET_ERROR)
			return SOCKET_ERROR;
		ZeroMemory(&pseudo, sizeof pseudo);
		pseudo.source = from.sin6_addr;
		pseudo.destination = ((struct sockaddr_in6 *)to->ai_addr)->sin6_addr;
		pseudo.length = htonl(total);
		pseudo.next = IPPROTO_ICMPV6;
		sum = add(0, &pseudo, sizeof pseudo);
	}
	request->checksum = folded(add(sum, request, total));
	return 0;
}

/*
 * is_reply says whether a packet answers a request, and how many bytes of data it
 * carries. IPv4 packets come with their header, IPv6 packets without.
 */
static BOOL is_reply(const char *packet, int size, int family, const struct echo *request,
	int *data, int *ttl)
{
	struct echo reply;
	int header = 0;

	*ttl = 0;
	if (family == AF_INET) {
		struct ip_header ip;
		if (size < (int)sizeof ip)
			return FALSE;
		memcpy(&ip, packet, sizeof ip);
		header = (ip.version_and_length & 15) * 4;
		*ttl = ip.ttl;
	}
	*data = size - header - (int)offsetof(struct echo, data);
	if (*data < 0 || *data > MAX_SIZE)
		return FALSE;
	memcpy(&reply, packet + header, size - header);
	return reply.type == (family == AF_INET ? ICMP_ECHO_REPLY : ICMP6_ECHO_REPLY) &&
		reply.id == request->id && reply.sequence == request->sequence;
}

/* milliseconds since a moment of the performance counter. */
static double milliseconds(LARGE_INTEGER since)
{
	LARGE_INTEGER now, frequency;

	QueryPerformanceCounter(&now);
	QueryPerformanceFrequency(&frequency);
	return (now.QuadPart - since.QuadPart) * 1000.0 / frequency.QuadPart;
}

/* one sends a request and waits for the reply; FALSE when none came. */
static BOOL one(SOCKET s, const struct addrinfo *to, USHORT sequence, int size)
{
	char packet[MAX_SIZE + 128], name[NI_MAXHOST];
	struct echo request;
	struct sockaddr_storage from;
	LARGE_INTEGER start;
	int got, data, ttl, length;

	QueryPerformanceCounter(&start);
	if (make(s, &request, to, sequence, size) == SOCKET_ERROR ||
		sendto(s, (char *)&request, (int)offsetof(struct echo, data) + size, 0, to->ai_addr,
			(int)to->ai_addrlen) == SOCKET_ERROR) {
		printf("Not sent: error %d\n", WSAGetLastError());
		return FALSE;
	}
	do {
		length = sizeof from;
		got = recvfrom(s, packet, sizeof packet, 0, (struct sockaddr *)&from, &length);
		if (got == SOCKET_ERROR && WSAGetLastError() != WSAETIMEDOUT) {
			printf("Not received: error %d\n", WSAGetLastError());
			return FALSE;
		}
		if (got == SOCKET_ERROR || milliseconds(start) > WAIT_MS) {
			printf("No reply\n");
			return FALSE;
		}
	} while (!is_reply(packet, got, to->ai_family, &request, &data, &ttl));

	getnameinfo((struct sockaddr *)&from, length, name, sizeof name, NULL, 0, NI_NUMERICHOST);
	printf("Reply from %s: bytes=%d time=%.2fms", name, data, milliseconds(start));
	if (ttl != 0)
		printf(" ttl=%d", ttl);
	printf("\n");
	return TRUE;
}

int main(int argc, char **argv)
{
	WSADATA wsa;
	struct addrinfo hints = {0};
	struct addrinfo *to;
	DWORD wait = WAIT_MS;
	int received = 0;

	if (argc > 1 && argv[1][0] == '-') {
		hints.ai_family = strcmp(argv[1], "-6") == 0 ? AF_INET6 : AF_INET;
		argc--, argv++;
	}
	if (argc < 2) {
		fprintf(stderr, "Usage: ping [-4|-6] HOST [COUNT [SIZE]]\n");
		return 2;
	}
	int count = argc > 2 ? atoi(argv[2]) : 4;
	int size = argc > 3 ? min(atoi(argv[3]), MAX_SIZE) : 32;

	WSAStartup(MAKEWORD(2, 2), &wsa);
	int error = getaddrinfo(argv[1], NULL, &hints, &to);
	if (error != 0) {
		fprintf(stderr, "%s is unknown: error %d\n", argv[1], error);
		return 2;
	}
	SOCKET s = socket(to->ai_family, SOCK_RAW,
		to->ai_family == AF_INET ? IPPROTO_ICMP : IPPROTO_ICMPV6);
	if (s == INVALID_SOCKET) {
		error = WSAGetLastError();
		fprintf(stderr, "No raw socket: error %d%s\n", error,
			error == WSAEACCES ? " (this needs an administrator's rights)" : "");
		return 3;
	}
	setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, (char *)&wait, sizeof wait);
	for (int i = 1; i <= count; i++) {
		if (i > 1)
			Sleep(200);
		received += one(s, to, (USHORT)i, size);
	}
	printf("Sent %d, received %d, lost %d\n", count, received, count - received);
	closesocket(s);
	freeaddrinfo(to);
	WSACleanup();
	return received == count ? 0 : 1;
}
