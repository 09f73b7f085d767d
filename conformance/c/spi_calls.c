/* spi_calls.c: the functions of a provider, called as a layer does. P-207...P-249. */
#include "provider.h"

#include <stdlib.h>

static SOCKET a, b; /* a connection */

/* A window's messages about sockets. */
static LRESULT CALLBACK procedure(HWND window, UINT message, WPARAM w, LPARAM l)
{
	return DefWindowProcA(window, message, w, l);
}

static void sockets(void)
{
	WSAPROTOCOL_INFOW unknown = tcp_entry;
	unknown.dwCatalogEntryId = 0x7ffffff0;
	SOCKET s = provider.lpWSPSocket(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO,
		&udp_entry, 0, 0, &errno_);
	check("P-243", s != INVALID_SOCKET, "the entry decides");
	WSAPROTOCOL_INFOW entry;
	int len = sizeof entry;
	expect("P-229", "WSPGetSockOpt",
		provider.lpWSPGetSockOpt(s, SOL_SOCKET, SO_PROTOCOL_INFOW, (char *)&entry, &len, &errno_), 0);
	expect("P-243", "which", entry.dwCatalogEntryId, udp_entry.dwCatalogEntryId);
	provider_close(s);
	s = provider.lpWSPSocket(0, 0, 0, &tcp_entry, 0, 0, &errno_);
	check("P-243", s != INVALID_SOCKET, "family and type 0 stand for any");
	provider_close(s);
	spi_fails("P-247", "a group that is none",
		provider.lpWSPSocket(AF_INET, SOCK_STREAM, IPPROTO_TCP, &tcp_entry, 0x12345, 0, &errno_),
		INVALID_SOCKET, WSAEINVAL);
	spi_fails("P-249", "another family",
		provider.lpWSPSocket(AF_APPLETALK, SOCK_STREAM, IPPROTO_TCP, &tcp_entry, 0, 0, &errno_),
		INVALID_SOCKET, WSAEAFNOSUPPORT);
	spi_fails("P-249", "another type",
		provider.lpWSPSocket(AF_INET, SOCK_DGRAM, IPPROTO_TCP, &tcp_entry, 0, 0, &errno_),
		INVALID_SOCKET, ANY);
	spi_fails("P-249", "another protocol",
		provider.lpWSPSocket(AF_INET, SOCK_STREAM, 250, &tcp_entry, 0, 0, &errno_), INVALID_SOCKET, ANY);
	spi_fails("P-249", "no entry", provider.lpWSPSocket(AF_INET, SOCK_STREAM, 0, NULL, 0, 0, &errno_),
		INVALID_SOCKET, WSAEINVAL);
	spi_fails("P-249", "an unknown entry",
		provider.lpWSPSocket(AF_INET, SOCK_STREAM, 0, &unknown, 0, 0, &errno_), INVALID_SOCKET,
		WSAEINVAL);
}

static void addresses(void)
{
	struct sockaddr_in name = loopback(0), got;
	int len = sizeof name;
	SOCKET s = provider_tcp();
	expect("P-218", "WSPBind", provider.lpWSPBind(s, (struct sockaddr *)&name, len, &errno_), 0);
	expect("P-228", "WSPGetSockName", provider.lpWSPGetSockName(s, (struct sockaddr *)&got, &len,
		&errno_), 0);
	check("P-228", got.sin_addr.s_addr == htonl(INADDR_LOOPBACK) && got.sin_port != 0, "the address");
	spi_fails("P-218", "WSPBind twice", provider.lpWSPBind(s, (struct sockaddr *)&name, len, &errno_),
		SOCKET_ERROR, WSAEINVAL);
	spi_fails("P-218", "WSPBind to nothing", provider.lpWSPBind(s, NULL, len, &errno_), SOCKET_ERROR,
		ANY);
	len = 3;
	spi_fails("P-228", "too little room", provider.lpWSPGetSockName(s, (struct sockaddr *)&got, &len,
		&errno_), SOCKET_ERROR, WSAEFAULT);
	len = sizeof got;
	spi_fails("P-227", "no peer", provider.lpWSPGetPeerName(s, (struct sockaddr *)&got, &len, &errno_),
		SOCKET_ERROR, WSAENOTCONN);
	provider_close(s);
	spi_fails("P-221", "a closed socket", provider.lpWSPCloseSocket(s, &errno_), SOCKET_ERROR,
		WSAENOTSOCK);
	spi_fails("P-218", "a bad socket", provider.lpWSPBind(12345, (struct sockaddr *)&name, sizeof name,
		&errno_), SOCKET_ERROR, WSAENOTSOCK);

	WCHAR text[64];
	DWORD room = 64;
	name.sin_port = htons(80);
	expect("P-216", "WSPAddressToString", provider.lpWSPAddressToString((LPSOCKADDR)&name,
		sizeof name, &tcp_entry, text, &room, &errno_), 0);
	check("P-216", wcscmp(text, L"127.0.0.1:80") == 0, "the text");
	room = 4;
	spi_fails("P-216", "too little room", provider.lpWSPAddressToString((LPSOCKADDR)&name, sizeof name,
		&tcp_entry, text, &room, &errno_), SOCKET_ERROR, WSAEFAULT);
	len = sizeof got;
	wcscpy(text, L"127.0.0.2:90");
	expect("P-244", "WSPStringToAddress", provider.lpWSPStringToAddress(text, AF_INET, &tcp_entry,
		(LPSOCKADDR)&got, &len, &errno_), 0);
	check("P-244", got.sin_port == htons(90) && got.sin_addr.s_addr == htonl(0x7F000002),
		"the address");
	wcscpy(text, L"nonsense");
	len = sizeof got;
	spi_fails("P-244", "no address", provider.lpWSPStringToAddress(text, AF_INET, NULL,
		(LPSOCKADDR)&got, &len, &errno_), SOCKET_ERROR, WSAEINVAL);
}

