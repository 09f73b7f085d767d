/* transmitpackets.c: TransmitPackets. Chapter 6.7 of overlapped.md. */
#include "operation.h"

#include <stddef.h>

enum { LENGTH = 1000 };

static LPFN_TRANSMITPACKETS transmit;
static SOCKET a, b;
static HANDLE file;
static char text[LENGTH]; /* what the file holds */
static char got[4096];
static TRANSMIT_PACKETS_ELEMENT elements[4];

/* memory and part make element i: memory, or a part of the file; from -1 is its position. */
static void memory(int i, const char *p, ULONG len, ULONG flags)
{
	memset(&elements[i], 0, sizeof elements[i]);
	elements[i].dwElFlags = TP_ELEMENT_MEMORY | flags;
	elements[i].cLength = len;
	elements[i].pBuffer = (void *)p;
}

static void part(int i, LONGLONG from, ULONG len, ULONG flags)
{
	memset(&elements[i], 0, sizeof elements[i]);
	elements[i].dwElFlags = TP_ELEMENT_FILE | flags;
	elements[i].cLength = len;
	elements[i].nFileOffset.QuadPart = from;
	elements[i].hFile = file;
}

/* reconnect makes a and b anew. */
static void reconnect(void)
{
	closesocket(a);
	closesocket(b);
	pair(&a, &b);
}

/* take receives len bytes of b, or what comes before its end. */
static int take(int len)
{
	int n = 0, k;
	while (n < len && readable(b, 5000) && (k = recv(b, got + n, len - n, 0)) > 0)
		n += k;
	return n;
}

static void shapes(void)
{
	check("O-434", sizeof(TRANSMIT_PACKETS_ELEMENT) == 24 &&
		offsetof(TRANSMIT_PACKETS_ELEMENT, cLength) == 4 &&
		offsetof(TRANSMIT_PACKETS_ELEMENT, nFileOffset) == 8 &&
		offsetof(TRANSMIT_PACKETS_ELEMENT, hFile) == 16 &&
		offsetof(TRANSMIT_PACKETS_ELEMENT, pBuffer) == 8, "TRANSMIT_PACKETS_ELEMENT in memory");
	check("O-434", TP_ELEMENT_MEMORY == 1 && TP_ELEMENT_FILE == 2 && TP_ELEMENT_EOP == 4, "its flags");
}

static void bad_input(void)
{
	SOCKET s = tcp();
	memory(0, "abc", 3, 0);
	expect_error("O-437", "no socket", transmit(INVALID_SOCKET, elements, 1, 0, NULL, 0), FALSE,
		WSAENOTSOCK);
	expect_error("O-437", "no connection", transmit(s, elements, 1, 0, NULL, 0), FALSE, WSAENOTCONN);
	closesocket(s);
	elements[0].dwElFlags = TP_ELEMENT_MEMORY | TP_ELEMENT_FILE;
	expect_error("O-435", "memory and file at once", transmit(a, elements, 1, 0, NULL, 0), FALSE,
		WSAEINVAL);
	elements[0].dwElFlags = 0;
	expect_error("O-435", "neither", transmit(a, elements, 1, 0, NULL, 0), FALSE, WSAEINVAL);
	memory(0, "abc", 3, 0);
	elements[1] = elements[0];
	elements[0].cLength = elements[1].cLength = 0x7FFFFFFF;
	expect_error("O-437", "more than 2147483646 bytes", transmit(a, elements, 2, 0, NULL, 0), FALSE,
		WSAEINVAL);
	memory(0, "abc", 3, 0);
	expect("O-437", "they send nothing", readable(b, 10), FALSE);
	shutdown(a, SD_SEND);
	expect_error("O-437", "after SD_SEND", transmit(a, elements, 1, 0, NULL, 0), FALSE, WSAESHUTDOWN);
	reconnect();
}

