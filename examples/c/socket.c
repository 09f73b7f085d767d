/*
 * socket.c: asks for a socket with the parameters of the command line, and says
 * which transport protocol was chosen, or why there is none.
 *
 *	socket FAMILY TYPE PROTOCOL FLAGS
 *
 * Build: wscc socket.c -o socket
 */
#ifndef UNICODE
#define UNICODE
#endif

#include <winsock2.h>
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>

#pragma comment(lib, "Ws2_32.lib")

struct name {
	int value;
	const wchar_t *text;
};

static const struct name families[] = {
	{AF_UNSPEC, L"AF_UNSPEC"}, {AF_UNIX, L"AF_UNIX"},   {AF_INET, L"AF_INET"},
	{AF_IPX, L"AF_IPX"},       {AF_INET6, L"AF_INET6"}, {AF_NETBIOS, L"AF_NETBIOS"},
	{AF_IRDA, L"AF_IRDA"},     {AF_BTH, L"AF_BTH"},
};

static const struct name types[] = {
	{0, L"any type"},           {SOCK_STREAM, L"SOCK_STREAM"}, {SOCK_DGRAM, L"SOCK_DGRAM"},
	{SOCK_RAW, L"SOCK_RAW"},    {SOCK_RDM, L"SOCK_RDM"},
	{SOCK_SEQPACKET, L"SOCK_SEQPACKET"},
};

static const struct name protocols[] = {
	{0, L"any protocol"},          {IPPROTO_ICMP, L"IPPROTO_ICMP"},
	{IPPROTO_TCP, L"IPPROTO_TCP"}, {IPPROTO_UDP, L"IPPROTO_UDP"},
	{IPPROTO_ICMPV6, L"IPPROTO_ICMPV6"},
};

/* look_up finds the name of a value. */
static const wchar_t *look_up(const struct name *names, size_t count, int value)
{
	for (size_t i = 0; i < count; i++) {
		if (names[i].value == value)
			return names[i].text;
	}
	return L"?";
}

/* error_text is the system's text for an error; the caller frees it with LocalFree. */
static wchar_t *error_text(DWORD error)
{
	wchar_t *text = NULL;

	FormatMessageW(FORMAT_MESSAGE_ALLOCATE_BUFFER | FORMAT_MESSAGE_FROM_SYSTEM |
			FORMAT_MESSAGE_IGNORE_INSERTS, NULL, error, 0, (LPWSTR)&text, 0, NULL);
	return text;
}

int wmain(int argc, wchar_t **argv)
{
	if (argc != 5) {
		wprintf(L"Usage: socket FAMILY TYPE PROTOCOL FLAGS\n");
		wprintf(L"       socket 2 1 6 1     TCP over IPv4, for overlapped use\n");
		wprintf(L"       socket 23 2 17 129 UDP over IPv6, not inherited by child processes\n");
		return 1;
	}
	int family = _wtoi(argv[1]);
	int type = _wtoi(argv[2]);
	int protocol = _wtoi(argv[3]);
	DWORD flags = (DWORD)_wtoi(argv[4]);

	WSADATA data;
	int result = WSAStartup(MAKEWORD(2, 2), &data);
	if (result != 0) {
		wprintf(L"WSAStartup failed: %d\n", result);
		return 1;
	}

	wprintf(L"family   %d (%s)\n", family, look_up(families, ARRAYSIZE(families), family));
	wprintf(L"type     %d (%s)\n", type, look_up(types, ARRAYSIZE(types), type));
	wprintf(L"protocol %d (%s)\n", protocol, look_up(protocols, ARRAYSIZE(protocols), protocol));
	wprintf(L"flags    0x%02lx\n", flags);

	SOCKET s = WSASocketW(family, type, protocol, NULL, 0, flags);
	if (s == INVALID_SOCKET) {
		DWORD error = WSAGetLastError();
		wchar_t *text = error_text(error);
		wprintf(L"WSASocket failed: error %lu\n", error);
		if (text != NULL)
			fwprintf(stderr, L"%ls", text);
		LocalFree(text);
		WSACleanup();
		return 1;
	}

	WSAPROTOCOL_INFOW info;
	int size = sizeof info;
	if (getsockopt(s, SOL_SOCKET, SO_PROTOCOL_INFOW, (char *)&info, &size) == SOCKET_ERROR) {
		wprintf(L"getsockopt(SO_PROTOCOL_INFOW) failed: error %d\n", WSAGetLastError());
	} else {
		wprintf(L"WSASocket succeeded: %s, type %d, protocol %d\n",
			look_up(families, ARRAYSIZE(families), info.iAddressFamily), info.iSocketType,
			info.iProtocol);
	}
	closesocket(s);
	WSACleanup();
	return 0;
}
