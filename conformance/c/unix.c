/* unix.c: AF_UNIX. Chapter 19 of sockets.md. */
#include "check.h"

#include <stddef.h>

/* struct sockaddr_un, as S-475 has it. */
struct name {
	u_short family;
	char path[108];
};

enum { WHOLE = sizeof(struct name) };

/* of makes an address; its length is that of the text with its end. */
static struct name of(const char *path, int *len)
{
	struct name n;
	memset(&n, 0, sizeof n);
	n.family = AF_UNIX;
	strcpy(n.path, path);
	*len = (int)(offsetof(struct name, path) + strlen(path) + 1);
	return n;
}

static SOCKET make(void)
{
	return socket(AF_UNIX, SOCK_STREAM, 0);
}

/* at calls bind or connect with a path. */
static int at(int(WSAAPI *call)(SOCKET, const struct sockaddr *, int), SOCKET s, const char *path)
{
	int len;
	struct name n = of(path, &len);
	return call(s, (struct sockaddr *)&n, len);
}

static void names(void)
{
	SOCKET l = make(), c = make(), d;
	struct name got;
	int n = WHOLE, len;
	struct name there = of("./here.sock", &len);
	DeleteFileA("here.sock");
	fails("S-476", "no length", bind(l, (struct sockaddr *)&there, 0), WSAEFAULT);
	expect("S-478", "bind to a relative path", bind(l, (struct sockaddr *)&there, len), 0);
	check("S-479", GetFileAttributesA("here.sock") != INVALID_FILE_ATTRIBUTES, "there is a file");
	memset(&got, 'q', sizeof got);
	expect("S-480", "getsockname", getsockname(l, (struct sockaddr *)&got, &n), 0);
	check("S-480", n == len && strcmp(got.path, "./here.sock") == 0, "the path as given");
	fails("S-479", "bind to the same path", at(bind, c, "./here.sock"), WSAEADDRINUSE);
	n = WHOLE;
	memset(&got, 'q', sizeof got);
	expect("S-480", "listen", listen(l, 5), 0);
	fails("S-484", "getpeername of the listener", getpeername(l, (struct sockaddr *)&got, &n),
		WSAENOTCONN);
	check("S-484", n == WHOLE && got.path[0] == 'q', "nothing is written");
	expect("S-478", "connect", at(connect, c, "./here.sock"), 0);
	n = 2 * WHOLE;
	char room[2 * WHOLE];
	d = accept(l, (struct sockaddr *)room, &n);
	check("S-479", d != INVALID_SOCKET, "accept");
	static const char zeros[WHOLE];
	n = WHOLE;
	memset(&got, 'q', sizeof got);
	expect("S-481", "getsockname of the client", getsockname(c, (struct sockaddr *)&got, &n), 0);
	check("S-481", n == WHOLE && memcmp(got.path, zeros, 108) == 0, "no path");
	n = WHOLE;
	memset(&got, 'q', sizeof got);
	expect("S-481", "getpeername of its server", getpeername(d, (struct sockaddr *)&got, &n), 0);
	check("S-481", n == WHOLE && memcmp(got.path, zeros, 108) == 0, "no path there");
	n = WHOLE;
	expect("S-482", "getsockname of the server", getsockname(d, (struct sockaddr *)&got, &n), 0);
	check("S-482", n == len && strcmp(got.path, "./here.sock") == 0, "the listener's path");
	n = WHOLE;
	expect("S-483", "getpeername of the client", getpeername(c, (struct sockaddr *)&got, &n), 0);
	check("S-483", n == WHOLE && strcmp(got.path, "./here.sock") == 0, "the listener's path");

	DWORD pid = 0, count = 0;
	expect("S-489", "SIO_AF_UNIX_GETPEERPID", WSAIoctl(c, 0x58000100, NULL, 0, &pid, sizeof pid,
		&count, NULL, NULL), 0);
	expect("S-682", "its size", count, sizeof pid);
	expect("S-489", "the peer's process", pid, GetCurrentProcessId());
	char text[8];
	expect("S-488", "sendto with no address", sendto(c, "hello", 5, 0, NULL, 0), 5);
	expect("S-488", "recvfrom with none", recvfrom(d, text, 5, 0, NULL, NULL), 5);
	check("S-488", memcmp(text, "hello", 5) == 0, "the data");
	closesocket(c);
	expect("S-308", "the end", recv(d, text, 5, 0), 0);
	closesocket(d);
	closesocket(l);
	check("S-479", GetFileAttributesA("here.sock") != INVALID_FILE_ATTRIBUTES, "the file stays");
	l = make();
	nonblocking(l, 1);
	fails("S-698", "bind to a file that is there", at(bind, l, "./here.sock"), WSAEADDRINUSE);
	closesocket(l);
	l = make();
	fails("S-479", "a stale file", at(bind, l, "./here.sock"), WSAEADDRINUSE);
	fails("S-485", "connect to it", at(connect, l, "./here.sock"), WSAECONNREFUSED);
	check("S-479", DeleteFileA("here.sock"), "the program deletes it");
	fails("S-696", "no file", at(connect, l, "./nobody.sock"), WSAECONNREFUSED);
	fails("S-485", "connect to no file", at(connect, l, "./here.sock"), WSAECONNREFUSED);
	closesocket(l);
}

