/* errors.c: the numbers of errors, and what those of Linux become. Chapter 23 of sockets.md. */
#include "check.h"

#define HOME "127.0.0.1"

static void numbers(void)
{
	check("S-714", WSAEBADF == 10009 && WSAEINPROGRESS == 10036 && WSAEDESTADDRREQ == 10039 &&
		WSAEPROTOTYPE == 10041 && WSAEPFNOSUPPORT == 10046 && WSAEPROCLIM == 10067, "numbers");
	check("S-715", WSASYSNOTREADY == 10091 && WSAVERNOTSUPPORTED == 10092 &&
		WSANOTINITIALISED == 10093 && WSAEDISCON == 10101 && WSAENOMORE == 10102 &&
		WSAECANCELLED == 10103, "numbers of start-up");
	check("S-716", WSAEINVALIDPROCTABLE == 10104 && WSAEINVALIDPROVIDER == 10105 &&
		WSAEPROVIDERFAILEDINIT == 10106 && WSASYSCALLFAILURE == 10107 &&
		WSASERVICE_NOT_FOUND == 10108 && WSATYPE_NOT_FOUND == 10109 && WSA_E_NO_MORE == 10110 &&
		WSA_E_CANCELLED == 10111 && WSAEREFUSED == 10112, "numbers of providers");
	check("S-717", WSAHOST_NOT_FOUND == 11001 && WSATRY_AGAIN == 11002 && WSANO_RECOVERY == 11003 &&
		WSANO_DATA == 11004 && WSA_QOS_RECEIVERS == 11005, "numbers of names");
	check("S-718", WSA_INVALID_HANDLE == 6 && WSA_NOT_ENOUGH_MEMORY == 8 &&
		WSA_INVALID_PARAMETER == 87 && WSA_OPERATION_ABORTED == 995 && WSA_IO_INCOMPLETE == 996 &&
		WSA_IO_PENDING == 997, "numbers of overlapped calls");
	check("S-010", WSAEINPROGRESS == 10036 && WSAEPROCLIM == 10067, "results of WSAStartup");
}

/*
 * attempt is a nonblocking TCP socket whose connect has no answer yet: the
 * queue of the listener l, with room for one, is full.
 */
static SOCKET attempt(SOCKET l)
{
	for (int i = 0; i < 20; i++) {
		SOCKET s = tcp();
		nonblocking(s, 1);
		connect_to(s, HOME, port(l));
		if (!writable(s, 100) && !excepted(s, 0))
			return s;
	}
	return INVALID_SOCKET;
}

static void connecting(void)
{
	SOCKET l = bound(tcp()), s;
	char c;
	listen(l, 1);
	s = attempt(l);
	if (s == INVALID_SOCKET) {
		skip("S-217", "a full queue does not make a client wait here");
		closesocket(l);
		return;
	}
	struct sockaddr_in at;
	int n = sizeof at;
	fails("S-217", "connect while connecting", connect_to(s, HOME, port(l)), WSAEALREADY);
	fails("S-270", "send while connecting", send(s, "x", 1, 0), WSAENOTCONN);
	fails("S-304", "recv while connecting", recv(s, &c, 1, 0), WSAENOTCONN);
	fails("S-685", "recv again", recv(s, &c, 1, 0), WSAENOTCONN);
	fails("S-234", "send again", send(s, "x", 1, 0), WSAENOTCONN);
	fails("S-706", "shutdown while connecting", shutdown(s, SD_SEND), WSAENOTCONN);
	expect("S-233", "getpeername while connecting", getpeername(s, (struct sockaddr *)&at, &n), 0);
	expect("S-708", "gives the target", ntohs(at.sin_port), port(l));
	check("S-415", !readable(s, 0) && !writable(s, 0) && !excepted(s, 0), "select while connecting");
	closesocket(s);
	closesocket(l);
}

