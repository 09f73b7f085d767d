/* winsock1.c: a program for Winsock 1.1, which knows only winsock.h. */
#define WINSOCK_1
#include "check.h"

typedef int(PASCAL *get_option)(SOCKET, int, int, char *, int *);

/* two is an option of IP by its number of Winsock 2. */
static int two(SOCKET s, int name)
{
	get_option get = (get_option)(void *)GetProcAddress(GetModuleHandleA("ws2_32.dll"), "getsockopt");
	int v = 0, n = sizeof v;
	return get != NULL && get(s, IPPROTO_IP, name, (char *)&v, &n) == 0 ? v : -1;
}

/* one gets and put sets an option by its number of Winsock 1.1. */
static int one(SOCKET s, int name)
{
	int v = 0, n = sizeof v;
	return getsockopt(s, IPPROTO_IP, name, (char *)&v, &n) == 0 ? v : -1;
}

static int put(SOCKET s, int name, int v)
{
	return setsockopt(s, IPPROTO_IP, name, (char *)&v, sizeof v);
}

int main(void)
{
	WSADATA data;
	expect("S-020", "WSAStartup 1.1", WSAStartup(MAKEWORD(1, 1), &data), 0);
	expect("S-020", "wVersion", data.wVersion, MAKEWORD(1, 1));
	check("S-738", IP_OPTIONS == 1 && IP_MULTICAST_IF == 2 && IP_MULTICAST_TTL == 3 &&
		IP_MULTICAST_LOOP == 4 && IP_ADD_MEMBERSHIP == 5 && IP_DROP_MEMBERSHIP == 6 && IP_TTL == 7 &&
		IP_TOS == 8 && IP_DONTFRAGMENT == 9, "the numbers of winsock.h");
	expect("S-738", "SOMAXCONN", SOMAXCONN, 5);
	SOCKET s = socket(AF_INET, SOCK_DGRAM, 0);
	expect("S-738", "IP_TTL", put(s, IP_TTL, 33), 0);
	expect("S-738", "IP_MULTICAST_TTL", put(s, IP_MULTICAST_TTL, 44), 0);
	expect("S-738", "IP_MULTICAST_LOOP", put(s, IP_MULTICAST_LOOP, 0), 0);
	expect("S-738", "IP_TTL reads back", one(s, IP_TTL), 33);
	expect("S-738", "IP_MULTICAST_TTL reads back", one(s, IP_MULTICAST_TTL), 44);
	expect("S-738", "IP_TTL by the newer number", two(s, 4), 33);
	expect("S-738", "IP_MULTICAST_TTL by the newer number", two(s, 10), 44);
	expect("S-738", "IP_MULTICAST_LOOP by the newer number", two(s, 11), 0);
	closesocket(s);

	/* What every program of its time does. */
	SOCKET a, b;
	char got[8];
	fd_set set;
	struct timeval now = {5, 0};
	pair(&a, &b);
	expect("S-020", "send", send(a, "hello", 5, 0), 5);
	FD_ZERO(&set);
	FD_SET(b, &set);
	expect("S-020", "select", select(0, &set, NULL, NULL, &now), 1);
	expect("S-020", "recv", recv(b, got, sizeof got, 0), 5);
	struct hostent *h = gethostbyname("localhost");
	check("S-733", h != NULL && *(u_long *)h->h_addr == htonl(INADDR_LOOPBACK), "gethostbyname");
	closesocket(a);
	closesocket(b);
	WSACleanup();
	return verdict();
}
