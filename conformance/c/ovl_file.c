/* ovl_file.c: ReadFile and WriteFile on sockets, which are kernel handles. P-049. */
#include "operation.h"

static SOCKET a, b; /* a connection */
static OVERLAPPED o;
static char got[16];
static HANDLE event;

/* begin_read starts ReadFile; the result is 0 or its last error. */
static DWORD begin_read(DWORD len)
{
	fresh(&o, event);
	return ReadFile((HANDLE)b, got, len, NULL, &o) ? 0 : GetLastError();
}

static DWORD begin_write(const char *p, DWORD len)
{
	fresh(&o, event);
	return WriteFile((HANDLE)b, p, len, NULL, &o) ? 0 : GetLastError();
}

/* done waits for the operation; the result is its bytes, or the negative of its error. */
static int done(void)
{
	DWORD n = 0;
	if (!GetOverlappedResult((HANDLE)b, &o, &n, TRUE))
		return -(int)GetLastError();
	return (int)n;
}

static void data(void)
{
	DWORD error;
	expect("P-049", "ReadFile without data", begin_read(sizeof got), ERROR_IO_PENDING);
	status("P-049", "pends", &o, STATUS_PENDING, UNTOUCHED);
	send(a, "hello", 5, 0);
	expect("P-049", "and ends with the data", done(), 5);
	check("P-049", memcmp(got, "hello", 5) == 0, "which is there");
	check("P-049", signalled(event), "its event is set");
	send(a, "more", 4, 0);
	readable(b, 5000);
	error = begin_read(2);
	check("P-049", error == 0 || error == ERROR_IO_PENDING, "ReadFile with data there");
	expect("P-049", "takes what it has room for", done(), 2);
	check("P-049", received(b, "re", 2), "recv gets the rest");
	error = begin_write("answer", 6);
	check("P-049", error == 0 || error == ERROR_IO_PENDING, "WriteFile");
	expect("P-049", "sends all", done(), 6);
	check("P-049", received(a, "answer", 6), "and the peer receives it");
}

static void ports(void)
{
	HANDLE queue = new_port();
	attach(b, queue, 5);
	event = tagged(event);
	begin_write("x", 1);
	expect("P-049", "WriteFile with the low bit", done(), 1);
	no_packet("O-227", "has no packet", queue);
	event = NULL;
	begin_write("y", 1);
	packet("O-221", "WriteFile has its packet", queue, 5, &o, 0, 1);
	begin_read(4);
	send(a, "data", 4, 0);
	packet("O-221", "ReadFile has one", queue, 5, &o, 0, 4);
	begin_read(4);
	check("O-243", CancelIoEx((HANDLE)b, NULL), "CancelIoEx of ReadFile");
	packet("O-246", "its packet", queue, 5, &o, ERROR_OPERATION_ABORTED, 0);
	begin_read(4);
	reset(a);
	packet("O-057", "a reset ends ReadFile", queue, 5, &o, ERROR_NETNAME_DELETED, 0);
	CloseHandle(queue);
}

int main(void)
{
	HANDLE own = manual();
	event = own;
	start();
	pair(&a, &b);
	data();
	event = own;
	ports();
	closesocket(b);
	CloseHandle(own);
	WSACleanup();
	return verdict();
}
