/* mstcpip.h: control codes of Microsoft's TCP/IP, and questions about addresses. */
#ifndef _MSTCPIP_
#define _MSTCPIP_

#include <winsock2.h>
#include <ws2ipdef.h>
#include <winsock/zmstcpip.h>

#define TCP_INITIAL_RTO_UNSPECIFIED_RTT ((USHORT)-1)
#define TCP_INITIAL_RTO_UNSPECIFIED_MAX_SYN_RETRANSMISSIONS ((UCHAR)-1)
#define TCP_INITIAL_RTO_DEFAULT_RTT 0
#define TCP_INITIAL_RTO_DEFAULT_MAX_SYN_RETRANSMISSIONS 0
#define TCP_INITIAL_RTO_NO_SYN_RETRANSMISSIONS ((UCHAR)-2)

/* A range of ports; the first is big-endian. */
typedef struct _INET_PORT_RANGE {
	USHORT StartPort;
	USHORT NumberOfPorts;
} INET_PORT_RANGE, *PINET_PORT_RANGE, INET_PORT_RESERVATION, *PINET_PORT_RESERVATION;

/* Names a reserved range of ports. */
typedef struct {
	ULONG64 Token;
} INET_PORT_RESERVATION_TOKEN, *PINET_PORT_RESERVATION_TOKEN;

#include <winsock/zmstcpip_structs.h>

typedef struct _INET_PORT_RESERVATION_INFORMATION {
	ULONG OwningPid;
} INET_PORT_RESERVATION_INFORMATION, *PINET_PORT_RESERVATION_INFORMATION;

/* How IPsec protects a socket; the strings follow. */
typedef struct _SOCKET_SECURITY_SETTINGS_IPSEC {
	SOCKET_SECURITY_PROTOCOL SecurityProtocol;
	ULONG SecurityFlags;
	ULONG IpsecFlags;
	GUID AuthipMMPolicyKey;
	GUID AuthipQMPolicyKey;
	GUID Reserved;
	UINT64 Reserved2;
	ULONG UserNameStringLen;
	ULONG DomainNameStringLen;
	ULONG PasswordStringLen;
	WINSOCK_ANONYMOUS WCHAR AllStrings[0];
} SOCKET_SECURITY_SETTINGS_IPSEC, *PSOCKET_SECURITY_SETTINGS_IPSEC;

/* The name that a peer must prove; the string follows. */
typedef struct _SOCKET_PEER_TARGET_NAME {
	SOCKET_SECURITY_PROTOCOL SecurityProtocol;
	SOCKADDR_STORAGE PeerAddress;
	ULONG PeerTargetNameStringLen;
	WINSOCK_ANONYMOUS WCHAR AllStrings[0];
} SOCKET_PEER_TARGET_NAME, *PSOCKET_PEER_TARGET_NAME;

#include <winsock/inetaddr.h>

#endif
