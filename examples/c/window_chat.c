/*
 * window_chat.c: the chat room of chat_server.c as programs with windows do it: Winsock
 * posts messages about sockets to a window, which nobody sees, and one thread handles
 * them one after the other.
 *
 *	window_chat [PORT]
 *
 * The first line that a client sends is its name. "/who" lists who is there, "/quit"
 * leaves. Ctrl-C closes the window and so ends the server.
 */
#define WIN32_LEAN_AND_MEAN
#include <winsock2.h>
#include <ws2tcpip.h>
#include <windows.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#pragma comment(lib, "ws2_32.lib")
#pragma comment(lib, "user32.lib")

#define DEFAULT_PORT 7016
#define WM_SOCKET (WM_APP + 1)
#define WM_SEE_OFF (WM_APP + 2)
#define LINE_SIZE 512
#define PENDING_SIZE 16384

struct client {
	struct client *next;
	SOCKET socket;
	char name[32]; /* empty: has not said it yet */
	char line[LINE_SIZE];
	int line_length;
	char pending[PENDING_SIZE]; /* what it has yet to be sent */
	int pending_length;
	BOOL leaving; /* goes as soon as nothing is pending */
};

static HWND window;
static struct client *room; /* in the order of coming in */
static int client_count;

static BOOL WINAPI on_control(DWORD event)
{
	PostMessageW(window, WM_CLOSE, 0, 0);
	Sleep(event == CTRL_CLOSE_EVENT ? 5000 : 0); /* main ends the process before */
	return TRUE;
}

/* leave marks a client; it is seen off when all that is under way with others is done. */
static void leave(struct client *c)
{
	c->leaving = TRUE;
	PostMessageW(window, WM_SEE_OFF, 0, 0);
}

/* flush sends what is pending, as far as the client takes it; FD_WRITE tells when it
 * takes more. */
static void flush(struct client *c)
{
	while (c->pending_length > 0) {
		int sent = send(c->socket, c->pending, c->pending_length, 0);
		if (sent == SOCKET_ERROR) {
			if (WSAGetLastError() == WSAEWOULDBLOCK)
				return;
			c->pending_length = 0;
			leave(c);
			return;
		}
		c->pending_length -= sent;
		memmove(c->pending, c->pending + sent, c->pending_length);
	}
	if (c->leaving)
		PostMessageW(window, WM_SEE_OFF, 0, 0);
}

/* tell sends a line to one client; who has more pending than fits is let go. */
static void tell(struct client *c, const char *format, ...)
{
	va_list arguments;
	int space = PENDING_SIZE - c->pending_length;

	if (c->leaving)
		return;
	va_start(arguments, format);
	int length = _vsnprintf(c->pending + c->pending_length, space, format, arguments);
	va_end(arguments);
	if (length < 0 || length >= space) {
		c->pending_length = 0;
		leave(c);
		return;
	}
	c->pending_length += length;
	flush(c);
}

/* tell_others sends a line to all who have a name but one. */
static void tell_others(const struct client *but, const char *name, const char *text)
{
	for (struct client *c = room; c != NULL; c = c->next) {
		if (c != but && c->name[0] != '\0')
			tell(c, "%s%s\r\n", name, text);
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
		leave(c);
	} else if (strcmp(line, "/who") == 0) {
		for (struct client *one = room; one != NULL; one = one->next)
			tell(c, "  %s\r\n", one->name[0] != '\0' ? one->name : "(new)");
	} else {
		char from[40];
		sprintf_s(from, sizeof from, "%s: ", c->name);
		tell_others(c, from, line);
	}
}

