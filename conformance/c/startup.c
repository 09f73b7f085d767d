/* startup.c: starting and ending. Chapter 1 of sockets.md. */
#include "check.h"

#include <stddef.h>

/* The versions that programs ask for, and those they get. */
static const struct {
	const char *clause, *what;
	WORD asked;
	int result;
	WORD version;
} versions[] = {
	{"S-018", "version 0.0", MAKEWORD(0, 0), WSAVERNOTSUPPORTED, 0},
	{"S-018", "version 0.9", MAKEWORD(0, 9), WSAVERNOTSUPPORTED, 0},
	{"S-019", "version 1.0", MAKEWORD(1, 0), 0, MAKEWORD(1, 0)},
	{"S-020", "version 1.1", MAKEWORD(1, 1), 0, MAKEWORD(1, 1)},
	{"S-022", "version 2.0", MAKEWORD(2, 0), 0, MAKEWORD(2, 0)},
	{"S-023", "version 2.1", MAKEWORD(2, 1), 0, MAKEWORD(2, 1)},
	{"S-024", "version 2.2", MAKEWORD(2, 2), 0, MAKEWORD(2, 2)},
	{"S-025", "version 2.3", MAKEWORD(2, 3), 0, MAKEWORD(2, 2)},
	{"S-025", "version 3.0", MAKEWORD(3, 0), 0, MAKEWORD(2, 2)},
	{"S-025", "version 255.255", MAKEWORD(255, 255), 0, MAKEWORD(2, 2)},
};

static void negotiate(void)
{
	for (size_t i = 0; i < sizeof versions / sizeof *versions; i++) {
		WSADATA data;
		memset(&data, 0xEE, sizeof data);
		int result = WSAStartup(versions[i].asked, &data);
		expect(versions[i].clause, versions[i].what, result, versions[i].result);
		if (result != 0)
			continue;
		expect(versions[i].clause, "wVersion", data.wVersion, versions[i].version);
		expect(versions[i].clause, "wHighVersion", data.wHighVersion, MAKEWORD(2, 2));
		WSACleanup();
	}
}

static void before(void)
{
	char name[16] = "localhost";
	u_long n = 0;
	fd_set set;

	fails("S-005", "WSACleanup before WSAStartup", WSACleanup(), WSANOTINITIALISED);
	expect_error("S-004", "socket before WSAStartup", socket(AF_INET, SOCK_STREAM, 0),
		INVALID_SOCKET, WSANOTINITIALISED);
	expect_error("S-004", "WSASocket before WSAStartup",
		WSASocketW(AF_INET, SOCK_STREAM, 0, NULL, 0, 0), INVALID_SOCKET, WSANOTINITIALISED);
	expect_error("S-004", "gethostbyname before WSAStartup", (INT_PTR)gethostbyname(name), 0,
		WSANOTINITIALISED);
	fails("S-109", "closesocket of a bad value before WSAStartup", closesocket(INVALID_SOCKET),
		WSANOTINITIALISED);
	fails("S-109", "send of nothing before WSAStartup", send(INVALID_SOCKET, NULL, 0, 0),
		WSANOTINITIALISED);
	fails("S-109", "ioctlsocket before WSAStartup", ioctlsocket(INVALID_SOCKET, FIONBIO, &n),
		WSANOTINITIALISED);
	fails("S-109", "select before WSAStartup", select(0, NULL, NULL, NULL, NULL),
		WSANOTINITIALISED);
	WSASetLastError(4711);
	expect("S-011", "the last error before WSAStartup", WSAGetLastError(), 4711);
	expect("S-012", "htons before WSAStartup", htons(0x1234), 0x3412);
	expect("S-012", "ntohl before WSAStartup", ntohl(0x12345678), 0x78563412);
	expect("S-012", "inet_addr before WSAStartup", inet_addr("127.0.0.1"), 0x0100007F);
	struct in_addr in;
	in.s_addr = 0x0100007F;
	expect("S-012", "inet_ntoa before WSAStartup", strcmp(inet_ntoa(in), "127.0.0.1"), 0);
	FD_ZERO(&set);
	FD_SET(4, &set);
	expect("S-012", "FD_ISSET before WSAStartup", FD_ISSET(4, &set), 1);
	expect("S-012", "FD_ISSET of another", FD_ISSET(8, &set), 0);
	expect("S-009", "version 2.2 with no WSADATA", WSAStartup(MAKEWORD(2, 2), NULL), WSAEFAULT);
	fails("S-005", "WSACleanup after a WSAStartup that failed", WSACleanup(), WSANOTINITIALISED);
}

static void counted(void)
{
	WSADATA data;
	memset(&data, 0xEE, sizeof data);
	expect("S-001", "WSAStartup", WSAStartup(MAKEWORD(2, 2), &data), 0);
	check("S-028", strcmp(data.szDescription, "WinSock 2.0") == 0, "szDescription");
	check("S-029", data.iMaxSockets == 0 && data.iMaxUdpDg == 0, "iMaxSockets and iMaxUdpDg");
	check("S-028", strcmp(data.szSystemStatus, "Running") == 0, "szSystemStatus");
	expect("S-003", "a second WSAStartup, for 1.1", WSAStartup(MAKEWORD(1, 1), &data), 0);
	expect("S-003", "its wVersion", data.wVersion, MAKEWORD(1, 1));
	SOCKET s = tcp(), u = bound(udp());
	expect("S-002", "the first WSACleanup", WSACleanup(), 0);
	check("S-002", port(u) != 0, "a socket after it is alive");
	expect("S-002", "the last WSACleanup", WSACleanup(), 0);
	fails("S-002", "a third one", WSACleanup(), WSANOTINITIALISED);
	fails("S-006", "closesocket after the last WSACleanup", closesocket(s), WSANOTINITIALISED);
	start();
	struct sockaddr_in at;
	int n = sizeof at;
	fails("S-006", "send of an old socket", send(s, "x", 1, 0), WSAENOTSOCK);
	fails("S-006", "getsockname of an old socket", getsockname(u, (struct sockaddr *)&at, &n),
		WSAENOTSOCK);
}

int main(void)
{
	before();
	negotiate();
	counted();
	WSACleanup();
	return verdict();
}