/* patient connects without waiting. */
static void patient(void)
{
	SOCKET l = make(), c = make();
	DeleteFileA("patient.sock");
	at(bind, l, "patient.sock");
	listen(l, 1);
	nonblocking(c, 1);
	WSASetLastError(0);
	int done = at(connect, c, "patient.sock");
	check("S-487", done == 0 || WSAGetLastError() == WSAEWOULDBLOCK, "a nonblocking connect");
	check("S-487", writable(c, 5000), "it is connected");
	SOCKET d = accept(l, NULL, NULL);
	expect("S-487", "send", send(c, "x", 1, 0), 1);
	closesocket(c);
	closesocket(d);
	closesocket(l);
	DeleteFileA("patient.sock");
}

static void odd(void)
{
	SOCKET l = make();
	struct name n, got;
	int len = WHOLE;
	n = of("", &len);
	expect("S-476", "the family only", bind(l, (struct sockaddr *)&n, 2), 0);
	expect("S-476", "listen", listen(l, 1), 0);
	closesocket(l);
	l = make();
	n = of("x", &len);
	DeleteFileA("x");
	expect("S-477", "a path of one character", bind(l, (struct sockaddr *)&n, 3), 0);
	len = WHOLE;
	memset(&got, 'q', sizeof got);
	getsockname(l, (struct sockaddr *)&got, &len);
	check("S-477", got.path[0] == 'x' && len == 4, "its name");
	closesocket(l);
	DeleteFileA("x");
	l = make();
	struct sockaddr_in in = loopback(0);
	expect_error("S-486", "a missing directory", at(bind, l, "./none/here.sock"), SOCKET_ERROR, ANY);
	fails("S-125", "another family", bind(l, (struct sockaddr *)&in, sizeof in), WSAEAFNOSUPPORT);
	closesocket(l);
	check("S-475", WHOLE == 110 && offsetof(struct name, path) == 2, "sockaddr_un in memory");
}

int main(void)
{
	start();
	SOCKET s = make();
	if (s == INVALID_SOCKET && wine())
		skip_all("S-474", "Wine 8.0 has no AF_UNIX");
	check("S-082", s != INVALID_SOCKET, "UNIX, STREAM, 0");
	closesocket(s);
	expect_error("S-474", "datagrams", socket(AF_UNIX, SOCK_DGRAM, 0), INVALID_SOCKET,
		WSAEAFNOSUPPORT);
	names();
	patient();
	odd();
	WSACleanup();
	return verdict();
}
