/* addresstext.c: addresses as text. Those without WSA need no start-up. */
#include <stdio.h>
#include <winsock2.h>
#include <ws2tcpip.h>

#include "winsockgo.h"
#include "refuse.h"
#include "result.h"

/* Source: S-012. */
unsigned int WSAAPI inet_addr(const char *text)
{
	WS_ALIVE(INADDR_NONE);
	return ws_text(text) ? ws_go_inet_addr((void *)text) : INADDR_NONE;
}

/* The text lives until the thread's next call. */
char *WSAAPI inet_ntoa(struct in_addr in)
{
	static __thread char text[16];
	const unsigned char *b = (const unsigned char *)&in;
	char *p = text;
	for (int i = 0; i < 4; i++) {
		unsigned v = b[i];
		if (v >= 100)
			*p++ = (char)('0' + v / 100);
		if (v >= 10)
			*p++ = (char)('0' + v / 10 % 10);
		*p++ = (char)('0' + v % 10);
		*p++ = i < 3 ? '.' : 0;
	}
	return text;
}

static int address_size(int family)
{
	return family == AF_INET ? 4 : 16;
}

static int pton(int family, const void *text, int good, int wide, void *address)
{
	WS_ALIVE(SOCKET_ERROR);
	if (!good || !ws_writable(address, (size_t)address_size(family)))
		return ws_fail(WSAEFAULT);
	return (int)ws_count(ws_go_inet_pton(family, (void *)text, wide, address));
}

INT WSAAPI inet_pton(INT family, PCSTR text, PVOID address)
{
	return pton(family, text, ws_text(text), 0, address);
}

INT WSAAPI InetPtonW(INT family, PCWSTR text, PVOID address)
{
	return pton(family, text, ws_wide_text((const unsigned short *)text), 1, address);
}

static void *ntop(int family, const void *address, void *text, size_t room, int wide)
{
	WS_ALIVE(NULL);
	int n = address_size(family);
	int error = WSA_INVALID_PARAMETER;
	if (room > 0 && ws_writable(text, room * (wide ? sizeof(WCHAR) : 1)))
		error = ws_go_inet_ntop(family, ws_in(address, (size_t)n), n, text, room, wide);
	return ws_done(error) == 0 ? text : NULL;
}

PCSTR WSAAPI inet_ntop(INT family, const VOID *address, PSTR text, size_t room)
{
	return ntop(family, address, text, room, 0);
}

PCWSTR WSAAPI InetNtopW(INT family, const VOID *address, PWSTR text, size_t room)
{
	return ntop(family, address, text, room, 1);
}

static int to_string(void *address, DWORD len, void *info, size_t info_size, void *text,
	DWORD *text_len, int wide)
{
	WS_ALIVE(SOCKET_ERROR);
	void *out = NULL;
	if (!ws_writable(text_len, sizeof *text_len))
		text_len = NULL;
	else
		out = ws_out(text, *text_len * (wide ? sizeof(WCHAR) : 1));
	if (info != NULL && !ws_readable(info, info_size))
		return ws_fail(ws_refusal_started(WSAEFAULT));
	return ws_done(
		ws_go_address_to_string(len > 0 ? ws_in(address, len) : address, len, info, out, text_len, wide));
}

INT WSAAPI WSAAddressToStringA(LPSOCKADDR address, DWORD len, LPWSAPROTOCOL_INFOA info, LPSTR text,
	LPDWORD text_len)
{
	return to_string(address, len, info, sizeof *info, text, text_len, 0);
}

INT WSAAPI WSAAddressToStringW(LPSOCKADDR address, DWORD len, LPWSAPROTOCOL_INFOW info,
	LPWSTR text, LPDWORD text_len)
{
	return to_string(address, len, info, sizeof *info, text, text_len, 1);
}

static int to_address(void *text, int good, int family, void *info, size_t info_size,
	void *address, int *len, int wide)
{
	WS_ALIVE(SOCKET_ERROR);
	if (!ws_writable(len, sizeof *len))
		len = NULL;
	void *out = len != NULL && *len > 0 ? ws_out(address, (size_t)*len) : NULL;
	if (info != NULL && !ws_readable(info, info_size))
		return ws_fail(ws_refusal_started(WSAEFAULT));
	return ws_done(ws_go_string_to_address(good ? text : NULL, family, info, out, len, wide));
}

INT WSAAPI WSAStringToAddressA(LPSTR text, INT family, LPWSAPROTOCOL_INFOA info,
	LPSOCKADDR address, LPINT len)
{
	return to_address(text, ws_text(text), family, info, sizeof *info, address, len, 0);
}

INT WSAAPI WSAStringToAddressW(LPWSTR text, INT family, LPWSAPROTOCOL_INFOW info,
	LPSOCKADDR address, LPINT len)
{
	return to_address(text, ws_wide_text((const unsigned short *)text), family, info, sizeof *info,
		address, len, 1);
}