static int asked;

static int CALLBACK condition(LPWSABUF caller, LPWSABUF caller_data, LPQOS sqos, LPQOS gqos,
	LPWSABUF callee, LPWSABUF callee_data, GROUP *g, DWORD_PTR data)
{
	(void)caller, (void)caller_data, (void)sqos, (void)gqos, (void)callee, (void)callee_data, (void)g;
	asked = (int)data;
	return CF_ACCEPT;
}

static void connections(void)
{
	struct sockaddr_in name, from;
	int len = sizeof from;
	SOCKET l = provider_tcp();
	spi_fails("P-233", "WSPListen before WSPBind", provider.lpWSPListen(l, 1, &errno_), SOCKET_ERROR,
		WSAEINVAL);
	name = provider_bound(l);
	spi_fails("P-215", "WSPAccept before WSPListen",
		provider.lpWSPAccept(l, NULL, NULL, NULL, 0, &errno_), INVALID_SOCKET, WSAEINVAL);
	expect("P-233", "WSPListen", provider.lpWSPListen(l, 5, &errno_), 0);
	a = provider_tcp();
	expect("P-222", "WSPConnect as connect()", provider.lpWSPConnect(a, (struct sockaddr *)&name,
		sizeof name, NULL, NULL, NULL, NULL, &errno_), 0);
	b = provider.lpWSPAccept(l, (struct sockaddr *)&from, &len, condition, 42, &errno_);
	check("P-215", b != INVALID_SOCKET, "WSPAccept");
	expect("P-215", "the condition function was asked", asked, 42);
	expect("P-215", "the peer's address", from.sin_addr.s_addr, htonl(INADDR_LOOPBACK));
	len = sizeof name;
	expect("P-227", "WSPGetPeerName",
		provider.lpWSPGetPeerName(b, (struct sockaddr *)&name, &len, &errno_), 0);
	expect("P-227", "is that address", name.sin_port, from.sin_port);
	spi_fails("P-222", "WSPConnect again", provider.lpWSPConnect(a, (struct sockaddr *)&name,
		sizeof name, NULL, NULL, NULL, NULL, &errno_), SOCKET_ERROR, WSAEISCONN);
	u_long on = 1;
	DWORD n;
	expect("P-231", "WSPIoctl", provider.lpWSPIoctl(l, FIONBIO, &on, sizeof on, NULL, 0, &n, NULL,
		NULL, NULL, &errno_), 0);
	spi_fails("P-215", "nobody to accept", provider.lpWSPAccept(l, NULL, NULL, NULL, 0, &errno_),
		INVALID_SOCKET, WSAEWOULDBLOCK);
	spi_fails("P-231", "an unknown code", provider.lpWSPIoctl(l, 0x12345678, NULL, 0, NULL, 0, &n,
		NULL, NULL, NULL, &errno_), SOCKET_ERROR, ANY);
	provider_close(l);
}

