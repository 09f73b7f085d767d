/* port_packets.c: what queues a packet, when the status is written, and modes. O-220..O-241. */
#include "operation.h"

static OVERLAPPED o, second;
static char got[128];
static SOCKET a, b; /* a connection whose b has a port */
static HANDLE port_b, event;

/* renew makes another connection, without notification modes, on the same port. */
static void renew(void)
{
	closesocket(a);
	closesocket(b);
	pair(&a, &b);
	attach(b, port_b, 11);
}

static void receives(void)
{
	SOCKET s = tcp();
	expect("O-220", "a send that is done at once", begin_send(b, &o, NULL, "x", 1), 0);
	packet("O-220", "has a packet", port_b, 11, &o, 0, 1);
	send(a, "abc", 3, 0);
	readable(b, 5000);
	begin_receive(b, &o, NULL, got, 8);
	packet("O-241", "so has a receive with data there", port_b, 11, &o, 0, 3);
	expect("O-221", "a receive that pends", begin_receive(b, &o, NULL, got, 8), WSA_IO_PENDING);
	send(a, "abcd", 4, 0);
	packet("O-221", "has one", port_b, 11, &o, 0, 4);
	no_packet("O-221", "and no second", port_b);
	attach(s, port_b, 12);
	expect("O-222", "a receive that fails", begin_receive(s, &o, NULL, got, 8), WSAENOTCONN);
	no_packet("O-222", "has none", port_b);
	closesocket(s);
}

static void CALLBACK never(DWORD error, DWORD bytes, LPWSAOVERLAPPED operation, DWORD flags)
{
	(void)error, (void)bytes, (void)operation, (void)flags;
	check("O-228", 0, "a refused routine runs");
}

static void others(void)
{
	SOCKET l = listener(), s = tcp();
	struct sockaddr_in at = loopback(port(l));
	WSABUF buf = {8, got};
	DWORD n = 0, flags = 0;
	attach(s, port_b, 13);
	connect(s, (struct sockaddr *)&at, sizeof at);
	send(s, "x", 1, 0);
	WSASend(s, &buf, 1, &n, 0, NULL, NULL);
	send(a, "ab", 2, 0);
	recv(b, got, 1, 0);
	WSARecv(b, &buf, 1, &n, &flags, NULL, NULL);
	shutdown(s, SD_SEND);
	closesocket(s);
	WSASendDisconnect(b, NULL);
	shutdown(a, SD_BOTH);
	WSARecvDisconnect(b, NULL);
	no_packet("O-223", "calls without an operation have none", port_b);
	renew();
	closesocket(b);
	no_packet("O-223", "nor has closesocket", port_b);
	closesocket(l);
	b = tcp();
	renew();

	expect("O-227", "a receive whose event has the low bit",
		begin_receive(b, &o, tagged(event), got, 8), WSA_IO_PENDING);
	send(a, "x", 1, 0);
	expect("O-227", "ends", WaitForSingleObject(event, 5000), WAIT_OBJECT_0);
	no_packet("O-227", "without a packet", port_b);
	expect("O-227", "a send that is done at once", begin_send(b, &o, tagged(event), "x", 1), 0);
	no_packet("O-227", "has none either", port_b);

	fresh(&o, NULL);
	fails("O-228", "a receive with a routine", WSARecv(b, &buf, 1, NULL, &flags, &o, never),
		WSAEINVAL);
	fails("O-228", "a send", WSASend(b, &buf, 1, NULL, 0, &o, never), WSAEINVAL);
	expect("O-228", "no routine is queued", SleepEx(0, TRUE), 0);
	no_packet("O-228", "and no packet", port_b);
	send(a, "x", 1, 0);
	check("O-228", received(b, "x", 1), "nothing was started");
}

static void ends(void)
{
	GUID id = WSAID_WSARECVMSG;
	void *f = NULL;
	DWORD n = 0;
	fresh(&o, NULL);
	expect("O-229", "WSAIoctl that is done at once",
		WSAIoctl(b, SIO_GET_EXTENSION_FUNCTION_POINTER, &id, sizeof id, &f, sizeof f, &n, &o, NULL),
		0);
	packet("O-229", "has a packet without bytes", port_b, 11, &o, 0, 0);
	expect("O-229", "the block has none either", (long long)o.InternalHigh, 0);
	check("O-229", f != NULL, "though there is data");

	begin_receive(b, &o, NULL, got, 4);
	begin_receive(b, &second, NULL, got + 4, 4);
	closesocket(b);
	packet("O-230", "closesocket ends a receive", port_b, 11, &o, ERROR_CONNECTION_ABORTED, 0);
	packet("O-230", "and the next", port_b, 11, &second, ERROR_CONNECTION_ABORTED, 0);
	no_packet("O-230", "a packet each", port_b);
	b = tcp();
	renew();
}

