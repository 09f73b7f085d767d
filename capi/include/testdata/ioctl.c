/* ioctl.c: ioctlsocket takes the address of any integer. */
#include <winsock2.h>
#include "testdata/expect.h"

static LONG asked;
static u_long word;

#undef ioctlsocket
int WSAAPI ioctlsocket(SOCKET s, LONG cmd, u_long *argp)
{
	(void)s;
	asked = cmd;
	if (argp == NULL)
		return SOCKET_ERROR;
	if (cmd & IOC_OUT)
		*argp = 0xfffffff0;
	else
		word = *argp;
	return 0;
}
#ifndef __cplusplus
#define ioctlsocket(s, cmd, argp)                                                        \
	ws_ioctl((s), (LONG)(cmd), (void *)(argp),                                       \
		__extension__ _Generic((argp), long *: 8, unsigned long *: 8,            \
			long long *: 8, unsigned long long *: 8, default: 4))
#endif

int main(void)
{
	long native = 0x1111111100000001;
	unsigned long unsigned_native = ~0UL;
	unsigned long long wide = ~0ULL;
	u_long word32 = 1;
	DWORD pair[2] = { 1, 7 };
	int number = 1;
	unsigned int bits = 1;

	EXPECT(ioctlsocket(4, FIONBIO, &native) == 0 && word == 1 && asked == (LONG)0x8004667E);
	EXPECT(native == 0x1111111100000001);
	EXPECT(ioctlsocket(4, FIONREAD, &native) == 0 && native == 0xfffffff0);
	EXPECT(ioctlsocket(4, FIONREAD, &unsigned_native) == 0 && unsigned_native == 0xfffffff0);
	EXPECT(ioctlsocket(4, FIONREAD, &wide) == 0 && wide == 0xfffffff0);
	EXPECT(ioctlsocket(4, FIONREAD, &word32) == 0 && word32 == 0xfffffff0);
	EXPECT(ioctlsocket(4, FIONREAD, &pair[0]) == 0 && pair[0] == 0xfffffff0 && pair[1] == 7);
	EXPECT(ioctlsocket(4, FIONREAD, &number) == 0 && number == -16);
	EXPECT(ioctlsocket(4, FIONBIO, &bits) == 0 && word == 1);
	EXPECT(ioctlsocket(4, FIONREAD, (void *)&pair[0]) == 0 && pair[1] == 7);
	EXPECT(ioctlsocket(4, FIONBIO, NULL) == SOCKET_ERROR);
	return 0;
}
