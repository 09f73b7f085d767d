/*
 * thread_server.c: a thread for each client. Ctrl-C ends it in good order: no new
 * clients, the old ones are cut off, all threads are waited for, then the totals
 * are shown.
 *
 *	thread_server [PORT]
 */
#define WIN32_LEAN_AND_MEAN
#include <windows.h>
#include <winsock2.h>
#include <ws2tcpip.h>
#include <process.h>
#include <stdio.h>
#include <stdlib.h>

#pragma comment(lib, "ws2_32.lib")

#define DEFAULT_PORT 7008
#define MAX_CLIENTS MAXIMUM_WAIT_OBJECTS

/* A client. Whoever takes the socket out of here, its thread or main, closes it. */
struct client {
	HANDLE thread;
	SOCKET socket;
	unsigned number;
};

static CRITICAL_SECTION lock; /* guards clients[].socket */
static struct client clients[MAX_CLIENTS];
static SOCKET listener = INVALID_SOCKET;
static HANDLE finished; /* set when main has cleaned up */
static volatile LONG stopping;
static volatile LONG served;
static volatile LONG64 echoed;

/* hang_up closes a client's socket, unless that has been done. */
static void hang_up(struct client *client)
{
	EnterCriticalSection(&lock);
	if (client->socket != INVALID_SOCKET)
		closesocket(client->socket);
	client->socket = INVALID_SOCKET;
	LeaveCriticalSection(&lock);
}

/* serve is a client's thread. */
static unsigned __stdcall serve(void *argument)
{
	struct client *client = argument;
	SOCKET s = client->socket;
	char buffer[8192];
	int got;

	while ((got = recv(s, buffer, sizeof buffer, 0)) > 0) {
		if (send(s, buffer, got, 0) == SOCKET_ERROR)
			break;
		InterlockedExchangeAdd64(&echoed, got);
	}
	InterlockedIncrement(&served);
	hang_up(client);
	return 0;
}

/* on_control runs in a thread of its own when the user wants the end. */
static BOOL WINAPI on_control(DWORD event)
{
	switch (event) {
	case CTRL_C_EVENT:
	case CTRL_BREAK_EVENT:
	case CTRL_CLOSE_EVENT:
		if (InterlockedExchange(&stopping, TRUE) == FALSE)
			closesocket(listener); /* accept fails and main goes on */
		/* After CTRL_CLOSE the process ends when this function does. */
		WaitForSingleObject(finished, 5000);
		return TRUE;
	default:
		return FALSE;
	}
}

/* free_place finds a place in clients that is not used, or whose thread has ended. */
static struct client *free_place(void)
{
	for (int i = 0; i < MAX_CLIENTS; i++) {
		if (clients[i].thread == NULL)
			return &clients[i];
		if (WaitForSingleObject(clients[i].thread, 0) == WAIT_OBJECT_0) {
			CloseHandle(clients[i].thread);
			clients[i].thread = NULL;
			return &clients[i];
		}
	}
	return NULL;
}

/* welcome starts the thread of a new client. */
static void welcome(SOCKET s, unsigned number)
{
	struct client *client = free_place();

	if (client == NULL) {
		static const char busy[] = "too many clients, come back later\r\n";
		send(s, busy, sizeof busy - 1, 0);
		closesocket(s);
		return;
	}
	client->socket = s;
	client->number = number;
	client->thread = (HANDLE)_beginthreadex(NULL, 0, serve, client, 0, NULL);
	if (client->thread == NULL) {
		fprintf(stderr, "client %u: no thread\n", number);
		hang_up(client);
	}
}

/* dismiss cuts all clients off and waits for their threads. */
static void dismiss(void)
{
	HANDLE threads[MAX_CLIENTS];
	DWORD count = 0;

	for (int i = 0; i < MAX_CLIENTS; i++) {
		if (clients[i].thread == NULL)
			continue;
		threads[count++] = clients[i].thread;
		/* This, not shutdown, ends a recv that waits in another thread. */
		hang_up(&clients[i]);
	}
	if (count > 0)
		WaitForMultipleObjects(count, threads, TRUE, INFINITE);
	while (count > 0)
		CloseHandle(threads[--count]);
}

int main(int argc, char *argv[])
{
	WSADATA data;
	SOCKADDR_IN address = {0};
	int length = sizeof address;
	int error = WSAStartup(MAKEWORD(2, 2), &data);

	if (error != 0) {
		fprintf(stderr, "WSAStartup failed: %d\n", error);
		return 1;
	}
	InitializeCriticalSection(&lock);
	finished = CreateEvent(NULL, TRUE, FALSE, NULL);
	SetConsoleCtrlHandler(on_control, TRUE);

	address.sin_family = AF_INET;
	address.sin_port = htons((u_short)(argc > 1 ? atoi(argv[1]) : DEFAULT_PORT));
	listener = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
	if (listener == INVALID_SOCKET ||
		bind(listener, (SOCKADDR *)&address, sizeof address) == SOCKET_ERROR ||
		listen(listener, SOMAXCONN) == SOCKET_ERROR ||
		getsockname(listener, (SOCKADDR *)&address, &length) == SOCKET_ERROR) {
		fprintf(stderr, "no listening socket: error %d\n", WSAGetLastError());
		return 1;
	}
	printf("Listening on port %u\n", ntohs(address.sin_port));
	fflush(stdout);

	for (unsigned number = 1; !stopping; number++) {
		SOCKET s = accept(listener, NULL, NULL);
		if (s != INVALID_SOCKET)
			welcome(s, number);
		else if (!stopping)
			fprintf(stderr, "accept failed: error %d\n", WSAGetLastError());
	}
	dismiss();
	printf("Stopped: %ld clients, %I64d bytes\n", served, echoed);
	fflush(stdout);
	SetEvent(finished);
	DeleteCriticalSection(&lock);
	WSACleanup();
	return 0;
}
