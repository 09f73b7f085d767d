/* mask.c: a thread that blocks all signals after its first receive. */
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include "pair.h"

static SOCKET a, b;
static HANDLE waits;
static int receiver;

static DWORD WINAPI receive(void *unused)
{
	char c;
	sigset_t all;

	(void)unused;
	that(recv(b, &c, 1, 0) == 1);
	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, NULL);
	receiver = gettid();
	SetEvent(waits);
	that(recv(b, &c, 1, 0) == -1);
	that(WSAGetLastError() == WSAEINTR);
	return 0;
}

int main(void)
{
	start();
	pair(&a, &b);
	waits = CreateEventW(NULL, FALSE, FALSE, NULL);
	HANDLE thread = CreateThread(NULL, 0, receive, NULL, 0, NULL);
	send(a, "x", 1, 0);
	WaitForSingleObject(waits, INFINITE);
	asleep(receiver);
	that(closesocket(b) == 0);
	that(WaitForSingleObject(thread, 10000) == WAIT_OBJECT_0);
	that(WSACleanup() == 0);
	return 0;
}
