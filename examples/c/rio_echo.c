/*
 * rio_echo.c: sends each UDP datagram back, with Registered I/O: the memory of all
 * datagrams is registered once, requests and results go through queues, and a completion
 * port is asked only when the queue of results is empty.
 *
 *	rio_echo [PORT]
 *
 * Ctrl-C ends the server.
 */
#ifndef _WIN32_WINNT
#define _WIN32_WINNT 0x0602 /* Windows 8 */
#endif
#define WIN32_LEAN_AND_MEAN
#include <winsock2.h>
#include <ws2tcpip.h>
#include <ws2ipdef.h>
#include <mswsock.h>
#include <windows.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#pragma comment(lib, "ws2_32.lib")

#define DEFAULT_PORT 7015
#define SLOTS 64 /* datagrams on their way in or out at a time */
#define RESULTS 32

enum { KEY_RESULTS, KEY_STOP }; /* what a packet of the port is about */

/* A slot holds a datagram that is awaited or going back. */
struct slot {
	SOCKADDR_INET peer;
	BOOL sending;
	char data[65536]; /* larger than any datagram */
};

static RIO_EXTENSION_FUNCTION_TABLE rio;
static RIO_CQ results;
static RIO_RQ requests;
static RIO_BUFFERID memory;
static struct slot *slots;
static HANDLE port;
static unsigned long long datagrams, bytes_echoed;

static BOOL WINAPI on_control(DWORD event)
{
	PostQueuedCompletionStatus(port, 0, KEY_STOP, NULL);
	Sleep(event == CTRL_CLOSE_EVENT ? 5000 : 0); /* main ends the process before */
	return TRUE;
}

/* fail says what has failed and ends the program. */
static void fail(const char *what)
{
	fprintf(stderr, "%s: error %d\n", what, WSAGetLastError());
	ExitProcess(1);
}

/* part describes a part of a slot to the RIO functions. */
static RIO_BUF part(const struct slot *slot, size_t offset, ULONG length)
{
	RIO_BUF buffer = {memory, (ULONG)((slot - slots) * sizeof *slot + offset), length};

	return buffer;
}

static void receive(struct slot *slot)
{
	RIO_BUF data = part(slot, offsetof(struct slot, data), sizeof slot->data);
	RIO_BUF peer = part(slot, offsetof(struct slot, peer), sizeof slot->peer);

	slot->sending = FALSE;
	if (!rio.RIOReceiveEx(requests, &data, 1, NULL, &peer, NULL, NULL, 0, slot))
		fail("RIOReceiveEx");
}

/* send_back queues the answer; it leaves when commit says so, together with others. */
static void send_back(struct slot *slot, ULONG length)
{
	RIO_BUF data = part(slot, offsetof(struct slot, data), length);
	RIO_BUF peer = part(slot, offsetof(struct slot, peer), sizeof slot->peer);

	slot->sending = TRUE;
	if (!rio.RIOSendEx(requests, &data, 1, NULL, &peer, NULL, NULL, RIO_MSG_DEFER, slot))
		fail("RIOSendEx");
}

static void commit(void)
{
	if (!rio.RIOSend(requests, NULL, 0, RIO_MSG_COMMIT_ONLY, NULL))
		fail("RIOSend");
}

/* work_off takes all results there are. */
static void work_off(void)
{
	RIORESULT taken[RESULTS];
	ULONG count;

	while ((count = rio.RIODequeueCompletion(results, taken, RESULTS)) > 0) {
		BOOL answered = FALSE;
		if (count == RIO_CORRUPT_CQ)
			fail("RIODequeueCompletion");
		for (ULONG i = 0; i < count; i++) {
			struct slot *slot = (struct slot *)(ULONG_PTR)taken[i].RequestContext;
			if (slot->sending || taken[i].Status != 0) { /* a peer may have gone */
				receive(slot);
				continue;
			}
			datagrams++;
			bytes_echoed += taken[i].BytesTransferred;
			send_back(slot, taken[i].BytesTransferred);
			answered = TRUE;
		}
		if (answered)
			commit();
	}
}

