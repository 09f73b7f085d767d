/* TerminateThread: a thread ends, whatever it does. */
#include <winsock2.h>

#include "objects.h"

static HANDLE mutex, ready;

static DWORD WINAPI wait_for_ever(LPVOID alertably)
{
	WaitForSingleObject(mutex, INFINITE);
	SetEvent(ready);
	if (alertably != NULL)
		SleepEx(INFINITE, TRUE);
	else
		WaitForSingleObject(GetCurrentProcess(), INFINITE);
	return 1;
}

static volatile LONG spins;

static DWORD WINAPI spin(LPVOID unused)
{
	(void)unused;
	WaitForSingleObject(mutex, INFINITE);
	SetEvent(ready);
	while (spins >= 0)
		spins = (spins + 1) & 0xFFFF;
	return 1;
}

static DWORD WINAPI sleep_for_ever(LPVOID unused)
{
	(void)unused;
	WaitForSingleObject(mutex, INFINITE);
	SetEvent(ready);
	Sleep(INFINITE);
	return 1;
}

static SOCKET listener;

static DWORD WINAPI accept_for_ever(LPVOID unused)
{
	(void)unused;
	WaitForSingleObject(mutex, INFINITE);
	SetEvent(ready);
	accept(listener, NULL, NULL);
	return 1;
}

static SOCKET connection;

static DWORD WINAPI receive_for_ever(LPVOID unused)
{
	char c;

	(void)unused;
	WaitForSingleObject(mutex, INFINITE);
	SetEvent(ready);
	while (recv(connection, &c, 1, 0) == 1)
		SetEvent(ready);
	return 1;
}

static const LPTHREAD_START_ROUTINE routines[] = {wait_for_ever, spin, sleep_for_ever,
						  accept_for_ever, receive_for_ever};

static void terminate(HANDLE t)
{
	DWORD code;

	check("terminate", TerminateThread(t, 0x77), TRUE);
	wait_for(t);
	GetExitCodeThread(t, &code);
	check("code", code, 0x77);
	check("its mutex", state(mutex), WAIT_ABANDONED);
	ReleaseMutex(mutex);
	CloseHandle(t);
}

static DWORD WINAPI end_oneself(LPVOID unused)
{
	(void)unused;
	TerminateThread(GetCurrentThread(), 33);
	return 1;
}

int main(void)
{
	struct sockaddr_in address = {0};
	int n = sizeof address;
	SOCKET client;
	WSADATA data;
	DWORD code;
	HANDLE t;

	mutex = CreateMutexA(NULL, FALSE, NULL);
	ready = event(FALSE, FALSE);
	WSAStartup(MAKEWORD(2, 2), &data);
	listener = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
	address.sin_family = AF_INET;
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	check("bind", bind(listener, (struct sockaddr *)&address, sizeof address), 0);
	check("listen", listen(listener, 5), 0);
	getsockname(listener, (struct sockaddr *)&address, &n);
	client = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
	check("connect", connect(client, (struct sockaddr *)&address, sizeof address), 0);
	connection = accept(listener, NULL, NULL);

	/* First one that has received before, so that it waits in the shortest way. */
	t = thread(receive_for_ever, NULL);
	wait_for(ready);
	for (int i = 0; i < 5; i++) {
		send(client, "x", 1, 0);
		wait_for(ready);
	}
	Sleep(10);
	terminate(t);
	for (int i = 0; i < 50; i++) {
		t = thread(routines[i / 2 % 5], i % 2 ? mutex : NULL);
		wait_for(ready);
		terminate(t);
	}
	check("the connection lives", send(client, "y", 1, 0), 1);
	check("and can be closed", closesocket(connection), 0);
	closesocket(client);
	t = thread(end_oneself, NULL);
	wait_for(t);
	GetExitCodeThread(t, &code);
	check("itself", code, 33);
	check_error("no thread", TerminateThread(ready, 0), FALSE, ERROR_INVALID_HANDLE);
	check("closesocket", closesocket(listener), 0);
	WSACleanup();
	return result();
}
