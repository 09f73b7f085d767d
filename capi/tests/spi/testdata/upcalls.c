/* upcalls.c: the upcalls that a provider is given, called by the program that it serves. */
#include <winsock2.h>
#include <ws2spi.h>
#include <windows.h>

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

/* that complains when a fact does not hold. */
#define that(holds)                                                             \
	do {                                                                        \
		if (!(holds))                                                           \
			printf("%s:%d: not so: %s (%d, %d)\n", __FILE__, __LINE__, #holds, error, \
				WSAGetLastError());                                             \
	} while (0)

/* fails wants a failure with an error in error, and the last error as it was. */
#define fails(call, result, code)                                               \
	do {                                                                        \
		error = 0;                                                              \
		WSASetLastError(4711);                                                  \
		that((call) == (result) && error == (code));                            \
		that(WSAGetLastError() == 4711);                                        \
	} while (0)

static WSPUPCALLTABLE up;
static WSAPROTOCOL_INFOW entry;
static int error;

static void events(void)
{
	WSASetLastError(4711);
	WSAEVENT event = up.lpWPUCreateEvent(&error);
	that(event != WSA_INVALID_EVENT);
	that(WaitForSingleObject(event, 0) == WAIT_TIMEOUT);
	that(up.lpWPUSetEvent(event, &error) == TRUE);
	that(WaitForSingleObject(event, 0) == WAIT_OBJECT_0);
	that(WaitForSingleObject(event, 0) == WAIT_OBJECT_0); /* reset by hand */
	that(up.lpWPUResetEvent(event, &error) == TRUE);
	that(WaitForSingleObject(event, 0) == WAIT_TIMEOUT);
	that(WSAGetLastError() == 4711);
	that(up.lpWPUCloseEvent(event, &error) == TRUE);
	fails(up.lpWPUCloseEvent(event, &error), FALSE, WSA_INVALID_HANDLE);
	fails(up.lpWPUSetEvent(event, &error), FALSE, WSA_INVALID_HANDLE);
	fails(up.lpWPUResetEvent(event, &error), FALSE, WSA_INVALID_HANDLE);
	that(up.lpWPUCloseEvent(event, NULL) == FALSE);
}

static void sets(void)
{
	fd_set set;
	FD_ZERO(&set);
	FD_SET(4, &set);
	that(up.lpWPUFDIsSet(4, &set) != 0);
	that(up.lpWPUFDIsSet(8, &set) == 0);
	that(up.lpWPUFDIsSet(4, NULL) == 0);
}

static void messages(void)
{
	MSG message;
	WNDCLASSA class = {0};
	class.lpfnWndProc = DefWindowProcA;
	class.lpszClassName = "upcalls";
	RegisterClassA(&class);
	HWND window = CreateWindowA("upcalls", "", 0, 0, 0, 0, 0, HWND_MESSAGE, NULL, NULL, NULL);
	WSASetLastError(4711);
	that(up.lpWPUPostMessage(window, WM_USER + 5, 6, 7) == TRUE);
	that(WSAGetLastError() == 4711);
	that(GetMessageA(&message, window, WM_USER + 5, WM_USER + 5) > 0);
	that(message.wParam == 6 && message.lParam == 7);
	DestroyWindow(window);
	that(up.lpWPUPostMessage(window, WM_USER, 0, 0) == FALSE);
	that(WSAGetLastError() == 4711);
}

/* What a completion routine is to be told: an APC has only one argument. */
struct thunk {
	LPWSAOVERLAPPED_COMPLETION_ROUTINE routine;
	DWORD error, count;
	WSAOVERLAPPED overlapped;
};

static DWORD told, told_on;

static void CALLBACK routine(DWORD code, DWORD count, LPWSAOVERLAPPED overlapped, DWORD flags)
{
	(void)overlapped;
	(void)flags;
	told = code * 1000 + count;
	told_on = GetCurrentThreadId();
}

static void CALLBACK unpack(DWORD_PTR context)
{
	struct thunk *t = (struct thunk *)context;
	t->routine(t->error, t->count, &t->overlapped, 0);
}

static HANDLE opened, named;
static WSATHREADID other;

static DWORD WINAPI waits(LPVOID unused)
{
	(void)unused;
	that(up.lpWPUOpenCurrentThread(&other, &error) == 0);
	SetEvent(opened);
	that(WaitForSingleObjectEx(named, 10000, FALSE) == WAIT_OBJECT_0);
	that(told == 0); /* not before an alertable wait */
	that(SleepEx(10000, TRUE) == WAIT_IO_COMPLETION);
	return told_on == GetCurrentThreadId() ? 7 : 8;
}

