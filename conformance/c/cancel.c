/* cancel.c: CancelIo and CancelIoEx. O-242..O-253. */
#include "operation.h"

static SOCKET a, b; /* a connection */
static OVERLAPPED o, second, third;
static char got[64];

static void renew(void)
{
	closesocket(a);
	closesocket(b);
	pair(&a, &b);
}

static int cancel_all(SOCKET s)
{
	return CancelIoEx((HANDLE)s, NULL);
}

static void receives(void)
{
	HANDLE event = manual();
	SOCKET gone = tcp();
	closesocket(gone);
	check("O-242", CancelIo((HANDLE)b), "CancelIo without operations");
	expect_error("O-242", "on a closed socket", CancelIo((HANDLE)gone), FALSE,
		ERROR_INVALID_HANDLE);
	expect_error("O-243", "CancelIoEx without operations", cancel_all(b), FALSE, ERROR_NOT_FOUND);
	expect_error("O-243", "on a closed socket", cancel_all(gone), FALSE, ERROR_INVALID_HANDLE);

	begin_receive(b, &o, event, got, 8);
	check("O-242", CancelIo((HANDLE)b), "CancelIo with a receive");
	expect("O-245", "its event is set as ever", WaitForSingleObject(event, 5000), WAIT_OBJECT_0);
	status("O-246", "its status", &o, STATUS_CANCELLED, 0);
	result("O-246", "WSAGetOverlappedResult", b, &o, WSA_OPERATION_ABORTED, 0);
	result32("O-246", "GetOverlappedResult", b, &o, ERROR_OPERATION_ABORTED, 0);
	expect_error("O-244", "an operation that has ended", CancelIoEx((HANDLE)b, &o), FALSE,
		ERROR_NOT_FOUND);

	begin_receive(b, &o, NULL, got, 4);
	begin_receive(b, &second, NULL, got + 4, 4);
	begin_receive(b, &third, NULL, got + 8, 4);
	check("O-244", CancelIoEx((HANDLE)b, &second), "CancelIoEx with one of three receives");
	status("O-244", "ends that", &second, STATUS_CANCELLED, 0);
	check("O-244", !ended(&o, 20) && !ended(&third, 20), "the others pend on");
	expect_error("O-244", "an operation that never began", CancelIoEx((HANDLE)a, &o), FALSE,
		ERROR_NOT_FOUND);
	send(a, "11113333", 8, 0);
	status("O-248", "data goes to the first", &o, STATUS_SUCCESS, 4);
	status("O-248", "and to the third", &third, STATUS_SUCCESS, 4);
	check("O-248", memcmp(got, "1111", 4) == 0 && memcmp(got + 8, "3333", 4) == 0,
		"nothing is lost");

	begin_receive(b, &o, NULL, got, 4);
	begin_receive(b, &second, NULL, got + 4, 4);
	check("O-243", cancel_all(b), "CancelIoEx with all");
	status("O-243", "ends the one", &o, STATUS_CANCELLED, 0);
	status("O-243", "and the other", &second, STATUS_CANCELLED, 0);
	expect("O-248", "the next receive", begin_receive(b, &o, NULL, got, 4), WSA_IO_PENDING);
	send(a, "next", 4, 0);
	status("O-248", "gets what comes then", &o, STATUS_SUCCESS, 4);
	send(a, "more", 4, 0);
	check("O-249", received(b, "more", 4), "the connection is readable as before");
	begin_receive(b, &o, NULL, got, 4);
	cancel_all(b);
	ended(&o, 5000);
	begin_receive(b, &o, NULL, got, 4);
	send(a, "x", 1, 0);
	status("O-253", "the operation serves again after its end", &o, STATUS_SUCCESS, 1);
	CloseHandle(event);
}

static int error_of_routine = -1;

static void CALLBACK routine(DWORD error, DWORD bytes, LPWSAOVERLAPPED operation, DWORD flags)
{
	(void)operation, (void)flags;
	error_of_routine = (int)error;
	expect("O-246", "the routine's bytes", bytes, 0);
}

static void ways(void)
{
	HANDLE port = new_port();
	WSABUF buf = {8, got};
	DWORD flags = 0;
	fresh(&o, NULL);
	WSARecv(b, &buf, 1, NULL, &flags, &o, routine);
	check("O-243", cancel_all(b), "CancelIoEx of a receive with a routine");
	expect("O-245", "which runs as ever", SleepEx(5000, TRUE), WAIT_IO_COMPLETION);
	expect("O-246", "the routine's error", error_of_routine, WSA_OPERATION_ABORTED);
	attach(b, port, 3);
	begin_receive(b, &o, NULL, got, 8);
	cancel_all(b);
	packet("O-246", "the packet", port, 3, &o, ERROR_OPERATION_ABORTED, 0);
	no_packet("O-245", "comes once", port);
	CloseHandle(port);
	renew();
}

static DWORD WINAPI cancel_here(void *unused)
{
	(void)unused;
	return (DWORD)CancelIo((HANDLE)b);
}

static DWORD WINAPI cancel_everywhere(void *unused)
{
	(void)unused;
	return (DWORD)cancel_all(b);
}

static void threads(void)
{
	begin_receive(b, &o, NULL, got, 8);
	joined(on_thread(cancel_here, NULL));
	check("O-242", !ended(&o, 30), "CancelIo of another thread leaves the operation");
	joined(on_thread(cancel_everywhere, NULL));
	status("O-243", "CancelIoEx of another thread ends it", &o, STATUS_CANCELLED, 0);
}

static void sends(void)
{
	static char much[20 << 20], read[1 << 16];
	set_option(a, SOL_SOCKET, SO_SNDBUF, 0);
	expect("O-250", "a send pends", begin_send(a, &o, NULL, much, sizeof much), WSA_IO_PENDING);
	check("O-250", cancel_all(a), "CancelIoEx of a send");
	/* Whether the rest is sent can't be known, but it ends once b reads. */
	while (!ended(&o, 0) && readable(b, 1000) && recv(b, read, sizeof read, 0) > 0)
		;
	check("O-250", o.Internal == (ULONG)STATUS_CANCELLED || (o.Internal == STATUS_SUCCESS &&
		o.InternalHigh == sizeof much), "is told by 995 or by its success");
	renew();
}

/* races cancels receives while data comes: each byte is received once, in order. */
static void races(void)
{
	enum { ROUNDS = 300 };
	HANDLE port = new_port();
	int lost = 0;
	attach(b, port, 1);
	for (int i = 0; i < ROUNDS; i++) {
		char sent = (char)i, c = 0;
		DWORD n;
		ULONG_PTR key;
		OVERLAPPED *which;
		int started = begin_receive(b, &o, NULL, &c, 1);
		send(a, &sent, 1, 0);
		if (i % 3 == 0)
			SwitchToThread();
		CancelIoEx((HANDLE)b, &o);
		if (started != WSA_IO_PENDING)
			lost += 1000;
		if (!GetQueuedCompletionStatus(port, &n, &key, &which, 5000)) {
			lost += which != &o || GetLastError() != ERROR_OPERATION_ABORTED;
			lost += recv(b, &c, 1, 0) != 1;
		}
		lost += c != sent;
	}
	expect("O-245", "a receive that is cancelled while data comes loses none", lost, 0);
	no_packet("O-245", "each had one packet", port);
	CloseHandle(port);
	renew();
}

int main(void)
{
	start();
	pair(&a, &b);
	receives();
	ways();
	threads();
	sends();
	races();
	closesocket(a);
	closesocket(b);
	WSACleanup();
	return verdict();
}
