/*
 * chat_server.c: a chat room for telnet with select: one thread, any number of
 * clients. What a client does not take at once waits in its own buffer, so that a
 * slow one holds nobody up.
 *
 *	chat_server [PORT]
 *
 * The first line that a client sends is its name. "/who" lists who is there,
 * "/quit" leaves. Ctrl-C ends the server.
 */
#define FD_SETSIZE 512 /* before winsock2.h: how many sockets fit a set */
#include <winsock2.h>
#include <ws2tcpip.h>
#include <windows.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#pragma comment(lib, "ws2_32.lib")

#define DEFAULT_PORT 7009
#define MAX_CLIENTS (FD_SETSIZE - 2) /* the listener and the alarm are in the set, too */
#define LINE_SIZE 512
#define PENDING_SIZE 16384

struct client {
	SOCKET socket;
	char name[32]; /* empty: has not said it yet */
	char line[LINE_SIZE];
	int line_length;
	char pending[PENDING_SIZE]; /* what it has yet to be sent */
	int pending_length;
	BOOL leaving; /* goes as soon as nothing is pending */
};

static struct client *clients[MAX_CLIENTS];
static int client_count;
static SOCKET alarm_socket; /* connected to itself: a datagram wakes select */

static BOOL WINAPI on_control(DWORD event)
{
	if (event != CTRL_C_EVENT && event != CTRL_CLOSE_EVENT)
		return FALSE;
	send(alarm_socket, "!", 1, 0);
	Sleep(event == CTRL_CLOSE_EVENT ? 5000 : 0); /* main ends the process before */
	return TRUE;
}

/* flush sends what is pending, as far as the client takes it. */
static void flush(struct client *c)
{
	while (c->pending_length > 0) {
		int sent = send(c->socket, c->pending, c->pending_length, 0);
		if (sent == SOCKET_ERROR) {
			if (WSAGetLastError() != WSAEWOULDBLOCK) {
				c->pending_length = 0;
				c->leaving = TRUE;
			}
			return;
		}
		c->pending_length -= sent;
		memmove(c->pending, c->pending + sent, c->pending_length);
	}
}

/* tell sends a line to one client; who has more pending than fits is let go. */
static void tell(struct client *c, const char *format, ...)
{
	va_list arguments;
	int room = PENDING_SIZE - c->pending_length;

	va_start(arguments, format);
	int length = _vsnprintf(c->pending + c->pending_length, room, format, arguments);
	va_end(arguments);
	if (length < 0 || length >= room) {
		c->pending_length = 0;
		c->leaving = TRUE;
		return;
	}
	c->pending_length += length;
	flush(c);
}

/* tell_others sends a line to all who have a name but one. */
static void tell_others(const struct client *but, const char *name, const char *text)
{
	for (int i = 0; i < client_count; i++) {
		if (clients[i] != but && clients[i]->name[0] != '\0')
			tell(clients[i], "%s%s\r\n", name, text);
	}
}

/* handle_line does what a client's line says. */
static void handle_line(struct client *c, char *line)
{
	if (c->name[0] == '\0') {
		if (line[0] == '\0' || strlen(line) >= sizeof c->name) {
			tell(c, "A name has 1 to %d letters. Yours?\r\n", (int)sizeof c->name - 1);
			return;
		}
		strcpy_s(c->name, sizeof c->name, line);
		tell(c, "Hello %s, %d here.\r\n", c->name, client_count);
		tell_others(c, c->name, " comes in.");
	} else if (strcmp(line, "/quit") == 0) {
		tell(c, "Bye.\r\n");
		c->leaving = TRUE;
	} else if (strcmp(line, "/who") == 0) {
		for (int i = 0; i < client_count; i++)
			tell(c, "  %s\r\n", clients[i]->name[0] != '\0' ? clients[i]->name : "(new)");
	} else {
		char from[40];
		sprintf_s(from, sizeof from, "%s: ", c->name);
		tell_others(c, from, line);
	}
}

/* read_from takes what a client sends and cuts it into lines. */
static void read_from(struct client *c)
{
	char buffer[1024];
	int got = recv(c->socket, buffer, sizeof buffer, 0);

	if (got == SOCKET_ERROR && WSAGetLastError() == WSAEWOULDBLOCK)
		return;
	if (got <= 0) {
		c->leaving = TRUE;
		return;
	}
	for (int i = 0; i < got && !c->leaving; i++) {
		if (buffer[i] == '\n') {
			c->line[c->line_length] = '\0';
			c->line_length = 0;
			handle_line(c, c->line);
		} else if (buffer[i] != '\r' && c->line_length < LINE_SIZE - 1) {
			c->line[c->line_length++] = buffer[i];
		}
	}
}

