/*
 * traceroute.c: the routers on the way to a host. Echo requests that may make one
 * step, two steps, three ... are thrown away on the way, and whoever does so says
 * it in an ICMP message of its own.
 *
 *	traceroute HOST [MAX_STEPS]
 *
 * It needs the right to make raw sockets.
 */
#include <winsock2.h>
#include <ws2tcpip.h>
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#pragma comment(lib, "ws2_32.lib")

enum { ECHO_REPLY = 0, UNREACHABLE = 3, ECHO = 8, TIME_EXCEEDED = 11 };

#define WAIT_MS 1000
#define TRIES 3

typedef struct {
	BYTE type;
	BYTE code;
	USHORT checksum;
	USHORT id;
	USHORT sequence;
} ICMP_HEADER;

/* What came back for a request. */
typedef enum { NOTHING, ON_THE_WAY, ARRIVED, REFUSED } OUTCOME;

static USHORT checksum(const USHORT *words, int size)
{
	ULONG sum = 0;

	for (; size > 1; size -= 2)
		sum += *words++;
	sum = (sum >> 16) + (sum & 0xFFFF);
	sum += sum >> 16;
	return (USHORT)~sum;
}

/* icmp_in finds the ICMP header behind an IPv4 header; FALSE when there is none. */
static BOOL icmp_in(const char *packet, int size, int *header, ICMP_HEADER *icmp)
{
	if (size < 20)
		return FALSE;
	*header = (packet[0] & 15) * 4;
	if (packet[9] != IPPROTO_ICMP || size < *header + (int)sizeof *icmp)
		return FALSE;
	CopyMemory(icmp, packet + *header, sizeof *icmp);
	return TRUE;
}

/* judge says what a packet means for our request. */
static OUTCOME judge(const char *packet, int size, const ICMP_HEADER *request)
{
	ICMP_HEADER icmp, ours;
	int header, inner;

	if (!icmp_in(packet, size, &header, &icmp))
		return NOTHING;
	if (icmp.type == ECHO_REPLY && icmp.id == request->id && icmp.sequence == request->sequence)
		return ARRIVED;
	if (icmp.type != TIME_EXCEEDED && icmp.type != UNREACHABLE)
		return NOTHING;
	/* The message quotes the packet that it is about. */
	header += sizeof icmp;
	if (!icmp_in(packet + header, size - header, &inner, &ours))
		return NOTHING;
	if (ours.type != ECHO || ours.id != request->id || ours.sequence != request->sequence)
		return NOTHING;
	return icmp.type == TIME_EXCEEDED ? ON_THE_WAY : REFUSED;
}

/* probe sends one request and waits for what comes of it. */
static OUTCOME probe(SOCKET s, const SOCKADDR_IN *to, USHORT sequence, SOCKADDR_IN *from)
{
	struct {
		ICMP_HEADER header;
		char data[32];
	} request = {{ECHO, 0, 0, 0, 0}, "winsock traceroute"};
	char packet[1500];
	ULONGLONG end = GetTickCount64() + WAIT_MS;

	request.header.id = (USHORT)GetCurrentProcessId();
	request.header.sequence = htons(sequence);
	request.header.checksum = checksum((USHORT *)&request, sizeof request);
	if (sendto(s, (char *)&request, sizeof request, 0, (SOCKADDR *)to, sizeof *to) ==
		SOCKET_ERROR) {
		fprintf(stderr, "sendto failed: error %d\n", WSAGetLastError());
		return REFUSED;
	}
	for (;;) {
		ULONGLONG now = GetTickCount64();
		fd_set readable;
		struct timeval wait = {0};
		int length = sizeof *from;

		if (now >= end)
			return NOTHING;
		wait.tv_usec = (long)(end - now) * 1000;
		if (wait.tv_usec >= 1000000)
			wait.tv_sec = 1, wait.tv_usec = 0;
		FD_ZERO(&readable);
		FD_SET(s, &readable);
		if (select(0, &readable, NULL, NULL, &wait) != 1)
			return NOTHING;
		int got = recvfrom(s, packet, sizeof packet, 0, (SOCKADDR *)from, &length);
		if (got == SOCKET_ERROR)
			continue;
		OUTCOME outcome = judge(packet, got, &request.header);
		if (outcome != NOTHING)
			return outcome;
	}
}

/* step shows who is at a distance. */
static OUTCOME step(SOCKET s, const SOCKADDR_IN *to, DWORD ttl)
{
	SOCKADDR_IN from;
	char name[INET_ADDRSTRLEN];

	if (setsockopt(s, IPPROTO_IP, IP_TTL, (char *)&ttl, sizeof ttl) == SOCKET_ERROR) {
		fprintf(stderr, "setsockopt(IP_TTL) failed: error %d\n", WSAGetLastError());
		return REFUSED;
	}
	printf("%2lu  ", ttl);
	for (int try = 0; try < TRIES; try++) {
		OUTCOME outcome = probe(s, to, (USHORT)(ttl * TRIES + try), &from);
		if (outcome == NOTHING) {
			printf("* ");
			continue;
		}
		InetNtopA(AF_INET, &from.sin_addr, name, sizeof name);
		printf("%s%s\n", name, outcome == REFUSED ? " (unreachable)" : "");
		return outcome;
	}
	printf("\n");
	return NOTHING;
}

int main(int argc, char **argv)
{
	WSADATA data;
	struct addrinfo hints = {0}, *host;
	OUTCOME outcome = NOTHING;

	if (argc < 2) {
		fprintf(stderr, "Usage: traceroute HOST [MAX_STEPS]\n");
		return 2;
	}
	DWORD limit = argc > 2 ? strtoul(argv[2], NULL, 10) : 30;
	WSAStartup(MAKEWORD(2, 2), &data);
	hints.ai_family = AF_INET;
	if (getaddrinfo(argv[1], NULL, &hints, &host) != 0) {
		fprintf(stderr, "%s is unknown: error %d\n", argv[1], WSAGetLastError());
		return 2;
	}
	SOCKET s = socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);
	if (s == INVALID_SOCKET) {
		fprintf(stderr, "No raw socket: error %d\n", WSAGetLastError());
		return 3;
	}
	for (DWORD ttl = 1; ttl <= limit && outcome < ARRIVED; ttl++)
		outcome = step(s, (SOCKADDR_IN *)host->ai_addr, ttl);
	closesocket(s);
	freeaddrinfo(host);
	WSACleanup();
	return outcome == ARRIVED ? 0 : 1;
}
