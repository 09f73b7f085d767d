/* child.c: a program that starts itself as another process. */
#include "child.h"

#include <stdlib.h>

/* transfer sends or receives all of p; 0 at the end of the connection. */
static int transfer(SOCKET line, void *p, int len, int out)
{
	int n;
	for (int done = 0; done < len; done += n) {
		char *at = (char *)p + done;
		n = out ? send(line, at, len - done, 0) : recv(line, at, len - done, 0);
		if (n <= 0)
			return 0;
	}
	return 1;
}

static WSAEVENT event;

static int events(SOCKET s, int mask)
{
	if (event == NULL)
		event = WSACreateEvent();
	return WSAEventSelect(s, mask != 0 ? event : NULL, mask);
}

/* told waits for network events. */
static long long told(SOCKET s, int ms)
{
	WSANETWORKEVENTS happened = {0};
	for (DWORD end = GetTickCount() + (DWORD)ms;; Sleep(1)) {
		if (WSAEnumNetworkEvents(s, NULL, &happened) != 0)
			return -1;
		if (happened.lNetworkEvents != 0 || (int)(GetTickCount() - end) >= 0)
			return happened.lNetworkEvents;
	}
}

static long long local(SOCKET s)
{
	struct sockaddr_in at;
	int n = sizeof at;
	return getsockname(s, (struct sockaddr *)&at, &n) == 0 ? ntohs(at.sin_port) : -1;
}

static struct child grandchild;

static long long obey(const struct request *r, struct answer *a)
{
	u_long on = (u_long)r->value;
	DWORD flags;

	switch (r->order) {
	case CHILD_OPEN: return (long long)WSASocketW(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO,
		FROM_PROTOCOL_INFO, (WSAPROTOCOL_INFOW *)&r->info, 0, (DWORD)r->value);
	case CHILD_SEND: return send(r->s, r->text, (int)strlen(r->text), 0);
	case CHILD_RECV: return recv(r->s, a->text, sizeof a->text - 1, 0);
	case CHILD_CLOSE: return closesocket(r->s);
	case CHILD_SHUTDOWN: return shutdown(r->s, r->value);
	case CHILD_SELECT: return events(r->s, r->value);
	case CHILD_TOLD: return told(r->s, r->value);
	case CHILD_OPTION: return option(r->s, SOL_SOCKET, r->value);
	case CHILD_SET: return set_option(r->s, SOL_SOCKET, r->value, r->other);
	case CHILD_NONBLOCKING: return ioctlsocket(r->s, (long)FIONBIO, &on);
	case CHILD_NAME: return local(r->s);
	case CHILD_BIND: bound(r->s); return local(r->s);
	case CHILD_FLAGS: return GetHandleInformation((HANDLE)r->s, &flags) ? (long long)flags : -1;
	case CHILD_INPUT: return (long long)(SOCKET)GetStdHandle(STD_INPUT_HANDLE);
	case CHILD_START: grandchild = born(r->value, NULL); return grandchild.process != NULL;
	case CHILD_DUPLICATE: return WSADuplicateSocketW(r->s, (DWORD)r->value, &a->info);
	}
	return -1;
}

/* private_tcp is a socket that no child gets. */
static SOCKET private_tcp(void)
{
	return WSASocketW(AF_INET, SOCK_STREAM, 0, NULL, 0,
		WSA_FLAG_OVERLAPPED | WSA_FLAG_NO_HANDLE_INHERIT);
}

int is_child(int argc, char **argv)
{
	struct request r;

	if (argc != 3 || strcmp(argv[1], "child") != 0)
		return 0;
	start();
	SOCKET line = private_tcp();
	if (connect_to(line, "127.0.0.1", (unsigned short)atoi(argv[2])) != 0)
		return 1;
	while (transfer(line, &r, sizeof r, 0)) {
		struct answer a;
		memset(&a, 0, sizeof a);
		if (grandchild.process != NULL) {
			a = tell(&grandchild, &r);
		} else {
			WSASetLastError(0);
			a.result = obey(&r, &a);
			a.error = WSAGetLastError();
		}
		if (!transfer(line, &a, sizeof a, 1))
			break;
	}
	if (grandchild.process != NULL)
		gone(&grandchild);
	WSACleanup();
	return 1;
}

struct child born(int inherit, HANDLE input)
{
	struct child c = {NULL, INVALID_SOCKET, 0};
	char command[MAX_PATH + 40], self[MAX_PATH];
	STARTUPINFOA with;
	PROCESS_INFORMATION process;
	SOCKET l = private_tcp();

	bound(l);
	listen(l, 1);
	memset(&with, 0, sizeof with);
	with.cb = sizeof with;
	if (input != NULL) {
		with.dwFlags = STARTF_USESTDHANDLES;
		with.hStdInput = input;
		with.hStdOutput = GetStdHandle(STD_OUTPUT_HANDLE);
		with.hStdError = GetStdHandle(STD_ERROR_HANDLE);
	}
	GetModuleFileNameA(NULL, self, sizeof self);
	snprintf(command, sizeof command, "\"%s\" child %u", self, port(l));
	if (CreateProcessA(self, command, NULL, NULL, inherit, 0, NULL, NULL, &with, &process)) {
		CloseHandle(process.hThread);
		c.process = process.hProcess;
		c.id = process.dwProcessId;
		c.line = accept(l, NULL, NULL);
		SetHandleInformation((HANDLE)c.line, HANDLE_FLAG_INHERIT, 0);
	}
	closesocket(l);
	return c;
}

struct answer tell(struct child *c, const struct request *r)
{
	struct answer a;

	if (!transfer(c->line, (void *)r, sizeof *r, 1) || !transfer(c->line, &a, sizeof a, 0)) {
		memset(&a, 0, sizeof a);
		a.result = ANY;
	}
	return a;
}

long long order(struct child *c, enum order what, SOCKET s, int value)
{
	struct request r;

	memset(&r, 0, sizeof r);
	r.order = what;
	r.s = s;
	r.value = value;
	strcpy(r.text, "hello");
	return tell(c, &r).result;
}

void gone(struct child *c)
{
	closesocket(c->line);
	if (WaitForSingleObject(c->process, 10000) != WAIT_OBJECT_0)
		TerminateProcess(c->process, 9);
	CloseHandle(c->process);
	c->process = NULL;
}