static void transfers(void)
{
	char got[16] = "";
	WSABUF out[2] = {{2, "he"}, {3, "llo"}}, in = {sizeof got, got}, nowhere = {4, NULL};
	DWORD n = 0, flags = 0;
	expect("P-238", "WSPSend", provider.lpWSPSend(a, out, 2, &n, 0, NULL, NULL, NULL, &errno_), 0);
	expect("P-238", "all of it", n, 5);
	expect("P-234", "WSPRecv", provider.lpWSPRecv(b, &in, 1, &n, &flags, NULL, NULL, NULL, &errno_),
		0);
	check("P-234", n == 5 && memcmp(got, "hello", 5) == 0, "what was sent");
	spi_fails("P-210", "the provider looks at buffers",
		provider.lpWSPSend(a, &nowhere, 1, &n, 0, NULL, NULL, NULL, &errno_), SOCKET_ERROR, WSAEFAULT);
	spi_fails("P-234", "no flags", provider.lpWSPRecv(b, &in, 1, &n, NULL, NULL, NULL, NULL, &errno_),
		SOCKET_ERROR, WSAEFAULT);
	flags = 0x40000000;
	spi_fails("P-234", "unknown flags", provider.lpWSPRecv(b, &in, 1, &n, &flags, NULL, NULL, NULL,
		&errno_), SOCKET_ERROR, WSAEOPNOTSUPP);

	SOCKET u = provider_udp(), v = provider_udp();
	struct sockaddr_in to = provider_bound(u), from;
	int len = sizeof from;
	expect("P-240", "WSPSendTo", provider.lpWSPSendTo(v, out, 1, &n, 0, (struct sockaddr *)&to,
		sizeof to, NULL, NULL, NULL, &errno_), 0);
	flags = 0;
	expect("P-236", "WSPRecvFrom", provider.lpWSPRecvFrom(u, &in, 1, &n, &flags,
		(struct sockaddr *)&from, &len, NULL, NULL, NULL, &errno_), 0);
	check("P-236", n == 2 && len == sizeof from && from.sin_port != 0, "with its sender");
	spi_fails("P-240", "WSPSendTo nobody", provider.lpWSPSendTo(v, out, 1, &n, 0, NULL, 0, NULL, NULL,
		NULL, &errno_), SOCKET_ERROR, WSAENOTCONN);
	in.len = 1;
	provider.lpWSPSendTo(v, out, 1, &n, 0, (struct sockaddr *)&to, sizeof to, NULL, NULL, NULL,
		&errno_);
	len = 3;
	flags = 0;
	spi_fails("P-236", "too little room for the sender", provider.lpWSPRecvFrom(u, &in, 1, &n, &flags,
		(struct sockaddr *)&from, &len, NULL, NULL, NULL, &errno_), SOCKET_ERROR, WSAEFAULT);
	provider_close(u);
	provider_close(v);
}

static void options(void)
{
	int value = 4711, len = sizeof value;
	expect("P-241", "WSPSetSockOpt", provider.lpWSPSetSockOpt(a, SOL_SOCKET, SO_SNDTIMEO,
		(char *)&value, sizeof value, &errno_), 0);
	value = 0;
	expect("P-229", "WSPGetSockOpt", provider.lpWSPGetSockOpt(a, SOL_SOCKET, SO_SNDTIMEO,
		(char *)&value, &len, &errno_), 0);
	expect("P-229", "what was set", value, 4711);
	spi_fails("P-241", "an unknown option", provider.lpWSPSetSockOpt(a, SOL_SOCKET, 0x7abc,
		(char *)&value, sizeof value, &errno_), SOCKET_ERROR, WSAENOPROTOOPT);
	len = 1;
	spi_fails("P-229", "too little room", provider.lpWSPGetSockOpt(a, SOL_SOCKET, SO_SNDTIMEO,
		(char *)&value, &len, &errno_), SOCKET_ERROR, WSAEFAULT);
	value = 0;
	provider.lpWSPSetSockOpt(a, SOL_SOCKET, SO_SNDTIMEO, (char *)&value, sizeof value, &errno_);

	GUID id = WSAID_ACCEPTEX;
	LPFN_ACCEPTEX function = NULL;
	DWORD n = 0;
	expect("P-213", "an extension function", provider.lpWSPIoctl(a, SIO_GET_EXTENSION_FUNCTION_POINTER,
		&id, sizeof id, &function, sizeof function, &n, NULL, NULL, NULL, &errno_), 0);
	check("P-213", function != NULL && n == sizeof function, "is had by its name");

	WSABUF name = {8, "no such"};
	QOS qos;
	spi_fails("P-230", "WSPGetQOSByName", provider.lpWSPGetQOSByName(a, &name, &qos, &errno_),
		FALSE, ANY);
}

