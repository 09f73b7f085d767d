/*
 * web_server.c: sends the files of a folder to browsers with TransmitFile. Their bytes do
 * not pass through this program, so one thread with a completion port is enough.
 *
 *	web_server FOLDER [PORT [SECONDS]]
 *
 * GET and HEAD, connections that are kept, ranges of a file. Who has asked for nothing
 * for SECONDS is cut off. AcceptEx brings a client together with its request, and
 * TF_REUSE_SOCKET makes its socket ready for the next AcceptEx. Ctrl-C ends the server.
 */
#define WIN32_LEAN_AND_MEAN
#include <winsock2.h>
#include <ws2tcpip.h>
#include <mswsock.h>
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#pragma comment(lib, "ws2_32.lib")

#define DEFAULT_PORT 7014
#define ACCEPTS 8 /* how many AcceptEx wait for clients */
#define ADDRESS_SIZE (sizeof(SOCKADDR_IN) + 16)
#define REQUEST_SIZE 4096
#define MOST_AT_ONCE 0x40000000 /* TransmitFile takes less than 2 GiB */

enum step { ACCEPTING, READING, SENDING };

/* A connection always has one operation under way. */
struct connection {
	OVERLAPPED overlapped;
	struct connection *next, **link;
	SOCKET socket;
	enum step step;
	ULONGLONG since; /* when it began */
	char request[REQUEST_SIZE + 2 * ADDRESS_SIZE]; /* AcceptEx adds the addresses */
	DWORD length; /* of what has come of the request */
	char head[512];
	TRANSMIT_FILE_BUFFERS buffers; /* the head, until it has been sent */
	HANDLE file;
	LONGLONG offset, left; /* of the file */
	BOOL keep; /* for another request */
};

static struct connection *connections;
static int accepting; /* how many of them wait for clients */
static BOOL stopping;
static unsigned long answered;

static const char *folder;
static HANDLE port;
static SOCKET listener;
static LPFN_ACCEPTEX accept_ex;
static LPFN_TRANSMITFILE transmit_file;

static BOOL WINAPI on_control(DWORD event)
{
	PostQueuedCompletionStatus(port, 0, 0, NULL);
	Sleep(event == CTRL_CLOSE_EVENT ? 5000 : 0); /* main ends the process before */
	return TRUE;
}

/* cut closes a connection's socket, which ends its operation. */
static void cut(struct connection *c)
{
	if (c->socket != INVALID_SOCKET)
		closesocket(c->socket);
	c->socket = INVALID_SOCKET;
}

static void close_file(struct connection *c)
{
	if (c->file != INVALID_HANDLE_VALUE)
		CloseHandle(c->file);
	c->file = INVALID_HANDLE_VALUE;
}

/* discard frees a connection that has nothing under way. */
static void discard(struct connection *c)
{
	cut(c);
	close_file(c);
	*c->link = c->next;
	if (c->next != NULL)
		c->next->link = c->link;
	free(c);
}

/* call makes the call of a step; FALSE when it has failed or is under way. */
static BOOL call(struct connection *c)
{
	WSABUF rest = {REQUEST_SIZE - c->length, c->request + c->length};
	DWORD bytes, flags = 0;

	switch (c->step) {
	case ACCEPTING:
		return accept_ex(listener, c->socket, c->request, REQUEST_SIZE, ADDRESS_SIZE,
			ADDRESS_SIZE, &bytes, &c->overlapped);
	case READING:
		return WSARecv(c->socket, &rest, 1, NULL, &flags, &c->overlapped, NULL) == 0;
	default:
		c->overlapped.Offset = (DWORD)c->offset;
		c->overlapped.OffsetHigh = (DWORD)(c->offset >> 32);
		bytes = (DWORD)min(c->left, MOST_AT_ONCE); /* 0 would be all of the file */
		flags = c->keep || c->left > bytes ? 0 : TF_DISCONNECT | TF_REUSE_SOCKET;
		return transmit_file(c->socket, bytes > 0 ? c->file : NULL, bytes, 0, &c->overlapped,
			&c->buffers, flags);
	}
}

/* start begins a step, or discards the connection when that fails. */
static void start(struct connection *c, enum step step)
{
	ZeroMemory(&c->overlapped, sizeof c->overlapped);
	c->step = step;
	c->since = GetTickCount64();
	if (stopping || (!call(c) && WSAGetLastError() != WSA_IO_PENDING))
		discard(c);
	else
		accepting += step == ACCEPTING;
}

/* open_door makes a connection that waits for a client. */
static void open_door(void)
{
	struct connection *c = calloc(1, sizeof *c);

	if (c == NULL)
		return;
	c->file = INVALID_HANDLE_VALUE;
	c->socket = WSASocketW(AF_INET, SOCK_STREAM, IPPROTO_TCP, NULL, 0, WSA_FLAG_OVERLAPPED);
	c->next = connections;
	c->link = &connections;
	if (connections != NULL)
		connections->link = &c->next;
	connections = c;
	if (CreateIoCompletionPort((HANDLE)c->socket, port, 0, 0) != NULL) {
		start(c, ACCEPTING);
	} else {
		fprintf(stderr, "no socket: error %lu\n", GetLastError());
		discard(c);
	}
}

