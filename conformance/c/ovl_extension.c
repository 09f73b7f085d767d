/*
 * ovl_extension.c: how AcceptEx, ConnectEx and DisconnectEx start, are cancelled and closed.
 * O-025, O-034, O-224..O-226, O-238, O-247..O-261.
 */
#include "operation.h"

#include <mstcpip.h>

static LPFN_ACCEPTEX accept_ex;
static LPFN_CONNECTEX connect_ex;
static LPFN_DISCONNECTEX disconnect_ex;
static OVERLAPPED o, second;
static char got[128];
static HANDLE queue;

static void *extension(GUID id)
{
	SOCKET s = tcp();
	void *f = NULL;
	DWORD n;
	WSAIoctl(s, SIO_GET_EXTENSION_FUNCTION_POINTER, &id, sizeof id, &f, sizeof f, &n, NULL, NULL);
	closesocket(s);
	if (f == NULL)
		skip_all("O-025", "there are no such functions");
	return f;
}

/* begin_accept and begin_connect start an operation; the result is 0 or the last error. */
static int begin_accept(SOCKET l, SOCKET s, DWORD data)
{
	DWORD n;
	fresh(&o, NULL);
	return accept_ex(l, s, got, data, 32, 32, &n, &o) ? 0 : WSAGetLastError();
}

static int begin_connect(SOCKET s, OVERLAPPED *operation, const char *address, unsigned short to)
{
	struct sockaddr_in at = loopback(to);
	at.sin_addr.s_addr = inet_addr(address);
	fresh(operation, NULL);
	return connect_ex(s, (struct sockaddr *)&at, sizeof at, NULL, 0, NULL, operation)
		? 0
		: WSAGetLastError();
}

static int begin_disconnect(SOCKET s)
{
	fresh(&o, NULL);
	return disconnect_ex(s, &o, 0, 0) ? 0 : WSAGetLastError();
}

static void starts(void)
{
	SOCKET l = listener(), s = bound(tcp()), unbound = tcp(), a, b;
	struct sockaddr_in at = loopback(port(l));
	char values[4] = {0};
	DWORD n = 0;
	expect_error("O-025", "AcceptEx without an operation",
		accept_ex(l, unbound, got, 0, 32, 32, &n, NULL), FALSE, ERROR_INVALID_PARAMETER);
	expect_error("O-025", "ConnectEx",
		connect_ex(s, (struct sockaddr *)&at, sizeof at, NULL, 0, NULL, NULL), FALSE,
		ERROR_INVALID_PARAMETER);
	pair(&a, &b);
	check("O-025", disconnect_ex(a, NULL, 0, 0), "DisconnectEx is done at once then");
	expect("O-025", "and the peer sees the end", recv(b, got, 1, 0), 0);
	closesocket(a);
	closesocket(b);

	expect("O-034", "ConnectEx on an unbound socket",
		begin_connect(unbound, &o, "127.0.0.1", port(l)), WSAEINVAL);
	status("O-034", "leaves its operation pending", &o, STATUS_PENDING, UNTOUCHED);
	expect("O-034", "AcceptEx on a socket that does not listen", begin_accept(s, unbound, 0),
		WSAEINVAL);
	status("O-034", "as well", &o, STATUS_PENDING, UNTOUCHED);
	fresh(&o, NULL);
	fails("O-034", "SIO_KEEPALIVE_VALS too short",
		WSAIoctl(s, SIO_KEEPALIVE_VALS, values, sizeof values, NULL, 0, &n, &o, NULL), WSAEFAULT);
	status("O-034", "too", &o, STATUS_PENDING, UNTOUCHED);
	closesocket(l);
	closesocket(s);
	closesocket(unbound);
}

static void packets(void)
{
	SOCKET l = listener(), s = bound(tcp()), t = tcp();
	attach(l, queue, 21);
	attach(s, queue, 22);
	attach(t, queue, 23);
	expect("O-226", "AcceptEx", begin_accept(l, t, 0), WSA_IO_PENDING);
	expect("O-224", "ConnectEx", begin_connect(s, &second, "127.0.0.1", port(l)), WSA_IO_PENDING);
	/* the two packets come in any order */
	int accepted = 0, connected = 0;
	for (int i = 0; i < 2; i++) {
		ULONG_PTR key = 0;
		OVERLAPPED *which = NULL;
		DWORD n = 99;
		if (!GetQueuedCompletionStatus(queue, &n, &key, &which, 5000))
			continue;
		accepted += which == &o && key == 21 && n == 0;
		connected += which == &second && key == 22 && n == 0;
	}
	expect("O-224", "ConnectEx has a packet with its socket's key", connected, 1);
	expect("O-226", "AcceptEx has one with the listener's", accepted, 1);
	expect("O-225", "DisconnectEx", begin_disconnect(s), WSA_IO_PENDING);
	packet("O-225", "has one", queue, 22, &o, 0, 0);
	check("O-225", disconnect_ex(t, NULL, 0, 0), "DisconnectEx without an operation");
	no_packet("O-225", "has none", queue);
	closesocket(s);
	closesocket(t);

	s = bound(tcp());
	attach(s, queue, 31);
	SetFileCompletionNotificationModes((HANDLE)s, FILE_SKIP_COMPLETION_PORT_ON_SUCCESS);
	expect("O-238", "ConnectEx pends", begin_connect(s, &o, "127.0.0.1", port(l)), WSA_IO_PENDING);
	packet("O-238", "and has a packet", queue, 31, &o, 0, 0);
	expect("O-238", "DisconnectEx pends", begin_disconnect(s), WSA_IO_PENDING);
	packet("O-238", "and has a packet", queue, 31, &o, 0, 0);
	closesocket(l);
	closesocket(s);
}

