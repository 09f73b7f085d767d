/* provider.c: the provider of the system's own transports. */
#include "provider.h"

#include <stdlib.h>

WSPPROC_TABLE provider;
WSAPROTOCOL_INFOW tcp_entry, udp_entry;
WSPUPCALLTABLE provider_upcalls;
int errno_;

static LPWSPSTARTUP startup;

static void must(int ok, const char *what)
{
	if (!ok) {
		fprintf(stderr, "%s: error %d\n", what, errno_);
		exit(2);
	}
}

/* exported finds WSPStartup in a DLL. */
static LPWSPSTARTUP exported(const char *dll)
{
	HMODULE module = LoadLibraryA(dll);
	return module == NULL ? NULL : (LPWSPSTARTUP)(void *)GetProcAddress(module, "WSPStartup");
}

void provider_find(const char *clause)
{
	static WSAPROTOCOL_INFOW all[256];
	DWORD size = sizeof all;
	if (wine())
		skip_all(clause, "Wine's transports are no provider");
	startup = exported("mswsock.dll"); /* which is Windows' */
	if (startup == NULL)
		startup = exported("ws2_32.dll");
	if (startup == NULL)
		skip_all(clause, "there is no provider");
	int n = WSCEnumProtocols(NULL, all, &size, &errno_);
	for (int i = n - 1; i >= 0; i--) {
		if (all[i].ProtocolChain.ChainLen != BASE_PROTOCOL || all[i].iAddressFamily != AF_INET)
			continue;
		if (all[i].iProtocol == IPPROTO_TCP)
			tcp_entry = all[i];
		if (all[i].iProtocol == IPPROTO_UDP)
			udp_entry = all[i];
	}
	must(tcp_entry.dwCatalogEntryId != 0 && udp_entry.dwCatalogEntryId != 0, "entries");
}

int provider_startup(WORD version, LPWSPDATA data, LPWSAPROTOCOL_INFOW info, LPWSPPROC_TABLE table)
{
	return startup(version, data, info, provider_upcalls, table);
}

void provider_start(const char *clause)
{
	WSPDATA data;
	provider_find(clause);
	errno_ = provider_startup(MAKEWORD(2, 2), &data, &tcp_entry, &provider);
	must(errno_ == 0, "WSPStartup");
}

void answer(const char *clause, const char *what, long long got, long long result, int error,
	int wanted)
{
	failed_as(clause, what, got, result, error, wanted);
}

SOCKET provider_tcp(void)
{
	SOCKET s = provider.lpWSPSocket(AF_INET, SOCK_STREAM, IPPROTO_TCP, &tcp_entry, 0,
		WSA_FLAG_OVERLAPPED, &errno_);
	must(s != INVALID_SOCKET, "WSPSocket");
	return s;
}

SOCKET provider_udp(void)
{
	SOCKET s = provider.lpWSPSocket(AF_INET, SOCK_DGRAM, IPPROTO_UDP, &udp_entry, 0,
		WSA_FLAG_OVERLAPPED, &errno_);
	must(s != INVALID_SOCKET, "WSPSocket");
	return s;
}

struct sockaddr_in provider_bound(SOCKET s)
{
	struct sockaddr_in name = loopback(0);
	int len = sizeof name;
	must(provider.lpWSPBind(s, (struct sockaddr *)&name, sizeof name, &errno_) == 0, "WSPBind");
	must(provider.lpWSPGetSockName(s, (struct sockaddr *)&name, &len, &errno_) == 0,
		"WSPGetSockName");
	return name;
}

void provider_pair(SOCKET *a, SOCKET *b)
{
	SOCKET l = provider_tcp();
	struct sockaddr_in name = provider_bound(l);
	must(provider.lpWSPListen(l, 1, &errno_) == 0, "WSPListen");
	*a = provider_tcp();
	must(provider.lpWSPConnect(*a, (struct sockaddr *)&name, sizeof name, NULL, NULL, NULL, NULL,
			 &errno_) == 0, "WSPConnect");
	*b = provider.lpWSPAccept(l, NULL, NULL, NULL, 0, &errno_);
	must(*b != INVALID_SOCKET, "WSPAccept");
	provider_close(l);
}

void provider_close(SOCKET s)
{
	must(provider.lpWSPCloseSocket(s, &errno_) == 0, "WSPCloseSocket");
}
