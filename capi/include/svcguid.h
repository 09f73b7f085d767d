/* svcguid.h: GUIDs of classes of services, made from a port or a NetWare type. */
#ifndef _SVCGUID_
#define _SVCGUID_

#include <winsock/base.h>

/* All GUIDs here have this form: a kind and a number, and the type of a DNS record. */
#define WINSOCK_SVCID(kind, number, record) \
	{ ((kind) << 16) | (number), 0, record, { 0xC0, 0, 0, 0, 0, 0, 0, 0x46 } }

#define SVCID_TCP_RR(port, record) WINSOCK_SVCID(0x0009U, port, record)
#define SVCID_TCP(port) SVCID_TCP_RR(port, 0)
#define SVCID_UDP_RR(port, record) WINSOCK_SVCID(0x000AU, port, record)
#define SVCID_UDP(port) SVCID_UDP_RR(port, 0)
#define SVCID_NETWARE(type) WINSOCK_SVCID(0x000BU, type, 0)
#define SVCID_DNS(record) SVCID_TCP_RR(53, record)

#define SVCID_HOSTNAME WINSOCK_SVCID(0x0002U, 0xA800, 0)
#define SVCID_INET_HOSTADDRBYINETSTRING WINSOCK_SVCID(0x0002U, 0xA801, 0)
#define SVCID_INET_SERVICEBYNAME WINSOCK_SVCID(0x0002U, 0xA802, 0)
#define SVCID_INET_HOSTADDRBYNAME WINSOCK_SVCID(0x0002U, 0xA803, 0)

/* Tells whether the GUID g points to is of that kind, and its number. */
#define IS_SVCID_TCP(g) ws_svcid_is((g), 0x0009)
#define IS_SVCID_UDP(g) ws_svcid_is((g), 0x000A)
#define IS_SVCID_NETWARE(g) ws_svcid_is((g), 0x000B)
#define IS_SVCID_DNS(g) (ws_svcid_is((g), 0x0009) && PORT_FROM_SVCID_TCP(g) == 53)
#define PORT_FROM_SVCID(g) ((WORD)((g)->Data1 & 0xffff))
#define PORT_FROM_SVCID_TCP(g) PORT_FROM_SVCID(g)
#define PORT_FROM_SVCID_UDP(g) PORT_FROM_SVCID(g)
#define SAPID_FROM_SVCID_NETWARE(g) PORT_FROM_SVCID(g)
#define RR_FROM_SVCID(g) ((g)->Data3)
static __inline__ BOOL ws_svcid_is(const GUID *g, ULONG kind)
{
	static const UCHAR tail[8] = { 0xC0, 0, 0, 0, 0, 0, 0, 0x46 };

	return g->Data1 >> 16 == kind && g->Data2 == 0 && memcmp(g->Data4, tail, sizeof tail) == 0;
}

/* Make such a GUID at run time. */
#define SET_TCP_SVCID_RR(g, port, record) ws_svcid_set((g), 0x0009, (port), (record))
#define SET_TCP_SVCID(g, port) SET_TCP_SVCID_RR(g, port, 0)
#define SET_UDP_SVCID_RR(g, port, record) ws_svcid_set((g), 0x000A, (port), (record))
#define SET_UDP_SVCID(g, port) SET_UDP_SVCID_RR(g, port, 0)
#define SET_NETWARE_SVCID(g, type) ws_svcid_set((g), 0x000B, (type), 0)
static __inline__ void ws_svcid_set(GUID *g, ULONG kind, ULONG number, ULONG record)
{
	memset(g, 0, sizeof *g);
	g->Data1 = kind << 16 | number;
	g->Data3 = (USHORT)record;
	g->Data4[0] = 0xC0;
	g->Data4[7] = 0x46;
}

#endif
