/*
 * echo_client.c: sends its arguments, one line each, to an echo server and shows
 * what comes back. It speaks the Winsock 1.1 part only, as old books do.
 *
 *	echo_client HOST PORT TEXT...
 */
#define _WINSOCK_DEPRECATED_NO_WARNINGS
#include <winsock2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#pragma comment(lib, "Ws2_32.lib")

/* resolve turns a dotted address or a name into an address; INADDR_NONE when there is none. */
static unsigned long resolve(const char *host)
{
	unsigned long address = inet_addr(host);

	if (address == INADDR_NONE) {
		struct hostent *entry = gethostbyname(host);
		if (entry != NULL && entry->h_addrtype == AF_INET)
			address = ((struct in_addr *)entry->h_addr_list[0])->S_un.S_addr;
	}
	return address;
}

/* receive_exactly fills the buffer; 0, or the error, or -1 when the server hangs up. */
static int receive_exactly(SOCKET s, char *buffer, int size)
{
	while (size > 0) {
		int got = recv(s, buffer, size, 0);
		if (got == 0)
			return -1;
		if (got < 0)
			return WSAGetLastError();
		buffer += got;
		size -= got;
	}
	return 0;
}

/* talk sends each text and prints its echo; 0 when all came back unchanged. */
static int talk(SOCKET s, char **texts, int count)
{
	for (int i = 0; i < count; i++) {
		char line[512], echo[512];
		int length = sprintf_s(line, sizeof line, "%s\n", texts[i]);
		int error;

		if (send(s, line, length, 0) != length) {
			fprintf(stderr, "send failed: error %d\n", WSAGetLastError());
			return 1;
		}
		if ((error = receive_exactly(s, echo, length)) != 0) {
			fprintf(stderr, "recv failed: error %d\n", error);
			return 1;
		}
		if (memcmp(line, echo, length) != 0) {
			fprintf(stderr, "the echo differs\n");
			return 1;
		}
		printf("%.*s", length, echo);
	}
	return 0;
}

int main(int argc, char **argv)
{
	WSADATA data;
	struct sockaddr_in server;
	int result = 1;

	if (argc < 4) {
		fprintf(stderr, "Usage: echo_client HOST PORT TEXT...\n");
		return 1;
	}
	if (WSAStartup(MAKEWORD(1, 1), &data) != 0) {
		fprintf(stderr, "no Winsock 1.1 here\n");
		return 1;
	}
	memset(&server, 0, sizeof server);
	server.sin_family = AF_INET;
	server.sin_port = htons((u_short)atoi(argv[2]));
	server.sin_addr.s_addr = resolve(argv[1]);

	SOCKET s = socket(AF_INET, SOCK_STREAM, 0);
	if (server.sin_addr.s_addr == INADDR_NONE)
		fprintf(stderr, "%s is unknown: error %d\n", argv[1], WSAGetLastError());
	else if (s == INVALID_SOCKET)
		fprintf(stderr, "socket failed: error %d\n", WSAGetLastError());
	else if (connect(s, (struct sockaddr *)&server, sizeof server) != 0)
		fprintf(stderr, "connect failed: error %d\n", WSAGetLastError());
	else
		result = talk(s, argv + 3, argc - 3);
	if (s != INVALID_SOCKET)
		closesocket(s);
	WSACleanup();
	return result;
}
