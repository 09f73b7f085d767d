/* bind.c: local addresses, and who may share them. Chapter 4 of sockets.md. */
#include "check.h"

#define WILD "0.0.0.0"
#define HOME "127.0.0.1"

enum rule { NONE, REUSE, EXCL };

/* made is a TCP or UDP socket with one of the options for sharing. */
static SOCKET made(int type, enum rule rule)
{
	SOCKET s = socket(AF_INET, type, 0);
	if (rule == REUSE)
		set_option(s, SOL_SOCKET, SO_REUSEADDR, 1);
	if (rule == EXCL)
		set_option(s, SOL_SOCKET, SO_EXCLUSIVEADDRUSE, 1);
	return s;
}

#define OK 0
#define INUSE WSAEADDRINUSE
#define ACCES WSAEACCES

/*
 * A port that is free on one address may be some other program's on another one. So a
 * second bind that finds it in use, and should not, is made again with another port.
 */
enum { PORTS = 50 };

/* foreign tells whether a bind has to be made again: it ended with error, and not as wanted. */
static int foreign(int error, int wanted)
{
	return error == INUSE && wanted != INUSE;
}

/* The second bind: none W, none S, REUSE W, REUSE S, EXCL W, EXCL S. */
static const struct {
	const char *clause;
	enum rule rule;
	const char *address;
	int second[6];
} sharing[] = {
	{"S-145", NONE, WILD, {INUSE, OK, ACCES, OK, INUSE, OK}},
	{"S-146", NONE, HOME, {OK, INUSE, OK, ACCES, INUSE, INUSE}},
	{"S-147", REUSE, WILD, {INUSE, OK, OK, OK, INUSE, OK}},
	{"S-148", REUSE, HOME, {OK, INUSE, OK, OK, INUSE, INUSE}},
	{"S-149", EXCL, WILD, {INUSE, ACCES, ACCES, ACCES, INUSE, ACCES}},
	{"S-150", EXCL, HOME, {OK, INUSE, OK, ACCES, INUSE, INUSE}},
};

static void share(int type)
{
	static const char *rules[] = {"none", "REUSE", "EXCL"};
	for (size_t i = 0; i < sizeof sharing / sizeof *sharing; i++) {
		for (int j = 0; j < 6; j++) {
			const char *to = j % 2 ? HOME : WILD;
			char what[64];
			int got, error, wanted = sharing[i].second[j];
			sprintf(what, "%s: %s %s, then %s %s", type == SOCK_STREAM ? "TCP" : "UDP",
				rules[sharing[i].rule], sharing[i].address, rules[j / 2], to);
			for (int n = 0; n < PORTS; n++) {
				SOCKET a = made(type, sharing[i].rule), b = made(type, j / 2);
				if (bind_to(a, sharing[i].address, 0) != 0)
					check(sharing[i].clause, 0, what);
				WSASetLastError(0);
				got = bind_to(b, to, port(a));
				error = WSAGetLastError();
				closesocket(a);
				closesocket(b);
				if (!foreign(error, wanted))
					break;
			}
			failed_as(sharing[i].clause, what, got, wanted ? SOCKET_ERROR : 0, error, wanted);
		}
	}
}

/* Two TCP sockets of two families; those of IPv6 take both. */
static const struct {
	const char *clause, *first;
	enum rule first_rule;
	const char *second;
	enum rule second_rule;
	int error;
} across[] = {
	{"S-157", "::", EXCL, HOME, NONE, ACCES},
	{"S-158", "::", EXCL, WILD, NONE, ACCES},
	{"S-159", "::", EXCL, WILD, REUSE, ACCES},
	{"S-160", "::", NONE, WILD, NONE, OK},
	{"S-161", "::", NONE, WILD, EXCL, OK},
	{"S-162", HOME, NONE, "::", EXCL, INUSE},
	{"S-163", "::1", NONE, WILD, EXCL, OK},
	{"S-164", "::1", EXCL, HOME, EXCL, OK},
	{"S-165", "::ffff:127.0.0.1", NONE, WILD, EXCL, INUSE},
	{"S-166", "::ffff:0.0.0.0", NONE, WILD, NONE, INUSE},
	{"S-167", "::ffff:127.0.0.1", NONE, HOME, NONE, INUSE},
	{"S-168", HOME, NONE, "::ffff:127.0.0.1", NONE, INUSE},
};

