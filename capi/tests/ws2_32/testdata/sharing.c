/*
 * sharing.c: a C program that shares sockets with a Go one. It carries out lines of
 * words and answers each with a line.
 */
#include <winsock2.h>
#include <windows.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* info_of reads a structure in hexadecimal digits. */
static WSAPROTOCOL_INFOW info_of(const char *text)
{
	WSAPROTOCOL_INFOW info;
	unsigned char *p = (unsigned char *)&info;

	for (size_t i = 0; i < sizeof info; i++) {
		unsigned byte;

		sscanf(text + 2 * i, "%2x", &byte);
		p[i] = (unsigned char)byte;
	}
	return info;
}

static void print(const WSAPROTOCOL_INFOW *info)
{
	const unsigned char *p = (const unsigned char *)info;

	for (size_t i = 0; i < sizeof *info; i++)
		printf("%02x", p[i]);
	printf("\n");
}

int main(void)
{
	static char line[4096], verb[32], text[2048];
	unsigned long long s;
	WSADATA data;

	WSAStartup(MAKEWORD(2, 2), &data);
	while (fgets(line, sizeof line, stdin) != NULL &&
	       sscanf(line, "%31s %llu %2047s", verb, &s, text) == 3) {
		if (strcmp(verb, "send") == 0) {
			printf("%d\n", send((SOCKET)s, text, (int)strlen(text), 0));
		} else if (strcmp(verb, "recv") == 0) {
			int n = recv((SOCKET)s, text, sizeof text - 1, 0);

			text[n > 0 ? n : 0] = '\0';
			printf("%d:%s\n", n, text);
		} else if (strcmp(verb, "close") == 0) {
			printf("%d\n", closesocket((SOCKET)s));
		} else if (strcmp(verb, "open") == 0) {
			WSAPROTOCOL_INFOW info = info_of(text);

			printf("%llu\n", (unsigned long long)WSASocketW(FROM_PROTOCOL_INFO,
				FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, &info, 0, 0));
		} else if (strcmp(verb, "duplicate") == 0) {
			WSAPROTOCOL_INFOW info;

			if (WSADuplicateSocketW((SOCKET)s, (DWORD)atoi(text), &info) != 0)
				printf("%d\n", WSAGetLastError());
			else
				print(&info);
		}
		fflush(stdout);
	}
	WSACleanup();
	return 0;
}
