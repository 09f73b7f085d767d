/*
 * native.h: for C++, the calls that tell how much they moved take the address
 * of an unsigned long too. On Windows that is a DWORD, so programs declare one
 * or the other; here it has 64 bits. In C such a pointer is only warned about.
 */
#ifndef WINSOCK_NATIVE_H
#define WINSOCK_NATIVE_H

#ifdef __cplusplus
extern "C++" {

/* Lends a DWORD for a wider number, and writes it back at the end of the call. */
class ws_dword {
	unsigned long *wide;
	DWORD *narrow;
	DWORD value;

public:
	explicit ws_dword(DWORD *number) : wide(0), narrow(number), value(0) {}
	explicit ws_dword(unsigned long *number)
		: wide(number), narrow(number ? &value : 0), value(number ? (DWORD)*number : 0)
	{
	}
	~ws_dword()
	{
		if (wide)
			*wide = value;
	}
	operator DWORD *() { return narrow; }
};

template <class Count>
static inline int WSASend(SOCKET s, LPWSABUF bufs, DWORD n, Count *sent, DWORD flags,
	LPWSAOVERLAPPED o, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
	return WSASend(s, bufs, n, ws_dword(sent), flags, o, routine);
}

template <class Count>
static inline int WSASendTo(SOCKET s, LPWSABUF bufs, DWORD n, Count *sent, DWORD flags,
	const struct sockaddr *to, int tolen, LPWSAOVERLAPPED o,
	LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
	return WSASendTo(s, bufs, n, ws_dword(sent), flags, to, tolen, o, routine);
}

template <class Count, class Flags>
static inline int WSARecv(SOCKET s, LPWSABUF bufs, DWORD n, Count *got, Flags *flags,
	LPWSAOVERLAPPED o, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
	return WSARecv(s, bufs, n, ws_dword(got), ws_dword(flags), o, routine);
}

template <class Flags>
static inline int WSARecv(SOCKET s, LPWSABUF bufs, DWORD n, LPDWORD got, Flags *flags,
	LPWSAOVERLAPPED o, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
	return WSARecv(s, bufs, n, got, ws_dword(flags), o, routine);
}

template <class Count, class Flags>
static inline int WSARecvFrom(SOCKET s, LPWSABUF bufs, DWORD n, Count *got, Flags *flags,
	struct sockaddr *from, LPINT fromlen, LPWSAOVERLAPPED o,
	LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
	return WSARecvFrom(s, bufs, n, ws_dword(got), ws_dword(flags), from, fromlen, o, routine);
}

template <class Flags>
static inline int WSARecvFrom(SOCKET s, LPWSABUF bufs, DWORD n, LPDWORD got, Flags *flags,
	struct sockaddr *from, LPINT fromlen, LPWSAOVERLAPPED o,
	LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
	return WSARecvFrom(s, bufs, n, got, ws_dword(flags), from, fromlen, o, routine);
}

template <class Count>
static inline int WSAIoctl(SOCKET s, DWORD code, LPVOID in, DWORD insize, LPVOID out,
	DWORD outsize, Count *returned, LPWSAOVERLAPPED o,
	LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
	return WSAIoctl(s, code, in, insize, out, outsize, ws_dword(returned), o, routine);
}

}
#endif

#endif
