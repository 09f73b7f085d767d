/* notices.c: how a program hears that results no longer hold. */
#include <winsock2.h>
#include <windows.h>

#include <stdio.h>
#include <string.h>

#define that(holds)                                                                \
	do {                                                                           \
		if (!(holds))                                                              \
			printf("%d: not so: %s (%d)\n", __LINE__, #holds, WSAGetLastError());  \
	} while (0)

static GUID class = {1, 0, 0, {0}};
static WSAQUERYSETW q;
static DWORD n;

static HANDLE begin(void)
{
	HANDLE h = NULL;
	that(WSALookupServiceBeginW(&q, LUP_RETURN_ALL, &h) == 0);
	return h;
}

/* watched begins a query of whose change how tells. */
static HANDLE watched(WSACOMPLETION *how)
{
	HANDLE h = begin();
	that(WSANSPIoctl(h, SIO_NSP_NOTIFY_CHANGE, NULL, 0, NULL, 0, &n, how) == SOCKET_ERROR &&
		WSAGetLastError() == WSA_IO_PENDING);
	return h;
}

static void change(void)
{
	that(WSASetServiceW(&q, RNRSERVICE_REGISTER, SERVICE_MULTIPLE) == 0);
}

static DWORD told = 4711;

static void CALLBACK routine(DWORD error, DWORD bytes, LPWSAOVERLAPPED ov, DWORD flags)
{
	told = error + bytes + flags;
	ov->Offset = 1;
}

int main(void)
{
	WSACOMPLETION how;
	WSAOVERLAPPED ov;
	DWORD bytes;
	ULONG_PTR key;
	LPOVERLAPPED got;
	WSAStartup(MAKEWORD(2, 2), &(WSADATA){0});
	q.dwSize = sizeof q;
	q.lpServiceClassId = &class;
	q.lpszServiceInstanceName = L"x";
	q.dwNameSpace = NS_LOCALNAME;
	change();

	memset(&ov, 0, sizeof ov);
	memset(&how, 0, sizeof how);
	how.Type = NSP_NOTIFY_EVENT;
	how.Parameters.Event.lpOverlapped = &ov;
	ov.hEvent = WSACreateEvent();
	WSASetEvent(ov.hEvent);
	HANDLE h = watched(&how);
	that(WaitForSingleObject(ov.hEvent, 0) == WAIT_TIMEOUT && ov.Internal == STATUS_PENDING);
	change();
	that(WaitForSingleObject(ov.hEvent, 20000) == WAIT_OBJECT_0 && ov.Internal == 0);
	that(WSALookupServiceEnd(h) == 0);
	h = watched(&how);
	that(WSALookupServiceEnd(h) == 0);
	that(WaitForSingleObject(ov.hEvent, 20000) == WAIT_OBJECT_0 && ov.Internal == 0xC0000120);
	WSACloseEvent(ov.hEvent);

	memset(&ov, 0, sizeof ov);
	how.Type = NSP_NOTIFY_APC;
	how.Parameters.Apc.lpOverlapped = &ov;
	how.Parameters.Apc.lpfnCompletionProc = routine;
	h = watched(&how);
	change();
	that(SleepEx(20000, TRUE) == WAIT_IO_COMPLETION && told == 0 && ov.Offset == 1);
	WSALookupServiceEnd(h);
	h = watched(&how);
	WSALookupServiceEnd(h);
	that(SleepEx(20000, TRUE) == WAIT_IO_COMPLETION && told == WSA_OPERATION_ABORTED);

	HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1);
	how.Type = NSP_NOTIFY_PORT;
	how.Parameters.Port.lpOverlapped = &ov;
	how.Parameters.Port.hPort = port;
	how.Parameters.Port.Key = 99;
	h = watched(&how);
	change();
	that(GetQueuedCompletionStatus(port, &bytes, &key, &got, 20000) && key == 99 && got == &ov);
	WSALookupServiceEnd(h);
	h = watched(&how);
	WSALookupServiceEnd(h);
	that(!GetQueuedCompletionStatus(port, &bytes, &key, &got, 20000) && got == &ov &&
		GetLastError() == ERROR_OPERATION_ABORTED);
	CloseHandle(port);

	HWND window = CreateWindowExA(0, "STATIC", "", 0, 0, 0, 0, 0, HWND_MESSAGE, NULL, NULL, NULL);
	MSG m;
	memset(&how, 0, sizeof how);
	how.Type = NSP_NOTIFY_HWND;
	how.Parameters.WindowMessage.hWnd = window;
	how.Parameters.WindowMessage.uMsg = WM_USER + 7;
	how.Parameters.WindowMessage.context = 55;
	h = watched(&how);
	change();
	that(GetMessageA(&m, window, WM_USER, WM_USER + 100) > 0 && m.message == WM_USER + 7 &&
		m.wParam == 55);
	WSALookupServiceEnd(h);
	DestroyWindow(window);

	h = begin();
	how.Type = NSP_NOTIFY_IMMEDIATELY;
	that(WSANSPIoctl(h, SIO_NSP_NOTIFY_CHANGE, NULL, 0, NULL, 0, &n, &how) == SOCKET_ERROR &&
		WSAGetLastError() == WSAEWOULDBLOCK);
	how.Type = NSP_NOTIFY_EVENT;
	how.Parameters.Event.lpOverlapped = NULL;
	that(WSANSPIoctl(h, SIO_NSP_NOTIFY_CHANGE, NULL, 0, NULL, 0, &n, &how) == SOCKET_ERROR &&
		WSAGetLastError() == WSAEFAULT);
	memset(&ov, 0, sizeof ov);
	how.Parameters.Event.lpOverlapped = &ov;
	that(WSANSPIoctl(h, SIO_NSP_NOTIFY_CHANGE, NULL, 0, NULL, 0, &n, &how) == SOCKET_ERROR &&
		WSAGetLastError() == WSA_INVALID_HANDLE);
	how.Type = (WSACOMPLETIONTYPE)9;
	that(WSANSPIoctl(h, SIO_NSP_NOTIFY_CHANGE, NULL, 0, NULL, 0, &n, &how) == SOCKET_ERROR &&
		WSAGetLastError() == WSAEINVAL);
	return WSACleanup();
}