static void streams(void)
{
	OVERLAPPED o;
	HANDLE queue = new_port();
	memory(0, "head", 4, 0);
	part(1, 100, 50, 0);
	memory(2, "tail", 4, 0);
	expect("O-435", "memory, a part of a file, memory", transmit(a, elements, 3, 0, NULL, 0), TRUE);
	check("O-435", take(58) == 58 && memcmp(got, "head", 4) == 0 &&
		memcmp(got + 4, text + 100, 50) == 0 && memcmp(got + 54, "tail", 4) == 0, "in their order");
	part(0, 900, 0, 0);
	expect("O-435", "a file without length", transmit(a, elements, 1, 0, NULL, 0), TRUE);
	check("O-435", take(100) == 100 && memcmp(got, text + 900, 100) == 0, "is sent to its end");
	SetFilePointer(file, 990, NULL, FILE_BEGIN);
	part(0, -1, 0, 0);
	expect("O-435", "a file from its position", transmit(a, elements, 1, 0, NULL, 0), TRUE);
	check("O-435", take(10) == 10 && memcmp(got, text + 990, 10) == 0, "is sent from there");

	attach(a, queue, 11);
	fresh(&o, NULL);
	memory(0, "head", 4, 0);
	part(1, 0, LENGTH, 0);
	BOOL ok = transmit(a, elements, 2, 0, &o, 0);
	check("O-221", ok || WSAGetLastError() == WSA_IO_PENDING, "with an OVERLAPPED");
	check("O-435", take(4 + LENGTH) == 4 + LENGTH && memcmp(got + 4, text, LENGTH) == 0, "it arrives");
	packet("O-221", "its packet has all bytes", queue, 11, &o, 0, 4 + LENGTH);
	CloseHandle(queue);

	reconnect();
	memory(0, "last", 4, 0);
	expect("O-436", "TP_DISCONNECT", transmit(a, elements, 1, 0, NULL, TP_DISCONNECT), TRUE);
	check("O-436", take(4) == 4 && readable(b, 5000) && recv(b, got, 1, 0) == 0, "then the end");
}

static void datagrams(void)
{
	SOCKET r = bound(udp()), s = connected(r);
	set_option(r, SOL_SOCKET, SO_RCVTIMEO, 2000);
	memory(0, "one", 3, 0);
	memory(1, "two", 3, TP_ELEMENT_EOP);
	part(2, 5, 20, TP_ELEMENT_EOP);
	expect("O-436", "UDP", transmit(s, elements, 3, 0xFFFFFFFF, NULL, 0), TRUE);
	check("O-436", recv(r, got, sizeof got, 0) == 6 && memcmp(got, "onetwo", 6) == 0,
		"TP_ELEMENT_EOP ends a datagram");
	check("O-436", recv(r, got, sizeof got, 0) == 20 && memcmp(got, text + 5, 20) == 0,
		"and the next one");
	SOCKET u = udp();
	expect_error("O-437", "UDP without a peer", transmit(u, elements, 1, 0, NULL, 0), FALSE,
		WSAENOTCONN);
	closesocket(u);
	closesocket(r);
	closesocket(s);
}

int main(void)
{
	GUID id = WSAID_TRANSMITPACKETS;
	DWORD n;
	start();
	pair(&a, &b);
	if (WSAIoctl(a, SIO_GET_EXTENSION_FUNCTION_POINTER, &id, sizeof id, &transmit, sizeof transmit, &n,
		NULL, NULL) != 0) {
		check("O-360", wine(), "TransmitPackets is there");
		skip_all("O-434", "Wine 8.0 has no TransmitPackets");
	}
	for (int i = 0; i < LENGTH; i++)
		text[i] = (char)(i * 7 ^ i >> 8);
	file = CreateFileA("packets.bin", GENERIC_READ | GENERIC_WRITE, 0, NULL, CREATE_ALWAYS,
		FILE_ATTRIBUTE_NORMAL | FILE_FLAG_DELETE_ON_CLOSE, NULL);
	check("O-435", WriteFile(file, text, LENGTH, &n, NULL) && n == LENGTH, "a file");
	shapes();
	bad_input();
	streams();
	datagrams();
	closesocket(a);
	closesocket(b);
	CloseHandle(file);
	WSACleanup();
	return verdict();
}