/* caller is a socket that connected to l. */
static SOCKET caller(SOCKET l)
{
	SOCKET c = tcp();
	connect_to(c, "127.0.0.1", port(l));
	return c;
}

static void cancels(void)
{
	SOCKET l = listener(), s = tcp(), c;
	begin_accept(l, s, 0);
	check("O-247", CancelIo((HANDLE)s), "CancelIo of the socket that is to accept");
	check("O-247", !ended(&o, 30), "cancels nothing");
	check("O-252", CancelIoEx((HANDLE)l, &o), "CancelIoEx of the listener");
	status("O-252", "does", &o, STATUS_CANCELLED, 0);
	expect("O-252", "the sockets serve again", begin_accept(l, s, 0), WSA_IO_PENDING);
	c = caller(l);
	status("O-252", "and accept", &o, STATUS_SUCCESS, 0);
	setsockopt(s, SOL_SOCKET, SO_UPDATE_ACCEPT_CONTEXT, (char *)&l, sizeof l);
	send(c, "hi", 2, 0);
	check("O-252", received(s, "hi", 2), "the connection works");
	closesocket(l);
	closesocket(s);
	closesocket(c);

	s = tcp();
	bind_to(s, "0.0.0.0", 0);
	begin_connect(s, &o, "192.0.2.1", 9);
	CancelIoEx((HANDLE)s, &o);
	check("O-251", ended(&o, 5000), "a cancelled ConnectEx ends");
	check("O-251", o.Internal != STATUS_SUCCESS, "without a connection");
	expect("O-251", "closesocket", closesocket(s), 0);
}

static void closes(void)
{
	SOCKET l = listener(), s = tcp(), c;
	attach(l, queue, 5);
	begin_accept(l, s, 0);
	closesocket(l);
	packet("O-256", "AcceptEx, the listener is closed", queue, 5, &o, ERROR_OPERATION_ABORTED, 0);
	status("O-256", "its status", &o, STATUS_CANCELLED, 0);
	closesocket(s);

	l = listener();
	s = tcp();
	attach(l, queue, 6);
	begin_accept(l, s, 0);
	closesocket(s);
	packet("O-257", "AcceptEx, its other socket is closed", queue, 6, &o, ERROR_OPERATION_ABORTED,
		0);
	s = tcp();
	begin_accept(l, s, 0);
	c = caller(l);
	packet("O-257", "the listener goes on", queue, 6, &o, 0, 0);
	closesocket(c);
	closesocket(s);

	s = tcp();
	begin_accept(l, s, 16);
	c = caller(l);
	Sleep(50);
	closesocket(s);
	DWORD n, error;
	ULONG_PTR key;
	OVERLAPPED *which = NULL;
	int ok = GetQueuedCompletionStatus(queue, &n, &key, &which, 5000);
	error = GetLastError();
	check("O-258", !ok && which == &o &&
		(error == ERROR_OPERATION_ABORTED || error == ERROR_CONNECTION_ABORTED),
		"AcceptEx that waits for data, its other socket is closed");
	closesocket(c);

	s = tcp();
	begin_accept(l, s, 0);
	c = caller(l);
	Sleep(50);
	closesocket(s);
	closesocket(l);
	packet("O-259", "AcceptEx that had ended", queue, 6, &o, 0, 0);
	closesocket(c);

	s = tcp();
	bind_to(s, "0.0.0.0", 0);
	begin_connect(s, &o, "192.0.2.1", 9);
	closesocket(s);
	check("O-261", ended(&o, 5000), "a ConnectEx, its socket is closed");
	check("O-261", o.Internal != STATUS_SUCCESS, "does not connect");
}

int main(void)
{
	start();
	accept_ex = extension((GUID)WSAID_ACCEPTEX);
	connect_ex = extension((GUID)WSAID_CONNECTEX);
	disconnect_ex = extension((GUID)WSAID_DISCONNECTEX);
	queue = new_port();
	starts();
	packets();
	cancels();
	closes();
	CloseHandle(queue);
	WSACleanup();
	return verdict();
}
