/* Names whose answers come as messages: WSAAsyncGetXByY. */
#include <winsock2.h>

#include "check.h"

static char buf[MAXGETHOSTSTRUCT];
static HWND window;
static MSG m;

/* answered waits for the message about a question and compares its error. */
static void answered(const char *what, HANDLE question, int error)
{
	CHECK(question != NULL);
	CHECK(GetMessage(&m, window, WM_USER, WM_USER) == TRUE);
	CHECK((HANDLE)m.wParam == question);
	same(what, WSAGETASYNCERROR(m.lParam), error);
}

static int inside(const void *p)
{
	return (const char *)p >= buf && (const char *)p < buf + sizeof buf;
}

static void hosts(void)
{
	const struct hostent *h = (const struct hostent *)buf;
	const unsigned char address[4] = {127, 0, 0, 1};
	int need;

	memset(buf, 0xAA, sizeof buf);
	answered("host", WSAAsyncGetHostByName(window, WM_USER, "127.0.0.1", buf, sizeof buf), 0);
	need = WSAGETASYNCBUFLEN(m.lParam);
	CHECK(need > (int)sizeof *h && need < 200);
	CHECK(h->h_addrtype == AF_INET && h->h_length == 4);
	CHECK(inside(h->h_name) && strcmp(h->h_name, "127.0.0.1") == 0);
	CHECK(inside(h->h_addr_list) && inside(h->h_addr_list[0]) && h->h_addr_list[1] == NULL);
	CHECK(memcmp(h->h_addr_list[0], address, 4) == 0);
	CHECK(inside(h->h_aliases));
	memset(buf, 0xAA, sizeof buf);
	answered("small", WSAAsyncGetHostByName(window, WM_USER, "127.0.0.1", buf, need - 1),
		 WSAENOBUFS);
	same("needs", WSAGETASYNCBUFLEN(m.lParam), need);
	CHECK((unsigned char)buf[0] == 0xAA && (unsigned char)buf[need - 1] == 0xAA);
	answered("exact", WSAAsyncGetHostByName(window, WM_USER, "127.0.0.1", buf, need), 0);
	CHECK((unsigned char)buf[need] == 0xAA);
	answered("nobody", WSAAsyncGetHostByName(window, WM_USER, "no.such.invalid", buf,
						 sizeof buf), WSAHOST_NOT_FOUND);
	answered("by address", WSAAsyncGetHostByAddr(window, WM_USER, (const char *)address, 4,
						     AF_INET, buf, sizeof buf), 0);
	CHECK(memcmp(h->h_addr_list[0], address, 4) == 0);
}

static void services(void)
{
	const struct servent *s = (const struct servent *)buf;
	const struct protoent *p = (const struct protoent *)buf;

	answered("service", WSAAsyncGetServByName(window, WM_USER, "http", "tcp", buf,
						  sizeof buf), 0);
	CHECK(s->s_port == htons(80) && strcmp(s->s_proto, "tcp") == 0 && inside(s->s_proto));
	answered("no service", WSAAsyncGetServByName(window, WM_USER, "no such", NULL, buf,
						     sizeof buf), WSANO_DATA);
	answered("port", WSAAsyncGetServByPort(window, WM_USER, htons(25), NULL, buf,
					       sizeof buf), 0);
	CHECK(strcmp(s->s_name, "smtp") == 0);
	answered("protocol", WSAAsyncGetProtoByName(window, WM_USER, "udp", buf, sizeof buf), 0);
	CHECK(p->p_proto == 17);
	answered("number", WSAAsyncGetProtoByNumber(window, WM_USER, 6, buf, sizeof buf), 0);
	CHECK(strcmp(p->p_name, "tcp") == 0 && inside(p->p_name));
	answered("no number", WSAAsyncGetProtoByNumber(window, WM_USER, 1700, buf, sizeof buf),
		 WSANO_DATA);
}

static void errors(void)
{
	HANDLE question;

	answered("no memory", WSAAsyncGetProtoByNumber(window, WM_USER, 6, (char *)16, 1000),
		 WSAEFAULT);
	answered("no room", WSAAsyncGetProtoByNumber(window, WM_USER, 6, buf, -1), WSAENOBUFS);
	answered("no name", WSAAsyncGetHostByName(window, WM_USER, (const char *)16, buf,
						  sizeof buf), WSAEFAULT);
	FAILS(WSAAsyncGetProtoByNumber((HWND)0x7ABC0020, WM_USER, 6, buf, sizeof buf), WSAEINVAL);
	question = WSAAsyncGetProtoByNumber(window, WM_USER, 6, buf, sizeof buf);
	answered("tcp", question, 0);
	FAILS(WSACancelAsyncRequest(question) == 0, WSAEALREADY);
	FAILS(WSACancelAsyncRequest(NULL) == 0, WSAEINVAL);
	FAILS(WSACancelAsyncRequest((HANDLE)0x7FFFFFF0) == 0, WSAEINVAL);
}

/* A question that is taken back is not answered; one that is too late is. */
static void cancels(void)
{
	int taken_back = 0, told = 0;

	for (int i = 0; i < 500; i++) {
		HANDLE question = WSAAsyncGetProtoByNumber(window, WM_USER, 6, buf, sizeof buf);

		if (WSACancelAsyncRequest(question) == 0) {
			memset(buf, 0, sizeof buf);
			taken_back++;
			CHECK(buf[0] == 0);
		} else {
			same("too late", WSAGetLastError(), WSAEALREADY);
			answered("too late", question, 0);
			told++;
		}
	}
	same("all", taken_back + told, 500);
	CHECK(!PeekMessage(&m, NULL, 0, 0, PM_REMOVE));
}

int main(void)
{
	const WNDCLASS c = {.lpfnWndProc = DefWindowProc, .lpszClassName = "answers"};
	WSADATA data;

	CHECK(RegisterClass(&c));
	window = CreateWindow("answers", NULL, 0, 0, 0, 0, 0, HWND_MESSAGE, NULL, NULL, NULL);
	FAILS(WSAAsyncGetProtoByNumber(window, WM_USER, 6, buf, sizeof buf), WSANOTINITIALISED);
	FAILS(WSACancelAsyncRequest((HANDLE)1) == 0, WSANOTINITIALISED);
	CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
	hosts();
	services();
	errors();
	cancels();
	WSACleanup();
	return done();
}