static void selects(void)
{
	fd_set read, write, except;
	struct timeval now = {0, 0}, soon = {5, 0}, bad = {-1, 0};
	char byte;
	WSABUF out = {1, "x"}, in = {1, &byte};
	DWORD n, flags = 0;
	FD_ZERO(&read);
	FD_SET(b, &read);
	expect("P-237", "nothing to read", provider.lpWSPSelect(0, &read, NULL, NULL, &now, &errno_), 0);
	expect("P-237", "empties the set", read.fd_count, 0);
	provider.lpWSPSend(a, &out, 1, &n, 0, NULL, NULL, NULL, &errno_);
	FD_ZERO(&read);
	FD_ZERO(&write);
	FD_ZERO(&except);
	FD_SET(a, &read);
	FD_SET(b, &read);
	FD_SET(a, &write);
	FD_SET(a, &except);
	read.fd_count = 1; /* a alone */
	expect("P-237", "room to write", provider.lpWSPSelect(99, &read, &write, &except, &soon, &errno_),
		1);
	read.fd_array[0] = a;
	read.fd_array[1] = b;
	read.fd_count = 2;
	expect("P-247", "one of two sockets", provider.lpWSPSelect(0, &read, NULL, NULL, &soon,
		&errno_), 1);
	check("P-247", read.fd_count == 1 && read.fd_array[0] == b, "is left in the set");
	provider.lpWSPRecv(b, &in, 1, &n, &flags, NULL, NULL, NULL, &errno_);
	FD_ZERO(&read);
	spi_fails("P-237", "no socket at all", provider.lpWSPSelect(0, &read, NULL, NULL, &now, &errno_),
		SOCKET_ERROR, WSAEINVAL);
	FD_SET(b, &read);
	spi_fails("P-237", "a time that can't be",
		provider.lpWSPSelect(0, &read, NULL, NULL, &bad, &errno_), SOCKET_ERROR, WSAEINVAL);
	FD_ZERO(&read);
	FD_SET(12345, &read);
	spi_fails("P-237", "no socket", provider.lpWSPSelect(0, &read, NULL, NULL, &now, &errno_),
		SOCKET_ERROR, WSAENOTSOCK);
}

static void events(void)
{
	WSANETWORKEVENTS happened;
	WSABUF out = {1, "x"};
	DWORD n;
	HANDLE event = CreateEventW(NULL, TRUE, FALSE, NULL);
	expect("P-225", "WSPEventSelect", provider.lpWSPEventSelect(b, event, FD_READ | FD_CLOSE, &errno_),
		0);
	provider.lpWSPSend(a, &out, 1, &n, 0, NULL, NULL, NULL, &errno_);
	expect("P-225", "the event", WaitForSingleObject(event, 5000), WAIT_OBJECT_0);
	expect("P-224", "WSPEnumNetworkEvents", provider.lpWSPEnumNetworkEvents(b, event, &happened,
		&errno_), 0);
	expect("P-224", "what happened", happened.lNetworkEvents, FD_READ);
	expect("P-224", "the event is reset", WaitForSingleObject(event, 0), WAIT_TIMEOUT);
	spi_fails("P-225", "no events", provider.lpWSPEventSelect(12345, event, FD_READ, &errno_),
		SOCKET_ERROR, WSAENOTSOCK);
	spi_fails("P-224", "no place", provider.lpWSPEnumNetworkEvents(b, NULL, NULL, &errno_),
		SOCKET_ERROR, WSAEFAULT);
	provider.lpWSPEventSelect(b, NULL, 0, &errno_);
	CloseHandle(event);

	WNDCLASSA class = {0};
	MSG message;
	class.lpfnWndProc = procedure;
	class.lpszClassName = "spi";
	RegisterClassA(&class);
	HWND window = CreateWindowA("spi", "", 0, 0, 0, 0, 0, HWND_MESSAGE, NULL, NULL, NULL);
	expect("P-217", "WSPAsyncSelect", provider.lpWSPAsyncSelect(b, window, WM_USER + 1, FD_READ,
		&errno_), 0);
	BOOL got = GetMessageA(&message, window, WM_USER + 1, WM_USER + 1);
	check("P-217", got > 0 && message.wParam == b && WSAGETSELECTEVENT(message.lParam) == FD_READ,
		"its message");
	spi_fails("P-217", "no window", provider.lpWSPAsyncSelect(b, (HWND)(UINT_PTR)0x1234, WM_USER,
		FD_READ, &errno_), SOCKET_ERROR, WSAEINVAL);
	DestroyWindow(window);
	u_long off = 0;
	provider.lpWSPAsyncSelect(b, NULL, 0, 0, &errno_);
	provider.lpWSPIoctl(b, FIONBIO, &off, sizeof off, NULL, 0, &n, NULL, NULL, NULL, &errno_);
}

