/* transmitfile.c: TransmitFile. Chapter 6.6 of overlapped.md. */
#include "operation.h"

#include <stddef.h>

enum {
	SMALL = 1000,
	LARGE = 3 << 20,
};

static LPFN_TRANSMITFILE transmit;
static SOCKET a, b;
static HANDLE small, large;	/* files of those sizes */
static char text[LARGE];	/* what they hold */
static char got[LARGE + 4096];

/* reconnect makes a and b anew. */
static void reconnect(void)
{
	closesocket(a);
	closesocket(b);
	pair(&a, &b);
}

/* file makes a file with the first size bytes of text. */
static HANDLE file(const char *name, DWORD size)
{
	DWORD n = 0;
	HANDLE f = CreateFileA(name, GENERIC_READ | GENERIC_WRITE, 0, NULL, CREATE_ALWAYS,
		FILE_ATTRIBUTE_NORMAL | FILE_FLAG_DELETE_ON_CLOSE, NULL);
	if (f == INVALID_HANDLE_VALUE || !WriteFile(f, text, size, &n, NULL) || n != size)
		check("O-426", 0, "a file");
	return f;
}

/* place sets the file position; at is what it is. */
static void place(HANDLE f, LONG to)
{
	SetFilePointer(f, to, NULL, FILE_BEGIN);
}

static long long at(HANDLE f)
{
	return SetFilePointer(f, 0, NULL, FILE_CURRENT);
}

/* take receives up to len bytes of s, or what comes before its end. */
static int take(SOCKET s, int len)
{
	int n = 0, k;
	while (n < len && readable(s, 5000) && (k = recv(s, got + n, len - n, 0)) > 0)
		n += k;
	return n;
}

/* came tells whether b gets head, len bytes of text from offset on, tail, and no more. */
static int came(const char *head, int offset, int len, const char *tail)
{
	int h = (int)strlen(head), t = (int)strlen(tail);
	return take(b, h + len + t) == h + len + t && memcmp(got, head, h) == 0 &&
		memcmp(got + h, text + offset, len) == 0 && memcmp(got + h + len, tail, t) == 0 &&
		!readable(b, 10);
}

static void shapes(void)
{
	check("O-427", sizeof(TRANSMIT_FILE_BUFFERS) == 32 &&
		offsetof(TRANSMIT_FILE_BUFFERS, HeadLength) == 8 &&
		offsetof(TRANSMIT_FILE_BUFFERS, Tail) == 16 &&
		offsetof(TRANSMIT_FILE_BUFFERS, TailLength) == 24, "TRANSMIT_FILE_BUFFERS in memory");
	check("O-430", TF_DISCONNECT == 1 && TF_REUSE_SOCKET == 2 && TF_WRITE_BEHIND == 4 &&
		TF_USE_DEFAULT_WORKER == 0 && TF_USE_SYSTEM_THREAD == 0x10 && TF_USE_KERNEL_APC == 0x20,
		"the flags");
}

static void bad_input(void)
{
	SOCKET s = tcp(), u = udp();
	OVERLAPPED o;
	expect_error("O-431", "no socket", transmit(INVALID_SOCKET, small, 0, 0, NULL, NULL, 0), FALSE,
		WSAENOTSOCK);
	expect_error("O-431", "no connection", transmit(s, small, 0, 0, NULL, NULL, 0), FALSE,
		WSAENOTCONN);
	fresh(&o, NULL);
	expect_error("O-431", "with an OVERLAPPED", transmit(s, small, 0, 0, &o, NULL, 0), FALSE,
		WSAENOTCONN);
	expect_error("O-431", "a UDP socket", transmit(u, small, 0, 0, NULL, NULL, 0), FALSE, WSAENOTCONN);
	expect_error("O-432", "2147483647 bytes", transmit(a, small, 2147483647, 0, NULL, NULL, 0), FALSE,
		WSAEINVAL);
	expect_error("O-432", "TF_REUSE_SOCKET alone", transmit(a, small, 0, 0, NULL, NULL,
		TF_REUSE_SOCKET), FALSE, WSAEINVAL);
	expect("O-432", "they send nothing", readable(b, 10), FALSE);
	closesocket(s);
	closesocket(u);
}

static void at_the_position(void)
{
	TRANSMIT_FILE_BUFFERS ends = {"head", 4, "tail!", 5}, head = {"head", 4, NULL, 0};
	place(small, 0);
	expect("O-426", "a whole file", transmit(a, small, 0, 0, NULL, NULL, 0), TRUE);
	check("O-426", came("", 0, SMALL, ""), "it arrives");
	expect("O-428", "the file position is at its end", at(small), SMALL);
	place(small, 100);
	expect("O-428", "from a position", transmit(a, small, 0, 0, NULL, NULL, 0), TRUE);
	check("O-428", came("", 100, SMALL - 100, ""), "what is behind it arrives");
	place(small, 10);
	expect("O-426", "some bytes", transmit(a, small, 20, 0, NULL, NULL, 0), TRUE);
	check("O-426", came("", 10, 20, ""), "these arrive");
	expect("O-428", "the position behind them", at(small), 30);
	place(small, 0);
	expect("O-426", "a head and a tail", transmit(a, small, 0, 0, NULL, &ends, 0), TRUE);
	check("O-426", came("head", 0, SMALL, "tail!"), "before and behind the file");
	place(small, 0);
	expect("O-426", "small sends", transmit(a, small, 0, 64, NULL, &head, TF_USE_KERNEL_APC), TRUE);
	check("O-426", came("head", 0, SMALL, ""), "are the same");
	expect("O-429", "no file", transmit(a, NULL, 0, 0, NULL, &ends, TF_USE_SYSTEM_THREAD), TRUE);
	check("O-429", came("head", 0, 0, "tail!"), "only head and tail");
	expect("O-429", "nothing at all", transmit(a, NULL, 0, 0, NULL, NULL, 0), TRUE);
	expect("O-429", "sends nothing", readable(b, 10), FALSE);
}

