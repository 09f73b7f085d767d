/* ws2def.h: what all address families share. */
#ifndef _WS2DEF_
#define _WS2DEF_

#include <winsock/base.h>
#include <inaddr.h>
#include <winsock/zws2def.h>

typedef USHORT ADDRESS_FAMILY;

/* Control codes of WSAIoctl: x is the owner of the code, y its number. */
#define _WSAIO(x, y) (IOC_VOID | (x) | (y))
#define _WSAIOR(x, y) (IOC_OUT | (x) | (y))
#define _WSAIOW(x, y) (IOC_IN | (x) | (y))
#define _WSAIORW(x, y) (IOC_INOUT | (x) | (y))

/* The class of an IPv4 address in host byte order. */
#define IN_CLASSA(i) (((LONG)(i) & 0x80000000) == 0)
#define IN_CLASSA_NET 0xff000000
#define IN_CLASSA_NSHIFT 24
#define IN_CLASSA_HOST 0x00ffffff
#define IN_CLASSA_MAX 128
#define IN_CLASSB(i) (((LONG)(i) & 0xc0000000) == 0x80000000)
#define IN_CLASSB_NET 0xffff0000
#define IN_CLASSB_NSHIFT 16
#define IN_CLASSB_HOST 0x0000ffff
#define IN_CLASSB_MAX 65536
#define IN_CLASSC(i) (((LONG)(i) & 0xe0000000) == 0xc0000000)
#define IN_CLASSC_NET 0xffffff00
#define IN_CLASSC_NSHIFT 8
#define IN_CLASSC_HOST 0x000000ff
#define IN_CLASSD(i) (((LONG)(i) & 0xf0000000) == 0xe0000000)
#define IN_CLASSD_NET 0xf0000000
#define IN_CLASSD_NSHIFT 28
#define IN_CLASSD_HOST 0x0fffffff
#define IN_MULTICAST(i) IN_CLASSD(i)

/* The zone of an IPv6 address, and how far it reaches. */
typedef enum {
	ScopeLevelInterface = 1,
	ScopeLevelLink = 2,
	ScopeLevelSubnet = 3,
	ScopeLevelAdmin = 4,
	ScopeLevelSite = 5,
	ScopeLevelOrganization = 8,
	ScopeLevelGlobal = 14,
	ScopeLevelCount = 16
} SCOPE_LEVEL;

WINSOCK_ANONYMOUS typedef struct {
	WINSOCK_ANONYMOUS union {
		WINSOCK_ANONYMOUS struct {
			ULONG Zone : 28;
			ULONG Level : 4;
		};
		ULONG Value;
	};
} SCOPE_ID, *PSCOPE_ID;

#define SCOPEID_UNSPECIFIED_INIT { { { 0, 0 } } }

typedef struct _SOCKET_PROCESSOR_AFFINITY {
	PROCESSOR_NUMBER Processor;
	USHORT NumaNodeId;
	USHORT Reserved;
} SOCKET_PROCESSOR_AFFINITY, *PSOCKET_PROCESSOR_AFFINITY;

#include <winsock/zws2def_structs.h>

#define _SS_MAXSIZE 128
#define _SS_ALIGNSIZE (sizeof(LONGLONG))
#define _SS_PAD1SIZE (_SS_ALIGNSIZE - sizeof(USHORT))
#define _SS_PAD2SIZE (_SS_MAXSIZE - (sizeof(USHORT) + _SS_PAD1SIZE + _SS_ALIGNSIZE))

/* Bytes that a SOCKET_ADDRESS_LIST with count addresses takes. */
#define SIZEOF_SOCKET_ADDRESS_LIST(count) \
	(FIELD_OFFSET(SOCKET_ADDRESS_LIST, Address) + (count) * sizeof(SOCKET_ADDRESS))

typedef WSACMSGHDR CMSGHDR, *PCMSGHDR;

/*
 * Walking the control data of a WSAMSG: every item has a header and data, each
 * padded to the alignment of a pointer.
 */
#define WSA_CMSGHDR_ALIGN(length) \
	(((length) + __alignof__(WSACMSGHDR) - 1) & ~(__alignof__(WSACMSGHDR) - 1))
#define WSA_CMSGDATA_ALIGN(length) \
	(((length) + sizeof(ULONG_PTR) - 1) & ~(sizeof(ULONG_PTR) - 1))
#define WSA_CMSG_FIRSTHDR(msg) \
	((msg)->Control.len >= sizeof(WSACMSGHDR) \
		? (LPWSACMSGHDR)(void *)(msg)->Control.buf : (LPWSACMSGHDR)0)
#define WSA_CMSG_NXTHDR(msg, cmsg) ws_next_control((msg), (cmsg))
#define WSA_CMSG_DATA(cmsg) \
	((PUCHAR)(cmsg) + WSA_CMSGDATA_ALIGN(sizeof(WSACMSGHDR)))
#define WSA_CMSG_SPACE(length) \
	(WSA_CMSGDATA_ALIGN(sizeof(WSACMSGHDR) + WSA_CMSGHDR_ALIGN(length)))
#define WSA_CMSG_LEN(length) (WSA_CMSGDATA_ALIGN(sizeof(WSACMSGHDR)) + (length))

/* Returns the item after cmsg, the first one for a null cmsg, or null. */
static __inline__ LPWSACMSGHDR ws_next_control(const WSAMSG *msg, const WSACMSGHDR *cmsg)
{
	size_t left, length;

	if (cmsg == 0)
		return WSA_CMSG_FIRSTHDR(msg);
	left = (size_t)(msg->Control.buf + msg->Control.len - (const char *)cmsg);
	length = WSA_CMSGHDR_ALIGN(cmsg->cmsg_len);
	if (length < cmsg->cmsg_len || length > left || left - length < sizeof(WSACMSGHDR))
		return 0;
	return (LPWSACMSGHDR)((ULONG_PTR)cmsg + length);
}

#endif
