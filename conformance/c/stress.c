/*
 * stress.c: many threads on the same sockets. What each sends comes whole and in
 * order (S-288, S-298), and whatever others do at any moment, every call ends.
 */
#include "check.h"

#include <stdlib.h>

enum { SENDERS = 8, BLOCKS = 120, MAGIC = 0x5EED, LARGEST = 400000 };

typedef struct {
	unsigned magic, who, number, len;
} header;

static SOCKET a, b;
static volatile LONG failures;

static unsigned next(unsigned *seed)
{
	*seed = *seed * 1103515245 + 12345;
	return *seed >> 9;
}

static unsigned char filling(unsigned who, unsigned number)
{
	return (unsigned char)(who * 31 + number);
}

/* size_of_next gives small blocks, some of pages, some more than a connection holds. */
static unsigned size_of_next(unsigned r)
{
	if (r % 10 == 0)
		return LARGEST / 4 + r % (LARGEST / 2);
	return r % 3 == 0 ? 1 + r % 5000 : 1 + r % 64;
}

static DWORD WINAPI send_blocks(void *argument)
{
	unsigned who = (unsigned)(size_t)argument, seed = who * 77 + 1;
	char *block = malloc(sizeof(header) + LARGEST);
	for (unsigned i = 0; i < BLOCKS; i++) {
		unsigned r = next(&seed), len = size_of_next(r);
		header h = {MAGIC, who, i, len};
		DWORD n = 0, all = sizeof h + len;
		memcpy(block, &h, sizeof h);
		memset(block + sizeof h, filling(who, i), len);
		if (r % 4 == 0) {
			WSABUF parts[] = {{sizeof h, block}, {len / 2, block + sizeof h},
				{len - len / 2, block + sizeof h + len / 2}};
			if (WSASend(a, parts, 3, &n, 0, NULL, NULL) != 0 || n != all)
				InterlockedIncrement(&failures);
		} else if (send(a, block, (int)all, 0) != (int)all) {
			InterlockedIncrement(&failures);
		}
	}
	free(block);
	return 0;
}

static int receive(void *p, unsigned len)
{
	for (unsigned done = 0; done < len;) {
		int n = recv(b, (char *)p + done, (int)(len - done), 0);
		if (n <= 0)
			return 0;
		done += (unsigned)n;
	}
	return 1;
}

/* blocks receives all blocks and counts the torn ones. */
static DWORD WINAPI blocks(void *argument)
{
	static char block[LARGEST];
	unsigned numbers[SENDERS] = {0};
	LONG *torn = argument;
	for (int i = 0; i < SENDERS * BLOCKS; i++) {
		header h;
		if (!receive(&h, sizeof h) || h.magic != MAGIC || h.who >= SENDERS || h.len > LARGEST ||
			h.number != numbers[h.who]++ || !receive(block, h.len)) {
			*torn += 1;
			closesocket(b); /* the senders are to end */
			return 0;
		}
		for (unsigned k = 0; k < h.len; k++) {
			if ((unsigned char)block[k] != filling(h.who, h.number)) {
				*torn += 1;
				break;
			}
		}
	}
	return 0;
}

static void whole_blocks(void)
{
	HANDLE senders[SENDERS], receiver;
	LONG torn = 0;
	char c;
	pair(&a, &b);
	send(a, "x", 1, 0);
	recv(b, &c, 1, 0);
	for (size_t i = 0; i < SENDERS; i++)
		senders[i] = on_thread(send_blocks, (void *)i);
	receiver = on_thread(blocks, &torn);
	joined(receiver);
	for (int i = 0; i < SENDERS; i++)
		joined(senders[i]);
	expect("S-288", "sends that failed", failures, 0);
	expect("S-298", "blocks that came torn or out of order", torn, 0);
	closesocket(a);
	closesocket(b);
}

enum { SOCKETS = 12, WORKERS = 10, TIME = 700 };

static volatile SOCKET sockets[SOCKETS];
static volatile LONG stop;

/* act does something to a socket that may be closed, or another, at any moment. */
static void act(unsigned *seed)
{
	static char zeros[200000];
	char c[64];
	SOCKET s = sockets[next(seed) % SOCKETS];
	unsigned r = next(seed) % 16, more = next(seed);
	u_long on = 1, off = 0;
	HANDLE second, self = GetCurrentProcess();
	switch (r) {
	case 0: case 1: case 2:
		send(s, c, (int)(more % sizeof c) + 1, 0);
		break;
	case 3: case 4: case 5:
		recv(s, c, sizeof c, 0);
		break;
	case 6:
		send(s, zeros, (int)(more % sizeof zeros) + 1, 0);
		break;
	case 7:
		ioctlsocket(s, FIONBIO, &on);
		ioctlsocket(s, FIONBIO, &off);
		break;
	case 8:
		set_option(s, SOL_SOCKET, SO_RCVTIMEO, (int)(more % 3) * 5);
		break;
	case 9:
		set_option(s, SOL_SOCKET, SO_SNDTIMEO, (int)(more % 3) * 5);
		break;
	case 10:
		set_option(s, SOL_SOCKET, SO_OOBINLINE, (int)(more % 2));
		break;
	case 11:
		send(s, "!", 1, MSG_OOB);
		ioctlsocket(s, SIOCATMARK, &on);
		break;
	case 12:
		if (more % 4 == 0)
			shutdown(s, (int)(more / 4 % 3));
		break;
	case 13:
		readable(s, 1);
		break;
	case 14:
		if (DuplicateHandle(self, (HANDLE)s, self, &second, 0, FALSE, DUPLICATE_SAME_ACCESS)) {
			send((SOCKET)second, c, 5, 0);
			closesocket((SOCKET)second);
		}
		break;
	case 15:
		closesocket(s);
		break;
	}
}

static DWORD WINAPI work(void *argument)
{
	unsigned seed = (unsigned)(size_t)argument * 7919 + 3;
	while (!stop)
		act(&seed);
	return 0;
}

/* renew puts new connections in the places of old ones. */
static void renew(void)
{
	for (int i = 0; i < SOCKETS; i += 2) {
		SOCKET x, y, old_x = sockets[i], old_y = sockets[i + 1];
		pair(&x, &y);
		sockets[i] = x;
		sockets[i + 1] = y;
		closesocket(old_x);
		closesocket(old_y);
	}
}

static void any_moment(void)
{
	HANDLE workers[WORKERS];
	for (int i = 0; i < SOCKETS; i++)
		sockets[i] = INVALID_SOCKET;
	renew();
	for (size_t i = 0; i < WORKERS; i++)
		workers[i] = on_thread(work, (void *)i);
	for (DWORD begun = GetTickCount(); GetTickCount() - begun < TIME;) {
		renew();
		Sleep(3);
	}
	stop = 1;
	expect("S-006", "WSACleanup beside all that", WSACleanup(), 0);
	expect("S-007", "every call ends",
		WaitForMultipleObjects(WORKERS, workers, TRUE, 20000) == WAIT_TIMEOUT, 0);
}

int main(void)
{
	start();
	whole_blocks();
	if (wine())
		skip("S-007", "Wine 8.0's server does not always survive sockets closed beside calls");
	else
		any_moment();
	return verdict();
}