static void from_the_offset(void)
{
	TRANSMIT_FILE_BUFFERS ends = {"head", 4, "tail!", 5};
	HANDLE queue = new_port();
	OVERLAPPED o;
	attach(a, queue, 8);
	place(small, 500);
	fresh(&o, NULL);
	o.Offset = 30;
	o.OffsetHigh = 0;
	expect_error("O-433", "with an OVERLAPPED", transmit(a, small, 0, 0, &o, &ends, 0), FALSE,
		WSA_IO_PENDING);
	check("O-428", came("head", 30, SMALL - 30, "tail!"), "it starts at the offset");
	packet("O-428", "its packet has all bytes", queue, 8, &o, 0, SMALL - 30 + 9);
	expect("O-004", "the offset is left alone", o.Offset, 30);
	result("O-433", "its result", a, &o, 0, SMALL - 30 + 9);

	fresh(&o, NULL);
	o.Offset = o.OffsetHigh = 0;
	transmit(a, large, 0, 0, &o, NULL, 0);
	check("O-433", came("", 0, LARGE, ""), "a large file arrives whole");
	packet("O-433", "its packet", queue, 8, &o, 0, LARGE);
	CloseHandle(queue);
}

/* in_turn sends a file between other sends. */
static void in_turn(void)
{
	OVERLAPPED o[3];
	reconnect();
	begin_send(a, &o[0], NULL, text, LARGE / 2);
	fresh(&o[1], NULL);
	o[1].Offset = 7;
	o[1].OffsetHigh = 0;
	transmit(a, small, 0, 0, &o[1], NULL, 0);
	begin_send(a, &o[2], NULL, "end", 3);
	check("O-084", take(b, LARGE / 2) == LARGE / 2 && memcmp(got, text, LARGE / 2) == 0,
		"a send before TransmitFile");
	check("O-084", came("", 7, SMALL - 7, "end"), "its file, and a send behind it");
	status("O-433", "TransmitFile ends", &o[1], STATUS_SUCCESS, SMALL - 7);
	status("O-084", "so does the last send", &o[2], STATUS_SUCCESS, 3);
}

static void disconnects(void)
{
	OVERLAPPED o;
	char c;
	reconnect();
	place(small, 0);
	expect("O-430", "TF_DISCONNECT", transmit(a, small, 0, 0, NULL, NULL, TF_DISCONNECT), TRUE);
	check("O-430", take(b, SMALL) == SMALL && readable(b, 5000) && recv(b, &c, 1, 0) == 0,
		"the file, then the end");
	fails("O-430", "send", send(a, "x", 1, 0), WSAESHUTDOWN);
	reconnect();
	expect("O-429", "nothing, and TF_DISCONNECT", transmit(a, NULL, 0, 0, NULL, NULL, TF_DISCONNECT),
		TRUE);
	check("O-429", readable(b, 5000) && recv(b, &c, 1, 0) == 0, "only the end");

	SOCKET s = bound(tcp()), l = listener();
	LPFN_CONNECTEX connect_ex = provided(s, (GUID)WSAID_CONNECTEX);
	struct sockaddr_in to = loopback(port(l));
	for (int i = 0; i < 2; i++) {
		if (i == 1) { /* another port, as the old connection lingers */
			closesocket(l);
			l = listener();
			to = loopback(port(l));
		}
		fresh(&o, NULL);
		connect_ex(s, (struct sockaddr *)&to, sizeof to, NULL, 0, NULL, &o);
		status("O-424", i == 0 ? "ConnectEx" : "ConnectEx again", &o, STATUS_SUCCESS, 0);
		SOCKET t = readable(l, 5000) ? accept(l, NULL, NULL) : INVALID_SOCKET;
		fresh(&o, NULL);
		o.Offset = o.OffsetHigh = 0;
		transmit(s, small, 0, 0, &o, NULL, TF_DISCONNECT | TF_REUSE_SOCKET);
		check("O-424", take(t, SMALL) == SMALL && readable(t, 5000) && recv(t, &c, 1, 0) == 0,
			"TF_DISCONNECT and TF_REUSE_SOCKET: the file, then the end");
		closesocket(t);
		status("O-424", "TransmitFile ends", &o, STATUS_SUCCESS, SMALL);
	}
	closesocket(s);
	closesocket(l);
}

int main(void)
{
	start();
	for (int i = 0; i < LARGE; i++)
		text[i] = (char)(i * 7 ^ i >> 8 ^ i >> 16);
	small = file("small.bin", SMALL);
	large = file("large.bin", LARGE);
	pair(&a, &b);
	transmit = provided(a, (GUID)WSAID_TRANSMITFILE);
	shapes();
	bad_input();
	at_the_position();
	from_the_offset();
	in_turn();
	disconnects();
	expect_error("O-431", "TransmitFile of the library", TransmitFile(INVALID_SOCKET, small, 0, 0,
		NULL, NULL, 0), FALSE, WSAENOTSOCK);
	closesocket(a);
	closesocket(b);
	CloseHandle(small);
	CloseHandle(large);
	WSACleanup();
	return verdict();
}
