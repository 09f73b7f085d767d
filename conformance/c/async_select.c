/* async_select.c: WSAAsyncSelect. Chapter 5.3 of overlapped.md, and what 5.2 says of messages. */
#include "operation.h"

enum {
	NEWS = WM_USER + 7, /* the message that is asked for */
	LIMIT = 2000,	    /* how long one may take, in ms */
};

static HWND window;
static SOCKET l, a, b; /* a listener, and a connection */
static char got[16];
static int news_error; /* the error of the last message */

/* ask selects events of s; the result is WSAAsyncSelect's. */
static int ask(SOCKET s, long mask)
{
	return WSAAsyncSelect(s, window, NEWS, mask);
}

/* news waits up to ms for a message about s: its event, 0 without one, -1 about another socket. */
static int news(SOCKET s, DWORD ms)
{
	MSG m;
	DWORD begun = GetTickCount();
	while (!PeekMessageA(&m, window, NEWS, NEWS, PM_REMOVE)) {
		if (GetTickCount() - begun >= ms)
			return 0;
		Sleep(1);
	}
	news_error = WSAGETSELECTERROR(m.lParam);
	return m.wParam == s ? WSAGETSELECTEVENT(m.lParam) : -1;
}

static int next(SOCKET s)
{
	return news(s, LIMIT);
}

/* none says that no message comes within 20 ms. */
static void none(const char *clause, const char *what, SOCKET s)
{
	expect(clause, what, news(s, 20), 0);
}

/* forget takes what messages there are. */
static void forget(SOCKET s)
{
	while (news(s, 20) != 0)
		;
}

/* reconnect makes a and b anew. */
static void reconnect(void)
{
	closesocket(a);
	closesocket(b);
	forget(b);
	pair(&a, &b);
}

/* call_in makes a socket that connects to l and waits until l has it. */
static SOCKET call_in(void)
{
	SOCKET s = tcp();
	connect_to(s, "127.0.0.1", port(l));
	readable(l, 5000);
	return s;
}

static void say(SOCKET s, const char *text)
{
	send(s, text, (int)strlen(text), 0);
}

static void basics(void)
{
	u_long off = 0;
	reconnect();
	expect("O-338", "WSAAsyncSelect", ask(b, FD_READ | FD_CLOSE), 0);
	fails("O-338", "makes the socket nonblocking", recv(b, got, 1, 0), WSAEWOULDBLOCK);
	fails("O-294", "FIONBIO 0 then", ioctlsocket(b, FIONBIO, &off), WSAEINVAL);
	none("O-337", "nothing has happened", b);
	say(a, "x");
	expect("O-337", "data", next(b), FD_READ);
	expect("O-337", "without error", news_error, 0);
	recv(b, got, 1, 0);
	expect("O-338", "mask 0", ask(b, 0), 0);
	say(a, "y");
	none("O-338", "ends the messages", b);
	expect("O-294", "FIONBIO 0 then", ioctlsocket(b, FIONBIO, &off), 0);
	fails("O-339", "a bad window", WSAAsyncSelect(b, (HWND)(ULONG_PTR)0xDEAD0, NEWS, FD_READ),
		WSAEINVAL);
	fails("O-338", "no socket", ask((SOCKET)0xDEADBEEF, FD_READ), WSAENOTSOCK);
	check("O-337", WSAGETSELECTEVENT(0x00020001) == 1 && WSAGETSELECTERROR(0x00020001) == 2,
		"the event is the low word, the error the high one");

	reconnect();
	ask(b, FD_READ | FD_WRITE);
	say(a, "x");
	int both = next(b);
	both |= next(b);
	expect("O-337", "two conditions: two messages", both, FD_READ | FD_WRITE);
	none("O-337", "and no more", b);
}

static void replaced(void)
{
	WSANETWORKEVENTS seen;
	HANDLE event = manual();
	reconnect();
	WSAEventSelect(b, event, FD_READ);
	ask(b, FD_READ);
	say(a, "x");
	expect("O-296", "WSAAsyncSelect replaces WSAEventSelect", next(b), FD_READ);
	expect("O-296", "its event is not set", signalled(event), FALSE);
	recv(b, got, 1, 0);
	WSAEventSelect(b, event, FD_READ);
	say(a, "y");
	expect("O-296", "WSAEventSelect replaces WSAAsyncSelect", WaitForSingleObject(event, LIMIT),
		WAIT_OBJECT_0);
	WSAEnumNetworkEvents(b, event, &seen);
	expect("O-296", "what is recorded", seen.lNetworkEvents, FD_READ);
	none("O-296", "no message comes", b);
	WSAEventSelect(b, NULL, 0);
	CloseHandle(event);

	ask(l, FD_ACCEPT | FD_READ | FD_WRITE);
	SOCKET s = call_in();
	expect("O-309", "a connection", next(l), FD_ACCEPT);
	SOCKET t = accept(l, NULL, NULL);
	expect("O-298", "an accepted socket can be written to", next(t), FD_WRITE);
	say(s, "x");
	expect("O-298", "and read from", next(t), FD_READ);
	closesocket(s);
	closesocket(t);
	ask(l, 0);
}

