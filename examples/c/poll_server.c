/*
 * poll_server.c: WSAPoll over a list that grows. Each client may send one request,
 * of one line, and gets the line back in upper case; then the server hangs up.
 *
 *	poll_server [PORT]
 *
 * It listens on IPv6 and IPv4 with one socket. Ctrl-C ends it.
 */
#define _WIN32_WINNT 0x0600
#include <winsock2.h>
#include <ws2tcpip.h>
#include <windows.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#pragma comment(lib, "ws2_32.lib")

#define DEFAULT_PORT 7010
#define MAX_LINE 256

/* What the server knows of a client, beside its place in the list for WSAPoll. */
struct request {
	char line[MAX_LINE];
	int length;
	int answered; /* bytes of the answer that are sent */
	BOOL complete;
};

static WSAPOLLFD *polled;        /* the listener is polled[0] */
static struct request *requests; /* requests[i] belongs to polled[i] */
static ULONG count, capacity;
static volatile LONG stop;

/* on_control runs in a thread of its own. */
static BOOL WINAPI on_control(DWORD event)
{
	InterlockedExchange(&stop, 1);
	if (event != CTRL_C_EVENT && event != CTRL_BREAK_EVENT)
		Sleep(5000); /* when this returns the process ends; main ends it before */
	return TRUE;
}

/* grown reallocates a block of the process heap. */
static void *grown(void *block, SIZE_T size)
{
	HANDLE heap = GetProcessHeap();
	void *larger = block == NULL ? HeapAlloc(heap, HEAP_ZERO_MEMORY, size)
								 : HeapReAlloc(heap, HEAP_ZERO_MEMORY, block, size);

	if (larger == NULL) {
		fprintf(stderr, "out of memory\n");
		ExitProcess(2);
	}
	return larger;
}

static void add(SOCKET s)
{
	if (count == capacity) {
		capacity = capacity == 0 ? 4 : capacity * 2;
		polled = grown(polled, capacity * sizeof *polled);
		requests = grown(requests, capacity * sizeof *requests);
	}
	polled[count].fd = s;
	polled[count].events = POLLRDNORM;
	polled[count].revents = 0;
	ZeroMemory(&requests[count], sizeof requests[count]);
	count++;
}

/* drop closes a client; the last one takes its place. */
static void drop(ULONG i)
{
	closesocket(polled[i].fd);
	count--;
	polled[i] = polled[count];
	requests[i] = requests[count];
}

/* receive reads a part of the request; FALSE when the client has gone. */
static BOOL receive(SOCKET s, struct request *r)
{
	int got = recv(s, r->line + r->length, MAX_LINE - r->length, 0);

	if (got == SOCKET_ERROR)
		return WSAGetLastError() == WSAEWOULDBLOCK;
	if (got == 0)
		return FALSE;
	for (int i = r->length; i < r->length + got; i++) {
		if (r->line[i] == '\n')
			r->complete = TRUE;
		r->line[i] = (char)toupper((unsigned char)r->line[i]);
	}
	r->length += got;
	r->complete = r->complete || r->length == MAX_LINE;
	return TRUE;
}

/* answer sends a part of the answer; FALSE when there is no more to do. */
static BOOL answer(SOCKET s, struct request *r)
{
	int sent = send(s, r->line + r->answered, r->length - r->answered, 0);

	if (sent == SOCKET_ERROR)
		return WSAGetLastError() == WSAEWOULDBLOCK;
	r->answered += sent;
	if (r->answered < r->length)
		return TRUE;
	shutdown(s, SD_SEND);
	return FALSE;
}

/* serve does what WSAPoll says about client i; FALSE when it is to be dropped. */
static BOOL serve(ULONG i)
{
	if (polled[i].revents & (POLLERR | POLLNVAL))
		return FALSE;
	if (requests[i].complete) {
		if (polled[i].revents & POLLWRNORM)
			return answer(polled[i].fd, &requests[i]);
		return (polled[i].revents & POLLHUP) == 0;
	}
	if (!receive(polled[i].fd, &requests[i]))
		return FALSE;
	if (requests[i].complete)
		polled[i].events = POLLWRNORM;
	return TRUE;
}

static SOCKET listen_dual(u_short port, u_short *got)
{
	SOCKADDR_IN6 address;
	int length = sizeof address;
	DWORD v6_only = FALSE;
	u_long on = 1;
	SOCKET s = socket(AF_INET6, SOCK_STREAM, IPPROTO_TCP);

	ZeroMemory(&address, sizeof address);
	address.sin6_family = AF_INET6;
	address.sin6_addr = in6addr_any;
	address.sin6_port = htons(port);
	if (s == INVALID_SOCKET ||
		setsockopt(s, IPPROTO_IPV6, IPV6_V6ONLY, (char *)&v6_only, sizeof v6_only) != 0 ||
		bind(s, (SOCKADDR *)&address, sizeof address) != 0 || listen(s, SOMAXCONN) != 0 ||
		ioctlsocket(s, FIONBIO, &on) != 0 ||
		getsockname(s, (SOCKADDR *)&address, &length) != 0) {
		fprintf(stderr, "cannot listen: error %d\n", WSAGetLastError());
		ExitProcess(1);
	}
	*got = ntohs(address.sin6_port);
	return s;
}

int main(int argc, char **argv)
{
	WSADATA data;
	u_short port;
	unsigned long served = 0;

	if (WSAStartup(MAKEWORD(2, 2), &data) != 0)
		return 1;
	SetConsoleCtrlHandler(on_control, TRUE);
	add(listen_dual((u_short)(argc > 1 ? atoi(argv[1]) : DEFAULT_PORT), &port));
	printf("Listening on port %u\n", port);
	fflush(stdout);

	while (!stop) {
		int ready = WSAPoll(polled, count, 200);
		if (ready == SOCKET_ERROR) {
			fprintf(stderr, "WSAPoll failed: error %d\n", WSAGetLastError());
			break;
		}
		/* Backwards, so that drop moves only what has been looked at. */
		for (ULONG i = count - 1; ready > 0 && i > 0; i--) {
			if (polled[i].revents != 0 && !serve(i)) {
				served += requests[i].complete;
				drop(i);
			}
		}
		if (ready > 0 && polled[0].revents & POLLRDNORM) {
			SOCKET s = accept(polled[0].fd, NULL, NULL);
			if (s != INVALID_SOCKET)
				add(s); /* is non-blocking, as the listener is */
		}
	}
	while (count > 0)
		drop(count - 1);
	HeapFree(GetProcessHeap(), 0, polled);
	HeapFree(GetProcessHeap(), 0, requests);
	printf("Stopped: %lu requests\n", served);
	WSACleanup();
	return 0;
}
