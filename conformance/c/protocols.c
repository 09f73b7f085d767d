/* protocols.c: what the catalog offers. Chapters 2 and 3 of providers.md. */
#include "check.h"

#include <stdlib.h>

static WSAPROTOCOL_INFOA narrow[64];
static WSAPROTOCOL_INFOW wide[64];

static void all(void)
{
	DWORD len = 0;
	fails("P-104", "no buffer", WSAEnumProtocolsA(NULL, NULL, &len), WSAENOBUFS);
	check("P-110", len > 0 && len % 372 == 0, "372 bytes for each");
	DWORD wanted = len;
	len = 0;
	fails("P-104", "no buffer, wide", WSAEnumProtocolsW(NULL, NULL, &len), WSAENOBUFS);
	expect("P-110", "628 bytes for each", len, wanted / 372 * 628);
	len = 0;
	fails("P-104", "a buffer of no length", WSAEnumProtocolsA(NULL, narrow, &len), WSAENOBUFS);
	len = wanted - 1;
	memset(narrow, 'q', sizeof narrow);
	fails("P-105", "a byte too few", WSAEnumProtocolsA(NULL, narrow, &len), WSAENOBUFS);
	expect("P-104", "how much is needed", len, wanted);
	check("P-105", *(char *)narrow == 'q', "nothing is written");
	len = sizeof narrow;
	int n = WSAEnumProtocolsA(NULL, narrow, &len);
	expect("P-103", "all entries", n, wanted / 372);
	len = sizeof wide;
	expect("P-103", "as many wide ones", WSAEnumProtocolsW(NULL, wide, &len), n);
	int same = 1, tcp = 0, udp = 0, hidden = 0, empty = 0, chain = 0;
	for (int i = 0; i < n; i++) {
		same &= memcmp(&narrow[i], &wide[i], offsetof(WSAPROTOCOL_INFOA, szProtocol)) == 0;
		tcp += narrow[i].iAddressFamily == AF_INET && narrow[i].iProtocol == IPPROTO_TCP &&
			narrow[i].iSocketType == SOCK_STREAM;
		udp += narrow[i].iAddressFamily == AF_INET && narrow[i].iProtocol == IPPROTO_UDP &&
			narrow[i].iSocketType == SOCK_DGRAM;
		hidden += (narrow[i].dwProviderFlags & PFL_HIDDEN) != 0;
		empty += narrow[i].szProtocol[0] == 0;
		chain += narrow[i].ProtocolChain.ChainLen == 0;
	}
	check("S-540", same, "both forms agree before szProtocol");
	check("P-103", tcp >= 1 && udp >= 1, "TCP and UDP are there");
	expect("P-108", "hidden ones", hidden, 0);
	expect("P-111", "ones without a name", empty, 0);
	expect("P-109", "ones of chain length 0", chain, 0);
}

static void filtered(void)
{
	int tcp[] = {IPPROTO_TCP, 0}, both[] = {0xDEAD, IPPROTO_UDP, IPPROTO_TCP, 0}, none[] = {0xDEAD, 0};
	DWORD len = 0;
	fails("P-104", "a filter without a buffer", WSAEnumProtocolsA(tcp, NULL, &len), WSAENOBUFS);
	len = sizeof narrow;
	int n = WSAEnumProtocolsA(tcp, narrow, &len), right = 0;
	for (int i = 0; i < n; i++)
		right += narrow[i].iProtocol == IPPROTO_TCP;
	check("P-106", n > 0 && right == n, "only TCP");
	len = sizeof narrow;
	int m = WSAEnumProtocolsA(both, narrow, &len);
	check("P-106", m > n, "TCP and UDP");
	len = sizeof narrow;
	expect("P-106", "what nobody has", WSAEnumProtocolsA(none, narrow, &len), 0);
	if (!wine())
		fails("P-110", "no length", WSAEnumProtocolsA(NULL, narrow, NULL), WSAEFAULT);
}

static void of_sockets(void)
{
	for (int i = 0; i < 2; i++) {
		SOCKET s = i ? udp() : tcp();
		WSAPROTOCOL_INFOA a;
		WSAPROTOCOL_INFOW w;
		int n = 4;
		fails("S-540", "SO_PROTOCOL_INFOA, too small", getsockopt(s, SOL_SOCKET, SO_PROTOCOL_INFOA,
			(char *)&a, &n), WSAEFAULT);
		expect("S-540", "the size needed", n, 372);
		n = 627;
		fails("S-540", "SO_PROTOCOL_INFOW, too small", getsockopt(s, SOL_SOCKET, SO_PROTOCOL_INFOW,
			(char *)&w, &n), WSAEFAULT);
		expect("S-540", "the size needed then", n, 628);
		char room[1000];
		n = sizeof room;
		expect("S-540", "a larger buffer", getsockopt(s, SOL_SOCKET, SO_PROTOCOL_INFOW, room, &n), 0);
		expect("S-540", "its length", n, sizeof room);
		n = 372;
		getsockopt(s, SOL_SOCKET, SO_PROTOCOL_INFOA, (char *)&a, &n);
		check("S-540", memcmp(&a, room, offsetof(WSAPROTOCOL_INFOA, szProtocol)) == 0, "both agree");
		SOCKET t = WSASocketA(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, &a, 0,
			WSA_FLAG_OVERLAPPED);
		expect("P-122", "a socket made of it", option(t, SOL_SOCKET, SO_TYPE),
			i ? SOCK_DGRAM : SOCK_STREAM);
		closesocket(t);
		a.dwCatalogEntryId = 0xDEAD;
		expect_error("P-120", "an unknown entry", WSASocketA(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO,
			FROM_PROTOCOL_INFO, &a, 0, 0), INVALID_SOCKET, WSAEINVAL);
		closesocket(s);
	}
}

int main(void)
{
	DWORD len = 0;
	fails("P-103", "before WSAStartup", WSAEnumProtocolsA(NULL, NULL, &len), WSANOTINITIALISED);
	start();
	all();
	filtered();
	of_sockets();
	DWORD n = 0;
	fails("S-740", "name spaces, no room", WSAEnumNameSpaceProvidersW(&n, NULL), WSAEFAULT);
	char *room = malloc(n + 8);
	check("S-740", n > 0 && WSAEnumNameSpaceProvidersW(&n, (LPWSANAMESPACE_INFOW)room) > 0,
		"name spaces");
	free(room);
	WSACleanup();
	return verdict();
}