static void posted_again(void)
{
	reconnect();
	ask(b, FD_WRITE);
	expect("O-305", "it can be written to", next(b), FD_WRITE);
	ask(b, FD_WRITE);
	expect("O-305", "asked again, told again", next(b), FD_WRITE);
	say(a, "x");
	ask(b, FD_READ);
	expect("O-305", "data", next(b), FD_READ);
	ask(b, FD_READ);
	expect("O-305", "asked again, told again", next(b), FD_READ);
	send(a, "u", 1, MSG_OOB);
	ask(b, FD_OOB);
	expect("O-305", "an urgent byte", next(b), FD_OOB);
	ask(b, FD_OOB);
	expect("O-305", "asked again, told again", next(b), FD_OOB);
	recv(b, got, sizeof got, 0);
	closesocket(a);
	ask(b, FD_CLOSE);
	expect("O-305", "the end", next(b), FD_CLOSE);
	ask(b, FD_CLOSE);
	expect("O-305", "asked again, told again", next(b), FD_CLOSE);
	a = INVALID_SOCKET;

	ask(l, FD_ACCEPT);
	SOCKET s = call_in();
	expect("O-305", "a connection", next(l), FD_ACCEPT);
	ask(l, FD_ACCEPT);
	expect("O-305", "asked again, told again", next(l), FD_ACCEPT);
	ask(l, 0);
	closesocket(accept(l, NULL, NULL));
	closesocket(s);
	s = tcp();
	ask(s, FD_CONNECT);
	connect_to(s, "127.0.0.1", port(l));
	expect("O-305", "a connect", next(s), FD_CONNECT);
	ask(s, FD_CONNECT);
	none("O-305", "asked again, not told again", s);
	closesocket(accept(l, NULL, NULL));
	closesocket(s);
}

static void reading(void)
{
	reconnect();
	ask(b, FD_READ);
	say(a, "xyz");
	expect("O-306", "data", next(b), FD_READ);
	say(a, "!");
	none("O-316", "more data, the first unread", b);
	recv(b, got, 1, 0);
	expect("O-317", "recv that leaves data", next(b), FD_READ);
	fails("O-319", "recv to bad memory", recv(b, (char *)8, 1, 0), WSAEFAULT);
	expect("O-319", "has it told again", next(b), FD_READ);
	recv(b, got, sizeof got, 0);
	none("O-317", "recv that leaves none", b);
	OVERLAPPED o;
	begin_receive(b, &o, NULL, got, sizeof got);
	say(a, "z");
	check("O-318", ended(&o, 5000), "an overlapped receive that waits");
	none("O-318", "takes the data", b);
}

static void writing(void)
{
	static char much[1 << 16];
	long long sent = 0;
	int n;
	reconnect();
	ask(a, FD_WRITE);
	expect("O-307", "a connection", next(a), FD_WRITE);
	while ((n = send(a, much, sizeof much, 0)) > 0)
		sent += n;
	none("O-322", "a send without room", a);
	while (sent > 0 && readable(b, LIMIT) && (n = recv(b, much, sizeof much, 0)) > 0)
		sent -= n;
	expect("O-322", "room", next(a), FD_WRITE);
	none("O-322", "is told once", a);
	SOCKET s = udp();
	ask(s, FD_WRITE);
	expect("O-323", "unbound UDP", next(s), FD_WRITE);
	closesocket(s);
}

