/*
 * soak.c: soak SECONDS CONNECTIONS WORKERS [SEED [KIB]] holds so many connections through
 * two completion ports, with so many threads at each, and fails when an operation does
 * not end exactly once, a byte is lost, doubled or moved, or descriptors or memory do not
 * come back. KIB is what a connection may need that the beginning has not shown.
 */
#include "soak.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

HANDLE ports[2];
volatile LONG draining;
volatile LONG happened[EVENTS];
static volatile LONG packets, pokes, workers;
static unsigned slots = 1000, seed;

enum { SERVED = 20000 }; /* packets, then a thread makes place for another */

void fail(const char *what, ...)
{
	va_list list;

	va_start(list, what);
	fprintf(stderr, "soak: ");
	vfprintf(stderr, what, list);
	fprintf(stderr, " (seed %u)\n", seed);
	va_end(list);
	fflush(NULL);
	TerminateProcess(GetCurrentProcess(), 1);
}

unsigned chance(void)
{
	static __thread uint64_t state;

	if (state == 0)
		state = seed * 0x9E3779B97F4A7C15ULL + GetCurrentThreadId();
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (unsigned)(state >> 16);
}

static void ended(operation *o, DWORD error, DWORD bytes)
{
	InterlockedIncrement(&packets);
	operation_ended(o, error, bytes);
	switch (o->kind) {
	case RECEIVE:
		end_receive_ended(o);
		break;
	case SEND:
		end_send_ended(o);
		break;
	case ACCEPT:
		listen_ended(o, error);
		break;
	case CONNECT:
		end_connected(o, error);
		break;
	}
}

/* packet handles one packet: FALSE when the thread is to end. */
static BOOL packet(ULONG_PTR key, OVERLAPPED *overlapped, DWORD error, DWORD bytes)
{
	switch (key) {
	case STOP:
		return FALSE;
	case POKE:
		InterlockedDecrement(&pokes);
		slot_poke(bytes, (unsigned)(uintptr_t)overlapped);
		return TRUE;
	}
	ended((operation *)overlapped, error, bytes);
	return TRUE;
}

/* error_of is the error for a status, of those that can come. */
static DWORD error_of(ULONG_PTR status)
{
	switch ((DWORD)status) {
	case 0:
		return 0;
	case 0xC0000120:
		return ERROR_OPERATION_ABORTED;
	case 0xC000020D:
		return ERROR_NETNAME_DELETED;
	case 0xC0000241:
		return ERROR_CONNECTION_ABORTED;
	}
	return (DWORD)status;
}

static DWORD WINAPI work(void *port);

static void employ(HANDLE port)
{
	HANDLE t;

	InterlockedIncrement(&workers);
	t = CreateThread(NULL, 0, work, port, 0, NULL);
	if (t == NULL)
		fail("CreateThread: %u", GetLastError());
	CloseHandle(t);
}

static DWORD WINAPI work(void *port)
{
	OVERLAPPED_ENTRY entries[16];
	BOOL single = chance() % 2 == 0;

	for (unsigned served = 0; served < SERVED;) {
		ULONG n = 1;
		if (single) {
			OVERLAPPED *o;
			ULONG_PTR key;
			DWORD bytes, error = 0;
			if (!GetQueuedCompletionStatus(port, &bytes, &key, &o, INFINITE))
				error = GetLastError();
			if (error != 0 && o == NULL)
				fail("GetQueuedCompletionStatus: %u", error);
			if (!packet(key, o, error, bytes))
				goto over;
		} else {
			if (!GetQueuedCompletionStatusEx(port, entries, 16, &n, INFINITE, FALSE))
				fail("GetQueuedCompletionStatusEx: %u", GetLastError());
			for (ULONG i = 0; i < n; i++)
				if (!packet(entries[i].lpCompletionKey, entries[i].lpOverlapped,
						error_of(entries[i].Internal), entries[i].dwNumberOfBytesTransferred)) {
					/* the others are not this thread's alone */
					for (ULONG k = i + 1; k < n; k++)
						PostQueuedCompletionStatus(port, 0, STOP, NULL);
					goto over;
				}
		}
		served += n;
	}
	employ(port);
over:
	InterlockedDecrement(&workers);
	return 0;
}

