/* in6addr.h: an IPv6 address, in network byte order. */
#ifndef s6_addr

#include <winsock/base.h>

typedef struct in6_addr {
	union {
		UCHAR Byte[16];
		USHORT Word[8];
	} u;
} IN6_ADDR, *PIN6_ADDR, *LPIN6_ADDR;

#define in_addr6 in6_addr
#define _S6_un u
#define _S6_u8 Byte
#define s6_addr _S6_un._S6_u8
#define s6_bytes u.Byte
#define s6_words u.Word

WINSOCK_ASSERT(sizeof(IN6_ADDR) == 16, "an IPv6 address has 16 bytes");

#endif
