/*
 * resolve.c: names, and addresses as text, as far as no network is needed.
 * Chapter 24 of sockets.md.
 */
#include "check.h"

#include <stdlib.h>

/* Texts that inet_addr reads, with their numbers in host byte order. */
static const struct {
	const char *text;
	unsigned int number;
} inets[] = {
	{"127.0.0.1", 0x7F000001}, {"1.2.3.4", 0x01020304}, {"1.2.772", 0x01020304},
	{"1.131844", 0x01020304}, {"16909060", 0x01020304}, {"0x1.02.0x3.04", 0x01020304},
	{"0x7f000001", 0x7F000001}, {"010.0.0.1", 0x08000001}, {"255.255.255.255", 0xFFFFFFFF},
	{"1.2.3.256", 0xFFFFFFFF}, {"1.2.3.4.5", 0xFFFFFFFF}, {"1.2.3", 0x01020003},
	{"localhost", 0xFFFFFFFF}, {"1..2.3", 0xFFFFFFFF}, {"0", 0},
};

static void old_text(void)
{
	for (size_t i = 0; i < sizeof inets / sizeof *inets; i++)
		expect("S-727", inets[i].text, inet_addr(inets[i].text), htonl(inets[i].number));
	expect("S-727", "no text", inet_addr(""), INADDR_NONE);
	expect("S-727", "a space", inet_addr(" "), 0);
	struct in_addr in;
	in.s_addr = htonl(0xFF010A00);
	check("S-728", strcmp(inet_ntoa(in), "255.1.10.0") == 0, "inet_ntoa");
	char *text = inet_ntoa(in);
	check("S-728", text == inet_ntoa(in), "the same place for the next call");
}

