/* in6.h: questions about addresses, answered without a call. */
#ifndef WINSOCK_IN6_H
#define WINSOCK_IN6_H

/* Compares two addresses. */
static __inline__ BOOLEAN IN6_ADDR_EQUAL(const IN6_ADDR *a, const IN6_ADDR *b)
{
	return (BOOLEAN)(memcmp(a, b, sizeof *a) == 0);
}
#define IN6_ARE_ADDR_EQUAL IN6_ADDR_EQUAL

/* Compares two addresses and their zones. */
static __inline__ BOOLEAN IN6_ADDR_SCOPE_EQUAL(const SOCKADDR_IN6 *a, const SOCKADDR_IN6 *b)
{
	return (BOOLEAN)(a->sin6_scope_id == b->sin6_scope_id &&
		IN6_ADDR_EQUAL(&a->sin6_addr, &b->sin6_addr));
}

/* Tells whether the words from to to of the address are zero. */
static __inline__ int ws_in6_zero(const IN6_ADDR *a, int from, int to)
{
	while (from < to)
		if (a->u.Word[from++] != 0)
			return 0;
	return 1;
}

static __inline__ BOOLEAN IN6_IS_ADDR_UNSPECIFIED(const IN6_ADDR *a)
{
	return (BOOLEAN)ws_in6_zero(a, 0, 8);
}

static __inline__ BOOLEAN IN6_IS_ADDR_LOOPBACK(const IN6_ADDR *a)
{
	return (BOOLEAN)(ws_in6_zero(a, 0, 7) && a->u.Word[7] == 0x0100);
}

static __inline__ BOOLEAN IN6_IS_ADDR_MULTICAST(const IN6_ADDR *a)
{
	return (BOOLEAN)(a->u.Byte[0] == 0xff);
}

/* Unicast and not yet multicast: the prefixes 001 and 010 ... 110. */
static __inline__ BOOLEAN IN6_IS_ADDR_EUI64(const IN6_ADDR *a)
{
	return (BOOLEAN)((a->u.Byte[0] & 0xe0) != 0 && !IN6_IS_ADDR_MULTICAST(a));
}

/* The anycast address of all routers of a subnet. */
static __inline__ BOOLEAN IN6_IS_ADDR_SUBNET_ROUTER_ANYCAST(const IN6_ADDR *a)
{
	return (BOOLEAN)(IN6_IS_ADDR_EUI64(a) && ws_in6_zero(a, 4, 8));
}

/* The 128 highest interface identifiers of a subnet are anycast (RFC 2526). */
static __inline__ BOOLEAN IN6_IS_ADDR_SUBNET_RESERVED_ANYCAST(const IN6_ADDR *a)
{
	return (BOOLEAN)(IN6_IS_ADDR_EUI64(a) && a->u.Word[4] == 0xfffd &&
		a->u.Word[5] == 0xffff && a->u.Word[6] == 0xffff &&
		(a->u.Word[7] & 0x80ff) == 0x80ff);
}

static __inline__ BOOLEAN IN6_IS_ADDR_ANYCAST(const IN6_ADDR *a)
{
	return (BOOLEAN)(IN6_IS_ADDR_SUBNET_RESERVED_ANYCAST(a) ||
		IN6_IS_ADDR_SUBNET_ROUTER_ANYCAST(a));
}

static __inline__ BOOLEAN IN6_IS_ADDR_LINKLOCAL(const IN6_ADDR *a)
{
	return (BOOLEAN)(a->u.Byte[0] == 0xfe && (a->u.Byte[1] & 0xc0) == 0x80);
}

static __inline__ BOOLEAN IN6_IS_ADDR_SITELOCAL(const IN6_ADDR *a)
{
	return (BOOLEAN)(a->u.Byte[0] == 0xfe && (a->u.Byte[1] & 0xc0) == 0xc0);
}

static __inline__ BOOLEAN IN6_IS_ADDR_GLOBAL(const IN6_ADDR *a)
{
	return (BOOLEAN)((a->u.Byte[0] & 0xf0) != 0 && (a->u.Byte[0] & 0xf0) != 0xf0);
}

static __inline__ BOOLEAN IN6_IS_ADDR_V4MAPPED(const IN6_ADDR *a)
{
	return (BOOLEAN)(ws_in6_zero(a, 0, 5) && a->u.Word[5] == 0xffff);
}

/* The prefix ::/96, less the unspecified address and loopback. */
static __inline__ BOOLEAN IN6_IS_ADDR_V4COMPAT(const IN6_ADDR *a)
{
	return (BOOLEAN)(ws_in6_zero(a, 0, 6) && !ws_in6_zero(a, 6, 8) &&
		!IN6_IS_ADDR_LOOPBACK(a));
}

static __inline__ BOOLEAN IN6_IS_ADDR_V4TRANSLATED(const IN6_ADDR *a)
{
	return (BOOLEAN)(ws_in6_zero(a, 0, 4) && a->u.Word[4] == 0xffff && a->u.Word[5] == 0);
}

#define WS_IN6_SCOPE(name, scope)                                        \
	static __inline__ BOOLEAN name(const IN6_ADDR *a)                \
	{                                                                \
		return (BOOLEAN)(IN6_IS_ADDR_MULTICAST(a) &&             \
			(a->u.Byte[1] & 0xf) == (scope));                \
	}
WS_IN6_SCOPE(IN6_IS_ADDR_MC_NODELOCAL, 1)
WS_IN6_SCOPE(IN6_IS_ADDR_MC_LINKLOCAL, 2)
WS_IN6_SCOPE(IN6_IS_ADDR_MC_SITELOCAL, 5)
WS_IN6_SCOPE(IN6_IS_ADDR_MC_ORGLOCAL, 8)
WS_IN6_SCOPE(IN6_IS_ADDR_MC_GLOBAL, 14)
#undef WS_IN6_SCOPE

static __inline__ void IN6_SET_ADDR_UNSPECIFIED(PIN6_ADDR a)
{
	memset(a, 0, sizeof *a);
}

static __inline__ void IN6_SET_ADDR_LOOPBACK(PIN6_ADDR a)
{
	memset(a, 0, sizeof *a);
	a->u.Byte[15] = 1;
}

static __inline__ void IN6ADDR_SETANY(PSOCKADDR_IN6 a)
{
	memset(a, 0, sizeof *a);
	a->sin6_family = AF_INET6;
}

static __inline__ void IN6ADDR_SETLOOPBACK(PSOCKADDR_IN6 a)
{
	IN6ADDR_SETANY(a);
	a->sin6_addr.u.Byte[15] = 1;
}

static __inline__ BOOLEAN IN6ADDR_ISANY(const SOCKADDR_IN6 *a)
{
	return IN6_IS_ADDR_UNSPECIFIED(&a->sin6_addr);
}

static __inline__ BOOLEAN IN6ADDR_ISLOOPBACK(const SOCKADDR_IN6 *a)
{
	return IN6_IS_ADDR_LOOPBACK(&a->sin6_addr);
}

#endif