/* answer sends a head, and what is left of the file after it. */
static void answer(struct connection *c, const char *status, const char *fields)
{
	sprintf_s(c->head, sizeof c->head, "HTTP/1.1 %s\r\n%sConnection: %s\r\n\r\n", status, fields,
		c->keep ? "keep-alive" : "close");
	c->buffers.Head = c->head;
	c->buffers.HeadLength = (DWORD)strlen(c->head);
	answered++;
	start(c, SENDING);
}

static void refuse(struct connection *c, const char *status)
{
	c->left = 0;
	answer(c, status, "Content-Length: 0\r\n");
}

/* file_path makes the path of a file from what was asked for: no way leads out of the
 * folder. */
static BOOL file_path(char *path, size_t size, const char *target)
{
	char name[MAX_PATH];
	size_t n = 0;

	for (const char *p = target; *p != '\0' && *p != '?'; p++) {
		char letter = *p;
		if (letter == '%') {
			unsigned code;
			if (sscanf_s(p + 1, "%2x", &code) != 1 || p[2] == '\0')
				return FALSE;
			letter = (char)code;
			p += 2;
		}
		if (n == sizeof name - 1 || (unsigned char)letter < ' ' || strchr("\\:*<>|\"", letter))
			return FALSE;
		name[n++] = letter;
	}
	name[n] = '\0';
	if (name[0] != '/' || strstr(name, "..") != NULL)
		return FALSE;
	_snprintf_s(path, size, _TRUNCATE, "%s%s%s", folder, name,
		name[n - 1] == '/' ? "index.html" : "");
	return TRUE;
}

/* field copies the value of a field of the request, or "". */
static void field(const char *request, const char *name, char *value, size_t size)
{
	size_t length = strlen(name);

	value[0] = '\0';
	for (const char *p = request; (p = strstr(p, "\r\n")) != NULL;) {
		p += 2;
		if (*p == '\r') /* what follows is another request */
			return;
		if (_strnicmp(p, name, length) == 0 && p[length] == ':') {
			p += length + 1 + strspn(p + length + 1, " ");
			_snprintf_s(value, size, _TRUNCATE, "%.*s", (int)strcspn(p, "\r"), p);
			return;
		}
	}
}

/* respond opens the file that was asked for, and answers. */
static void respond(struct connection *c, const char *method, const char *target)
{
	char path[2 * MAX_PATH], range[64], fields[200];
	const char *status = "200 OK";
	LARGE_INTEGER size = {0};
	LONGLONG first = 0, from, to;

	if (strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0) {
		c->keep = FALSE; /* who knows what comes with it */
		refuse(c, "405 Method Not Allowed");
		return;
	}
	if (file_path(path, sizeof path, target))
		c->file = CreateFileA(path, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING,
			FILE_FLAG_SEQUENTIAL_SCAN, NULL);
	if (c->file == INVALID_HANDLE_VALUE || !GetFileSizeEx(c->file, &size)) {
		refuse(c, "404 Not Found");
		return;
	}
	LONGLONG last = to = size.QuadPart - 1;
	sprintf_s(fields, sizeof fields, "Accept-Ranges: bytes\r\n");
	field(c->request, "Range", range, sizeof range);
	if (strchr(range, ',') == NULL && sscanf_s(range, "bytes=%I64d-%I64d", &from, &to) >= 1 &&
		from >= 0) {
		first = from;
		last = min(last, to);
		if (first > last) {
			refuse(c, "416 Range Not Satisfiable");
			return;
		}
		status = "206 Partial Content";
		sprintf_s(fields, sizeof fields, "Content-Range: bytes %I64d-%I64d/%I64d\r\n", first, last,
			size.QuadPart);
	}
	sprintf_s(fields + strlen(fields), sizeof fields - strlen(fields), "Content-Length: %I64d\r\n",
		last - first + 1);
	c->offset = first;
	c->left = strcmp(method, "GET") == 0 ? last - first + 1 : 0;
	answer(c, status, fields);
}

/* read_on answers the request if it has come whole, otherwise it waits for the rest. */
static void read_on(struct connection *c)
{
	char method[8], target[512], connection[32];
	int minor;

	c->request[c->length] = '\0';
	BOOL whole = strstr(c->request, "\r\n\r\n") != NULL;
	if (!whole && c->length < REQUEST_SIZE) {
		start(c, READING);
		return;
	}
	c->keep = FALSE;
	if (!whole || sscanf_s(c->request, "%7s %511s HTTP/1.%d", method, (unsigned)sizeof method,
			target, (unsigned)sizeof target, &minor) != 3) {
		refuse(c, "400 Bad Request");
		return;
	}
	field(c->request, "Connection", connection, sizeof connection);
	c->keep = minor > 0 ? _stricmp(connection, "close") != 0
			    : _stricmp(connection, "keep-alive") == 0;
	respond(c, method, target);
}

