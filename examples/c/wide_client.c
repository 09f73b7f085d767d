/*
 * wide_client.c: a client in wide characters throughout: arguments, names,
 * addresses, formats. Text travels as UTF-8.
 *
 *	wide_client HOST PORT TEXT...
 *
 * Each TEXT goes to the server as a line, whose answer is shown.
 */
#ifndef UNICODE
#define UNICODE
#endif
#ifndef _UNICODE
#define _UNICODE
#endif
#define _WIN32_WINNT 0x0600
#include <winsock2.h>
#include <ws2tcpip.h>
#include <windows.h>
#include <fcntl.h>
#include <io.h>
#include <stdio.h>
#include <wchar.h>

#pragma comment(lib, "Ws2_32.lib")

/* complain shows an error with the system's text. */
static void complain(const wchar_t *what, int error)
{
	wchar_t text[256];

	if (FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS |
				FORMAT_MESSAGE_MAX_WIDTH_MASK, NULL, error, 0, text, _countof(text), NULL) == 0)
		wcscpy_s(text, _countof(text), L"no text");
	fwprintf(stderr, L"%s: error %d: %s\n", what, error, text);
}

/* connect_to tries the addresses of a host; shows the one that answers. */
static SOCKET connect_to(const wchar_t *host, const wchar_t *port)
{
	ADDRINFOW hints = {0}, *addresses;
	SOCKET s = INVALID_SOCKET;
	int error;

	hints.ai_socktype = SOCK_STREAM;
	error = GetAddrInfoW(host, port, &hints, &addresses);
	if (error != 0) {
		complain(host, error);
		return INVALID_SOCKET;
	}
	for (ADDRINFOW *a = addresses; a != NULL; a = a->ai_next) {
		wchar_t name[INET6_ADDRSTRLEN];
		const void *raw = a->ai_family == AF_INET
			? (const void *)&((struct sockaddr_in *)a->ai_addr)->sin_addr
			: (const void *)&((struct sockaddr_in6 *)a->ai_addr)->sin6_addr;

		if (InetNtopW(a->ai_family, raw, name, _countof(name)) == NULL)
			continue;
		s = WSASocketW(a->ai_family, a->ai_socktype, a->ai_protocol, NULL, 0,
			WSA_FLAG_OVERLAPPED);
		if (s == INVALID_SOCKET) {
			complain(L"WSASocketW", WSAGetLastError());
			continue;
		}
		if (connect(s, a->ai_addr, (int)a->ai_addrlen) == 0) {
			wprintf(L"Connected to %ls (IPv%hs)\n", name, a->ai_family == AF_INET ? "4" : "6");
			break;
		}
		complain(name, WSAGetLastError());
		closesocket(s);
		s = INVALID_SOCKET;
	}
	FreeAddrInfoW(addresses);
	return s;
}

/* send_line sends a text as UTF-8. */
static BOOL send_line(SOCKET s, const wchar_t *text)
{
	char line[1024];
	int size = WideCharToMultiByte(CP_UTF8, 0, text, -1, line, sizeof line, NULL, NULL);

	if (size == 0) {
		complain(L"WideCharToMultiByte", GetLastError());
		return FALSE;
	}
	line[size - 1] = '\n';
	if (send(s, line, size, 0) == SOCKET_ERROR) {
		complain(L"send", WSAGetLastError());
		return FALSE;
	}
	return TRUE;
}

/* receive_line takes one line of UTF-8, without its end. */
static BOOL receive_line(SOCKET s, wchar_t *text, int capacity)
{
	char line[1024];
	int size = 0;

	do {
		int got = recv(s, line + size, 1, 0);
		if (got == 0)
			fwprintf(stderr, L"The server has hung up.\n");
		else if (got == SOCKET_ERROR)
			complain(L"recv", WSAGetLastError());
		if (got <= 0)
			return FALSE;
	} while (line[size++] != '\n' && size < (int)sizeof line);
	line[size - 1] = '\0';
	if (MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, line, -1, text, capacity) == 0) {
		complain(L"MultiByteToWideChar", GetLastError());
		return FALSE;
	}
	return TRUE;
}

int wmain(int argc, wchar_t *argv[])
{
	WSADATA data;
	int result = 1;

	/* Wide text goes out as UTF-8; without this, letters beyond ASCII get lost on Windows. */
	_setmode(_fileno(stdout), _O_U8TEXT);
	_setmode(_fileno(stderr), _O_U8TEXT);
	if (argc < 4) {
		fwprintf(stderr, L"Usage: wide_client HOST PORT TEXT...\n");
		return 1;
	}
	if (WSAStartup(MAKEWORD(2, 2), &data) != 0)
		return 1;
	SOCKET s = connect_to(argv[1], argv[2]);
	if (s != INVALID_SOCKET) {
		wchar_t answer[1024];
		int i;
		for (i = 3; i < argc; i++) {
			if (!send_line(s, argv[i]) || !receive_line(s, answer, _countof(answer)))
				break;
			wprintf(L"%-12s -> %s (%Iu characters)\n", argv[i], answer, wcslen(answer));
		}
		result = i < argc;
		shutdown(s, SD_BOTH);
		closesocket(s);
	}
	WSACleanup();
	return result;
}
