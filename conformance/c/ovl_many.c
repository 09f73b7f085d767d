/* ovl_many.c: many operations, sockets, threads and ports at a time. O-053, O-191, O-221, O-288. */
#include "operation.h"

static HANDLE queue;

/* events waits for 64 receives, which end in another order than they began. */
static void events(void)
{
	enum { N = WSA_MAXIMUM_WAIT_EVENTS };
	static OVERLAPPED each[N];
	static char got[N][8];
	SOCKET sockets[N], from = bound(udp());
	HANDLE all[N];
	int wrong = 0;
	for (int i = 0; i < N; i++) {
		sockets[i] = bound(udp());
		all[i] = manual();
		wrong += begin_receive(sockets[i], &each[i], all[i], got[i], 8) != WSA_IO_PENDING;
	}
	expect("O-045", "64 receives pend", wrong, 0);
	expect("O-290", "no event is set", WSAWaitForMultipleEvents(N, all, FALSE, 0, FALSE),
		WSA_WAIT_TIMEOUT);
	for (int i = 0; i < N; i++) {
		int k = i * 37 % N;
		char sent[8] = "to ";
		sent[3] = (char)k;
		datagram(from, sockets[k], sent, 8);
		DWORD index = WSAWaitForMultipleEvents(N, all, FALSE, 5000, FALSE);
		wrong += index != (DWORD)k || each[k].InternalHigh != 8 || memcmp(got[k], sent, 8) != 0;
		ResetEvent(all[k]);
	}
	expect("O-288", "each ends with its event and its data", wrong, 0);
	for (int i = 0; i < N; i++)
		begin_receive(sockets[i], &each[i], all[i], got[i], 8);
	for (int i = 0; i < N; i++)
		datagram(from, sockets[N - 1 - i], "all", 3);
	expect("O-289", "a wait for all 64", WSAWaitForMultipleEvents(N, all, TRUE, 5000, FALSE),
		WSA_WAIT_EVENT_0);
	for (int i = 0; i < N; i++) {
		wrong += each[i].Internal != STATUS_SUCCESS || each[i].InternalHigh != 3;
		closesocket(sockets[i]);
		CloseHandle(all[i]);
	}
	expect("O-289", "all have ended then", wrong, 0);
	closesocket(from);
}

/* two_ports shows that packets go to the port of their socket. */
static void two_ports(void)
{
	static OVERLAPPED each[2];
	SOCKET s[2], from = bound(udp());
	HANDLE ports[2];
	char got[2][4];
	for (int i = 0; i < 2; i++) {
		s[i] = bound(udp());
		ports[i] = new_port();
		attach(s[i], ports[i], 7);
		begin_receive(s[i], &each[i], NULL, got[i], 4);
	}
	datagram(from, s[1], "1", 1);
	packet("O-191", "the second port", ports[1], 7, &each[1], 0, 1);
	no_packet("O-191", "not the first", ports[0]);
	datagram(from, s[0], "00", 2);
	packet("O-191", "the first port", ports[0], 7, &each[0], 0, 2);
	no_packet("O-191", "not the second", ports[1]);
	for (int i = 0; i < 2; i++) {
		closesocket(s[i]);
		CloseHandle(ports[i]);
	}
	closesocket(from);
}

/* deep has many receives pend on a socket and fills them by sends of other sizes. */
static void deep(void)
{
	enum { N = 200, SIZE = 50 };
	static OVERLAPPED each[N];
	static char got[N][SIZE], sent[N * SIZE];
	SOCKET a, b;
	HANDLE port = new_port();
	DWORD n;
	ULONG_PTR key;
	OVERLAPPED *o;
	int wrong = 0;
	pair(&a, &b);
	attach(b, port, 1);
	for (int i = 0; i < N; i++)
		wrong += begin_receive(b, &each[i], NULL, got[i], SIZE) != WSA_IO_PENDING;
	expect("O-053", "200 receives pend", wrong, 0);
	for (int i = 0; i < N * SIZE; i++)
		sent[i] = (char)(i * 7 + i / 256);
	send(a, sent, sizeof sent, 0);
	/* One may end before its buffer is full, so that the last find less. */
	shutdown(a, SD_SEND);
	int at = 0;
	for (int i = 0; i < N; i++) {
		if (!GetQueuedCompletionStatus(port, &n, &key, &o, 5000) || o != &each[i]) {
			wrong++;
			break;
		}
		wrong += at + (int)n > (int)sizeof sent || memcmp(got[i], sent + at, n) != 0;
		at += (int)n;
	}
	expect("O-053", "they are filled in order", wrong, 0);
	expect("O-053", "with all that was sent", at, sizeof sent);
	closesocket(a);
	closesocket(b);
	CloseHandle(port);
}