/* go_on does what comes after a part of the answer. */
static void go_on(struct connection *c, DWORD bytes)
{
	DWORD of_file = bytes - c->buffers.HeadLength;

	ZeroMemory(&c->buffers, sizeof c->buffers);
	c->offset += of_file;
	c->left -= of_file;
	if (c->left > 0) {
		start(c, SENDING);
		return;
	}
	close_file(c);
	if (c->keep) { /* the next request may be here already */
		char *next = strstr(c->request, "\r\n\r\n") + 4;
		c->length -= (DWORD)(next - c->request);
		memmove(c->request, next, c->length);
		read_on(c);
	} else if (accepting < ACCEPTS) {
		c->length = 0;
		start(c, ACCEPTING); /* the socket is as good as new */
	} else {
		discard(c);
	}
}

/* ended goes on with a connection whose step has ended. */
static void ended(struct connection *c, BOOL ok, DWORD bytes)
{
	if (c->step == ACCEPTING) {
		if (--accepting < ACCEPTS && !stopping)
			open_door();
		ok = ok && setsockopt(c->socket, SOL_SOCKET, SO_UPDATE_ACCEPT_CONTEXT,
				   (char *)&listener, sizeof listener) == 0;
	}
	if (!ok || bytes == 0) {
		discard(c);
	} else if (c->step == SENDING) {
		go_on(c, bytes);
	} else {
		c->length += bytes;
		read_on(c);
	}
}

/* cut_silent cuts off who has asked for nothing for too long. A client that AcceptEx has
 * connected without a request shows only in SO_CONNECT_TIME. */
static void cut_silent(DWORD seconds)
{
	for (struct connection *c = connections; c != NULL; c = c->next) {
		DWORD connected = 0;
		int size = sizeof connected;
		if (c->step == READING && GetTickCount64() - c->since > seconds * 1000ULL)
			cut(c);
		else if (c->step == ACCEPTING &&
			getsockopt(c->socket, SOL_SOCKET, SO_CONNECT_TIME, (char *)&connected, &size) == 0 &&
			connected != 0xFFFFFFFF && connected > seconds)
			cut(c);
	}
}

/* run serves until nothing is left after Ctrl-C. */
static void run(DWORD seconds)
{
	ULONGLONG looked = GetTickCount64();

	while (connections != NULL) {
		DWORD bytes = 0;
		ULONG_PTR key;
		OVERLAPPED *overlapped = NULL;
		BOOL ok = GetQueuedCompletionStatus(port, &bytes, &key, &overlapped, 500);
		if (overlapped != NULL) {
			ended(CONTAINING_RECORD(overlapped, struct connection, overlapped), ok, bytes);
		} else if (ok && !stopping) { /* what on_control has posted */
			stopping = TRUE;
			closesocket(listener);
			for (struct connection *c = connections; c != NULL; c = c->next)
				cut(c);
		}
		if (GetTickCount64() - looked > 500) {
			looked = GetTickCount64();
			cut_silent(seconds);
		}
	}
}

/* extension finds an extension function of Winsock. */
static BOOL extension(GUID id, void *function, DWORD size)
{
	DWORD bytes;

	return WSAIoctl(listener, SIO_GET_EXTENSION_FUNCTION_POINTER, &id, sizeof id, function, size,
		&bytes, NULL, NULL) == 0;
}

int main(int argc, char **argv)
{
	WSADATA data;
	SOCKADDR_IN address = {0};
	int size = sizeof address;
	GUID accept_id = WSAID_ACCEPTEX, transmit_id = WSAID_TRANSMITFILE;

	if (argc < 2) {
		fprintf(stderr, "Usage: web_server FOLDER [PORT [SECONDS]]\n");
		return 2;
	}
	if (WSAStartup(MAKEWORD(2, 2), &data) != 0)
		return 1;
	folder = argv[1];
	address.sin_family = AF_INET;
	address.sin_port = htons((u_short)(argc > 2 ? atoi(argv[2]) : DEFAULT_PORT));
	port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1);
	listener = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
	if (bind(listener, (SOCKADDR *)&address, size) == SOCKET_ERROR ||
		listen(listener, SOMAXCONN) == SOCKET_ERROR ||
		getsockname(listener, (SOCKADDR *)&address, &size) == SOCKET_ERROR ||
		CreateIoCompletionPort((HANDLE)listener, port, 0, 0) == NULL ||
		!extension(accept_id, &accept_ex, sizeof accept_ex) ||
		!extension(transmit_id, &transmit_file, sizeof transmit_file)) {
		fprintf(stderr, "cannot listen: error %d\n", WSAGetLastError());
		return 1;
	}
	SetConsoleCtrlHandler(on_control, TRUE);
	for (int i = 0; i < ACCEPTS; i++)
		open_door();
	printf("Listening on port %u\n", ntohs(address.sin_port));
	fflush(stdout);
	run(argc > 3 ? (DWORD)atoi(argv[3]) : 30);
	SetConsoleCtrlHandler(on_control, FALSE);
	CloseHandle(port);
	printf("Stopped: %lu answers\n", answered);
	WSACleanup();
	return 0;
}
