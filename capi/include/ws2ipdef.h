/* ws2ipdef.h: what IPv4 and IPv6 have in common, and their options. */
#ifndef _WS2IPDEF_
#define _WS2IPDEF_

#include <winsock2.h>
#include <in6addr.h>
#include <winsock/zws2ipdef.h>

#ifndef WS2TCPIP_INLINE
#define WS2TCPIP_INLINE static __inline__
#endif
#ifndef WS2IPDEF_ASSERT
#define WS2IPDEF_ASSERT(condition) ((void)0)
#endif

typedef struct sockaddr_in6 {
	ADDRESS_FAMILY sin6_family;
	USHORT sin6_port;
	ULONG sin6_flowinfo;
	IN6_ADDR sin6_addr;
	WINSOCK_ANONYMOUS union {
		ULONG sin6_scope_id;
		SCOPE_ID sin6_scope_struct;
	};
} SOCKADDR_IN6_LH, *PSOCKADDR_IN6_LH, SOCKADDR_IN6, *PSOCKADDR_IN6, *LPSOCKADDR_IN6;
typedef SOCKADDR_IN6 SOCKADDR_IN6_W2KSP1, *PSOCKADDR_IN6_W2KSP1;

typedef union _SOCKADDR_INET {
	SOCKADDR_IN Ipv4;
	SOCKADDR_IN6 Ipv6;
	ADDRESS_FAMILY si_family;
} SOCKADDR_INET, *PSOCKADDR_INET;

typedef struct _sockaddr_in6_pair {
	PSOCKADDR_IN6 SourceAddress;
	PSOCKADDR_IN6 DestinationAddress;
} SOCKADDR_IN6_PAIR, *PSOCKADDR_IN6_PAIR;

struct sockaddr_in6_old {
	SHORT sin6_family;
	USHORT sin6_port;
	ULONG sin6_flowinfo;
	IN6_ADDR sin6_addr;
};

/* Any address in the answer of SIO_GET_INTERFACE_LIST. */
typedef union sockaddr_gen {
	struct sockaddr Address;
	struct sockaddr_in AddressIn;
	struct sockaddr_in6_old AddressIn6;
} sockaddr_gen;

typedef struct _INTERFACE_INFO_EX {
	ULONG iiFlags;
	SOCKET_ADDRESS iiAddress;
	SOCKET_ADDRESS iiBroadcastAddress;
	SOCKET_ADDRESS iiNetmask;
} INTERFACE_INFO_EX, *LPINTERFACE_INFO_EX;

typedef struct group_filter {
	ULONG gf_interface;
	SOCKADDR_STORAGE gf_group;
	MULTICAST_MODE_TYPE gf_fmode;
	ULONG gf_numsrc;
	SOCKADDR_STORAGE gf_slist[1];
} GROUP_FILTER, *PGROUP_FILTER;

#include <winsock/zws2ipdef_structs.h>

typedef struct in_pktinfo_ex {
	IN_PKTINFO pkt_info;
	SCOPE_ID scope_id;
} IN_PKTINFO_EX, *PIN_PKTINFO_EX;

typedef struct in6_pktinfo_ex {
	IN6_PKTINFO pkt_info;
	SCOPE_ID scope_id;
} IN6_PKTINFO_EX, *PIN6_PKTINFO_EX;

/* Bytes of a filter with count sources. */
#define IP_MSFILTER_SIZE(count) \
	(sizeof(struct ip_msfilter) - sizeof(struct in_addr) + (count) * sizeof(struct in_addr))
#define GROUP_FILTER_SIZE(count) \
	(sizeof(GROUP_FILTER) - sizeof(SOCKADDR_STORAGE) + (count) * sizeof(SOCKADDR_STORAGE))

#define IN6ADDR_ANY_INIT { { { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 } } }
#define IN6ADDR_LOOPBACK_INIT { { { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 } } }

#define INET_IS_ALIGNED(pointer, type) ((((ULONG_PTR)(pointer)) & (__alignof__(type) - 1)) == 0)

/* One copy in the program, whoever includes this; the C library has its own. */
WINSOCK_BEGIN
extern const IN_ADDR in4addr_any __attribute__((__weak__));
extern const IN_ADDR in4addr_loopback __attribute__((__weak__));
extern const IN_ADDR in4addr_broadcast __attribute__((__weak__));
extern const IN6_ADDR in6addr_any WINSOCK_ALIAS(in6addr_any) __attribute__((__weak__));
extern const IN6_ADDR in6addr_loopback WINSOCK_ALIAS(in6addr_loopback) __attribute__((__weak__));
WINSOCK_END
const IN_ADDR in4addr_any = { { { 0, 0, 0, 0 } } };
const IN_ADDR in4addr_loopback = { { { 127, 0, 0, 1 } } };
const IN_ADDR in4addr_broadcast = { { { 255, 255, 255, 255 } } };
const IN6_ADDR in6addr_any = IN6ADDR_ANY_INIT;
const IN6_ADDR in6addr_loopback = IN6ADDR_LOOPBACK_INIT;

#include <winsock/in6.h>

#endif