static void welcome(SOCKET listener)
{
	u_long on = 1;
	SOCKET s = accept(listener, NULL, NULL);
	struct client *c;

	if (s == INVALID_SOCKET)
		return;
	if (client_count == MAX_CLIENTS || (c = calloc(1, sizeof *c)) == NULL) {
		closesocket(s);
		return;
	}
	ioctlsocket(s, FIONBIO, &on);
	c->socket = s;
	clients[client_count++] = c;
	tell(c, "Your name?\r\n");
}

/* see_off closes the sockets of those who are leaving and tells the others. */
static void see_off(void)
{
	for (int i = 0; i < client_count;) {
		struct client *c = clients[i];
		if (!c->leaving || c->pending_length > 0) {
			i++;
			continue;
		}
		clients[i] = clients[--client_count];
		if (c->name[0] != '\0')
			tell_others(c, c->name, " has left.");
		closesocket(c->socket);
		free(c);
		i = 0; /* the news may have been too much for someone */
	}
}

/* run serves until the alarm. */
static int run(SOCKET listener)
{
	for (;;) {
		fd_set readable, writable;

		FD_ZERO(&readable);
		FD_ZERO(&writable);
		FD_SET(listener, &readable);
		FD_SET(alarm_socket, &readable);
		for (int i = 0; i < client_count; i++) {
			if (!clients[i]->leaving)
				FD_SET(clients[i]->socket, &readable);
			if (clients[i]->pending_length > 0)
				FD_SET(clients[i]->socket, &writable);
		}
		/* Windows does not look at the first argument. */
		if (select(0, &readable, &writable, NULL, NULL) == SOCKET_ERROR) {
			fprintf(stderr, "select failed: error %d\n", WSAGetLastError());
			return 1;
		}
		if (FD_ISSET(alarm_socket, &readable))
			return 0;
		for (int i = 0; i < client_count; i++) {
			if (FD_ISSET(clients[i]->socket, &writable))
				flush(clients[i]);
			if (FD_ISSET(clients[i]->socket, &readable))
				read_from(clients[i]);
		}
		if (FD_ISSET(listener, &readable))
			welcome(listener);
		see_off();
	}
}

/* open_socket makes a socket of a type, bound to an address. */
static SOCKET open_socket(int type, u_long host, u_short port, SOCKADDR_IN *bound)
{
	int length = sizeof *bound;
	SOCKET s = socket(AF_INET, type, 0);

	memset(bound, 0, sizeof *bound);
	bound->sin_family = AF_INET;
	bound->sin_addr.s_addr = htonl(host);
	bound->sin_port = htons(port);
	if (s == INVALID_SOCKET || bind(s, (LPSOCKADDR)bound, length) == SOCKET_ERROR ||
		getsockname(s, (LPSOCKADDR)bound, &length) == SOCKET_ERROR) {
		fprintf(stderr, "no socket for port %d: error %d\n", port, WSAGetLastError());
		exit(1);
	}
	return s;
}

int main(int argc, char **argv)
{
	WSADATA data;
	SOCKADDR_IN address;

	if (WSAStartup(MAKEWORD(2, 2), &data) != 0)
		return 1;
	alarm_socket = open_socket(SOCK_DGRAM, INADDR_LOOPBACK, 0, &address);
	connect(alarm_socket, (LPSOCKADDR)&address, sizeof address);
	SetConsoleCtrlHandler(on_control, TRUE);

	SOCKET listener = open_socket(SOCK_STREAM, INADDR_ANY,
		(u_short)(argc > 1 ? atoi(argv[1]) : DEFAULT_PORT), &address);
	if (listen(listener, SOMAXCONN) == SOCKET_ERROR) {
		fprintf(stderr, "listen failed: error %d\n", WSAGetLastError());
		return 1;
	}
	printf("Listening on port %u\n", ntohs(address.sin_port));
	fflush(stdout);

	int result = run(listener);
	printf("Closing, %d here.\n", client_count);
	while (client_count > 0) {
		closesocket(clients[--client_count]->socket);
		free(clients[client_count]);
	}
	closesocket(listener);
	closesocket(alarm_socket);
	WSACleanup();
	return result;
}