/* read_from takes a piece of what a client sent; FALSE when there is none or no more. */
static BOOL read_from(struct client *c)
{
	char buffer[1024];
	int got = recv(c->socket, buffer, sizeof buffer, 0);

	if (got == SOCKET_ERROR && WSAGetLastError() == WSAEWOULDBLOCK)
		return FALSE;
	if (got <= 0) {
		leave(c);
		return FALSE;
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
	return TRUE;
}

/* welcome accepts a client, which is in message mode as the listener is. */
static void welcome(SOCKET listener)
{
	SOCKET s = accept(listener, NULL, NULL);
	struct client *c, **end = &room;

	if (s == INVALID_SOCKET)
		return;
	if (WSAAsyncSelect(s, window, WM_SOCKET, FD_READ | FD_WRITE | FD_CLOSE) == SOCKET_ERROR ||
		(c = calloc(1, sizeof *c)) == NULL) {
		closesocket(s);
		return;
	}
	c->socket = s;
	while (*end != NULL)
		end = &(*end)->next;
	*end = c;
	client_count++;
	tell(c, "Your name?\r\n");
}

/* see_off closes the sockets of those who are leaving and tells the others. */
static void see_off(void)
{
	for (struct client **link = &room; *link != NULL;) {
		struct client *c = *link;
		if (!c->leaving || c->pending_length > 0) {
			link = &c->next;
			continue;
		}
		*link = c->next;
		client_count--;
		closesocket(c->socket); /* no message comes of this socket now, but old ones may */
		if (c->name[0] != '\0')
			tell_others(c, c->name, " has left.");
		free(c);
	}
}

/* on_socket does what a message about a socket says. */
static void on_socket(SOCKET s, int event, int error)
{
	struct client *c = room;

	if (event == FD_ACCEPT) {
		welcome(s);
		return;
	}
	while (c != NULL && c->socket != s)
		c = c->next;
	if (c == NULL) /* an old message */
		return;
	switch (event) {
	case FD_READ: /* comes again if this does not read everything */
		read_from(c);
		break;
	case FD_WRITE:
		flush(c);
		break;
	case FD_CLOSE: /* comes once, so read to the end */
		while (read_from(c))
			continue;
		if (error != 0) {
			c->pending_length = 0;
			leave(c);
		}
	}
}

static LRESULT CALLBACK on_message(HWND receiver, UINT message, WPARAM wparam, LPARAM lparam)
{
	switch (message) {
	case WM_SOCKET:
		on_socket((SOCKET)wparam, WSAGETSELECTEVENT(lparam), WSAGETSELECTERROR(lparam));
		return 0;
	case WM_SEE_OFF:
		see_off();
		return 0;
	case WM_DESTROY:
		PostQuitMessage(0);
		return 0;
	default: /* for WM_CLOSE, too, which destroys the window */
		return DefWindowProcW(receiver, message, wparam, lparam);
	}
}

/* make_window makes a window that gets messages and nothing else. */
static HWND make_window(void)
{
	WNDCLASSEXW class = {.cbSize = sizeof class};

	class.lpfnWndProc = on_message;
	class.hInstance = GetModuleHandleW(NULL);
	class.lpszClassName = L"window_chat";
	if (RegisterClassExW(&class) == 0)
		return NULL;
	return CreateWindowExW(0, class.lpszClassName, L"Chat", 0, 0, 0, 0, 0, HWND_MESSAGE, NULL,
		class.hInstance, NULL);
}

int main(int argc, char **argv)
{
	WSADATA data;
	SOCKADDR_IN address = {0};
	int length = sizeof address;
	MSG message;

	if (WSAStartup(MAKEWORD(2, 2), &data) != 0)
		return 1;
	window = make_window();
	if (window == NULL) {
		fprintf(stderr, "no window: error %lu\n", GetLastError());
		return 1;
	}
	SetConsoleCtrlHandler(on_control, TRUE);
	address.sin_family = AF_INET;
	address.sin_port = htons((u_short)(argc > 1 ? atoi(argv[1]) : DEFAULT_PORT));
	SOCKET listener = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
	if (bind(listener, (LPSOCKADDR)&address, length) == SOCKET_ERROR ||
		WSAAsyncSelect(listener, window, WM_SOCKET, FD_ACCEPT) == SOCKET_ERROR ||
		listen(listener, SOMAXCONN) == SOCKET_ERROR ||
		getsockname(listener, (LPSOCKADDR)&address, &length) == SOCKET_ERROR) {
		fprintf(stderr, "cannot listen: error %d\n", WSAGetLastError());
		return 1;
	}
	printf("Listening on port %u\n", ntohs(address.sin_port));
	fflush(stdout);

	while (GetMessageW(&message, NULL, 0, 0) > 0)
		DispatchMessageW(&message);

	printf("Closing, %d here.\n", client_count);
	while (room != NULL) {
		struct client *c = room;
		room = c->next;
		closesocket(c->socket);
		free(c);
	}
	closesocket(listener);
	WSACleanup();
	return 0;
}
