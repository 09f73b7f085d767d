/* inherit.c: sockets of child processes. Section 9.1 of providers.md. */
#include "child.h"

static void flags(void)
{
	DWORD value = 9;
	SOCKET s = tcp(), t = WSASocketW(AF_INET, SOCK_STREAM, 0, NULL, 0, WSA_FLAG_NO_HANDLE_INHERIT);

	check("P-410", GetHandleInformation((HANDLE)s, &value), "GetHandleInformation");
	expect("P-409", "socket()", value, HANDLE_FLAG_INHERIT);
	GetHandleInformation((HANDLE)t, &value);
	expect("P-411", "WSA_FLAG_NO_HANDLE_INHERIT", value, 0);
	closesocket(t);
	t = WSASocketW(AF_INET, SOCK_STREAM, 0, NULL, 0, 0);
	GetHandleInformation((HANDLE)t, &value);
	expect("P-409", "WSASocket", value, HANDLE_FLAG_INHERIT);
	check("P-410", SetHandleInformation((HANDLE)t, HANDLE_FLAG_INHERIT, 0), "clear");
	GetHandleInformation((HANDLE)t, &value);
	expect("P-410", "is clear", value, 0);
	check("P-410", SetHandleInformation((HANDLE)t, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT), "set");
	GetHandleInformation((HANDLE)t, &value);
	expect("P-410", "is set", value, HANDLE_FLAG_INHERIT);
	closesocket(t);
	check("P-410", !GetHandleInformation((HANDLE)t, &value), "of a closed one");
	expect("P-410", "there is none", GetLastError(), ERROR_INVALID_HANDLE);

	if (wine()) {
		skip("P-414", "Wine's closesocket knows no protection");
	} else {
		SetHandleInformation((HANDLE)s, HANDLE_FLAG_PROTECT_FROM_CLOSE, HANDLE_FLAG_PROTECT_FROM_CLOSE);
		fails("P-414", "closesocket", closesocket(s), WSAEACCES);
		check("P-414", !CloseHandle((HANDLE)s), "CloseHandle");
		expect("P-414", "is refused", GetLastError(), ERROR_INVALID_HANDLE);
		expect("P-414", "it is still open", option(s, SOL_SOCKET, SO_TYPE), SOCK_STREAM);
		SetHandleInformation((HANDLE)s, HANDLE_FLAG_PROTECT_FROM_CLOSE, 0);
	}
	expect("P-414", "without", closesocket(s), 0);
}

static void accepted(void)
{
	DWORD value = 0;
	SOCKET l = listener(), a = tcp();

	SetHandleInformation((HANDLE)l, HANDLE_FLAG_INHERIT, 0);
	connect_to(a, "127.0.0.1", port(l));
	SOCKET b = accept(l, NULL, NULL);
	GetHandleInformation((HANDLE)b, &value);
	expect("P-413", "an accepted socket", value, HANDLE_FLAG_INHERIT);
	closesocket(a);
	closesocket(b);
	closesocket(l);
}

/* talks: the child sends on its end of a connection, and receives. */
static void talks(const char *clause, struct child *c, SOCKET there, SOCKET here)
{
	char got[8];

	long long sent = order(c, CHILD_SEND, there, 0);
	expect(clause, "the child sends", sent, 5);
	if (sent != 5)
		return;
	expect(clause, "it arrives", recv(here, got, sizeof got, 0), 5);
	send(here, "abc", 3, 0);
	expect(clause, "the child receives", order(c, CHILD_RECV, there, 0), 3);
}

static void same_value(void)
{
	SOCKET a, b, n = WSASocketW(AF_INET, SOCK_STREAM, 0, NULL, 0, WSA_FLAG_NO_HANDLE_INHERIT);
	char got[8];

	pair(&a, &b);
	struct child c = born(TRUE, NULL), second = born(TRUE, NULL), none = born(FALSE, NULL);
	talks("P-411", &c, b, a);
	talks("P-411", &second, b, a);
	expect("P-409", "it is inheritable there too", order(&c, CHILD_FLAGS, b, 0), HANDLE_FLAG_INHERIT);
	expect("P-409", "not inheritable", order(&c, CHILD_OPTION, n, SO_TYPE), -1);
	expect("P-411", "without bInheritHandles", order(&none, CHILD_OPTION, b, SO_TYPE), -1);
	closesocket(b);
	talks("P-404", &c, b, a); /* closed here, open there */
	expect("P-404", "closed there", order(&c, CHILD_CLOSE, b, 0), 0);
	gone(&second);
	gone(&none);
	expect("P-415", "closed by all", recv(a, got, sizeof got, 0), 0);
	gone(&c);
	closesocket(a);
	closesocket(n);
}

static void standard(void)
{
	SOCKET a, b;

	pair(&a, &b);
	SetHandleInformation((HANDLE)a, HANDLE_FLAG_INHERIT, 0);
	struct child c = born(TRUE, (HANDLE)b);
	expect("P-411", "standard input is the socket", order(&c, CHILD_INPUT, 0, 0), (long long)b);
	talks("P-411", &c, b, a);
	gone(&c);
	closesocket(a);
	closesocket(b);
}

static void grandchildren(void)
{
	SOCKET a, b;

	pair(&a, &b);
	struct child c = born(TRUE, NULL);
	expect("P-415", "a child of the child", order(&c, CHILD_START, 0, TRUE), 1);
	talks("P-415", &c, b, a);
	gone(&c);
	c = born(TRUE, NULL);
	order(&c, CHILD_START, 0, FALSE);
	expect("P-415", "one that inherits nothing", order(&c, CHILD_OPTION, b, SO_TYPE), -1);
	gone(&c);
	closesocket(a);
	closesocket(b);
}

/* state: what the library keeps comes along, and stays common. */
static void state(void)
{
	SOCKET l = listener(), u = bound(udp());
	int ms = 77;

	setsockopt(u, SOL_SOCKET, SO_RCVTIMEO, (char *)&ms, sizeof ms);
	struct child c = born(TRUE, NULL);
	expect("P-415", "bound", order(&c, CHILD_NAME, u, 0), port(u));
	expect("P-415", "listens", order(&c, CHILD_OPTION, l, SO_ACCEPTCONN), 1);
	expect("P-415", "its time-out", order(&c, CHILD_OPTION, u, SO_RCVTIMEO), ms);
	struct request r;
	memset(&r, 0, sizeof r);
	r.order = CHILD_SET;
	r.s = u;
	r.value = SO_RCVTIMEO;
	r.other = 88;
	tell(&c, &r);
	expect("P-415", "changed there", option(u, SOL_SOCKET, SO_RCVTIMEO), 88);
	gone(&c);
	closesocket(l);
	closesocket(u);
}

int main(int argc, char **argv)
{
	if (is_child(argc, argv))
		return 0;
	start();
	flags();
	accepted();
	if (wine()) {
		skip("P-409", "a child's calls under Wine know the child's own sockets only");
		skip("P-411", "a child's calls under Wine know the child's own sockets only");
		skip("P-415", "a child's calls under Wine know the child's own sockets only");
		return verdict();
	}
	same_value();
	standard();
	grandchildren();
	state();
	return verdict();
}
