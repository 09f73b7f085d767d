/* callback.c: what a condition function is told and may do. S-205..S-207, P-151. */
#include "check.h"

static SOCKET inside;
static int inside_error, asked;
static unsigned short caller_port;
static DWORD_PTR given;

static int CALLBACK decide(LPWSABUF caller, LPWSABUF caller_data, LPQOS sqos, LPQOS gqos,
	LPWSABUF callee, LPWSABUF callee_data, GROUP *group, DWORD_PTR data)
{
	(void)caller_data, (void)sqos, (void)gqos, (void)callee, (void)callee_data, (void)group;
	asked++;
	given = data;
	if (caller != NULL && caller->len >= sizeof(struct sockaddr_in))
		caller_port = ntohs(((struct sockaddr_in *)caller->buf)->sin_port);
	WSASetLastError(0);
	inside = WSASocketW(AF_INET, SOCK_STREAM, IPPROTO_TCP, NULL, 0, 0);
	inside_error = WSAGetLastError();
	if (inside != INVALID_SOCKET)
		closesocket(inside);
	return data == 1 ? CF_ACCEPT : data == 2 ? CF_DEFER : CF_REJECT;
}

int main(void)
{
	SOCKET l, a, s;
	struct sockaddr_in at;
	start();
	l = listener();
	at = loopback(port(l));
	a = tcp();
	connect(a, (struct sockaddr *)&at, sizeof at);
	check("S-205", readable(l, 5000), "a connection waits");
	expect_error("S-205", "CF_DEFER", (int)WSAAccept(l, NULL, NULL, decide, 2), (int)INVALID_SOCKET,
		WSATRY_AGAIN);
	expect("S-207", "the function's data", (long long)given, 2);
	expect("S-207", "the caller's address", caller_port, port(a));
	s = WSAAccept(l, NULL, NULL, decide, 1);
	check("S-205", s != INVALID_SOCKET && asked == 2, "the next WSAAccept gets the same connection");
	expect("P-151", "WSASocket in a condition function", inside == INVALID_SOCKET, 1);
	expect("P-151", "its error", inside_error, WSAEINPROGRESS);
	closesocket(a);
	closesocket(s);

	a = tcp();
	connect(a, (struct sockaddr *)&at, sizeof at);
	expect_error("S-206", "CF_REJECT", (int)WSAAccept(l, NULL, NULL, decide, 3), (int)INVALID_SOCKET,
		WSAECONNREFUSED);
	closesocket(a);
	s = tcp();
	check("P-151", s != INVALID_SOCKET, "afterwards sockets can be made");
	WSACleanup();
	return verdict();
}
