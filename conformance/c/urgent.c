/* urgent.c: urgent data. Chapter 11 of sockets.md. */
#include "check.h"

static SOCKET a, b;
static char got[16];

/* mark is SIOCATMARK of s. */
static int mark(SOCKET s)
{
	u_long v = 77;
	return ioctlsocket(s, SIOCATMARK, &v) == 0 ? (int)v : -1;
}

/* queued is FIONREAD of s. */
static int queued(SOCKET s)
{
	u_long v = 77;
	return ioctlsocket(s, FIONREAD, &v) == 0 ? (int)v : -1;
}

/* urgently sends urgent data to b and waits until it is there. */
static void urgently(const char *text)
{
	send(a, text, (int)strlen(text), MSG_OOB);
	excepted(b, 5000);
}

static void again(void)
{
	closesocket(a);
	closesocket(b);
	pair(&a, &b);
	nonblocking(b, 1);
}

int main(void)
{
	start();
	SOCKET s = tcp();
	expect("S-340", "unbound", mark(s), 1);
	bound(s);
	expect("S-340", "bound", mark(s), 1);
	closesocket(s);

	pair(&a, &b);
	nonblocking(b, 1);
	expect("S-340", "connected", mark(b), 1);
	fails("S-344", "nothing urgent", recv(b, got, 1, MSG_OOB), WSAEWOULDBLOCK);
	send(a, "abc", 3, 0);
	urgently("deu");
	expect("S-337", "the last byte is urgent", recv(b, got, sizeof got, MSG_OOB), 1);
	check("S-337", got[0] == 'u', "that byte");
	int n = 0;
	for (int i = 0; i < 100 && n < 5; i++) {
		int k = recv(b, got + n, sizeof got - n, 0);
		if (k < 0)
			readable(b, 5000);
		n += k > 0 ? k : 0;
	}
	check("S-337", n == 5 && memcmp(got, "abcde", 5) == 0, "the others are normal");

	again();
	urgently("u");
	expect("S-340", "an urgent byte waits", mark(b), 0);
	expect("S-339", "FIONREAD", queued(b), 0);
	fails("S-339", "recv skips it", recv(b, got, 1, 0), WSAEWOULDBLOCK);
	send(a, "n", 1, 0);
	readable(b, 5000);
	expect("S-339", "FIONREAD with a normal byte", queued(b), 1);
	expect("S-339", "recv", recv(b, got, sizeof got, 0), 1);
	check("S-339", got[0] == 'n', "it is that");
	expect("S-339", "the urgent byte is there", recv(b, got, sizeof got, MSG_OOB), 1);
	expect("S-340", "read", mark(b), 1);

	again();
	urgently("1");
	expect("S-346", "it is exceptional", excepted(b, 0), 1);
	urgently("2");
	expect("S-338", "the first of two", recv(b, got, sizeof got, MSG_OOB), 1);
	check("S-338", got[0] == '1', "is the older");
	expect("S-338", "the second", recv(b, got, sizeof got, MSG_OOB), 1);
	check("S-338", got[0] == '2', "is the newer");

	again();
	urgently("i");
	set_option(b, SOL_SOCKET, SO_OOBINLINE, 1);
	expect("S-342", "moved inline, FIONREAD", queued(b), 1);
	expect("S-342", "SIOCATMARK", mark(b), 0);
	expect("S-342", "recv", recv(b, got, 1, 0), 1);
	expect("S-342", "SIOCATMARK after it", mark(b), 1);
	fails("S-343", "MSG_OOB then", recv(b, got, 1, MSG_OOB), WSAEINVAL);
	send(a, "j", 1, MSG_OOB);
	check("S-341", readable(b, 5000), "inline before it came");
	check("S-341", !excepted(b, 0), "it is not exceptional");
	expect("S-341", "FIONREAD", queued(b), 1);
	expect("S-341", "SIOCATMARK", mark(b), 1);
	expect("S-341", "recv", recv(b, got, sizeof got, 0), 1);

	again();
	urgently("k");
	expect("S-345", "read urgently", recv(b, got, 1, MSG_OOB), 1);
	set_option(b, SOL_SOCKET, SO_OOBINLINE, 1);
	fails("S-345", "it does not come again", recv(b, got, 1, 0), WSAEWOULDBLOCK);

	/* Inline, a recv does not mix normal and urgent bytes. */
	again();
	set_option(b, SOL_SOCKET, SO_OOBINLINE, 1);
	send(a, "ab", 2, 0);
	send(a, "u", 1, MSG_OOB);
	for (int i = 0; i < 500 && queued(b) < 3; i++)
		Sleep(10);
	expect("S-329", "up to the urgent byte", recv(b, got, sizeof got, 0), 2);
	expect("S-329", "then it", recv(b, got, sizeof got, 0), 1);
	check("S-329", got[0] == 'u', "alone");
	closesocket(a);
	closesocket(b);
	WSACleanup();
	return verdict();
}