static void poke(unsigned slot)
{
	unsigned r = chance();

	InterlockedIncrement(&pokes);
	if (!PostQueuedCompletionStatus(ports[r % 2], slot, POKE, (OVERLAPPED *)(uintptr_t)(r / 2)))
		fail("PostQueuedCompletionStatus: %u", GetLastError());
}

enum { POKES = 64, PATIENCE = 20000 };

/* patience fails when nothing has happened for long. */
static void patience(BOOL wait)
{
	static LONG last;
	static ULONGLONG since;

	if (packets != last || since == 0) {
		last = packets;
		since = GetTickCount64();
	} else if (wait && GetTickCount64() - since > PATIENCE) {
		slots_tell();
		fail("nothing happens: %d operations are under way, %u connections", operations_under_way,
			slots_busy());
	}
}

/* run lets connections come and go for ms milliseconds, then waits for their end. */
static void run(ULONGLONG ms)
{
	ULONGLONG until = GetTickCount64() + ms;

	draining = 0;
	while (GetTickCount64() < until) {
		while (pokes < POKES)
			poke(chance() % slots);
		if (chance() % 64 == 0)
			listen_cancel();
		patience(TRUE);
		Sleep(1);
	}
	draining = 1;
	while (slots_busy() > 0) {
		for (unsigned i = 0; i < slots; i++) {
			while (pokes >= POKES)
				Sleep(1);
			poke(i);
		}
		patience(TRUE);
	}
	while (pokes > 0)
		Sleep(1);
}

int main(int argc, char **argv)
{
	WSADATA data;
	ULONGLONG ms = 1000 * (argc > 1 ? strtoul(argv[1], NULL, 10) : 10);
	unsigned threads = argc > 3 ? (unsigned)strtoul(argv[3], NULL, 10) : 3;
	unsigned files, more_files;
	unsigned memory, more_memory, needed;

	if (argc > 2)
		slots = (unsigned)strtoul(argv[2], NULL, 10);
	seed = argc > 4 ? (unsigned)strtoul(argv[4], NULL, 10) : 0;
	if (seed == 0)
		seed = (unsigned)GetTickCount64();
	needed = argc > 5 ? (unsigned)strtoul(argv[5], NULL, 10) * slots : 0;
	if (WSAStartup(MAKEWORD(2, 2), &data) != 0)
		fail("WSAStartup");
	operations_init();
	slots_init(slots);
	for (int i = 0; i < 2; i++) {
		ports[i] = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 2);
		for (unsigned n = 0; n < threads; n++)
			employ(ports[i]);
	}
	listen_init();
	run(ms / 4);
	files = process_files();
	memory = process_memory();
	run(ms - ms / 4);
	more_files = process_files();
	more_memory = process_memory();
	draining = 2;
	listen_close();
	while (operations_under_way > 0) {
		patience(TRUE);
		Sleep(1);
	}
	for (unsigned i = 0; i < 2 * threads; i++)
		PostQueuedCompletionStatus(ports[i % 2], 0, STOP, NULL);
	while (workers > 0)
		Sleep(1);
	CloseHandle(ports[0]);
	CloseHandle(ports[1]);
	if (WSACleanup() != 0)
		fail("WSACleanup: %d", WSAGetLastError());
	printf("%d connections, %d packets, %d frames; %d cancels, %d resets, %d closes, %d halves; "
	       "%d streams whole\n",
		happened[OPENED], packets, happened[FRAMES], happened[CANCELLED], happened[RESETS],
		happened[CLOSES], happened[HALVES], happened[CLEAN]);
	printf("%u descriptors, then %u; %u KiB, then %u\n", files, more_files, memory, more_memory);
	for (int i = 0; i < EVENTS; i++)
		if (happened[i] == 0)
			fail("nothing of kind %d has happened", i);
	if (more_files > files + 8)
		fail("descriptors are left");
	if (more_memory > memory + memory / 4 + 16 * 1024 + needed)
		fail("memory grows");
	return 0;
}
