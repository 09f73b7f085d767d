/* threads.c: one socket used by many threads at once. Chapter 9 of sockets.md. */
#include "check.h"

#include <stdlib.h>

enum { SENDERS = 8, SENDS = 100, LARGEST = 12000 };

/* What stands before the bytes of one send, which all have the sender's number. */
struct head {
	unsigned short size; /* of the bytes behind it */
	unsigned char sender, number;
};

/* One of the threads that send over a socket. */
struct sender {
	SOCKET s;
	int id;
	volatile LONG *short_sends;
};

static DWORD WINAPI sending(void *p)
{
	struct sender *me = p;
	static char space[2 * SENDERS][sizeof(struct head) + LARGEST];
	char *block = space[me->id];
	unsigned int random = me->id * 7919 + 1;
	for (int i = 0; i < SENDS; i++) {
		random = random * 1103515245 + 12345;
		struct head h = {(unsigned short)(random / 65536 % LARGEST), (unsigned char)me->id,
			(unsigned char)i};
		int n = (int)sizeof h + h.size;
		memcpy(block, &h, sizeof h);
		memset(block + sizeof h, me->id, h.size);
		if (send(me->s, block, n, 0) != n)
			InterlockedIncrement(me->short_sends);
	}
	return 0;
}

/* take receives exactly n bytes. */
static int take(SOCKET s, char *to, int n)
{
	for (int k; n > 0; to += k, n -= k)
		if ((k = recv(s, to, n, 0)) <= 0)
			return 0;
	return 1;
}

/* receiving counts the sends that came whole and in their sender's order. */
static DWORD WINAPI receiving(void *p)
{
	SOCKET s = (SOCKET)p;
	unsigned char next[2 * SENDERS] = {0};
	char *block = malloc(LARGEST);
	DWORD whole = 0;
	for (struct head h; take(s, (char *)&h, sizeof h);) {
		if (h.size >= LARGEST || h.sender >= 2 * SENDERS || h.number != next[h.sender]++ ||
			!take(s, block, h.size))
			break;
		int ok = 1;
		for (int i = 0; i < h.size; i++)
			ok &= block[i] == h.sender;
		whole += ok;
	}
	free(block);
	return whole;
}

static void stream(void)
{
	SOCKET s[2];
	HANDLE senders[2 * SENDERS], receivers[2];
	struct sender all[2 * SENDERS];
	volatile LONG short_sends = 0;
	pair(&s[0], &s[1]);
	for (int i = 0; i < 2; i++)
		receivers[i] = on_thread(receiving, (void *)s[i]);
	for (int i = 0; i < 2 * SENDERS; i++) {
		all[i] = (struct sender){s[i % 2], i, &short_sends};
		senders[i] = on_thread(sending, &all[i]);
	}
	for (int i = 0; i < 2 * SENDERS; i++)
		joined(senders[i]);
	expect("S-288", "sends of 8 threads that were not whole", short_sends, 0);
	shutdown(s[0], SD_SEND);
	shutdown(s[1], SD_SEND);
	for (int i = 0; i < 2; i++) {
		DWORD whole = 0;
		WaitForSingleObject(receivers[i], INFINITE);
		GetExitCodeThread(receivers[i], &whole);
		CloseHandle(receivers[i]);
		expect("S-288", "each came in one piece, both ways at once", whole, SENDERS * SENDS);
		closesocket(s[i]);
	}
}

static SOCKET shared;

static DWORD WINAPI datagrams(void *p)
{
	DWORD sent = 0;
	struct sockaddr_in *to = p;
	for (int i = 0; i < 100; i++)
		sent += sendto(shared, "dgram", 5, 0, (struct sockaddr *)to, sizeof *to) == 5;
	return sent;
}

static void parallel(int mode, const char *what)
{
	HANDLE t[SENDERS];
	SOCKET r = bound(udp());
	struct sockaddr_in to = loopback(port(r));
	DWORD sum = 0;
	shared = udp();
	nonblocking(shared, mode);
	for (int i = 0; i < SENDERS; i++)
		t[i] = on_thread(datagrams, &to);
	for (int i = 0; i < SENDERS; i++) {
		DWORD sent = 0;
		WaitForSingleObject(t[i], INFINITE);
		GetExitCodeThread(t[i], &sent);
		CloseHandle(t[i]);
		sum += sent;
	}
	expect("S-294", what, sum, SENDERS * 100);
	closesocket(shared);
	closesocket(r);
}

/* Many threads receive from one socket: each byte comes to one of them. */
static DWORD WINAPI counting(void *p)
{
	char byte;
	DWORD n = 0;
	while (recv((SOCKET)p, &byte, 1, 0) == 1)
		n++;
	return n;
}

static void receivers(void)
{
	SOCKET a, b;
	HANDLE t[4];
	static char bytes[4000];
	DWORD sum = 0;
	pair(&a, &b);
	for (int i = 0; i < 4; i++)
		t[i] = on_thread(counting, (void *)b);
	send(a, bytes, sizeof bytes, 0);
	closesocket(a);
	for (int i = 0; i < 4; i++) {
		DWORD n = 0;
		WaitForSingleObject(t[i], INFINITE);
		GetExitCodeThread(t[i], &n);
		CloseHandle(t[i]);
		sum += n;
	}
	expect("S-327", "bytes that 4 threads received", sum, sizeof bytes);
	closesocket(b);
}

int main(void)
{
	start();
	stream();
	parallel(0, "8 threads send datagrams");
	parallel(1, "also nonblocking");
	receivers();
	WSACleanup();
	return verdict();
}
