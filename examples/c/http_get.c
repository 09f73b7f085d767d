/*
 * http_get.c: fetches a page, with getaddrinfo, so that names, IPv4 and IPv6 are
 * all the same to it. The page goes to standard output as it is.
 *
 *	http_get http://HOST[:PORT]/PATH
 */
#include <winsock2.h>
#include <ws2tcpip.h>
#include <fcntl.h>
#include <io.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#pragma comment(lib, "Ws2_32.lib")

struct url {
	char host[256];
	char port[16];
	char path[1024];
};

/* parse splits http://host:port/path, the host also as [IPv6]; FALSE when it is not one. */
static BOOL parse(const char *text, struct url *url)
{
	const char *end;

	if (_strnicmp(text, "http://", 7) != 0)
		return FALSE;
	text += 7;
	if (*text == '[') {
		end = strchr(++text, ']');
		if (end == NULL)
			return FALSE;
	} else {
		end = text + strcspn(text, ":/");
	}
	if (end == text || strncpy_s(url->host, sizeof url->host, text, end - text) != 0)
		return FALSE;
	text = *end == ']' ? end + 1 : end;
	strcpy_s(url->port, sizeof url->port, "80");
	if (*text == ':') {
		text++;
		end = text + strspn(text, "0123456789");
		if (end - text > 5 || strncpy_s(url->port, sizeof url->port, text, end - text) != 0)
			return FALSE;
		text = end;
	}
	if (*text != '/' && *text != '\0')
		return FALSE;
	return strlen(text) < sizeof url->path &&
		strcpy_s(url->path, sizeof url->path, *text == '/' ? text : "/") == 0;
}

/* connect_to tries each address of a host in turn. */
static SOCKET connect_to(const struct url *url)
{
	struct addrinfo hints, *addresses, *a;
	SOCKET s = INVALID_SOCKET;
	int error;

	memset(&hints, 0, sizeof hints);
	hints.ai_family = AF_UNSPEC;
	hints.ai_socktype = SOCK_STREAM;
	hints.ai_protocol = IPPROTO_TCP;
	error = getaddrinfo(url->host, url->port, &hints, &addresses);
	if (error != 0) {
		fprintf(stderr, "%s: %s\n", url->host, gai_strerrorA(error));
		return INVALID_SOCKET;
	}
	for (a = addresses; a != NULL; a = a->ai_next) {
		char name[NI_MAXHOST];

		s = socket(a->ai_family, a->ai_socktype, a->ai_protocol);
		if (s == INVALID_SOCKET)
			continue;
		if (connect(s, a->ai_addr, (int)a->ai_addrlen) != SOCKET_ERROR)
			break;
		error = WSAGetLastError(); /* the calls below may change it */
		getnameinfo(a->ai_addr, (socklen_t)a->ai_addrlen, name, sizeof name, NULL, 0,
			NI_NUMERICHOST);
		fprintf(stderr, "%s port %s: error %d\n", name, url->port, error);
		closesocket(s);
		s = INVALID_SOCKET;
	}
	freeaddrinfo(addresses);
	return s;
}

/* receive_page shows the status line on standard error and the body on standard output. */
static int receive_page(SOCKET s)
{
	char buffer[8192];
	size_t head = 0; /* bytes of the header that are in the buffer */
	BOOL in_body = FALSE;
	int status = 0, got;
	unsigned __int64 total = 0;

	while ((got = recv(s, buffer + head, (int)(sizeof buffer - 1 - head), 0)) > 0) {
		char *body = buffer;
		size_t size = head + got;

		if (!in_body) {
			buffer[size] = '\0';
			char *end = strstr(buffer, "\r\n\r\n");
			if (end == NULL) {
				head = size;
				if (head == sizeof buffer - 1)
					break;
				continue;
			}
			*end = '\0';
			if (sscanf_s(buffer, "HTTP/%*d.%*d %d", &status) != 1)
				break;
			fprintf(stderr, "%.*s\n", (int)strcspn(buffer, "\r\n"), buffer);
			body = end + 4;
			size -= body - buffer;
			in_body = TRUE;
			head = 0;
		}
		total += size;
		fwrite(body, 1, size, stdout);
	}
	if (got == SOCKET_ERROR) {
		fprintf(stderr, "recv failed: error %d\n", WSAGetLastError());
		return 1;
	}
	if (!in_body) {
		fprintf(stderr, "this is not HTTP\n");
		return 1;
	}
	fprintf(stderr, "%I64u bytes\n", total);
	return status == 200 ? 0 : 1;
}

int main(int argc, char **argv)
{
	WSADATA data;
	struct url url;
	char request[2048];
	int result = 1;

	if (argc != 2 || !parse(argv[1], &url)) {
		fprintf(stderr, "Usage: http_get http://HOST[:PORT]/PATH\n");
		return 1;
	}
	if ((result = WSAStartup(MAKEWORD(2, 2), &data)) != 0) {
		fprintf(stderr, "WSAStartup failed: %d\n", result);
		return 1;
	}
	_setmode(_fileno(stdout), _O_BINARY); /* no carriage returns of its own */
	SOCKET s = connect_to(&url);
	if (s == INVALID_SOCKET) {
		WSACleanup();
		return 1;
	}
	int size = _snprintf_s(request, sizeof request, _TRUNCATE,
		"GET %s HTTP/1.0\r\nHost: %s:%s\r\nConnection: close\r\n\r\n", url.path, url.host,
		url.port);
	if (size < 0 || send(s, request, size, 0) == SOCKET_ERROR) {
		fprintf(stderr, "send failed: error %d\n", WSAGetLastError());
		result = 1;
	} else {
		result = receive_page(s);
	}
	closesocket(s);
	WSACleanup();
	return result;
}