static void mapped(void)
{
	SOCKET s = tcp(), l = listener(), u = bound(udp()), a, b;
	char c[8];
	fails("S-686", "send, never connected", send(s, "x", 1, 0), WSAENOTCONN);
	fails("S-707", "getsockname, unbound", getsockname(s, (struct sockaddr *)c, (int[]){8}),
		WSAEINVAL);
	fails("S-701", "listen, unbound", listen(s, 1), WSAEINVAL);
	fails("S-694", "connect to port 0", connect_to(s, HOME, 0), WSAEADDRNOTAVAIL);
	fails("S-695", "connect of a listener", connect_to(l, HOME, port(l)), WSAEINVAL);
	fails("S-706", "shutdown of a listener", shutdown(l, SD_RECEIVE), WSAENOTCONN);
	fails("S-709", "an unknown level", set_option(s, 0x1234FFFF, 1, 1), WSAEINVAL);
	closesocket(s);
	s = tcp();
	fails("S-699", "bind to a taken port", bind_to(s, HOME, port(l)), WSAEADDRINUSE);
	closesocket(s);
	s = tcp();
	set_option(s, SOL_SOCKET, SO_REUSEADDR, 1);
	fails("S-129", "bind to it with REUSE", bind_to(s, HOME, port(l)), WSAEACCES);
	fails("S-700", "bind of a bound socket", bind_to(l, HOME, 0), WSAEINVAL);
	fails("S-194", "listen, connected or not", (pair(&a, &b), listen(a, 1)), WSAEISCONN);
	check("S-194", port(a) != 0, "it stays bound");
	fails("S-702", "listen, accepted", listen(b, 1), WSAEISCONN);
	nonblocking(b, 1);
	fails("S-117", "recv does not wait", recv(b, c, 1, 0), WSAEWOULDBLOCK);
	fails("S-712", "nothing urgent", recv(b, c, 1, MSG_OOB), WSAEWOULDBLOCK);
	nonblocking(b, 0);
	set_option(b, SOL_SOCKET, SO_RCVTIMEO, 20);
	fails("S-684", "a limit of time", recv(b, c, 1, 0), WSAETIMEDOUT);
	reset(a);
	readable(b, 5000);
	for (int i = 0; i < 3; i++) {
		fails("S-687", "send after a reset", send(b, "x", 1, 0), WSAECONNRESET);
		fails("S-689", "recv after a reset", recv(b, c, 1, 0), WSAECONNRESET);
	}
	check("S-118", send(b, "x", 1, 0) == SOCKET_ERROR, "no signal ends the program");
	int e = (shutdown(b, SD_SEND), WSAGetLastError());
	check("S-366", e == WSAECONNRESET || e == WSAECONNABORTED || e == WSAENOTCONN || e == 0,
		"shutdown after a reset");
	closesocket(b);
	pair(&a, &b);
	closesocket(a);
	readable(b, 5000);
	send(b, "x", 1, 0);
	for (int i = 0; i < 500 && send(b, "x", 1, 0) == 1; i++)
		Sleep(10); /* until the answer is there */
	fails("S-688", "send after the peer's end", send(b, "x", 1, 0), WSAECONNABORTED);
	closesocket(b);

	struct sockaddr_in to = loopback(0);
	SOCKET v = udp();
	expect("S-693", "sendto port 0", sendto(v, "x", 1, 0, (struct sockaddr *)&to, sizeof to), 1);
	closesocket(v);
	v = udp();
	expect("S-705", "shutdown of UDP", shutdown(v, SD_SEND), 0);
	closesocket(v);
	v = connected(u);
	closesocket(u);
	for (int i = 0; i < 5; i++)
		expect("S-692", "send to a port that is gone", send(v, "x", 1, 0), 1);
	set_option(v, SOL_SOCKET, SO_RCVTIMEO, 2000);
	fails("S-690", "recv then", recv(v, c, 1, 0), WSAECONNRESET);
	closesocket(v);
	u = bound(udp());
	v = connected(u);
	send(v, "long", 4, 0);
	fails("S-713", "a short buffer", recv(u, c, 2, 0), WSAEMSGSIZE);
	closesocket(u);
	closesocket(v);
	closesocket(s);
	s = tcp();
	nonblocking(s, 1);
	connect_to(s, HOME, dead());
	excepted(s, 10000);
	fails("S-697", "a second attempt", connect_to(s, HOME, dead()), WSAEWOULDBLOCK);
	closesocket(s);
	closesocket(l);
	fails("S-017", "a bad socket", closesocket(0xDEADBEEC), WSAENOTSOCK);
}

/* taken is a connection that is reset before accept. */
static void taken(void)
{
	SOCKET l = listener(), c = tcp();
	connect_to(c, HOME, port(l));
	readable(l, 5000);
	reset(c);
	Sleep(50);
	nonblocking(l, 1);
	WSASetLastError(0);
	SOCKET s = accept(l, NULL, NULL);
	int e = WSAGetLastError();
	if (s == INVALID_SOCKET) {
		expect("S-202", "a connection that is over", e, WSAECONNRESET);
	} else {
		char b;
		fails("S-704", "a connection that is over, recv", recv(s, &b, 1, 0), WSAECONNRESET);
		closesocket(s);
	}
	closesocket(l);
}

int main(void)
{
	start();
	numbers();
	connecting();
	mapped();
	taken();
	WSACleanup();
	return verdict();
}
