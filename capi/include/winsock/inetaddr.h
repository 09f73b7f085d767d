/* inetaddr.h: questions about IPv4 addresses, and about addresses of either version. */
#ifndef WINSOCK_INETADDR_H
#define WINSOCK_INETADDR_H

static __inline__ BOOLEAN IN4_ADDR_EQUAL(const IN_ADDR *a, const IN_ADDR *b)
{
	return (BOOLEAN)(a->s_addr == b->s_addr);
}

static __inline__ BOOLEAN IN4_UNALIGNED_ADDR_EQUAL(const IN_ADDR *a, const IN_ADDR *b)
{
	return (BOOLEAN)(memcmp(a, b, sizeof *a) == 0);
}

static __inline__ BOOLEAN IN4_IS_ADDR_UNSPECIFIED(const IN_ADDR *a)
{
	return (BOOLEAN)(a->s_addr == 0);
}

static __inline__ BOOLEAN IN4_IS_ADDR_LOOPBACK(const IN_ADDR *a)
{
	return (BOOLEAN)(a->S_un.S_un_b.s_b1 == 127);
}

static __inline__ BOOLEAN IN4_IS_ADDR_BROADCAST(const IN_ADDR *a)
{
	return (BOOLEAN)(a->s_addr == 0xffffffff);
}

static __inline__ BOOLEAN IN4_IS_ADDR_MULTICAST(const IN_ADDR *a)
{
	return (BOOLEAN)((a->S_un.S_un_b.s_b1 & 0xf0) == 0xe0);
}

static __inline__ BOOLEAN IN4_IS_ADDR_LINKLOCAL(const IN_ADDR *a)
{
	return (BOOLEAN)(a->S_un.S_un_b.s_b1 == 169 && a->S_un.S_un_b.s_b2 == 254);
}

static __inline__ BOOLEAN IN4_IS_ADDR_SITELOCAL(const IN_ADDR *a)
{
	(void)a; /* IPv4 has no such scope */
	return 0;
}

/* The private networks of RFC 1918. */
static __inline__ BOOLEAN IN4_IS_ADDR_RFC1918(const IN_ADDR *a)
{
	UCHAR b1 = a->S_un.S_un_b.s_b1, b2 = a->S_un.S_un_b.s_b2;

	return (BOOLEAN)(b1 == 10 || (b1 == 172 && (b2 & 0xf0) == 16) || (b1 == 192 && b2 == 168));
}

static __inline__ BOOLEAN IN4_IS_ADDR_MC_LINKLOCAL(const IN_ADDR *a)
{
	return (BOOLEAN)((a->s_addr & 0x00ffffff) == 0x000000e0);
}

static __inline__ BOOLEAN IN4_IS_ADDR_MC_ADMINLOCAL(const IN_ADDR *a)
{
	return (BOOLEAN)(a->S_un.S_un_b.s_b1 == 239 && a->S_un.S_un_b.s_b2 == 255);
}

static __inline__ BOOLEAN IN4_IS_ADDR_MC_SITELOCAL(const IN_ADDR *a)
{
	return (BOOLEAN)(a->S_un.S_un_b.s_b1 == 239 && (a->S_un.S_un_b.s_b2 & 0xfc) == 192);
}

static __inline__ void IN4ADDR_SETANY(PSOCKADDR_IN a)
{
	memset(a, 0, sizeof *a);
	a->sin_family = AF_INET;
}

static __inline__ void IN4ADDR_SETLOOPBACK(PSOCKADDR_IN a)
{
	IN4ADDR_SETANY(a);
	a->sin_addr.s_addr = 0x0100007f;
}

static __inline__ void IN4ADDR_SETSOCKADDR(PSOCKADDR_IN a, const IN_ADDR *addr, USHORT port)
{
	IN4ADDR_SETANY(a);
	a->sin_port = port;
	a->sin_addr = *addr;
}

static __inline__ BOOLEAN IN4ADDR_ISANY(const SOCKADDR_IN *a)
{
	return IN4_IS_ADDR_UNSPECIFIED(&a->sin_addr);
}

static __inline__ BOOLEAN IN4ADDR_ISLOOPBACK(const SOCKADDR_IN *a)
{
	return IN4_IS_ADDR_LOOPBACK(&a->sin_addr);
}

static __inline__ BOOLEAN IN4ADDR_ISEQUAL(const SOCKADDR_IN *a, const SOCKADDR_IN *b)
{
	return (BOOLEAN)(a->sin_port == b->sin_port && IN4_ADDR_EQUAL(&a->sin_addr, &b->sin_addr));
}

static __inline__ void IN6ADDR_SETSOCKADDR(PSOCKADDR_IN6 a, const IN6_ADDR *addr, SCOPE_ID scope,
	USHORT port)
{
	IN6ADDR_SETANY(a);
	a->sin6_port = port;
	a->sin6_addr = *addr;
	a->sin6_scope_struct = scope;
}

static __inline__ BOOLEAN IN6ADDR_ISEQUAL(const SOCKADDR_IN6 *a, const SOCKADDR_IN6 *b)
{
	return (BOOLEAN)(a->sin6_port == b->sin6_port && IN6_ADDR_SCOPE_EQUAL(a, b));
}

static __inline__ BOOLEAN IN6ADDR_ISV4MAPPED(const SOCKADDR_IN6 *a)
{
	return IN6_IS_ADDR_V4MAPPED(&a->sin6_addr);
}