static void others(void)
{
	spi_fails("P-219", "nothing blocks", provider.lpWSPCancelBlockingCall(&errno_), SOCKET_ERROR,
		WSAEINVAL);

	WSAPROTOCOL_INFOW info;
	DWORD n;
	expect("P-223", "WSPDuplicateSocket", provider.lpWSPDuplicateSocket(a, GetCurrentProcessId(),
		&info, &errno_), 0);
	SOCKET twin = provider.lpWSPSocket(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO,
		&info, 0, WSA_FLAG_OVERLAPPED, &errno_);
	check("P-223", twin != INVALID_SOCKET && twin != a, "WSPSocket of what it gave");
	WSABUF out = {1, "y"};
	expect("P-223", "sends for it", provider.lpWSPSend(twin, &out, 1, &n, 0, NULL, NULL, NULL,
		&errno_), 0);
	provider_close(twin);
	spi_fails("P-223", "no place", provider.lpWSPDuplicateSocket(a, GetCurrentProcessId(), NULL,
		&errno_), SOCKET_ERROR, WSAEFAULT);

	struct sockaddr_in group = loopback(5000);
	group.sin_addr.s_addr = htonl(0xEF010203);
	SOCKET u = provider.lpWSPSocket(AF_INET, SOCK_DGRAM, IPPROTO_UDP, &udp_entry, 0,
		WSA_FLAG_OVERLAPPED | WSA_FLAG_MULTIPOINT_C_LEAF | WSA_FLAG_MULTIPOINT_D_LEAF, &errno_);
	provider_bound(u);
	SOCKET leaf = provider.lpWSPJoinLeaf(u, (struct sockaddr *)&group, sizeof group, NULL, NULL, NULL,
		NULL, JL_BOTH, &errno_);
	if (leaf == INVALID_SOCKET && errno_ == WSAENETUNREACH)
		skip("P-232", "there is no interface for multicast");
	else
		expect("P-232", "WSPJoinLeaf", leaf, u);
	spi_fails("P-232", "no leaf", provider.lpWSPJoinLeaf(a, (struct sockaddr *)&group, sizeof group,
		NULL, NULL, NULL, NULL, JL_BOTH, &errno_), INVALID_SOCKET, ANY);
	provider_close(u);

	char z = 'z';
	WSABUF data = {1, &z};
	spi_fails("P-239", "disconnect data", provider.lpWSPSendDisconnect(a, &data, &errno_),
		SOCKET_ERROR, WSAENOPROTOOPT);
	spi_fails("P-235", "disconnect data to receive", provider.lpWSPRecvDisconnect(a, &data, &errno_),
		SOCKET_ERROR, WSAENOPROTOOPT);
	spi_fails("P-242", "an unknown way", provider.lpWSPShutdown(a, 3, &errno_), SOCKET_ERROR,
		WSAEINVAL);
	expect("P-239", "WSPSendDisconnect", provider.lpWSPSendDisconnect(a, NULL, &errno_), 0);
	spi_fails("P-239", "ends sending", provider.lpWSPSend(a, &data, 1, &n, 0, NULL, NULL, NULL,
		&errno_), SOCKET_ERROR, WSAESHUTDOWN);
	expect("P-242", "WSPShutdown", provider.lpWSPShutdown(b, SD_SEND, &errno_), 0);
	expect("P-235", "WSPRecvDisconnect", provider.lpWSPRecvDisconnect(b, NULL, &errno_), 0);
	expect("P-221", "WSPCloseSocket", provider.lpWSPCloseSocket(a, &errno_), 0);
	expect("P-221", "of both", provider.lpWSPCloseSocket(b, &errno_), 0);
}

int main(void)
{
	provider_start("P-215");
	sockets();
	addresses();
	connections();
	transfers();
	options();
	selects();
	events();
	others();
	expect("P-220", "WSPCleanup", provider.lpWSPCleanup(&errno_), 0);
	return verdict();
}
