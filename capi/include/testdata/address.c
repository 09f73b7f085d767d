/* address.c: questions about addresses. */
#include <winsock2.h>
#include <ws2tcpip.h>
#include <mstcpip.h>
#include "testdata/expect.h"

static IN6_ADDR make(int b0, int b1, int w5, int w6, int w7)
{
	IN6_ADDR a = IN6ADDR_ANY_INIT;

	a.s6_addr[0] = (UCHAR)b0;
	a.s6_addr[1] = (UCHAR)b1;
	a.s6_words[5] = (USHORT)w5;
	a.u.Word[6] = (USHORT)w6;
	a.u.Word[7] = (USHORT)w7;
	return a;
}

static void versions6(void)
{
	IN6_ADDR link = make(0xfe, 0x80, 0, 0, 1), site = make(0xfe, 0xc0, 0, 0, 1);
	IN6_ADDR global = make(0x20, 1, 0, 0, 1), many = make(0xff, 2, 0, 0, 1);
	IN6_ADDR mapped = make(0, 0, 0xffff, 0x007f, 0x0100);
	IN6_ADDR compat = make(0, 0, 0, 0x007f, 0x0100);

	EXPECT(IN6_IS_ADDR_UNSPECIFIED(&in6addr_any) && !IN6_IS_ADDR_UNSPECIFIED(&link));
	EXPECT(IN6_IS_ADDR_LOOPBACK(&in6addr_loopback) && !IN6_IS_ADDR_LOOPBACK(&in6addr_any));
	EXPECT(IN6_IS_ADDR_LINKLOCAL(&link) && !IN6_IS_ADDR_LINKLOCAL(&site));
	EXPECT(IN6_IS_ADDR_SITELOCAL(&site) && !IN6_IS_ADDR_SITELOCAL(&link));
	EXPECT(IN6_IS_ADDR_GLOBAL(&global) && !IN6_IS_ADDR_GLOBAL(&many));
	EXPECT(IN6_IS_ADDR_MULTICAST(&many) && IN6_IS_ADDR_MC_LINKLOCAL(&many) &&
		!IN6_IS_ADDR_MC_GLOBAL(&many));
	EXPECT(IN6_IS_ADDR_V4MAPPED(&mapped) && !IN6_IS_ADDR_V4COMPAT(&mapped));
	EXPECT(IN6_IS_ADDR_V4COMPAT(&compat) && !IN6_IS_ADDR_V4MAPPED(&compat));
	EXPECT(!IN6_IS_ADDR_V4COMPAT(&in6addr_any) && !IN6_IS_ADDR_V4COMPAT(&in6addr_loopback));
	EXPECT(IN6_ADDR_EQUAL(&link, &link) && !IN6_ADDR_EQUAL(&link, &site));
	EXPECT(IN6_GET_ADDR_V4MAPPED(&mapped)[0] == 127);
}

static void either(void)
{
	SOCKADDR_INET a, b;
	SCOPE_ID zone = SCOPEID_UNSPECIFIED_INIT;
	IN_ADDR home = { { { 127, 0, 0, 1 } } };

	memset(&a, 0xee, sizeof a);
	a.si_family = AF_INET6;
	INETADDR_SETANY((PSOCKADDR)&a);
	EXPECT(INETADDR_ISANY((PSOCKADDR)&a) && a.Ipv6.sin6_port == 0 && a.Ipv6.sin6_scope_id == 0);
	INETADDR_SETLOOPBACK((PSOCKADDR)&a);
	EXPECT(INETADDR_ISLOOPBACK((PSOCKADDR)&a) && a.si_family == AF_INET6);
	INETADDR_SET_PORT((PSOCKADDR)&a, 0x1234);
	EXPECT(INETADDR_PORT((PSOCKADDR)&a) == 0x1234 && SS_PORT(&a) == 0x1234);

	INETADDR_SETSOCKADDR(AF_INET, (PSOCKADDR)&b, &home, zone, 0x1234);
	EXPECT(b.si_family == AF_INET && b.Ipv4.sin_addr.s_addr == 0x0100007f);
	EXPECT(b.Ipv4.sin_addr.S_un.S_un_b.s_b1 == 127 && b.Ipv4.sin_addr.s_net == 127);
	EXPECT(INETADDR_ISLOOPBACK((PSOCKADDR)&b) && !INETADDR_ISANY((PSOCKADDR)&b));
	EXPECT(!INETADDR_ISEQUAL((PSOCKADDR)&a, (PSOCKADDR)&b));
	EXPECT(INETADDR_ISEQUAL((PSOCKADDR)&b, (PSOCKADDR)&b));
	EXPECT(INETADDR_ADDRESS((PSOCKADDR)&b) == (PUCHAR)&b.Ipv4.sin_addr);

	IN6ADDR_SETV4MAPPED(&a.Ipv6, &home, zone, 7);
	EXPECT(INETADDR_ISV4MAPPED((PSOCKADDR)&a) && a.Ipv6.sin6_addr.s6_addr[15] == 1);
	a.Ipv6.sin6_scope_struct.Level = ScopeLevelLink;
	a.Ipv6.sin6_scope_struct.Zone = 5;
	EXPECT(a.Ipv6.sin6_scope_id == 0x20000005);
}

int main(void)
{
	IN_ADDR private4 = { { { 172, 31, 0, 1 } } }, group = { { { 224, 0, 0, 5 } } };

	EXPECT(IN4_IS_ADDR_RFC1918(&private4) && !IN4_IS_ADDR_RFC1918(&group));
	EXPECT(IN4_IS_ADDR_MULTICAST(&group) && IN4_IS_ADDR_MC_LINKLOCAL(&group));
	EXPECT(IN4_IS_ADDR_BROADCAST(&in4addr_broadcast));
	EXPECT(IN4_IS_ADDR_LOOPBACK(&in4addr_loopback));
	EXPECT(IN_MULTICAST(0xe0000005) && !IN_MULTICAST(0x7f000001) && IN_CLASSA(0x0a000001));
	EXPECT(IN_CLASSB(0xac100001) && IN_CLASSC(0xc0a80001) && !IN_CLASSC(0xac100001));
	versions6();
	either();
	return 0;
}
