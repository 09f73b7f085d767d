/* stream.c: streams of big blocks through a completion port. O-052, O-053, O-056, O-080, O-230, O-524. */
#include "operation.h"

enum { BLOCK = 64 << 10, DEPTH = 4, BLOCKS = 64 };

/* end is one end of a connection, that of the port. */
struct end {
	OVERLAPPED o;
	SOCKET s;
	int sending;
	DWORD got;
	char buffer[BLOCK];
};

static struct end ends[3];
static volatile LONG over;

/* octet is the byte of a stream at a place. */
static char octet(int i)
{
	return (char)(i * 31 + i / BLOCK);
}

/* echoed sends blocks, up to DEPTH ahead, and has them back; the result is what is wrong. */
static DWORD WINAPI echoed(void *p)
{
	SOCKET s = (SOCKET)p;
	char in[4096];
	DWORD wrong = 0;
	int sent = 0, back = 0;
	while (back < BLOCKS * BLOCK) {
		char out[4096];
		int n;
		while (sent < BLOCKS * BLOCK && sent - back < DEPTH * BLOCK) {
			for (int i = 0; i < (int)sizeof out; i++)
				out[i] = octet(sent + i);
			if (send(s, out, sizeof out, 0) != sizeof out)
				return 1;
			sent += sizeof out;
		}
		n = recv(s, in, sizeof in, 0);
		if (n <= 0)
			return 1;
		for (int i = 0; i < n; i++)
			wrong += in[i] != octet(back + i);
		back += n;
	}
	shutdown(s, SD_SEND);
	return wrong;
}

/* request starts to receive, or to send what has come; 0 or an error, 997 for one that pends. */
static int request(struct end *e)
{
	if (e->sending)
		return begin_send(e->s, &e->o, NULL, e->buffer, e->got);
	return begin_receive(e->s, &e->o, NULL, e->buffer, BLOCK);
}

/* next takes a packet; NULL after 5 seconds. */
static struct end *next(HANDLE port, DWORD *n)
{
	OVERLAPPED *o = NULL;
	ULONG_PTR key;
	if (!GetQueuedCompletionStatus(port, n, &key, &o, 5000))
		*n = 0;
	return o == NULL ? NULL : CONTAINING_RECORD(o, struct end, o);
}

static void echo(void)
{
	enum { N = 3 };
	HANDLE port = new_port(), threads[N];
	SOCKET others[N];
	DWORD n, code;
	int open = N, wrong = 0;
	for (int i = 0; i < N; i++) {
		pair(&others[i], &ends[i].s);
		attach(ends[i].s, port, 1);
		ends[i].sending = 0;
		request(&ends[i]);
		threads[i] = CreateThread(NULL, 0, echoed, (void *)others[i], 0, NULL);
	}
	while (open > 0) {
		struct end *e = next(port, &n);
		if (e == NULL)
			break;
		if (n == 0) {
			open--;
			continue;
		}
		wrong += e->sending && n != e->got;
		e->got = n;
		e->sending = !e->sending;
		int error = request(e);
		wrong += error != 0 && error != WSA_IO_PENDING;
	}
	expect("O-080", "each send is whole", wrong, 0);
	expect("O-056", "every connection comes to its end", open, 0);
	for (int i = 0; i < N; i++) {
		WaitForSingleObject(threads[i], 5000);
		GetExitCodeThread(threads[i], &code);
		expect("O-053", "the blocks come back as they were", code, 0);
		CloseHandle(threads[i]);
		closesocket(others[i]);
		closesocket(ends[i].s);
	}
	CloseHandle(port);
}

/* whole waits until so many bytes can be received. */
static int whole(SOCKET s, u_long bytes)
{
	for (int i = 0; i < 5000; i++) {
		u_long n = 0;
		if (ioctlsocket(s, FIONREAD, &n) == 0 && n >= bytes)
			return 1;
		Sleep(1);
	}
	return 0;
}

/* filled leaves a block in ends[0] whose receive before that filled its buffer. */
static void filled(HANDLE port, SOCKET *other)
{
	enum { SOME = BLOCK / 2 };
	static char out[BLOCK + SOME];
	struct end *e = &ends[0];
	DWORD n = 0;
	pair(other, &e->s);
	attach(e->s, port, 1);
	e->sending = 0;
	for (int i = 0; i < (int)sizeof out; i++)
		out[i] = octet(i);
	expect("O-080", "a send", send(*other, out, sizeof out, 0), sizeof out);
	check("O-053", whole(e->s, sizeof out), "everything has come");
	request(e);
	expect("O-053", "a receive", next(port, &n) == e, 1);
	expect("O-053", "is full", n, BLOCK);
	request(e);
}

/* cancelled cancels a receive for which there is data, in one way or another. */
static void cancelled(void)
{
	HANDLE port = new_port();
	struct end *e = &ends[0];
	SOCKET other;
	DWORD n = 0;
	filled(port, &other);
	CancelIoEx((HANDLE)e->s, &e->o);
	packet("O-524", "data wins against a cancel", port, 1, &e->o, 0, BLOCK / 2);
	expect("O-053", "and is the next", e->buffer[7], octet(BLOCK + 7));
	closesocket(other);
	closesocket(e->s);

	filled(port, &other);
	closesocket(e->s);
	check("O-230", next(port, &n) == e, "a packet after the socket is closed");
	no_packet("O-230", "and only one", port);
	closesocket(other);
	CloseHandle(port);
}

/* endless sends until it is told to end. */
static DWORD WINAPI endless(void *p)
{
	static char out[BLOCK];
	while (!over && send((SOCKET)p, out, sizeof out, 0) == sizeof out)
		continue;
	return 0;
}

/* fair has a stream that never pauses, beside which another connection gets its turn. */
static void fair(void)
{
	HANDLE port = new_port(), thread;
	SOCKET busy, other;
	struct end *e;
	DWORD n;
	int packets = 0;
	for (int i = 0; i < 2; i++) {
		pair(i == 0 ? &busy : &other, &ends[i].s);
		attach(ends[i].s, port, 1);
		ends[i].sending = 0;
		request(&ends[i]);
	}
	thread = CreateThread(NULL, 0, endless, (void *)busy, 0, NULL);
	for (int i = 0; i < 100 && (e = next(port, &n)) != NULL; i++)
		request(e);
	send(other, "x", 1, 0);
	while ((e = next(port, &n)) == &ends[0] && packets < 10000) {
		packets++;
		request(e);
	}
	check("O-052", e == &ends[1] && packets < 10000, "a quiet connection beside a busy one");
	over = 1;
	closesocket(ends[0].s);
	WaitForSingleObject(thread, 5000);
	CloseHandle(thread);
	closesocket(busy);
	closesocket(other);
	closesocket(ends[1].s);
	CloseHandle(port);
}

int main(void)
{
	start();
	echo();
	cancelled();
	fair();
	WSACleanup();
	return verdict();
}