/* either makes a TCP socket for an address of either family. */
static SOCKET either(const char *address, enum rule rule)
{
	if (strchr(address, ':') == NULL)
		return made(SOCK_STREAM, rule);
	SOCKET s = socket(AF_INET6, SOCK_STREAM, 0);
	set_option(s, IPPROTO_IPV6, IPV6_V6ONLY, 0);
	if (rule == EXCL)
		set_option(s, SOL_SOCKET, SO_EXCLUSIVEADDRUSE, 1);
	return s;
}

static int bind_either(SOCKET s, const char *address, unsigned short port)
{
	return strchr(address, ':') ? bind6(s, address, port) : bind_to(s, address, port);
}

/* port_of is the local port of a socket of either family. */
static unsigned short port_of(SOCKET s)
{
	struct sockaddr_in6 at;
	int n = sizeof at;
	memset(&at, 0, sizeof at);
	getsockname(s, (struct sockaddr *)&at, &n);
	return ntohs(at.sin6_port);
}

static void families(void)
{
	SOCKET probe = tcp6();
	if (probe == INVALID_SOCKET) {
		skip("S-157", "no IPv6");
		return;
	}
	closesocket(probe);
	for (size_t i = 0; i < sizeof across / sizeof *across; i++) {
		char what[80];
		int got, error, wanted = across[i].error;
		sprintf(what, "%s, then %s", across[i].first, across[i].second);
		for (int n = 0; n < PORTS; n++) {
			SOCKET a = either(across[i].first, across[i].first_rule);
			SOCKET b = either(across[i].second, across[i].second_rule);
			if (bind_either(a, across[i].first, 0) != 0)
				check(across[i].clause, 0, what);
			WSASetLastError(0);
			got = bind_either(b, across[i].second, port_of(a));
			error = WSAGetLastError();
			closesocket(a);
			closesocket(b);
			if (!foreign(error, wanted))
				break;
		}
		failed_as(across[i].clause, what, got, wanted ? SOCKET_ERROR : 0, error, wanted);
	}
	int beside = SOCKET_ERROR;
	for (int n = 0; n < PORTS && beside != 0; n++) {
		SOCKET a = tcp6(), b = tcp();
		bind6(a, "::", 0);
		beside = bind_to(b, WILD, port_of(a));
		closesocket(a);
		closesocket(b);
	}
	expect("S-169", "0.0.0.0 beside :: that is IPv6 only", beside, 0);
}