static void connections(void)
{
	SOCKET s, c, d;
	ask(l, FD_ACCEPT);
	c = call_in();
	expect("O-309", "a connection", next(l), FD_ACCEPT);
	d = call_in();
	none("O-324", "a second one, the first not accepted", l);
	closesocket(accept(l, NULL, NULL));
	expect("O-325", "accept, and one more waits", next(l), FD_ACCEPT);
	closesocket(accept(l, NULL, NULL));
	none("O-325", "accept, and none waits", l);
	ask(l, 0);
	closesocket(c);
	closesocket(d);

	s = tcp();
	ask(s, FD_CONNECT | FD_WRITE);
	fails("O-326", "connect", connect_to(s, "127.0.0.1", port(l)), WSAEWOULDBLOCK);
	expect("O-326", "its end", next(s), FD_CONNECT);
	expect("O-326", "without error", news_error, 0);
	expect("O-326", "then it can be written to", next(s), FD_WRITE);
	closesocket(accept(l, NULL, NULL));
	closesocket(s);
	s = tcp();
	ask(s, FD_CONNECT | FD_WRITE | FD_CLOSE);
	connect_to(s, "127.0.0.1", dead());
	expect("O-327", "a connect that fails", news(s, 5000), FD_CONNECT);
	expect("O-327", "its error", news_error, WSAECONNREFUSED);
	none("O-327", "nothing else", s);
	closesocket(s);
	s = tcp();
	connect_to(s, "127.0.0.1", port(l));
	ask(s, FD_CONNECT | FD_WRITE);
	expect("O-328", "connected before it was selected", next(s), FD_WRITE);
	none("O-328", "the connect is not told", s);
	closesocket(accept(l, NULL, NULL));
	closesocket(s);
	SOCKET r = bound(udp());
	s = udp();
	connect_to(s, "127.0.0.1", port(r));
	ask(s, FD_CONNECT | FD_WRITE);
	expect("O-329", "connected UDP", next(s), FD_WRITE);
	none("O-329", "the connect is not told", s);
	closesocket(r);
	closesocket(s);
}

static void closing(void)
{
	reconnect();
	ask(b, FD_READ | FD_CLOSE);
	closesocket(a);
	expect("O-330", "the peer closes", next(b), FD_CLOSE);
	expect("O-330", "without error", news_error, 0);
	recv(b, got, 1, 0);
	none("O-332", "recv of the end", b);
	closesocket(b);
	pair(&a, &b);
	ask(b, FD_READ | FD_CLOSE);
	reset(a);
	expect("O-333", "the peer resets", next(b), FD_CLOSE);
	check("O-333", news_error == WSAECONNABORTED || news_error == WSAECONNRESET, "its error");
	closesocket(b);
	pair(&a, &b);
	ask(b, FD_READ | FD_CLOSE);
	closesocket(b);
	closesocket(a);
	none("O-335", "closesocket is not told", b);
	pair(&a, &b);
}

static int ran;

static void CALLBACK note(DWORD error, DWORD bytes, LPWSAOVERLAPPED ovl, DWORD flags)
{
	(void)ovl, (void)flags;
	ran += error == 0 && bytes == 1;
}

/* waits are MsgWaitForMultipleObjectsEx with sockets. */
static void waits(void)
{
	OVERLAPPED o;
	DWORD flags = 0;
	MSG m;
	reconnect();
	while (PeekMessageA(&m, NULL, 0, 0, PM_REMOVE))
		;
	fresh(&o, NULL);
	WSARecv(b, &(WSABUF){1, got}, 1, NULL, &flags, &o, note);
	say(a, "x");
	expect("O-157", "MsgWaitForMultipleObjectsEx, alertable", MsgWaitForMultipleObjectsEx(0, NULL,
		5000, QS_ALLINPUT, MWMO_ALERTABLE), WAIT_IO_COMPLETION);
	expect("O-157", "runs the routine", ran, 1);
	ask(b, FD_READ);
	say(a, "y");
	expect("O-337", "and it waits for messages", MsgWaitForMultipleObjectsEx(0, NULL, 5000,
		QS_ALLINPUT, MWMO_INPUTAVAILABLE), WAIT_OBJECT_0);
	expect("O-337", "data", next(b), FD_READ);
}

int main(void)
{
	WNDCLASSA kind;
	start();
	memset(&kind, 0, sizeof kind);
	kind.lpfnWndProc = DefWindowProcA;
	kind.lpszClassName = "async_select";
	kind.hInstance = GetModuleHandleA(NULL);
	RegisterClassA(&kind);
	window = CreateWindowExA(0, kind.lpszClassName, "", 0, 0, 0, 0, 0, HWND_MESSAGE, NULL,
		kind.hInstance, NULL);
	check("O-337", window != NULL, "a window");
	l = listener();
	pair(&a, &b);
	basics();
	replaced();
	posted_again();
	reading();
	writing();
	connections();
	closing();
	waits();
	closesocket(a);
	closesocket(b);
	closesocket(l);
	DestroyWindow(window);
	WSACleanup();
	return verdict();
}
