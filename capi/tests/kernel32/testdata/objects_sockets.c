/* Sockets among other objects, and APCs in calls that wait for sockets. */
#include <winsock2.h>

#include "objects.h"

static HANDLE self, ready;
static volatile LONG ran;
static DWORD ran_on;

static VOID CALLBACK note(ULONG_PTR unused)
{
	(void)unused;
	ran_on = GetCurrentThreadId();
	InterlockedIncrement(&ran);
}

static SOCKET listener, client;

static SOCKET tcp(void)
{
	SOCKET s = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);

	check("a socket", s != INVALID_SOCKET, TRUE);
	return s;
}

static struct sockaddr_in address;

/* What the other thread does after the APC has run in the wait. */
enum { CONNECT, SEND, NOTHING };

static DWORD WINAPI disturb(LPVOID then)
{
	wait_for(ready);
	Sleep(20);
	check("queue", QueueUserAPC(note, self, 0), TRUE);
	for (int i = 0; ran == 0 && i < 5000; i++)
		Sleep(1);
	check("it ran while the call waits", ran, 1);
	switch ((int)(LONG_PTR)then) {
	case CONNECT:
		check("connect", connect(client, (struct sockaddr *)&address, sizeof address), 0);
		break;
	case SEND:
		check("send", send(client, "x", 1, 0), 1);
	}
	return 0;
}

static HANDLE begin(int then)
{
	HANDLE t;

	ran = 0;
	ran_on = 0;
	t = thread(disturb, (LPVOID)(LONG_PTR)then);
	SetEvent(ready);
	return t;
}

static void finish(HANDLE t)
{
	wait_for(t);
	CloseHandle(t);
	check("on the thread itself", ran_on, GetCurrentThreadId());
}

int main(void)
{
	struct timeval half = {0, 500}, long_time = {10, 0};
	int n = sizeof address;
	SOCKET server, copy;
	WSADATA data;
	fd_set set;
	DWORD flags;
	HANDLE t, h;
	char c;

	check("startup", WSAStartup(MAKEWORD(2, 2), &data), 0);
	DuplicateHandle(GetCurrentProcess(), GetCurrentThread(), GetCurrentProcess(), &self, 0, FALSE,
			DUPLICATE_SAME_ACCESS);
	ready = event(FALSE, FALSE);
	listener = tcp();
	client = tcp();
	address.sin_family = AF_INET;
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	check("bind", bind(listener, (struct sockaddr *)&address, sizeof address), 0);
	check("listen", listen(listener, 5), 0);
	check("name", getsockname(listener, (struct sockaddr *)&address, &n), 0);

	/* S-114 */
	t = begin(CONNECT);
	server = accept(listener, NULL, NULL);
	check("accept", server != INVALID_SOCKET, TRUE);
	finish(t);
	t = begin(SEND);
	check("recv", recv(server, &c, 1, 0), 1);
	finish(t);
	t = begin(SEND);
	FD_ZERO(&set);
	FD_SET(server, &set);
	check("select", select(0, &set, NULL, NULL, &long_time), 1);
	finish(t);

	/* S-115: a call that need not wait runs none. */
	ran = 0;
	QueueUserAPC(note, self, 0);
	check("recv at once", recv(server, &c, 1, 0), 1);
	check("not run", ran, 0);
	/* S-116 */
	FD_SET(server, &set);
	check("select for half a millisecond", select(0, &set, NULL, NULL, &half), 0);
	check("run", ran, 1);

	/* Handles. */
	h = (HANDLE)server;
	check("flags", GetHandleInformation(h, &flags), TRUE);
	check("inheritable", flags & HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT);
	check("duplicate", DuplicateHandle(GetCurrentProcess(), h, GetCurrentProcess(), (HANDLE *)&copy,
					   0, FALSE, DUPLICATE_SAME_ACCESS), TRUE);
	check("close one", closesocket(server), 0);
	check("the other sends", send(copy, "y", 1, 0), 1);
	check("and it comes", recv(client, &c, 1, 0), 1);
	check("close the other as a handle", CloseHandle((HANDLE)copy), TRUE);
	check("the end comes", recv(client, &c, 1, 0), 0);
	check_error("it is closed", closesocket(copy), SOCKET_ERROR, WSAENOTSOCK);
	check_error("an event is no socket", closesocket((SOCKET)ready), SOCKET_ERROR, WSAENOTSOCK);
	closesocket(client);
	closesocket(listener);
	WSACleanup();
	check("events outlive the clean-up", SetEvent(ready), TRUE);
	return result();
}