enum { CONNECTIONS = 20, CLIENTS = 4, EXCHANGES = 100, LARGEST = 3000, WORKERS = 16 };

static struct connection {
	OVERLAPPED o;
	SOCKET s;
	int sending;
	char data[LARGEST];
} connections[CONNECTIONS];

static volatile LONG begun, ended_well, working, crowded, broken;

static void go_on(struct connection *c, DWORD n)
{
	InterlockedIncrement(&begun);
	int error = c->sending ? begin_send(c->s, &c->o, NULL, c->data, n)
						   : begin_receive(c->s, &c->o, NULL, c->data, LARGEST);
	if (error != 0 && error != WSA_IO_PENDING) {
		InterlockedDecrement(&begun);
		InterlockedIncrement(&broken);
	}
}

/* serve answers each connection with what came. */
static DWORD WINAPI serve(void *unused)
{
	DWORD n;
	ULONG_PTR key;
	OVERLAPPED *o = NULL;
	(void)unused;
	while (GetQueuedCompletionStatus(queue, &n, &key, &o, INFINITE) && o != NULL) {
		struct connection *c = (struct connection *)key;
		InterlockedIncrement(&ended_well);
		if (o != &c->o || (c->sending && n == 0))
			InterlockedIncrement(&broken);
		if (InterlockedIncrement(&working) > 2)
			crowded = 1;
		c->sending = !c->sending;
		InterlockedDecrement(&working);
		if (n > 0)
			go_on(c, n);
	}
	return 0;
}

static volatile LONG torn;

/* exchange sends on each of a client's connections and receives the same. */
static DWORD WINAPI exchange(void *argument)
{
	enum { MINE = CONNECTIONS / CLIENTS };
	SOCKET *mine = (SOCKET *)argument;
	char out[LARGEST], in[LARGEST];
	for (int i = 0; i < EXCHANGES; i++)
		for (int k = 0; k < MINE; k++) {
			int len = 1 + (i * 7919 + k * 31) % LARGEST, n = 0, more = 1;
			memset(out, i + k, (size_t)len);
			send(mine[k], out, len, 0);
			for (; n < len && more > 0; n += more)
				more = recv(mine[k], in + n, len - n, 0);
			if (n != len || memcmp(in, out, (size_t)len) != 0)
				InterlockedIncrement(&torn);
		}
	for (int k = 0; k < MINE; k++)
		closesocket(mine[k]);
	return 0;
}

/* workers has 16 threads serve a port which lets two work at a time. */
static void workers(void)
{
	HANDLE servers[WORKERS], clients[CLIENTS];
	SOCKET far_ends[CONNECTIONS];
	queue = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 2);
	for (int i = 0; i < WORKERS; i++)
		servers[i] = on_thread(serve, NULL);
	for (int i = 0; i < CONNECTIONS; i++) {
		pair(&far_ends[i], &connections[i].s);
		attach(connections[i].s, queue, (ULONG_PTR)&connections[i]);
		go_on(&connections[i], 0);
	}
	for (int i = 0; i < CLIENTS; i++)
		clients[i] = on_thread(exchange, &far_ends[i * (CONNECTIONS / CLIENTS)]);
	for (int i = 0; i < CLIENTS; i++)
		joined(clients[i]);
	for (int i = 0; i < 1000 && ended_well < begun; i++)
		Sleep(5);
	for (int i = 0; i < WORKERS; i++)
		PostQueuedCompletionStatus(queue, 0, 0, NULL);
	for (int i = 0; i < WORKERS; i++)
		joined(servers[i]);
	expect("O-221", "no data is lost or torn", torn, 0);
	expect("O-221", "no operation fails", broken, 0);
	expect("O-221", "each has one packet", ended_well, begun);
	check("O-198", !crowded, "two threads work at a time");
	no_packet("O-221", "none is left", queue);
	for (int i = 0; i < CONNECTIONS; i++)
		closesocket(connections[i].s);
	CloseHandle(queue);
}

int main(void)
{
	start();
	events();
	two_ports();
	deep();
	workers();
	WSACleanup();
	return verdict();
}