static void threads(void)
{
	WSATHREADID own, copy;
	struct thunk thunk = {.routine = routine, .error = 5, .count = 6};
	DWORD code;
	WSASetLastError(4711);
	that(up.lpWPUOpenCurrentThread(&own, &error) == 0);
	that(GetThreadId(own.ThreadHandle) == GetCurrentThreadId());
	that(up.lpWPUQueueApc(&own, unpack, (DWORD_PTR)&thunk, &error) == 0);
	that(WSAGetLastError() == 4711);
	that(told == 0);
	that(SleepEx(0, TRUE) == WAIT_IO_COMPLETION);
	that(told == 5006 && told_on == GetCurrentThreadId());
	fails(up.lpWPUQueueApc(&own, NULL, 0, &error), SOCKET_ERROR, WSAEFAULT);
	fails(up.lpWPUQueueApc(NULL, unpack, 0, &error), SOCKET_ERROR, WSAEFAULT);
	copy = own;
	WSASetLastError(4711);
	that(up.lpWPUCloseThread(&own, &error) == 0);
	that(WSAGetLastError() == 4711);
	fails(up.lpWPUCloseThread(&copy, &error), SOCKET_ERROR, WSAEFAULT);
	fails(up.lpWPUQueueApc(&copy, unpack, 0, &error), SOCKET_ERROR, WSAEFAULT);
	fails(up.lpWPUCloseThread(NULL, &error), SOCKET_ERROR, WSAEFAULT);
	fails(up.lpWPUOpenCurrentThread(NULL, &error), SOCKET_ERROR, WSAEFAULT);

	/* Another thread, and the structure is not needed any longer than the call. */
	told = 0;
	opened = CreateEventA(NULL, FALSE, FALSE, NULL);
	named = CreateEventA(NULL, FALSE, FALSE, NULL);
	HANDLE thread = CreateThread(NULL, 0, waits, NULL, 0, NULL);
	WaitForSingleObject(opened, INFINITE);
	copy = other;
	that(up.lpWPUQueueApc(&copy, unpack, (DWORD_PTR)&thunk, &error) == 0);
	memset(&copy, 0, sizeof copy);
	SetEvent(named);
	WaitForSingleObject(thread, INFINITE);
	that(GetExitCodeThread(thread, &code) && code == 7);
	that(told == 5006);
	fails(up.lpWPUQueueApc(&other, unpack, 0, &error), SOCKET_ERROR, WSAEFAULT); /* it has ended */
	that(up.lpWPUCloseThread(&other, &error) == 0);
	CloseHandle(thread);
	CloseHandle(opened);
	CloseHandle(named);
}

static void handles(void)
{
	DWORD_PTR context = 0;
	WSASetLastError(4711);
	SOCKET s = up.lpWPUCreateSocketHandle(entry.dwCatalogEntryId, 0x1234, &error);
	that(s != INVALID_SOCKET && WSAGetLastError() == 4711);
	that(up.lpWPUQuerySocketHandleContext(s, &context, &error) == 0 && context == 0x1234);
	fails(up.lpWPUQuerySocketHandleContext(s, NULL, &error), SOCKET_ERROR, WSAEFAULT);
	that(closesocket(s) == SOCKET_ERROR && WSAGetLastError() == WSAENOTSOCK); /* not yet */
	that(up.lpWPUCloseSocketHandle(s, &error) == 0);
	fails(up.lpWPUCloseSocketHandle(s, &error), SOCKET_ERROR, WSAENOTSOCK);
	fails(up.lpWPUQuerySocketHandleContext(s, &context, &error), SOCKET_ERROR, WSAENOTSOCK);
	SOCKET real = socket(AF_INET, SOCK_DGRAM, 0);
	that(real != INVALID_SOCKET);
	fails(up.lpWPUQuerySocketHandleContext(real, &context, &error), SOCKET_ERROR, WSAENOTSOCK);
	fails(up.lpWPUCloseSocketHandle(real, &error), SOCKET_ERROR, WSAENOTSOCK);
	that(closesocket(real) == 0);
}

/* ends reports whether text ends with these characters. */
static int ends(const WCHAR *text, const WCHAR *with)
{
	size_t n = wcslen(text), m = wcslen(with);
	return n >= m && wcscmp(text + n - m, with) == 0;
}

