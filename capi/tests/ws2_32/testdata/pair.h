/* pair.h: connections for the programs here, which print what is wrong. */
#ifndef PAIR_H
#define PAIR_H

#include <winsock2.h>
#include <ws2tcpip.h>
#include <windows.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* that complains when a fact does not hold. */
#define that(holds)                                                             \
	do {                                                                        \
		if (!(holds))                                                           \
			printf("%s:%d: not so: %s (%d)\n", __FILE__, __LINE__, #holds, WSAGetLastError()); \
	} while (0)

static inline void start(void)
{
	WSADATA data;
	that(WSAStartup(MAKEWORD(2, 2), &data) == 0);
}

/* asleep waits until a thread of this process, by its Linux id, has come to wait. */
static inline void asleep(int thread)
{
	char name[64], text[512];
	snprintf(name, sizeof name, "/proc/self/task/%d/stat", thread);
	/* Not only for a lock on the way there. */
	for (int times = 0, tries = 0; times < 5 && tries < 10000; tries++, Sleep(1)) {
		FILE *f = fopen(name, "r");
		size_t n = f == NULL ? 0 : fread(text, 1, sizeof text - 1, f);
		if (f != NULL)
			fclose(f);
		text[n] = 0;
		times = strstr(text, ") S ") != NULL ? times + 1 : 0;
	}
}

/* pair makes a TCP connection that has carried data both ways. */
static inline void pair(SOCKET *a, SOCKET *b)
{
	struct sockaddr_in at = {.sin_family = AF_INET};
	int len = sizeof at;
	char c;
	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	SOCKET l = socket(AF_INET, SOCK_STREAM, 0);
	that(bind(l, (struct sockaddr *)&at, len) == 0 && listen(l, 1) == 0);
	that(getsockname(l, (struct sockaddr *)&at, &len) == 0);
	*a = socket(AF_INET, SOCK_STREAM, 0);
	that(connect(*a, (struct sockaddr *)&at, len) == 0);
	*b = accept(l, NULL, NULL);
	closesocket(l);
	for (int i = 0; i < 3; i++) {
		that(send(*a, "x", 1, 0) == 1 && recv(*b, &c, 1, 0) == 1);
		that(send(*b, "x", 1, 0) == 1 && recv(*a, &c, 1, 0) == 1);
	}
}

#endif
