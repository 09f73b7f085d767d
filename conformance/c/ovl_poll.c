/* ovl_poll.c: select and WSAPoll beside overlapped operations. Chapter 5.4 of overlapped.md. */
#include "operation.h"

static char got[16];

/* polled is what WSAPoll finds within ms; -1 when that and its result differ. */
static int polled(SOCKET s, SHORT events, int ms)
{
	WSAPOLLFD p = {s, events, 0x7777};
	int n = WSAPoll(&p, 1, ms);
	return n == (p.revents != 0) ? p.revents : -1;
}

/* until polls for 5 s until one of the bits has come. */
static int until(SOCKET s, int bits)
{
	int found = 0;
	for (int i = 0; i < 500 && !(found & bits); i++, Sleep(10))
		found = polled(s, POLLRDNORM | POLLWRNORM, 0);
	return found;
}

static void receives(void)
{
	SOCKET a, b;
	OVERLAPPED o;
	pair(&a, &b);
	begin_receive(b, &o, NULL, got, sizeof got);
	expect("O-341", "a receive waits", polled(b, POLLRDNORM | POLLWRNORM, 0), POLLWRNORM);
	send(a, "x", 1, 0);
	status("O-052", "it gets what comes", &o, STATUS_SUCCESS, 1);
	expect("O-341", "nothing is left to read", polled(b, POLLRDNORM, 10), 0);
	expect("O-341", "nor for select", readable(b, 0), FALSE);
	send(a, "y", 1, 0);
	expect("O-341", "data without a receive", polled(b, POLLRDNORM, 5000), POLLRDNORM);
	begin_receive(b, &o, NULL, got, sizeof got);
	status("O-062", "a receive takes it", &o, STATUS_SUCCESS, 1);
	expect("O-341", "nothing is left to read", polled(b, POLLRDNORM, 0), 0);

	begin_receive(b, &o, NULL, got, sizeof got);
	shutdown(a, SD_SEND);
	status("O-056", "a receive gets the end", &o, STATUS_SUCCESS, 0);
	expect("O-345", "WSAPoll after it", until(b, POLLHUP), POLLHUP | POLLWRNORM);
	closesocket(a);
	closesocket(b);

	pair(&a, &b);
	begin_receive(b, &o, NULL, got, sizeof got);
	reset(a);
	status("O-057", "a receive gets the reset", &o, STATUS_CONNECTION_RESET, 0);
	expect("O-346", "WSAPoll after it", until(b, POLLERR), POLLERR | POLLHUP | POLLWRNORM);
	check("O-346", readable(b, 0) && writable(b, 0) && !excepted(b, 0),
		"select: readable and writable, not exceptional");
	closesocket(b);
}

static void connects(void)
{
	SOCKET s = bound(tcp());
	LPFN_CONNECTEX connect_ex = provided(s, (GUID)WSAID_CONNECTEX);
	struct sockaddr_in to = loopback(dead());
	OVERLAPPED o;
	fresh(&o, NULL);
	connect_ex(s, (struct sockaddr *)&to, sizeof to, NULL, 0, NULL, &o);
	status("O-409", "a ConnectEx that fails", &o, STATUS_CONNECTION_REFUSED, 0);
	expect("O-347", "WSAPoll after it", until(s, POLLERR), POLLWRNORM | POLLHUP | POLLERR);
	closesocket(s);
}

static DWORD WINAPI close_later(void *s)
{
	Sleep(20);
	return (DWORD)closesocket((SOCKET)s);
}

static void accepts(void)
{
	SOCKET l = listener(), s = tcp(), c = tcp();
	LPFN_ACCEPTEX accept_ex = provided(l, (GUID)WSAID_ACCEPTEX);
	char room[64];
	DWORD n;
	OVERLAPPED o;
	fresh(&o, NULL);
	accept_ex(l, s, room, 0, 32, 32, &n, &o);
	connect_to(c, "127.0.0.1", port(l));
	status("O-388", "AcceptEx takes a connection", &o, STATUS_SUCCESS, 0);
	expect("O-348", "none is left", polled(l, POLLRDNORM, 10), 0);
	closesocket(c);
	closesocket(s);
	c = tcp();
	connect_to(c, "127.0.0.1", port(l));
	expect("O-348", "a connection without AcceptEx", polled(l, POLLRDNORM, 5000), POLLRDNORM);
	closesocket(accept(l, NULL, NULL));
	closesocket(c);

	s = tcp();
	fresh(&o, NULL);
	accept_ex(l, s, room, 0, 32, 32, &n, &o);
	HANDLE t = on_thread(close_later, (void *)l);
	expect("O-348", "the listener is closed meanwhile", polled(l, POLLRDNORM, 5000), POLLNVAL);
	joined(t);
	status("O-256", "AcceptEx is cancelled", &o, STATUS_CANCELLED, 0);
	closesocket(s);
}

int main(void)
{
	start();
	receives();
	connects();
	accepts();
	WSACleanup();
	return verdict();
}