static void paths(void)
{
	GUID id = entry.ProviderId, unknown = {0x4711, 1, 2, {3}};
	WCHAR path[MAX_PATH];
	int len = MAX_PATH;
	WSASetLastError(4711);
	that(up.lpWPUGetProviderPath(&id, path, &len, &error) == 0);
	that(WSAGetLastError() == 4711);
	that(ends(path, L"keeper.so"));
	len = 3;
	fails(up.lpWPUGetProviderPath(&id, path, &len, &error), SOCKET_ERROR, WSAEFAULT);
	len = MAX_PATH;
	fails(up.lpWPUGetProviderPath(&unknown, path, &len, &error), SOCKET_ERROR, WSAEINVAL);
	fails(up.lpWPUGetProviderPath(NULL, path, &len, &error), SOCKET_ERROR, WSAEFAULT);

	/* The system's own transports are in the library. */
	WSAPROTOCOL_INFOW all[64];
	DWORD size = sizeof all;
	that(WSCEnumProtocols(NULL, all, &size, &error) > 0);
	len = MAX_PATH;
	that(up.lpWPUGetProviderPath(&all[0].ProviderId, path, &len, &error) == 0);
	HMODULE module = LoadLibraryW(path);
	that(module != NULL && GetProcAddress(module, "WSPStartup") == (FARPROC)(void *)WSPStartup);
	len = MAX_PATH;
	path[0] = 0;
	that(WSCGetProviderPath(&all[0].ProviderId, path, &len, &error) == 0);
	module = LoadLibraryW(path);
	that(module != NULL && GetProcAddress(module, "WSPStartup") == (FARPROC)(void *)WSPStartup);
}

static int hooked, cancels;

static BOOL CALLBACK hook(void)
{
	hooked++;
	if (cancels)
		that(WSACancelBlockingCall() == 0);
	return FALSE;
}

static void hooks(void)
{
	WSADATA data;
	LPBLOCKINGCALLBACK callback = (LPBLOCKINGCALLBACK)(void *)hook;
	DWORD_PTR context = 1;
	DWORD id = entry.dwCatalogEntryId;
	that(up.lpWPUQueryBlockingCallback(id, &callback, &context, &error) == 0);
	that(callback == NULL);
	fails(up.lpWPUQueryBlockingCallback(id + 1000, &callback, &context, &error), SOCKET_ERROR,
		WSAEINVAL);
	fails(up.lpWPUQueryBlockingCallback(id, NULL, &context, &error), SOCKET_ERROR, WSAEFAULT);
	fails(up.lpWPUQueryBlockingCallback(id, &callback, NULL, &error), SOCKET_ERROR, WSAEFAULT);
	WSACleanup();
	WSATHREADID own;
	fails(up.lpWPUOpenCurrentThread(&own, &error), SOCKET_ERROR, WSANOTINITIALISED);

	that(WSAStartup(MAKEWORD(1, 1), &data) == 0);
	that(WSASetBlockingHook((FARPROC)(void *)hook) != NULL);
	that(up.lpWPUQueryBlockingCallback(id, &callback, &context, &error) == 0);
	that(callback != NULL);
	that(callback(context) != FALSE && hooked == 1);
	cancels = 1;
	that(callback(context) == FALSE && hooked == 2);
	that(!WSAIsBlocking());
	WSACleanup();
}

int main(int argc, char **argv)
{
	WSADATA data;
	void *plugin = argc == 2 ? dlopen(argv[1], RTLD_NOW) : NULL;
	if (plugin == NULL) {
		printf("no provider: %s\n", dlerror());
		return 1;
	}
	int *starts = dlsym(plugin, "starts");
	that(WSAStartup(MAKEWORD(2, 2), &data) == 0);
	that(*starts == 0); /* not before a socket is wanted */
	that(socket(0x7a01, SOCK_STREAM, 1) == INVALID_SOCKET);
	that(WSAGetLastError() == WSAEPROVIDERFAILEDINIT);
	that(*starts == 1 && *(WORD *)dlsym(plugin, "version") == MAKEWORD(2, 2));
	that(*(int *)dlsym(plugin, "tcp_error") == 0);
	that(*(int *)dlsym(plugin, "own_error") == WSAEINPROGRESS);
	up = *(WSPUPCALLTABLE *)dlsym(plugin, "kept");
	entry = *(WSAPROTOCOL_INFOW *)dlsym(plugin, "kept_entry");
	that(entry.iAddressFamily == 0x7a01);
	void *pointers[15];
	memcpy(pointers, &up, sizeof pointers);
	for (int i = 0; i < 15; i++)
		that(pointers[i] != NULL);
	events();
	sets();
	messages();
	threads();
	handles();
	paths();
	hooks();
	return 0;
}
