/* ovl_thread.c: operations whose thread or process ends. O-279..O-284. */
#include "operation.h"

static SOCKET a, b; /* a connection */
static OVERLAPPED o;
static char got[64];
static HANDLE queue, event;

static void renew(void)
{
	closesocket(a);
	closesocket(b);
	pair(&a, &b);
}

static DWORD WINAPI begin_and_exit(void *event_of)
{
	return (DWORD)begin_receive(b, &o, event_of, got, 8);
}

/* exited starts a receive on a thread that ends. */
static void exited(const char *what, HANDLE event_of)
{
	DWORD started = 0;
	ResetEvent(event);
	HANDLE t = on_thread(begin_and_exit, event_of);
	WaitForSingleObject(t, 5000);
	GetExitCodeThread(t, &started);
	CloseHandle(t);
	expect("O-279", what, started, WSA_IO_PENDING);
}

static void CALLBACK never(DWORD error, DWORD bytes, LPWSAOVERLAPPED operation, DWORD flags)
{
	(void)error, (void)bytes, (void)operation, (void)flags;
	fresh(&o, NULL);
}

static DWORD WINAPI begin_with_routine(void *unused)
{
	WSABUF buf = {8, got};
	DWORD flags = 0;
	(void)unused;
	fresh(&o, NULL);
	return WSARecv(b, &buf, 1, NULL, &flags, &o, never) == 0 ? 0 : (DWORD)WSAGetLastError();
}

static void threads(void)
{
	exited("a receive without port and event", NULL);
	status("O-279", "ends with its thread", &o, STATUS_CANCELLED, 0);
	exited("with an event", event);
	expect("O-279", "the event is set", WaitForSingleObject(event, 5000), WAIT_OBJECT_0);
	status("O-279", "the status", &o, STATUS_CANCELLED, 0);
	joined(on_thread(begin_with_routine, NULL));
	status("O-279", "with a routine, which does not run", &o, STATUS_CANCELLED, 0);
	begin_receive(b, &o, NULL, got, 8);
	send(a, "kept", 4, 0);
	status("O-279", "the connection is as before", &o, STATUS_SUCCESS, 4);

	attach(b, queue, 1);
	exited("with a port", NULL);
	no_packet("O-280", "it goes on without its thread", queue);
	send(a, "later", 5, 0);
	packet("O-280", "and ends with data", queue, 1, &o, 0, 5);
	exited("with a port and an event", event);
	packet("O-281", "it is cancelled", queue, 1, &o, ERROR_OPERATION_ABORTED, 0);
	expect("O-281", "its event is set", WaitForSingleObject(event, 5000), WAIT_OBJECT_0);
	exited("with a port and the low bit", tagged(event));
	expect("O-282", "its event is set", WaitForSingleObject(event, 5000), WAIT_OBJECT_0);
	status("O-282", "it is cancelled", &o, STATUS_CANCELLED, 0);
	no_packet("O-282", "without a packet", queue);
	renew();
}

static char much[1 << 20];

static DWORD WINAPI send_and_exit(void *unused)
{
	(void)unused;
	nonblocking(a, 1);
	return (DWORD)send(a, much, sizeof much, 0);
}

static long long drained(SOCKET s, long long wanted)
{
	static char p[1 << 16];
	long long n = 0;
	while (n < wanted && readable(s, 5000)) {
		int more = recv(s, p, sizeof p, 0);
		if (more <= 0)
			break;
		n += more;
	}
	return n;
}

static void data(void)
{
	DWORD sent = 0;
	HANDLE t = on_thread(send_and_exit, NULL);
	WaitForSingleObject(t, 5000);
	GetExitCodeThread(t, &sent);
	CloseHandle(t);
	expect("O-284", "a send is taken", sent, sizeof much);
	expect("O-284", "and comes when its thread has ended", drained(b, sizeof much), sizeof much);
	renew();
}

/* child starts this program as another process, with an end of a pipe as its input. */
static HANDLE child(HANDLE *pipe)
{
	char command[MAX_PATH + 40], self[MAX_PATH];
	STARTUPINFOA with;
	PROCESS_INFORMATION process;
	SECURITY_ATTRIBUTES inherited = {sizeof inherited, NULL, TRUE};
	HANDLE input;
	memset(&with, 0, sizeof with);
	GetModuleFileNameA(NULL, self, sizeof self);
	snprintf(command, sizeof command, "\"%s\" child", self);
	CreatePipe(&input, pipe, &inherited, 0);
	SetHandleInformation(*pipe, HANDLE_FLAG_INHERIT, 0);
	with.cb = sizeof with;
	with.dwFlags = STARTF_USESTDHANDLES;
	with.hStdInput = input;
	with.hStdOutput = GetStdHandle(STD_OUTPUT_HANDLE);
	with.hStdError = GetStdHandle(STD_ERROR_HANDLE);
	if (!CreateProcessA(self, command, NULL, NULL, TRUE, 0, NULL, NULL, &with, &process))
		return NULL;
	CloseHandle(input);
	CloseHandle(process.hThread);
	return process.hProcess;
}

/* take reads from the parent. */
static void take(void *p, DWORD len)
{
	DWORD n;
	for (DWORD done = 0; done < len; done += n)
		if (!ReadFile(GetStdHandle(STD_INPUT_HANDLE), (char *)p + done, len - done, &n, NULL) ||
			n == 0) ExitProcess(3);
}

/* leave connects to its parent, sends much and ends with a receive pending. */
static int leave(void)
{
	unsigned short to;
	take(&to, sizeof to);
	SOCKET s = tcp();
	struct sockaddr_in at = loopback(to);
	if (connect(s, (struct sockaddr *)&at, sizeof at) != 0)
		return 3;
	nonblocking(s, 1);
	if (begin_receive(s, &o, NULL, got, 8) != WSA_IO_PENDING)
		return 4;
	return send(s, much, sizeof much, 0) == sizeof much ? 0 : 5;
}

/* left shows what a process leaves that ends with operations. */
static void left(void)
{
	SOCKET l = listener(), s;
	unsigned short to = port(l);
	HANDLE pipe, process = child(&pipe);
	DWORD n, code = 99;
	WriteFile(pipe, &to, sizeof to, &n, NULL);
	s = accept(l, NULL, NULL);
	expect("O-283", "a process ends with a receive pending and much sent",
		WaitForSingleObject(process, 10000), WAIT_OBJECT_0);
	GetExitCodeProcess(process, &code);
	expect("O-283", "well", code, 0);
	expect("O-283", "all it sent comes", drained(s, sizeof much + 1), sizeof much);
	CloseHandle(process);
	CloseHandle(pipe);
	closesocket(s);
	closesocket(l);
}

int main(int n, char **unused)
{
	(void)unused;
	start();
	if (n > 1) /* the other process */
		return leave();
	pair(&a, &b);
	queue = new_port();
	event = manual();
	threads();
	data();
	left();
	closesocket(a);
	closesocket(b);
	CloseHandle(queue);
	CloseHandle(event);
	WSACleanup();
	return verdict();
}