/* open_socket makes the bound socket, and finds the RIO functions. */
static SOCKET open_socket(u_short number)
{
	GUID id = WSAID_MULTIPLE_RIO;
	SOCKADDR_IN address = {0};
	int length = sizeof address, kept = 1 << 20; /* for bursts */
	DWORD bytes;
	SOCKET s = WSASocketW(AF_INET, SOCK_DGRAM, IPPROTO_UDP, NULL, 0,
		WSA_FLAG_OVERLAPPED | WSA_FLAG_REGISTERED_IO);

	if (s == INVALID_SOCKET)
		fail("WSASocket");
	address.sin_family = AF_INET;
	address.sin_port = htons(number);
	if (setsockopt(s, SOL_SOCKET, SO_RCVBUF, (char *)&kept, sizeof kept) == SOCKET_ERROR ||
		bind(s, (SOCKADDR *)&address, length) == SOCKET_ERROR ||
		getsockname(s, (SOCKADDR *)&address, &length) == SOCKET_ERROR)
		fail("bind");
	if (WSAIoctl(s, SIO_GET_MULTIPLE_EXTENSION_FUNCTION_POINTER, &id, sizeof id, &rio,
			sizeof rio, &bytes, NULL, NULL) == SOCKET_ERROR)
		fail("SIO_GET_MULTIPLE_EXTENSION_FUNCTION_POINTER");
	printf("Listening on port %u\n", ntohs(address.sin_port));
	fflush(stdout);
	return s;
}

int main(int argc, char **argv)
{
	WSADATA data;
	OVERLAPPED notice = {0};
	RIO_NOTIFICATION_COMPLETION notification = {.Type = RIO_IOCP_COMPLETION};
	ULONG_PTR key = KEY_RESULTS;

	if (WSAStartup(MAKEWORD(2, 2), &data) != 0)
		return 1;
	port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1);
	if (port == NULL || !SetConsoleCtrlHandler(on_control, TRUE))
		fail("CreateIoCompletionPort");
	SOCKET s = open_socket((u_short)(argc > 1 ? atoi(argv[1]) : DEFAULT_PORT));

	slots = VirtualAlloc(NULL, SLOTS * sizeof *slots, MEM_COMMIT | MEM_RESERVE, PAGE_READWRITE);
	if (slots == NULL)
		fail("VirtualAlloc");
	memory = rio.RIORegisterBuffer((PCHAR)slots, SLOTS * sizeof *slots);
	if (memory == RIO_INVALID_BUFFERID)
		fail("RIORegisterBuffer");
	notification.Iocp.IocpHandle = port;
	notification.Iocp.CompletionKey = (PVOID)KEY_RESULTS;
	notification.Iocp.Overlapped = &notice;
	/* A slot waits for one result at a time. */
	results = rio.RIOCreateCompletionQueue(2 * SLOTS, &notification);
	if (results == RIO_INVALID_CQ)
		fail("RIOCreateCompletionQueue");
	requests = rio.RIOCreateRequestQueue(s, SLOTS, 1, SLOTS, 1, results, results, NULL);
	if (requests == RIO_INVALID_RQ)
		fail("RIOCreateRequestQueue");
	for (int i = 0; i < SLOTS; i++)
		receive(&slots[i]);

	while (key == KEY_RESULTS) {
		DWORD bytes;
		OVERLAPPED *overlapped;
		INT error = rio.RIONotify(results); /* comes at once if there are results */
		if (error != ERROR_SUCCESS) {
			WSASetLastError(error);
			fail("RIONotify");
		}
		if (!GetQueuedCompletionStatus(port, &bytes, &key, &overlapped, INFINITE))
			fail("GetQueuedCompletionStatus");
		if (key == KEY_RESULTS)
			work_off();
	}
	SetConsoleCtrlHandler(on_control, FALSE);
	closesocket(s); /* frees the queue of requests, too */
	rio.RIOCloseCompletionQueue(results);
	rio.RIODeregisterBuffer(memory);
	VirtualFree(slots, 0, MEM_RELEASE);
	CloseHandle(port);
	printf("Stopped: %I64u datagrams, %I64u bytes\n", datagrams, bytes_echoed);
	WSACleanup();
	return 0;
}