static void visibility(void)
{
	expect("O-232", "a receive with an event", begin_receive(b, &o, event, got, 4), WSA_IO_PENDING);
	send(a, "abc", 3, 0);
	expect("O-232", "sets it", WaitForSingleObject(event, 5000), WAIT_OBJECT_0);
	check("O-232", o.Internal == STATUS_SUCCESS && o.InternalHigh == 3, "the status is there then");
	packet("O-232", "before its packet is taken", port_b, 11, &o, 0, 3);
	begin_receive(b, &o, NULL, got, 4);
	send(a, "ab", 2, 0);
	packet("O-231", "without an event", port_b, 11, &o, 0, 2);
	check("O-231", o.Internal == STATUS_SUCCESS && o.InternalHigh == 2,
		"it is there with the packet");
	check("O-233", o.Internal == STATUS_SUCCESS && memcmp(got, "ab", 2) == 0, "and so is the data");
}

static void modes(void)
{
	expect("O-234", "FILE_SKIP_COMPLETION_PORT_ON_SUCCESS", FILE_SKIP_COMPLETION_PORT_ON_SUCCESS,
		1);
	expect("O-235", "FILE_SKIP_SET_EVENT_ON_HANDLE", FILE_SKIP_SET_EVENT_ON_HANDLE, 2);
	expect("O-234", "skipped packets",
		SetFileCompletionNotificationModes((HANDLE)b, FILE_SKIP_COMPLETION_PORT_ON_SUCCESS), TRUE);
	expect("O-234", "a send that is done at once", begin_send(b, &o, NULL, "x", 1), 0);
	no_packet("O-234", "has no packet", port_b);
	check("O-234", received(a, "x", 1), "but is done");
	send(a, "abc", 3, 0);
	readable(b, 5000);
	int started = begin_receive(b, &o, event, got, 4);
	if (started == 0)
		no_packet("O-234", "a receive with data there has none if done at once", port_b);
	else
		packet("O-234", "or has one if it pends", port_b, 11, &o, 0, 3);
	expect("O-234", "its event is set", WaitForSingleObject(event, 5000), WAIT_OBJECT_0);
	ResetEvent(event);
	expect("O-234", "a send with an event", begin_send(b, &o, event, "x", 1), 0);
	check("O-234", signalled(event), "sets it");
	no_packet("O-234", "without a packet", port_b);
	received(a, "x", 1);
	expect("O-234", "a receive that pends", begin_receive(b, &o, NULL, got, 4), WSA_IO_PENDING);
	send(a, "abc", 3, 0);
	packet("O-234", "has a packet", port_b, 11, &o, 0, 3);
	expect("O-237", "no modes", SetFileCompletionNotificationModes((HANDLE)b, 0), TRUE);
	begin_send(b, &o, NULL, "x", 1);
	no_packet("O-237", "take none away", port_b);
	received(a, "x", 1);

	expect("O-240", "both modes", SetFileCompletionNotificationModes((HANDLE)b, 3), TRUE);
	begin_send(b, &o, NULL, "x", 1);
	no_packet("O-240", "a send has no packet", port_b);
	expect("O-235", "a receive that pends", begin_receive(b, &o, NULL, got, 4), WSA_IO_PENDING);
	check("O-235", !signalled((HANDLE)b), "the socket is not signalled");
	send(a, "abc", 3, 0);
	packet("O-240", "has a packet", port_b, 11, &o, 0, 3);
	check("O-235", !signalled((HANDLE)b), "the socket is not signalled at its end either");
	ResetEvent(event);
	begin_receive(b, &o, event, got, 4);
	send(a, "abc", 3, 0);
	packet("O-235", "with an event", port_b, 11, &o, 0, 3);
	expect("O-235", "that is set", WaitForSingleObject(event, 5000), WAIT_OBJECT_0);
}

/* installed shows that all TCP and UDP providers have handles that modes are good for, but
 * for chains, whose layers may have others. */
static void installed(void)
{
	static WSAPROTOCOL_INFOW list[100];
	int protocols[] = {IPPROTO_TCP, IPPROTO_UDP, 0};
	DWORD size = sizeof list;
	int n = WSAEnumProtocolsW(protocols, list, &size), real = 0;
	for (int i = 0; i < n; i++)
		real += (list[i].dwServiceFlags1 & XP1_IFS_HANDLES) != 0 ||
			list[i].ProtocolChain.ChainLen > 1;
	check("O-239", n > 0 && real == n, "the providers have real handles");
}

int main(void)
{
	start();
	pair(&a, &b);
	port_b = new_port();
	event = manual();
	attach(b, port_b, 11);
	receives();
	others();
	ends();
	visibility();
	modes();
	installed();
	closesocket(a);
	closesocket(b);
	CloseHandle(port_b);
	CloseHandle(event);
	WSACleanup();
	return verdict();
}
