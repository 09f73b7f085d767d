/*
 * check_hosts.c: which of many servers answer? A thread asks each; a semaphore
 * lets no more than a few at a time through; main waits for all of them, 64 at a
 * time, which is as many as Windows waits for.
 *
 *	check_hosts HOST:PORT...
 */
#include <winsock2.h>
#include <ws2tcpip.h>
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#pragma comment(lib, "ws2_32.lib")

#define AT_A_TIME 8

struct question {
	const char *text;
	HANDLE thread;
	DWORD error;
};

static HANDLE tickets;
static HANDLE start; /* an event: now everybody may begin */
static LONG answered;

/* try_connect returns 0 or the error of the last address. */
static DWORD try_connect(const char *host, const char *port)
{
	struct addrinfo hints = {0}, *addresses, *a;
	DWORD error;

	hints.ai_socktype = SOCK_STREAM;
	error = getaddrinfo(host, port, &hints, &addresses);
	if (error != 0)
		return error;
	error = WSAHOST_NOT_FOUND;
	for (a = addresses; a != NULL; a = a->ai_next) {
		SOCKET s = socket(a->ai_family, a->ai_socktype, a->ai_protocol);
		if (s == INVALID_SOCKET)
			continue;
		error = connect(s, a->ai_addr, (int)a->ai_addrlen) == 0 ? 0 : WSAGetLastError();
		closesocket(s);
		if (error == 0)
			break;
	}
	freeaddrinfo(addresses);
	return error;
}

/* ask is a question's thread; its exit code is the error. */
static DWORD WINAPI ask(LPVOID parameter)
{
	struct question *q = parameter;
	char host[NI_MAXHOST];
	char *port;

	WaitForSingleObject(start, INFINITE);
	WaitForSingleObject(tickets, INFINITE);
	if (strncpy_s(host, sizeof host, q->text, _TRUNCATE) != 0 ||
		(port = strrchr(host, ':')) == NULL) {
		q->error = WSAEINVAL;
	} else {
		*port++ = '\0';
		q->error = try_connect(host, port);
	}
	if (q->error == 0)
		InterlockedIncrement(&answered);
	ReleaseSemaphore(tickets, 1, NULL);
	return q->error;
}

int main(int argc, char *argv[])
{
	int count = argc - 1;
	struct question *questions = calloc(argc, sizeof *questions);
	HANDLE threads[MAXIMUM_WAIT_OBJECTS];
	WSADATA data;

	if (count == 0 || questions == NULL) {
		fprintf(stderr, "Usage: check_hosts HOST:PORT...\n");
		free(questions);
		return 2;
	}
	if (WSAStartup(MAKEWORD(2, 2), &data) != 0)
		return 2;
	tickets = CreateSemaphore(NULL, AT_A_TIME, AT_A_TIME, NULL);
	start = CreateEvent(NULL, TRUE, FALSE, NULL);
	for (int i = 0; i < count; i++) {
		questions[i].text = argv[i + 1];
		questions[i].thread = CreateThread(NULL, 0, ask, &questions[i], 0, NULL);
		if (questions[i].thread == NULL) {
			fprintf(stderr, "CreateThread failed: error %lu\n", GetLastError());
			return 2; /* which ends the others, too */
		}
	}
	SetEvent(start);
	for (int done = 0; done < count;) {
		DWORD some = (DWORD)min(count - done, MAXIMUM_WAIT_OBJECTS);
		for (DWORD i = 0; i < some; i++)
			threads[i] = questions[done + i].thread;
		if (WaitForMultipleObjects(some, threads, TRUE, INFINITE) == WAIT_FAILED) {
			fprintf(stderr, "WaitForMultipleObjects failed: error %lu\n", GetLastError());
			return 2;
		}
		done += some;
	}
	for (int i = 0; i < count; i++) {
		DWORD code;
		GetExitCodeThread(questions[i].thread, &code);
		if (code == 0)
			printf("%-24s answers\n", questions[i].text);
		else
			printf("%-24s error %lu\n", questions[i].text, code);
		CloseHandle(questions[i].thread);
	}
	printf("%ld of %d answer\n", answered, count);
	CloseHandle(start);
	CloseHandle(tickets);
	free(questions);
	WSACleanup();
	return answered == count ? 0 : 1;
}
