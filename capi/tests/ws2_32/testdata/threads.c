/* threads.c: a thousand threads that wait in receives, accepts and selects. */
#include "pair.h"

enum { THREADS = 1000, CALLS = 200 };

static SOCKET ends[THREADS][2], listener;
static volatile LONG begun;

static DWORD WINAPI wait_for_it(void *argument)
{
	size_t i = (size_t)argument;
	fd_set set;
	char c;

	InterlockedIncrement(&begun);
	switch (i % 3) {
	case 0:
		that(recv(ends[i][0], &c, 1, 0) == -1);
		break;
	case 1:
		that(accept(listener, NULL, NULL) == INVALID_SOCKET);
		break;
	default:
		FD_ZERO(&set);
		FD_SET(ends[i][0], &set);
		that(select(0, &set, NULL, NULL, NULL) >= -1);
	}
	return 0;
}

int main(void)
{
	static HANDLE threads[THREADS];
	struct sockaddr_in at = {.sin_family = AF_INET};
	SOCKET a, b;
	u_long n;

	start();
	listener = socket(AF_INET, SOCK_STREAM, 0);
	that(bind(listener, (struct sockaddr *)&at, sizeof at) == 0 && listen(listener, 1) == 0);
	pair(&a, &b);
	for (int i = 0; i < THREADS; i++)
		if (i % 3 != 1)
			pair(&ends[i][0], &ends[i][1]);
	for (size_t i = 0; i < THREADS; i++)
		that((threads[i] = CreateThread(NULL, 65536, wait_for_it, (void *)i, 0, NULL)) != NULL);
	while (begun < THREADS)
		Sleep(1);

	/* A hundredth of a second for each is a hundred times what they take. */
	DWORD before = GetTickCount();
	for (int i = 0; i < CALLS; i++) {
		that(ioctlsocket(a, FIONREAD, &n) == 0);
		that(closesocket(socket(AF_INET, SOCK_DGRAM, 0)) == 0);
	}
	that(GetTickCount() - before < CALLS * 10);

	for (int i = 0; i < THREADS; i++)
		if (i % 3 != 1)
			closesocket(ends[i][0]);
	closesocket(listener);
	for (int i = 0; i < THREADS; i++)
		that(WaitForSingleObject(threads[i], 20000) == WAIT_OBJECT_0);
	that(WSACleanup() == 0);
	return 0;
}