static void arguments(int type, const char *name)
{
	SOCKET s = socket(AF_INET, type, 0);
	struct sockaddr_storage big;
	struct sockaddr_in at = loopback(0);
	char what[64];
#define WHAT(text) (sprintf(what, "%s: %s", name, text), what)
	fails("S-122", WHAT("no address"), bind(s, NULL, sizeof at), WSAEFAULT);
	fails("S-122", WHAT("no address of no length"), bind(s, NULL, 0), WSAEFAULT);
	fails("S-123", WHAT("no length"), bind(s, (struct sockaddr *)&at, 0), WSAEFAULT);
	fails("S-123", WHAT("15 bytes"), bind(s, (struct sockaddr *)&at, 15), WSAEFAULT);
	at.sin_family = AF_INET6;
	memset(&big, 0, sizeof big);
	memcpy(&big, &at, sizeof at);
	fails("S-125", WHAT("another family"), bind(s, (struct sockaddr *)&big, sizeof big),
		WSAEAFNOSUPPORT);
	fails("S-126", WHAT("an address that is not local"), bind_to(s, "192.0.2.0", 0),
		WSAEADDRNOTAVAIL);
	fails("S-127", WHAT("a multicast address"), bind_to(s, "224.0.0.251", 0), WSAEADDRNOTAVAIL);
	expect("S-135", WHAT("after failures"), bind_to(s, HOME, 0), 0);
	fails("S-128", WHAT("a second bind"), bind_to(s, HOME, 0), WSAEINVAL);
	fails("S-128", WHAT("a second bind to the same port"), bind_to(s, HOME, port(s)), WSAEINVAL);
	check("S-133", port(s) >= 49152, WHAT("a free port is a dynamic one"));
	closesocket(s);
	fails("S-134", WHAT("a closed socket"), bind_to(s, HOME, 0), WSAENOTSOCK);
	s = socket(AF_INET, type, 0);
	memset(&big, 0, sizeof big);
	at = loopback(0);
	memcpy(&big, &at, sizeof at);
	expect("S-124", WHAT("a longer length"), bind(s, (struct sockaddr *)&big, sizeof big), 0);
	closesocket(s);
	s = socket(AF_INET, type, 0);
	expect("S-136", WHAT("the wildcard"), bind_to(s, WILD, 0), 0);
	int n = sizeof at;
	getsockname(s, (struct sockaddr *)&at, &n);
	check("S-136", at.sin_addr.s_addr == 0 && at.sin_port != 0, WHAT("its name"));
	closesocket(s);
#undef WHAT
}

static void ipv6(void)
{
	SOCKET s = tcp6();
	struct sockaddr_in6 at;
	if (s == INVALID_SOCKET) {
		skip("S-123", "no IPv6");
		return;
	}
	memset(&at, 0, sizeof at);
	at.sin6_family = AF_INET6;
	fails("S-123", "24 bytes of IPv6", bind(s, (struct sockaddr *)&at, 24), WSAEFAULT);
	closesocket(s);
}

static void options(void)
{
	SOCKET s = tcp();
	expect("S-142", "REUSE", set_option(s, SOL_SOCKET, SO_REUSEADDR, 1), 0);
	fails("S-142", "EXCL after it", set_option(s, SOL_SOCKET, SO_EXCLUSIVEADDRUSE, 1), WSAEINVAL);
	expect("S-142", "REUSE off", set_option(s, SOL_SOCKET, SO_REUSEADDR, 0), 0);
	expect("S-142", "EXCL then", set_option(s, SOL_SOCKET, SO_EXCLUSIVEADDRUSE, 1), 0);
	fails("S-142", "REUSE after EXCL", set_option(s, SOL_SOCKET, SO_REUSEADDR, 1), WSAEINVAL);
	bound(s);
	fails("S-141", "EXCL off and REUSE on after bind", (set_option(s, SOL_SOCKET, SO_EXCLUSIVEADDRUSE,
		0),
		set_option(s, SOL_SOCKET, SO_REUSEADDR, 1), bind_to(made(SOCK_STREAM, REUSE), HOME, port(s))),
		WSAEACCES);
	closesocket(s);

	int result = SOCKET_ERROR;
	for (int n = 0; n < PORTS && result != 0; n++) {
		SOCKET u = udp();
		s = bound(tcp());
		result = bind_to(u, HOME, port(s));
		closesocket(u);
		closesocket(s);
	}
	expect("S-143", "a UDP port of a TCP socket's number", result, 0);
	result = SOCKET_ERROR;
	for (int n = 0; n < PORTS && result != 0; n++) {
		SOCKET u = tcp();
		s = bound(tcp());
		result = bind_to(u, "127.0.0.2", port(s));
		closesocket(u);
		closesocket(s);
	}
	expect("S-144", "another address of the port", result, 0);

	s = tcp();
	SOCKET b = tcp();
	bind_to(s, HOME, 0);
	bind_to(b, HOME, port(s));
	expect("S-135", "after a taken port another one", bind_to(b, HOME, 0), 0);
	closesocket(s);
	closesocket(b);

	SOCKET l = made(SOCK_STREAM, EXCL), c = tcp(), a;
	expect("S-174", "EXCL needs no right", bind_to(l, HOME, 0), 0);
	unsigned short p = port(l);
	listen(l, 1);
	connect_to(c, HOME, p);
	a = accept(l, NULL, NULL);
	closesocket(l);
	l = made(SOCK_STREAM, EXCL);
	expect_error("S-175", "EXCL beside a connection of the port", bind_to(l, HOME, p), SOCKET_ERROR,
		ANY);
	closesocket(a);
	closesocket(c);
	closesocket(l);
}

