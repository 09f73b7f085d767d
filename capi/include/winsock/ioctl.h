/*
 * ioctl.h: ioctlsocket. Its argument is a u_long of 32 bits, but programs pass
 * the address of any integer, also of a native long of 64: then the upper half
 * is cleared when the call has written the lower one.
 */
#ifndef WINSOCK_IOCTL_H
#define WINSOCK_IOCTL_H

#include <winsock/base.h>

WINSOCK_BEGIN
int WSAAPI ioctlsocket(SOCKET s, LONG cmd, u_long *argp);
WINSOCK_END

typedef u_long __attribute__((__may_alias__)) ws_word;

/* Does ioctlsocket with an argument of size bytes. */
static __inline__ int ws_ioctl(SOCKET s, LONG cmd, void *argp, size_t size)
{
	int result = ioctlsocket(s, cmd, (u_long *)argp);

	if (result == 0 && size == 2 * sizeof(u_long) && (cmd & 0x40000000))
		((ws_word *)argp)[1] = 0;
	return result;
}

#ifdef __cplusplus
extern "C++" {
template <class Integer> struct ws_bytes {
	enum { count = sizeof(Integer) };
};
template <> struct ws_bytes<void> {
	enum { count = 0 };
};
template <class Integer> static inline int ioctlsocket(SOCKET s, LONG cmd, Integer *argp)
{
	return ws_ioctl(s, cmd, argp, ws_bytes<Integer>::count);
}
}
#else
#define ioctlsocket(s, cmd, argp)                                                        \
	ws_ioctl((s), (LONG)(cmd), (void *)(argp),                                       \
		__extension__ _Generic((argp), long *: 8, unsigned long *: 8,            \
			long long *: 8, unsigned long long *: 8, default: 4))
#endif

#endif
