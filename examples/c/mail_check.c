/*
 * mail_check.c: how many messages wait in a mailbox (POP3), as a program of 1996
 * does it: Winsock 1.1, void main, and structured exception handling, whose
 * __finally closes what is open on every way out.
 *
 *	mail_check HOST PORT USER PASSWORD
 */
#include <Windows.h>
#include <WinSock.h>
#include <StdIO.h>
#include <stdlib.h>
#include <string.h>

#pragma comment(lib, "wsock32.lib")

/* Command sends a line, when there is one, and takes the answer; TRUE for +OK. */
BOOL Command(SOCKET s, const char FAR *line, char FAR *answer, int size)
{
	int used = 0;

	if (line != NULL && send(s, line, lstrlen(line), 0) == SOCKET_ERROR)
		return FALSE;
	for (;;) {
		int got = recv(s, answer + used, 1, 0);
		if (got != 1)
			return FALSE;
		if (answer[used] == '\n' || used == size - 2)
			break;
		used++;
	}
	if (used > 0 && answer[used - 1] == '\r')
		used--;
	answer[used] = '\0';
	return strncmp(answer, "+OK", 3) == 0;
}

void main(int argc, char *argv[])
{
	WSADATA wsaData;
	SOCKET s = INVALID_SOCKET;
	BOOL started = FALSE;
	char line[256], answer[512] = "";
	int code = 1;

	__try {
		struct sockaddr_in server = {AF_INET};
		struct hostent *host;
		DWORD messages;
		unsigned __int64 bytes;

		if (argc != 5) {
			printf("Usage: mail_check HOST PORT USER PASSWORD\n");
			__leave;
		}
		if (WSAStartup(0x0101, &wsaData) != 0) {
			printf("No Winsock 1.1 here.\n");
			__leave;
		}
		started = TRUE;
		server.sin_port = htons((u_short)atoi(argv[2]));
		server.sin_addr.s_addr = inet_addr(argv[1]);
		if (server.sin_addr.s_addr == INADDR_NONE) {
			host = gethostbyname(argv[1]);
			if (host == NULL) {
				printf("%s is unknown: error %d\n", argv[1], WSAGetLastError());
				__leave;
			}
			memcpy(&server.sin_addr, host->h_addr, host->h_length);
		}
		s = socket(PF_INET, SOCK_STREAM, 0);
		if (s == INVALID_SOCKET ||
			connect(s, (struct sockaddr FAR *)&server, sizeof(server)) == SOCKET_ERROR) {
			printf("No connection: error %d\n", WSAGetLastError());
			__leave;
		}
		if (!Command(s, NULL, answer, sizeof(answer)))
			__leave;
		wsprintf(line, "USER %s\r\n", argv[3]);
		if (!Command(s, line, answer, sizeof(answer)))
			__leave;
		wsprintf(line, "PASS %s\r\n", argv[4]);
		if (!Command(s, line, answer, sizeof(answer)))
			__leave;
		if (!Command(s, "STAT\r\n", answer, sizeof(answer)))
			__leave;
		if (sscanf(answer, "+OK %lu %I64u", &messages, &bytes) == 2) {
			printf("%lu messages, %I64u bytes\n", messages, bytes);
			code = 0;
		}
		Command(s, "QUIT\r\n", answer, sizeof(answer));
	}
	__finally {
		if (code != 0 && answer[0] != '\0')
			printf("The server says: %s\n", answer);
		if (s != INVALID_SOCKET)
			closesocket(s);
		if (started)
			WSACleanup();
		printf("Done.\n");
	}
	exit(code);
}