static void new_text(void)
{
	unsigned char raw[16];
	char text[64];
	static const unsigned char six[16] = {0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
	expect("S-729", "IPv4", inet_pton(AF_INET, "10.1.2.255", raw), 1);
	check("S-729", memcmp(raw, "\x0a\x01\x02\xff", 4) == 0, "its bytes");
	expect("S-729", "three parts", inet_pton(AF_INET, "10.1.2", raw), 0);
	expect("S-729", "hexadecimal", inet_pton(AF_INET, "0x10.1.2.3", raw), 0);
	expect("S-729", "a name", inet_pton(AF_INET, "localhost", raw), 0);
	expect("S-729", "IPv6", inet_pton(AF_INET6, "2001:db8::1", raw), 1);
	check("S-729", memcmp(raw, six, 16) == 0, "its bytes");
	expect("S-729", "a colon too many", inet_pton(AF_INET6, "2001::db8::1", raw), 0);
	fails("S-729", "another family", inet_pton(AF_UNIX, "1.2.3.4", raw), WSAEAFNOSUPPORT);
	check("S-730", inet_ntop(AF_INET6, six, text, sizeof text) == text &&
		strcmp(text, "2001:db8::1") == 0, "inet_ntop, IPv6");
	check("S-730", inet_ntop(AF_INET, "\x01\x02\x03\x04", text, 8) == text &&
		strcmp(text, "1.2.3.4") == 0, "inet_ntop, just enough room");
	expect_error("S-730", "too little room", (INT_PTR)inet_ntop(AF_INET, "\x01\x02\x03\x04", text, 7),
		0, ERROR_INVALID_PARAMETER);
	expect_error("S-730", "another family", (INT_PTR)inet_ntop(AF_UNIX, six, text, sizeof text), 0,
		WSAEAFNOSUPPORT);
}

static void strings(void)
{
	struct sockaddr_in in = loopback(80);
	struct sockaddr_in6 six;
	char text[64];
	DWORD n = sizeof text;
	expect("S-731", "IPv4", WSAAddressToStringA((struct sockaddr *)&in, sizeof in, NULL, text, &n), 0);
	check("S-731", strcmp(text, "127.0.0.1:80") == 0 && n == 13, "with its port");
	in.sin_port = 0;
	n = sizeof text;
	WSAAddressToStringA((struct sockaddr *)&in, sizeof in, NULL, text, &n);
	check("S-731", strcmp(text, "127.0.0.1") == 0 && n == 10, "without port 0");
	n = 9;
	fails("S-731", "too little room", WSAAddressToStringA((struct sockaddr *)&in, sizeof in, NULL,
		text, &n), WSAEFAULT);
	expect("S-731", "how much is needed", n, 10);
	memset(&six, 0, sizeof six);
	six.sin6_family = AF_INET6;
	six.sin6_addr.s6_addr[15] = 1;
	six.sin6_port = htons(80);
	n = sizeof text;
	WSAAddressToStringA((struct sockaddr *)&six, sizeof six, NULL, text, &n);
	check("S-731", strcmp(text, "[::1]:80") == 0, "IPv6 in brackets");
	int len = sizeof six;
	char spelled[] = "[2001:db8::7]:4660", plain[] = "1.2.3.4", wrong[] = "1.2.3.4.5";
	expect("S-732", "IPv6", WSAStringToAddressA(spelled, AF_INET6, NULL, (struct sockaddr *)&six,
		&len), 0);
	check("S-732", len == sizeof six && six.sin6_port == htons(4660) && six.sin6_addr.s6_addr[15] == 7,
		"address and port");
	len = sizeof in;
	expect("S-732", "IPv4", WSAStringToAddressA(plain, AF_INET, NULL, (struct sockaddr *)&in, &len),
		0);
	check("S-732", in.sin_addr.s_addr == htonl(0x01020304) && in.sin_port == 0, "port 0");
	fails("S-732", "no address", WSAStringToAddressA(wrong, AF_INET, NULL, (struct sockaddr *)&in,
		&len),
		WSAEINVAL);
	len = 4;
	fails("S-732", "too little room", WSAStringToAddressA(plain, AF_INET, NULL, (struct sockaddr *)&in,
		&len), WSAEFAULT);
	expect("S-732", "how much is needed", len, sizeof in);
}

/* look makes a getaddrinfo with hints and frees the list; info is its first. */
static struct addrinfo info;
static struct sockaddr_in6 info_at;

static int look(const char *node, const char *service, int flags, int family, int type)
{
	struct addrinfo hints, *list = NULL;
	memset(&hints, 0, sizeof hints);
	hints.ai_flags = flags;
	hints.ai_family = family;
	hints.ai_socktype = type;
	int error = getaddrinfo(node, service, &hints, &list);
	if (error == 0) {
		info = *list;
		memcpy(&info_at, info.ai_addr, info.ai_addrlen);
		freeaddrinfo(list);
	}
	return error;
}

static void lists(void)
{
	struct sockaddr_in *at = (struct sockaddr_in *)&info_at;
	check("S-719", EAI_AGAIN == 11002 && EAI_BADFLAGS == 10022 && EAI_FAIL == 11003 &&
		EAI_FAMILY == 10047 && EAI_MEMORY == 8 && EAI_NONAME == 11001 && EAI_SERVICE == 10109 &&
		EAI_SOCKTYPE == 10044, "EAI_ codes");
	expect("S-720", "neither node nor service", look(NULL, NULL, 0, 0, 0), WSAHOST_NOT_FOUND);
	expect("S-721", "no node", look(NULL, "80", 0, AF_INET, SOCK_STREAM), 0);
	check("S-721", at->sin_addr.s_addr == htonl(INADDR_LOOPBACK) && at->sin_port == htons(80) &&
		info.ai_addrlen == sizeof *at, "the loopback address");
	expect("S-721", "AI_PASSIVE", look(NULL, "80", AI_PASSIVE, AF_INET, SOCK_STREAM), 0);
	check("S-721", at->sin_addr.s_addr == 0, "the wildcard");
	expect("S-721", "no node, IPv6", look(NULL, "80", AI_PASSIVE, AF_INET6, SOCK_STREAM), 0);
	check("S-721", info_at.sin6_family == AF_INET6 && info_at.sin6_port == htons(80) &&
		info.ai_addrlen == sizeof info_at, "the wildcard of IPv6");
	expect("S-722", "digits", look("1.2.3.4", NULL, AI_NUMERICHOST, 0, SOCK_DGRAM), 0);
	check("S-722", info.ai_family == AF_INET && at->sin_addr.s_addr == htonl(0x01020304) &&
		at->sin_port == 0 && info.ai_socktype == SOCK_DGRAM, "their address");
	expect("S-722", "digits of IPv6", look("::1", "9", AI_NUMERICHOST, 0, SOCK_STREAM), 0);
	check("S-722", info.ai_family == AF_INET6 && info_at.sin6_addr.s6_addr[15] == 1, "their address");
	expect("S-722", "a name", look("localhost", NULL, AI_NUMERICHOST, 0, 0), WSAHOST_NOT_FOUND);
	expect("S-723", "no socket type", look("1.2.3.4", "80", 0, 0, 0), 0);
	check("S-723", info.ai_socktype == 0 && info.ai_protocol == 0 && info.ai_next == NULL,
		"one result");
	expect("S-724", "another family", look("1.2.3.4", NULL, 0, 1234, 0), WSAEAFNOSUPPORT);
	expect("S-724", "another type", look("1.2.3.4", NULL, 0, 0, 1234), WSAESOCKTNOSUPPORT);
	expect("S-724", "no service", look("1.2.3.4", "nosuchservice", 0, 0, SOCK_STREAM),
		WSATYPE_NOT_FOUND);
	expect("S-724", "a service", look("1.2.3.4", "http", 0, 0, SOCK_STREAM), 0);
	expect("S-724", "its port", ntohs(at->sin_port), 80);
	expect("S-721", "localhost", look("localhost", NULL, 0, AF_INET, SOCK_STREAM), 0);
	check("S-721", at->sin_addr.s_addr == htonl(INADDR_LOOPBACK), "its address");
}

static void name_of(void)
{
	struct sockaddr_in in = loopback(80);
	struct sockaddr *at = (struct sockaddr *)&in;
	char host[64], service[32];
	int digits = NI_NUMERICHOST | NI_NUMERICSERV;
	expect("S-725", "in digits", getnameinfo(at, sizeof in, host, sizeof host, service, sizeof service,
		digits), 0);
	check("S-725", strcmp(host, "127.0.0.1") == 0 && strcmp(service, "80") == 0, "the digits");
	expect("S-725", "the service", getnameinfo(at, sizeof in, NULL, 0, service, sizeof service, 0), 0);
	check("S-725", strcmp(service, "http") == 0, "its name");
	expect("S-725", "a short address", getnameinfo(at, 8, host, sizeof host, NULL, 0, digits),
		WSAEFAULT);
	expect("S-725", "no buffers", getnameinfo(at, sizeof in, NULL, 0, NULL, 0, digits),
		WSAHOST_NOT_FOUND);
	expect("S-726", "a small buffer", getnameinfo(at, sizeof in, host, 5, NULL, 0, digits),
		ERROR_INSUFFICIENT_BUFFER);
}

static void databases(void)
{
	struct hostent *h = gethostbyname("127.0.0.1");
	check("S-733", h != NULL && h->h_addrtype == AF_INET && h->h_length == 4 &&
		memcmp(h->h_addr_list[0], "\x7f\0\0\x01", 4) == 0 && h->h_addr_list[1] == NULL,
		"gethostbyname of digits");
	struct in_addr home;
	home.s_addr = htonl(INADDR_LOOPBACK);
	h = gethostbyaddr((char *)&home, sizeof home, AF_INET);
	check("S-733", h != NULL && h->h_name[0] != 0 && memcmp(h->h_addr_list[0], &home, 4) == 0,
		"gethostbyaddr");
	h = gethostbyname("localhost");
	check("S-733", h != NULL && memcmp(h->h_addr_list[0], "\x7f\0\0\x01", 4) == 0, "of localhost");
	struct servent *s = getservbyname("http", "tcp");
	check("S-734", s != NULL && s->s_port == htons(80) && strcmp(s->s_proto, "tcp") == 0 &&
		strcmp(s->s_name, "http") == 0, "getservbyname");
	s = getservbyname("domain", NULL);
	check("S-734", s != NULL && s->s_port == htons(53), "for any protocol");
	expect_error("S-734", "no such service", (INT_PTR)getservbyname("nosuchservice", NULL), 0,
		WSANO_DATA);
	s = getservbyport(htons(53), "udp");
	check("S-734", s != NULL && strcmp(s->s_name, "domain") == 0, "getservbyport");
	expect_error("S-734", "no such port", (INT_PTR)getservbyport(htons(64999), NULL), 0, WSANO_DATA);
	struct protoent *p = getprotobyname("tcp");
	check("S-735", p != NULL && p->p_proto == IPPROTO_TCP, "getprotobyname");
	p = getprotobynumber(IPPROTO_UDP);
	check("S-735", p != NULL && strcmp(p->p_name, "udp") == 0, "getprotobynumber");
	expect_error("S-735", "no such protocol", (INT_PTR)getprotobyname("nosuch"), 0, WSANO_DATA);
	char name[256];
	expect("S-736", "gethostname", gethostname(name, sizeof name), 0);
	check("S-736", name[0] != 0, "a name");
	fails("S-736", "too little room", gethostname(name, 1), WSAEFAULT);
}

int main(void)
{
	start();
	old_text();
	new_text();
	strings();
	lists();
	name_of();
	databases();
	WSACleanup();
	return verdict();
}
