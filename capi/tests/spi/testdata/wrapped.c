/* wrapped.c: a program over the layer wrapper, which wants to hear of every call. */
#include <winsock2.h>
#include <ws2spi.h>
#include <windows.h>
#include <mswsock.h>

#include <dlfcn.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* that complains when a fact does not hold. */
#define that(holds)                                                                 \
	do {                                                                            \
		if (!(holds))                                                               \
			printf("%s:%d: not so: %s (%d)\n", __FILE__, __LINE__, #holds, WSAGetLastError()); \
	} while (0)

static SOCKET a, b;

static struct sockaddr_in loopback(void)
{
	struct sockaddr_in name = {.sin_family = AF_INET};
	name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return name;
}

static void connects(void)
{
	struct sockaddr_in name = loopback(), peer;
	int len = sizeof name;
	SOCKET l = socket(AF_INET, SOCK_STREAM, 0);
	that(l != INVALID_SOCKET);
	that(bind(l, (struct sockaddr *)&name, len) == 0 && listen(l, 5) == 0);
	that(getsockname(l, (struct sockaddr *)&name, &len) == 0 && name.sin_port != 0);
	a = socket(AF_INET, SOCK_STREAM, 0);
	that(connect(a, (struct sockaddr *)&name, len) == 0);
	b = accept(l, (struct sockaddr *)&peer, &len);
	that(b != INVALID_SOCKET && b != a && b != l);
	that(getpeername(b, (struct sockaddr *)&name, &len) == 0 && name.sin_port == peer.sin_port);
	that(closesocket(l) == 0);
	that(getsockname(l, (struct sockaddr *)&name, &len) == SOCKET_ERROR &&
		WSAGetLastError() == WSAENOTSOCK);
}

static void transfers(void)
{
	char got[64];
	WSABUF in = {sizeof got, got};
	DWORD n, flags = 0;
	OVERLAPPED o = {0}, *back;
	ULONG_PTR key;
	that(send(a, "hello", 5, 0) == 5);
	that(recv(b, got, sizeof got, 0) == 5 && memcmp(got, "hello", 5) == 0);

	o.hEvent = CreateEventA(NULL, TRUE, FALSE, NULL);
	that(WSARecv(b, &in, 1, NULL, &flags, &o, NULL) == SOCKET_ERROR &&
		WSAGetLastError() == WSA_IO_PENDING);
	that(send(a, "later", 5, 0) == 5);
	that(WSAGetOverlappedResult(b, &o, &n, TRUE, &flags) && n == 5);
	CloseHandle(o.hEvent);

	HANDLE port = CreateIoCompletionPort((HANDLE)b, NULL, 7, 0);
	memset(&o, 0, sizeof o);
	flags = 0;
	that(WSARecv(b, &in, 1, NULL, &flags, &o, NULL) == SOCKET_ERROR &&
		WSAGetLastError() == WSA_IO_PENDING);
	that(send(a, "packet", 6, 0) == 6);
	that(GetQueuedCompletionStatus(port, &n, &key, &back, 5000) && n == 6 && key == 7 && back == &o);
	CloseHandle(port);

	SOCKET u = socket(AF_INET, SOCK_DGRAM, 0), v = socket(AF_INET, SOCK_DGRAM, 0);
	struct sockaddr_in name = loopback(), from;
	int len = sizeof name;
	that(bind(u, (struct sockaddr *)&name, len) == 0);
	that(getsockname(u, (struct sockaddr *)&name, &len) == 0);
	that(sendto(v, "datagram", 8, 0, (struct sockaddr *)&name, len) == 8);
	that(recvfrom(u, got, sizeof got, 0, (struct sockaddr *)&from, &len) == 8);
	closesocket(u);
	closesocket(v);
}

static void waits(void)
{
	fd_set set;
	struct timeval time = {5, 0};
	WSANETWORKEVENTS happened;
	char c;
	u_long on = 1;
	FD_ZERO(&set);
	FD_SET(a, &set);
	FD_SET(b, &set);
	that(send(a, "x", 1, 0) == 1);
	that(select(0, &set, NULL, NULL, &time) == 1 && set.fd_array[0] == b);
	that(recv(b, &c, 1, 0) == 1);
	WSAEVENT event = WSACreateEvent();
	that(WSAEventSelect(b, event, FD_READ) == 0);
	that(send(a, "x", 1, 0) == 1);
	that(WSAWaitForMultipleEvents(1, &event, TRUE, 5000, FALSE) == WSA_WAIT_EVENT_0);
	that(WSAEnumNetworkEvents(b, event, &happened) == 0 && happened.lNetworkEvents == FD_READ);
	that(recv(b, &c, 1, 0) == 1);
	that(recv(b, &c, 1, 0) == SOCKET_ERROR && WSAGetLastError() == WSAEWOULDBLOCK);
	that(WSAEventSelect(b, NULL, 0) == 0);
	on = 0;
	that(ioctlsocket(b, FIONBIO, &on) == 0);
	WSACloseEvent(event);
}

static char *parting; /* what the layer had of a disconnect */

/* Messages about a socket that the layer asks for call it what the layer does. */
static void messages(WSPPROC_TABLE *below)
{
	MSG message = {0};
	int error = 0;
	char c;
	WNDCLASSA class = {.lpfnWndProc = DefWindowProcA, .lpszClassName = "wrapped"};
	RegisterClassA(&class); /* once */
	HWND window = CreateWindowA("wrapped", "", 0, 0, 0, 0, 0, HWND_MESSAGE, NULL, NULL, NULL);
	that(window != NULL);
	struct sockaddr_in name = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int len = sizeof name;
	SOCKET u = socket(AF_INET, SOCK_DGRAM, 0);
	that(bind(u, (struct sockaddr *)&name, len) == 0);
	that(getsockname(u, (struct sockaddr *)&name, &len) == 0);
	if (window == NULL || below->lpWSPAsyncSelect(u, window, WM_USER, FD_READ, &error) != 0) {
		printf("no messages: %d\n", error);
		return;
	}
	that(sendto(u, "x", 1, 0, (struct sockaddr *)&name, len) == 1);
	that(GetMessageA(&message, window, 0, 0) > 0);
	that(message.message == WM_USER && message.wParam == u && message.lParam == FD_READ);
	that(below->lpWSPAsyncSelect(u, window, 0, 0, &error) == 0);
	that(recv(u, &c, 1, 0) == 1);
	closesocket(u);
	DestroyWindow(window);
}

/* told waits for an event, and reports what is recorded. */
static long told(LPWSPENUMNETWORKEVENTS enumerate, SOCKET s, WSAEVENT event)
{
	WSANETWORKEVENTS happened = {0};
	int error;
	that(WSAWaitForMultipleEvents(1, &event, TRUE, 5000, FALSE) == WSA_WAIT_EVENT_0);
	if (enumerate != NULL)
		that(enumerate(s, event, &happened, &error) == 0);
	else
		that(WSAEnumNetworkEvents(s, event, &happened) == 0);
	return happened.lNetworkEvents;
}

/*
 * The layer and the program may both have the network events of one socket told, whoever
 * begins, and whoever ends.
 */
static void selections(WSPPROC_TABLE *below, bool layer_first)
{
	WSAEVENT mine = WSACreateEvent(), the_layers = WSACreateEvent();
	struct sockaddr_in name = loopback();
	int len = sizeof name, error = 0;
	SOCKET l = socket(AF_INET, SOCK_STREAM, 0), c = socket(AF_INET, SOCK_STREAM, 0);
	char got[8];

	that(bind(l, (struct sockaddr *)&name, len) == 0 && listen(l, 5) == 0);
	that(getsockname(l, (struct sockaddr *)&name, &len) == 0);
	that(connect(c, (struct sockaddr *)&name, len) == 0);
	SOCKET s = accept(l, NULL, NULL);
	if (!layer_first)
		that(WSAEventSelect(s, mine, FD_READ | FD_CLOSE) == 0);
	that(below->lpWSPEventSelect(s, the_layers, FD_READ | FD_WRITE | FD_CLOSE, &error) == 0);
	if (layer_first)
		that(WSAEventSelect(s, mine, FD_READ | FD_CLOSE) == 0);
	that(told(below->lpWSPEnumNetworkEvents, s, the_layers) == FD_WRITE);

	for (int i = 0; i < 3; i++) {
		that(send(c, "x", 1, 0) == 1);
		that(told(NULL, s, mine) == FD_READ);
		that(told(below->lpWSPEnumNetworkEvents, s, the_layers) == FD_READ);
		that(recv(s, got, sizeof got, 0) == 1);
	}
	if (layer_first) { /* who has begun goes; the other one stays */
		that(below->lpWSPEventSelect(s, NULL, 0, &error) == 0);
		that(send(c, "x", 1, 0) == 1);
		that(told(NULL, s, mine) == FD_READ);
	} else {
		that(WSAEventSelect(s, NULL, 0) == 0);
		that(send(c, "x", 1, 0) == 1);
		that(told(below->lpWSPEnumNetworkEvents, s, the_layers) == FD_READ);
	}
	that(recv(s, got, sizeof got, 0) == 1);
	that(closesocket(c) == 0);
	if (layer_first)
		that(told(NULL, s, mine) == FD_CLOSE);
	else
		that(told(below->lpWSPEnumNetworkEvents, s, the_layers) == FD_CLOSE);
	that(closesocket(s) == 0);

	/* A connection that AcceptEx brings, and one that comes after its end, are told to both. */
	LPFN_ACCEPTEX accept_ex;
	LPFN_DISCONNECTEX disconnect;
	GUID a = WSAID_ACCEPTEX, d = WSAID_DISCONNECTEX;
	DWORD n;
	char names[2 * (sizeof name + 16)];
	that(WSAIoctl(l, SIO_GET_EXTENSION_FUNCTION_POINTER, &a, sizeof a, &accept_ex, sizeof accept_ex,
		&n, NULL, NULL) == 0);
	that(WSAIoctl(l, SIO_GET_EXTENSION_FUNCTION_POINTER, &d, sizeof d, &disconnect, sizeof disconnect,
		&n, NULL, NULL) == 0);
	s = socket(AF_INET, SOCK_STREAM, 0);
	that(below->lpWSPEventSelect(s, the_layers, FD_READ | FD_CLOSE, &error) == 0);
	that(WSAEventSelect(s, mine, FD_READ | FD_CLOSE) == 0);
	for (int i = 0; i < 3; i++) {
		OVERLAPPED o = {.hEvent = WSACreateEvent()};
		that(accept_ex(l, s, names, 0, sizeof name + 16, sizeof name + 16, &n, &o) ||
			WSAGetLastError() == WSA_IO_PENDING);
		c = socket(AF_INET, SOCK_STREAM, 0);
		that(connect(c, (struct sockaddr *)&name, len) == 0);
		that(GetOverlappedResult((HANDLE)s, &o, &n, TRUE));
		that(send(c, "x", 1, 0) == 1);
		that(told(NULL, s, mine) == FD_READ);
		that(told(below->lpWSPEnumNetworkEvents, s, the_layers) == FD_READ);
		that(recv(s, got, sizeof got, 0) == 1);
		that(closesocket(c) == 0);
		that(told(NULL, s, mine) == FD_CLOSE);
		that(told(below->lpWSPEnumNetworkEvents, s, the_layers) == FD_CLOSE);
		that(disconnect(s, NULL, TF_REUSE_SOCKET, 0));
		WSACloseEvent(o.hEvent);
	}
	that(closesocket(s) == 0 && closesocket(l) == 0);
	WSACloseEvent(mine);
	WSACloseEvent(the_layers);
}

static void rest(void)
{
	int value = 1, len = sizeof value;
	that(setsockopt(a, SOL_SOCKET, SO_KEEPALIVE, (char *)&value, len) == 0);
	value = 0;
	that(getsockopt(a, SOL_SOCKET, SO_KEEPALIVE, (char *)&value, &len) == 0 && value != 0);
	that(shutdown(a, SD_SEND) == 0);
	char c;
	that(recv(b, &c, 1, 0) == 0);

	/* Names of qualities, and data that goes along with an end, are the layer's. */
	QOS q;
	WSABUF mine = {5, (char[]){"mine"}}, other = {6, (char[]){"other"}};
	that(WSAGetQOSByName(a, &mine, &q) && q.SendingFlowspec.TokenRate == 77);
	that(!WSAGetQOSByName(a, &other, &q) && WSAGetLastError() == WSAEOPNOTSUPP);
	char got[8] = "";
	WSABUF out = {3, (char[]){"hey"}}, in = {sizeof got, got};
	that(WSASendDisconnect(b, &out) == 0 && strcmp(parting, "hey") == 0);
	that(send(b, "x", 1, 0) == SOCKET_ERROR && WSAGetLastError() == WSAESHUTDOWN);
	that(recv(a, &c, 1, 0) == 0);
	that(WSARecvDisconnect(a, &in) == 0 && in.len == 3 && strcmp(got, "bye") == 0);
	that(recv(a, &c, 1, 0) == SOCKET_ERROR && WSAGetLastError() == WSAESHUTDOWN);
	memset(parting, 0, 16);
	that(closesocket(a) == 0 && closesocket(b) == 0);
}

int main(int argc, char **argv)
{
	static const struct {
		int place;
		const char *name;
	} heard[] = {
		{0, "Accept"}, {3, "Bind"}, {6, "CloseSocket"}, {7, "Connect"}, {12, "GetPeerName"},
		{13, "GetSockName"}, {14, "GetSockOpt"}, {15, "GetQOSByName"}, {18, "Listen"}, {19, "Recv"},
		{20, "RecvDisconnect"}, {21, "RecvFrom"}, {23, "Send"}, {24, "SendDisconnect"},
		{25, "SendTo"}, {26, "SetSockOpt"}, {27, "Shutdown"}, {28, "Socket"},
	};
	WSADATA data;
	void *plugin = argc == 2 ? dlopen(argv[1], RTLD_NOW) : NULL;
	if (plugin == NULL) {
		printf("no layer: %s\n", dlerror());
		return 1;
	}
	int *calls = dlsym(plugin, "calls");
	parting = dlsym(plugin, "parting");
	for (int round = 1; round <= 2; round++) {
		that(WSAStartup(MAKEWORD(2, 2), &data) == 0);
		connects();
		transfers();
		waits();
		messages(dlsym(plugin, "below"));
		selections(dlsym(plugin, "below"), true);
		selections(dlsym(plugin, "below"), false);
		rest();
		for (size_t i = 0; i < sizeof heard / sizeof *heard; i++)
			if (calls[heard[i].place] == 0)
				printf("the layer never heard of WSP%s\n", heard[i].name);
		that(calls[28] == calls[6] - calls[0]); /* each socket is closed */
		that(WSACleanup() == 0);
		that(*(int *)dlsym(plugin, "cleanups") == *(int *)dlsym(plugin, "starts"));
		memset(calls, 0, 30 * sizeof *calls);
	}
	return 0;
}
