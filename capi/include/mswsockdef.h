/* mswsockdef.h: the types of registered I/O, and numbers of Microsoft's extensions. */
#ifndef _MSWSOCKDEF_
#define _MSWSOCKDEF_

#include <winsock2.h>
#include <winsock/zmswsock.h>

typedef struct RIO_BUFFERID_t *RIO_BUFFERID, **PRIO_BUFFERID;
typedef struct RIO_CQ_t *RIO_CQ, **PRIO_CQ;
typedef struct RIO_RQ_t *RIO_RQ, **PRIO_RQ;

#define RIO_INVALID_BUFFERID ((RIO_BUFFERID)(ULONG_PTR)0xFFFFFFFF)
#define RIO_INVALID_CQ ((RIO_CQ)0)
#define RIO_INVALID_RQ ((RIO_RQ)0)

/* How a completion queue of registered I/O tells that it has results. */
typedef struct _RIO_NOTIFICATION_COMPLETION {
	RIO_NOTIFICATION_COMPLETION_TYPE Type;
	WINSOCK_ANONYMOUS union {
		struct {
			HANDLE EventHandle;
			BOOL NotifyReset;
		} Event;
		struct {
			HANDLE IocpHandle;
			PVOID CompletionKey;
			PVOID Overlapped;
		} Iocp;
	};
} RIO_NOTIFICATION_COMPLETION, *PRIO_NOTIFICATION_COMPLETION;

/* One piece that TransmitPackets sends: part of a file, or memory. */
typedef struct _TRANSMIT_PACKETS_ELEMENT {
	ULONG dwElFlags;
	ULONG cLength;
	WINSOCK_ANONYMOUS union {
		WINSOCK_ANONYMOUS struct {
			LARGE_INTEGER nFileOffset;
			HANDLE hFile;
		};
		PVOID pBuffer;
	};
} TRANSMIT_PACKETS_ELEMENT, *PTRANSMIT_PACKETS_ELEMENT, *LPTRANSMIT_PACKETS_ELEMENT;

#include <winsock/zmswsock_structs.h>

/* The argument of SIO_EXT_POLL; fds entries follow. */
typedef struct _WSAPOLLDATA {
	int result;
	ULONG fds;
	INT timeout;
	WINSOCK_ANONYMOUS WSAPOLLFD fdArray[0];
} WSAPOLLDATA, *LPWSAPOLLDATA;

#endif
