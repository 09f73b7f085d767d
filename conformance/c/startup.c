/* startup.c: starting and ending, errors. Chapter 1 of sockets.md. */
#include "check.h"

int main(void)
{
	WSADATA data;

	expect_error("S-005", "WSACleanup before WSAStartup", WSACleanup(), SOCKET_ERROR,
		WSANOTINITIALISED);
	expect("S-009", "version 0.0", WSAStartup(0, &data), WSAVERNOTSUPPORTED);
	expect("S-009", "version 2.2 with a bad pointer", WSAStartup(MAKEWORD(2, 2), NULL), WSAEFAULT);

	memset(&data, 0xEE, sizeof data);
	expect("S-020", "version 2.2", WSAStartup(MAKEWORD(2, 2), &data), 0);
	expect("S-020", "wVersion", data.wVersion, 0x0202);
	expect("S-020", "wHighVersion", data.wHighVersion, 0x0202);
	expect("S-002", "a second WSAStartup", WSAStartup(MAKEWORD(1, 1), &data), 0);
	expect("S-002", "the first WSACleanup", WSACleanup(), 0);
	SOCKET s = tcp();
	check("S-002", s != INVALID_SOCKET, "a socket between two WSACleanup");
	expect("S-002", "the last WSACleanup", WSACleanup(), 0);
	expect_error("S-006", "closesocket after the last WSACleanup", closesocket(s), SOCKET_ERROR,
		WSANOTINITIALISED);

	start();
	WSASetLastError(4711);
	expect("S-013", "GetLastError is WSAGetLastError", GetLastError(), 4711);
	SetLastError(12);
	expect("S-013", "WSAGetLastError is GetLastError", WSAGetLastError(), 12);
	s = tcp();
	expect("S-014", "the last error after a success", WSAGetLastError(), 12);
	closesocket(s);
	WSACleanup();
	return verdict();
}