/* The prefix of IPv4 addresses within IPv6, ::ffff:0:0/96. */
#define IN6ADDR_V4MAPPEDPREFIX_LENGTH 96
static __inline__ void IN6_SET_ADDR_V4MAPPED(PIN6_ADDR a6, const IN_ADDR *a4)
{
	memset(a6, 0, sizeof *a6);
	a6->u.Word[5] = 0xffff;
	memcpy(&a6->u.Byte[12], a4, sizeof *a4);
}

static __inline__ void IN6ADDR_SETV4MAPPED(PSOCKADDR_IN6 a6, const IN_ADDR *a4, SCOPE_ID scope,
	USHORT port)
{
	IN6ADDR_SETANY(a6);
	a6->sin6_port = port;
	a6->sin6_scope_struct = scope;
	IN6_SET_ADDR_V4MAPPED(&a6->sin6_addr, a4);
}

/* The IPv4 address in an IPv6 address that maps one. */
static __inline__ const UCHAR *IN6_GET_ADDR_V4MAPPED(const IN6_ADDR *a)
{
	return &a->u.Byte[12];
}

/* Makes the address of the family that it has the one that means any address. */
static __inline__ void INETADDR_SETANY(PSOCKADDR a)
{
	if (a->sa_family == AF_INET6)
		IN6ADDR_SETANY((PSOCKADDR_IN6)(void *)a);
	else
		IN4ADDR_SETANY((PSOCKADDR_IN)(void *)a);
}

static __inline__ void INETADDR_SETLOOPBACK(PSOCKADDR a)
{
	if (a->sa_family == AF_INET6)
		IN6ADDR_SETLOOPBACK((PSOCKADDR_IN6)(void *)a);
	else
		IN4ADDR_SETLOOPBACK((PSOCKADDR_IN)(void *)a);
}

static __inline__ void INETADDR_SETSOCKADDR(ADDRESS_FAMILY family, PSOCKADDR a, const void *addr,
	SCOPE_ID scope, USHORT port)
{
	if (family == AF_INET6)
		IN6ADDR_SETSOCKADDR((PSOCKADDR_IN6)(void *)a, (const IN6_ADDR *)addr, scope, port);
	else
		IN4ADDR_SETSOCKADDR((PSOCKADDR_IN)(void *)a, (const IN_ADDR *)addr, port);
}

static __inline__ BOOLEAN INETADDR_ISANY(const SOCKADDR *a)
{
	if (a->sa_family == AF_INET6)
		return IN6ADDR_ISANY((const SOCKADDR_IN6 *)(const void *)a);
	return IN4ADDR_ISANY((const SOCKADDR_IN *)(const void *)a);
}

static __inline__ BOOLEAN INETADDR_ISLOOPBACK(const SOCKADDR *a)
{
	if (a->sa_family == AF_INET6)
		return IN6ADDR_ISLOOPBACK((const SOCKADDR_IN6 *)(const void *)a);
	return IN4ADDR_ISLOOPBACK((const SOCKADDR_IN *)(const void *)a);
}

static __inline__ BOOLEAN INETADDR_ISV4MAPPED(const SOCKADDR *a)
{
	return (BOOLEAN)(a->sa_family == AF_INET6 &&
		IN6ADDR_ISV4MAPPED((const SOCKADDR_IN6 *)(const void *)a));
}

static __inline__ BOOLEAN INETADDR_ISEQUAL(const SOCKADDR *a, const SOCKADDR *b)
{
	if (a->sa_family != b->sa_family)
		return 0;
	if (a->sa_family == AF_INET6)
		return IN6ADDR_ISEQUAL((const SOCKADDR_IN6 *)(const void *)a,
			(const SOCKADDR_IN6 *)(const void *)b);
	return IN4ADDR_ISEQUAL((const SOCKADDR_IN *)(const void *)a,
		(const SOCKADDR_IN *)(const void *)b);
}

/* The port, in network byte order; it stands at the same place in both versions. */
static __inline__ USHORT INETADDR_PORT(const SOCKADDR *a)
{
	return ((const SOCKADDR_IN *)(const void *)a)->sin_port;
}

static __inline__ void INETADDR_SET_PORT(PSOCKADDR a, USHORT port)
{
	((PSOCKADDR_IN)(void *)a)->sin_port = port;
}

/* The bytes of the address: 4 or 16. */
static __inline__ PUCHAR INETADDR_ADDRESS(const SOCKADDR *a)
{
	if (a->sa_family == AF_INET6)
		return ((PSOCKADDR_IN6)(ULONG_PTR)a)->sin6_addr.u.Byte;
	return (PUCHAR)&((PSOCKADDR_IN)(ULONG_PTR)a)->sin_addr;
}

static __inline__ void INETADDR_SET_ADDRESS(PSOCKADDR a, const UCHAR *addr)
{
	memcpy(INETADDR_ADDRESS(a), addr,
		a->sa_family == AF_INET6 ? sizeof(IN6_ADDR) : sizeof(IN_ADDR));
}

static __inline__ SCOPE_ID INETADDR_SCOPE_ID(const SOCKADDR *a)
{
	SCOPE_ID none;

	if (a->sa_family == AF_INET6)
		return ((const SOCKADDR_IN6 *)(const void *)a)->sin6_scope_struct;
	none.Value = 0;
	return none;
}

#endif
