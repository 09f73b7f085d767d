/* errno.c: what calls do to errno. */
#include <errno.h>
#include <unistd.h>

#include "pair.h"

/* leaves complains when a call that ends with an error, or 0, touches errno. */
#define leaves(call, error)                                                         \
	do {                                                                            \
		errno = 77;                                                                 \
		(void)(call);                                                               \
		if (errno != 77)                                                            \
			printf("%s: errno is %d\n", #call, errno);                              \
		if (WSAGetLastError() != (error))                                           \
			printf("%s: last error %d, not %d\n", #call, WSAGetLastError(), error); \
	} while (0)

static DWORD WINAPI close_later(void *s)
{
	asleep(getpid());
	closesocket((SOCKET)s);
	return 0;
}

int main(void)
{
	SOCKET a, b;
	char c[8];
	struct linger now = {1, 0};
	struct addrinfo *found = NULL;
	u_long on = 1;
	static char much[8 << 20];

	start();
	pair(&a, &b);
	leaves(send(a, "x", 1, 0), 0);
	leaves(recv(b, c, sizeof c, 0), 0);
	HANDLE thread = CreateThread(NULL, 0, close_later, (void *)b, 0, NULL);
	leaves(recv(b, c, sizeof c, 0), WSAEINTR);
	WaitForSingleObject(thread, INFINITE);
	leaves(recv(a, c, sizeof c, 0), 0); /* the end */
	closesocket(a);

	pair(&a, &b);
	setsockopt(b, SOL_SOCKET, SO_LINGER, (char *)&now, sizeof now);
	closesocket(b);
	Sleep(20);
	leaves(recv(a, c, sizeof c, 0), WSAECONNRESET);
	leaves(send(a, "x", 1, 0), WSAECONNRESET);
	closesocket(a);

	pair(&a, &b);
	leaves(ioctlsocket(a, FIONBIO, &on), 0);
	leaves(recv(a, c, sizeof c, 0), WSAEWOULDBLOCK);
	while (send(a, much, sizeof much, 0) > 0)
		;
	leaves(send(a, much, sizeof much, 0), WSAEWOULDBLOCK);
	leaves(recv(a, (char *)1, 5, 0), WSAEFAULT);
	leaves(recv(1, c, 5, 0), WSAENOTSOCK);
	leaves(getaddrinfo("127.0.0.1", "80", NULL, &found), WSAENOTSOCK); /* as it was */
	freeaddrinfo(found);
	return 0;
}
