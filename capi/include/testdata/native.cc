/* native.cc: calls take the address of an unsigned long for a DWORD; names stay free. */
#include <functional>
#include <winsock2.h>
#include "testdata/expect.h"

int WSAAPI WSARecv(SOCKET, LPWSABUF, DWORD, LPDWORD got, LPDWORD flags, LPWSAOVERLAPPED,
	LPWSAOVERLAPPED_COMPLETION_ROUTINE)
{
	if (flags == nullptr)
		return SOCKET_ERROR;
	if (got != nullptr)
		*got = 7;
	*flags |= MSG_PARTIAL;
	return 0;
}

int WSAAPI WSASend(SOCKET, LPWSABUF, DWORD, LPDWORD sent, DWORD, LPWSAOVERLAPPED,
	LPWSAOVERLAPPED_COMPLETION_ROUTINE)
{
	if (sent != nullptr)
		*sent = 9;
	return 0;
}

struct peer {
	int value = 0;
	int connect(int a) { return value = a; }
	int bind() { return std::bind(&peer::connect, this, std::placeholders::_1)(3); }
	int select(int a) { return connect(a) + 1; }
	int send() { return this->bind() + select(4); }
};

int main()
{
	unsigned long native = ~0UL, native_flags = 1;
	DWORD word = 0, flags = 1;
	peer p;

	EXPECT(WSARecv(4, nullptr, 0, &native, &native_flags, nullptr, nullptr) == 0);
	EXPECT(native == 7 && native_flags == (MSG_PARTIAL | 1));
	EXPECT(WSARecv(4, nullptr, 0, &word, &native_flags, nullptr, nullptr) == 0 && word == 7);
	EXPECT(WSARecv(4, nullptr, 0, &native, &flags, nullptr, nullptr) == 0);
	EXPECT(WSARecv(4, NULL, 0, NULL, &flags, NULL, NULL) == 0 && flags == (MSG_PARTIAL | 1));
	EXPECT(WSARecv(4, NULL, 0, NULL, &native_flags, NULL, NULL) == 0);
	EXPECT(WSARecv(4, NULL, 0, &word, NULL, NULL, NULL) == SOCKET_ERROR);
	EXPECT(WSASend(4, NULL, 0, &native, 0, NULL, NULL) == 0 && native == 9);
	EXPECT(WSASend(4, NULL, 0, NULL, 0, NULL, NULL) == 0);
	EXPECT(p.send() == 8);
	return 0;
}