/* later checks that a port whose connections are over can be bound at once. */
static void later(void)
{
	SOCKET l = listener(), a = tcp();
	unsigned short p = port(l);
	connect_to(a, HOME, p);
	SOCKET b = accept(l, NULL, NULL);
	char c;
	closesocket(b);
	recv(a, &c, 1, 0);
	closesocket(a);
	closesocket(l);
	l = tcp();
	expect("S-140", "a port in TIME_WAIT", bind_to(l, HOME, p), 0);
	closesocket(l);
}

/* deliver connects to HOME and says which of two listeners has the connection. */
static int deliver(SOCKET a, SOCKET b, unsigned short p)
{
	SOCKET c = tcp();
	if (connect_to(c, HOME, p) != 0) {
		closesocket(c);
		return 0;
	}
	int at = readable(a, 100) ? 1 : b != INVALID_SOCKET && readable(b, 5000) ? 2 : 0;
	if (at != 0)
		closesocket(accept(at == 1 ? a : b, NULL, NULL));
	closesocket(c);
	return at;
}

static void receivers(void)
{
	SOCKET w = tcp(), s = tcp();
	bind_to(w, WILD, 0);
	expect("S-170", "a specific address beside the wildcard", bind_to(s, HOME, port(w)), 0);
	expect("S-170", "the wildcard listens", listen(w, 5), 0);
	expect("S-170", "the specific address listens", listen(s, 5), 0);
	expect("S-170", "a connection is the specific one's", deliver(s, w, port(w)), 1);
	closesocket(s);
	closesocket(w);

	w = made(SOCK_STREAM, REUSE);
	s = made(SOCK_STREAM, REUSE);
	bind_to(w, HOME, 0);
	unsigned short p = port(w);
	expect("S-171", "two REUSE sockets on an address", bind_to(s, HOME, p), 0);
	expect("S-171", "the second listens", listen(s, 5), 0);
	expect("S-187", "the first listens", listen(w, 5), 0);
	for (int i = 0; i < 4; i++)
		expect("S-171", "a connection is the first one's", deliver(w, s, p), 1);
	closesocket(w);
	expect("S-172", "then the second one's", deliver(s, INVALID_SOCKET, p), 1);
	closesocket(s);
}

static void implicit(void)
{
	SOCKET s = udp(), u = bound(udp());
	struct sockaddr_in to = loopback(port(u)), at;
	int n = sizeof at;
	fails("S-137", "send does not bind", send(s, "x", 1, 0), WSAENOTCONN);
	fails("S-137", "so there is no name", getsockname(s, (struct sockaddr *)&at, &n), WSAEINVAL);
	expect("S-137", "sendto binds", sendto(s, "x", 1, 0, (struct sockaddr *)&to, sizeof to), 1);
	check("S-137", port(s) != 0, "a port");
	check("S-139", port(s) >= 49152, "a dynamic one");
	closesocket(s);
	s = udp();
	expect("S-137", "connect binds", connect(s, (struct sockaddr *)&to, sizeof to), 0);
	check("S-137", port(s) != 0, "a port then");
	closesocket(s);
	closesocket(u);
}

int main(void)
{
	start();
	arguments(SOCK_STREAM, "TCP");
	arguments(SOCK_DGRAM, "UDP");
	ipv6();
	options();
	share(SOCK_STREAM);
	share(SOCK_DGRAM);
	families();
	later();
	receivers();
	implicit();
	WSACleanup();
	return verdict();
}
