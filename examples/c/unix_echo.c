/*
 * unix_echo.c: echo between processes of one machine, over a socket that is a path
 * (AF_UNIX, since Windows 10).
 *
 *	unix_echo server PATH [CLIENTS]
 *	unix_echo client PATH TEXT...
 */
#include <winsock2.h>
#include <afunix.h>
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#pragma comment(lib, "Ws2_32.lib")

static int failed(const char *call)
{
	fprintf(stderr, "%s failed: error %d\n", call, WSAGetLastError());
	return 1;
}

static int server(SOCKET s, const SOCKADDR_UN *address, int clients)
{
	/* Binding makes the path; one that a dead server left is in the way. */
	DeleteFileA(address->sun_path);
	if (bind(s, (const struct sockaddr *)address, sizeof *address) == SOCKET_ERROR)
		return failed("bind");
	if (listen(s, SOMAXCONN) == SOCKET_ERROR)
		return failed("listen");
	printf("Listening on %s\n", address->sun_path);
	fflush(stdout);

	for (int served = 0; clients == 0 || served < clients; served++) {
		char buffer[512];
		int got, total = 0;
		SOCKET client = accept(s, NULL, NULL);
		if (client == INVALID_SOCKET)
			return failed("accept");
		while ((got = recv(client, buffer, sizeof buffer, 0)) > 0) {
			if (send(client, buffer, got, 0) == SOCKET_ERROR)
				break;
			total += got;
		}
		closesocket(client);
		printf("Echoed %d bytes\n", total);
		fflush(stdout);
	}
	DeleteFileA(address->sun_path);
	return 0;
}

static int client(SOCKET s, const SOCKADDR_UN *address, char **texts, int count)
{
	if (connect(s, (const struct sockaddr *)address, sizeof *address) == SOCKET_ERROR)
		return failed("connect");
	for (int i = 0; i < count; i++) {
		char echo[512];
		int size = (int)strlen(texts[i]), total = 0;

		if (size > (int)sizeof echo)
			size = sizeof echo;
		if (send(s, texts[i], size, 0) == SOCKET_ERROR)
			return failed("send");
		while (total < size) {
			int got = recv(s, echo + total, size - total, 0);
			if (got <= 0)
				return failed("recv");
			total += got;
		}
		printf("%.*s\n", size, echo);
	}
	shutdown(s, SD_SEND);
	return 0;
}

int main(int argc, char **argv)
{
	WSADATA data;
	SOCKADDR_UN address = {0};
	SOCKET s;
	int result;

	if (argc < 3) {
		fprintf(stderr, "Usage: unix_echo server PATH [CLIENTS]\n"
						"       unix_echo client PATH TEXT...\n");
		return 2;
	}
	/* strcpy_s does not return when the text is too long. */
	if (strlen(argv[2]) >= sizeof address.sun_path) {
		fprintf(stderr, "the path is longer than %d bytes\n", UNIX_PATH_MAX - 1);
		return 2;
	}
	address.sun_family = AF_UNIX;
	strcpy_s(address.sun_path, sizeof address.sun_path, argv[2]);
	if (WSAStartup(MAKEWORD(2, 2), &data) != 0)
		return 2;
	s = socket(AF_UNIX, SOCK_STREAM, 0);
	if (s == INVALID_SOCKET)
		result = failed("socket");
	else if (strcmp(argv[1], "server") == 0)
		result = server(s, &address, argc > 3 ? atoi(argv[3]) : 0);
	else
		result = client(s, &address, argv + 3, argc - 3);
	closesocket(s);
	WSACleanup();
	return result;
}
