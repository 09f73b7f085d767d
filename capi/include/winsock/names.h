/* names.h: the calls for services and name spaces. */
#ifndef WINSOCK_NAMES_H
#define WINSOCK_NAMES_H

#include <winsock/classic.h>

typedef WSAESETSERVICEOP *LPWSAESETSERVICEOP;
typedef WSACOMPLETIONTYPE *LPWSACOMPLETIONTYPE;

#ifdef UNICODE
typedef WSANAMESPACE_INFOW WSANAMESPACE_INFO, *PWSANAMESPACE_INFO, *LPWSANAMESPACE_INFO;
typedef WSANAMESPACE_INFOEXW WSANAMESPACE_INFOEX, *PWSANAMESPACE_INFOEX, *LPWSANAMESPACE_INFOEX;
typedef WSANSCLASSINFOW WSANSCLASSINFO, *PWSANSCLASSINFO, *LPWSANSCLASSINFO;
typedef WSASERVICECLASSINFOW WSASERVICECLASSINFO, *PWSASERVICECLASSINFO, *LPWSASERVICECLASSINFO;
typedef WSAQUERYSETW WSAQUERYSET, *PWSAQUERYSET, *LPWSAQUERYSET;
typedef WSAQUERYSET2W WSAQUERYSET2, *PWSAQUERYSET2, *LPWSAQUERYSET2;
#define WSAEnumNameSpaceProviders WSAEnumNameSpaceProvidersW
#define WSAEnumNameSpaceProvidersEx WSAEnumNameSpaceProvidersExW
#define WSALookupServiceBegin WSALookupServiceBeginW
#define WSALookupServiceNext WSALookupServiceNextW
#define WSASetService WSASetServiceW
#define WSAInstallServiceClass WSAInstallServiceClassW
#define WSAGetServiceClassInfo WSAGetServiceClassInfoW
#define WSAGetServiceClassNameByClassId WSAGetServiceClassNameByClassIdW
#else
typedef WSANAMESPACE_INFOA WSANAMESPACE_INFO, *PWSANAMESPACE_INFO, *LPWSANAMESPACE_INFO;
typedef WSANAMESPACE_INFOEXA WSANAMESPACE_INFOEX, *PWSANAMESPACE_INFOEX, *LPWSANAMESPACE_INFOEX;
typedef WSANSCLASSINFOA WSANSCLASSINFO, *PWSANSCLASSINFO, *LPWSANSCLASSINFO;
typedef WSASERVICECLASSINFOA WSASERVICECLASSINFO, *PWSASERVICECLASSINFO, *LPWSASERVICECLASSINFO;
typedef WSAQUERYSETA WSAQUERYSET, *PWSAQUERYSET, *LPWSAQUERYSET;
typedef WSAQUERYSET2A WSAQUERYSET2, *PWSAQUERYSET2, *LPWSAQUERYSET2;
#define WSAEnumNameSpaceProviders WSAEnumNameSpaceProvidersA
#define WSAEnumNameSpaceProvidersEx WSAEnumNameSpaceProvidersExA
#define WSALookupServiceBegin WSALookupServiceBeginA
#define WSALookupServiceNext WSALookupServiceNextA
#define WSASetService WSASetServiceA
#define WSAInstallServiceClass WSAInstallServiceClassA
#define WSAGetServiceClassInfo WSAGetServiceClassInfoA
#define WSAGetServiceClassNameByClassId WSAGetServiceClassNameByClassIdA
#endif

/* How a program hears that a question was answered. */
typedef struct _WSACOMPLETION {
	WSACOMPLETIONTYPE Type;
	union {
		struct {
			HWND hWnd;
			UINT uMsg;
			WPARAM context;
		} WindowMessage;
		struct {
			LPWSAOVERLAPPED lpOverlapped;
		} Event;
		struct {
			LPWSAOVERLAPPED lpOverlapped;
			LPWSAOVERLAPPED_COMPLETION_ROUTINE lpfnCompletionProc;
		} Apc;
		struct {
			LPWSAOVERLAPPED lpOverlapped;
			HANDLE hPort;
			ULONG_PTR Key;
		} Port;
	} Parameters;
} WSACOMPLETION, *PWSACOMPLETION, *LPWSACOMPLETION;

WINSOCK_ASSERT(sizeof(WSACOMPLETION) == 32, "size");

WINSOCK_BEGIN
/* Which name spaces there are. */
INT WSAAPI WSAEnumNameSpaceProvidersA(LPDWORD lpdwBufferLength, LPWSANAMESPACE_INFOA lpnspBuffer);
INT WSAAPI WSAEnumNameSpaceProvidersW(LPDWORD lpdwBufferLength, LPWSANAMESPACE_INFOW lpnspBuffer);
INT WSAAPI WSAEnumNameSpaceProvidersExA(LPDWORD lpdwBufferLength,
	LPWSANAMESPACE_INFOEXA lpnspBuffer);
INT WSAAPI WSAEnumNameSpaceProvidersExW(LPDWORD lpdwBufferLength,
	LPWSANAMESPACE_INFOEXW lpnspBuffer);

/* Look for services. */
INT WSAAPI WSALookupServiceBeginA(LPWSAQUERYSETA lpqsRestrictions, DWORD dwControlFlags,
	LPHANDLE lphLookup);
INT WSAAPI WSALookupServiceBeginW(LPWSAQUERYSETW lpqsRestrictions, DWORD dwControlFlags,
	LPHANDLE lphLookup);
INT WSAAPI WSALookupServiceNextA(HANDLE hLookup, DWORD dwControlFlags, LPDWORD lpdwBufferLength,
	LPWSAQUERYSETA lpqsResults);
INT WSAAPI WSALookupServiceNextW(HANDLE hLookup, DWORD dwControlFlags, LPDWORD lpdwBufferLength,
	LPWSAQUERYSETW lpqsResults);
INT WSAAPI WSALookupServiceEnd(HANDLE hLookup);

/* Has a control code of the name space carried out, such as SIO_NSP_NOTIFY_CHANGE. */
INT WSAAPI WSANSPIoctl(HANDLE hLookup, DWORD dwControlCode, LPVOID lpvInBuffer, DWORD cbInBuffer,
	LPVOID lpvOutBuffer, DWORD cbOutBuffer, LPDWORD lpcbBytesReturned,
	LPWSACOMPLETION lpCompletion);

/* Register a service, and take it away. */
INT WSAAPI WSASetServiceA(LPWSAQUERYSETA lpqsRegInfo, WSAESETSERVICEOP essoperation,
	DWORD dwControlFlags);
INT WSAAPI WSASetServiceW(LPWSAQUERYSETW lpqsRegInfo, WSAESETSERVICEOP essoperation,
	DWORD dwControlFlags);

/* Classes of services. */
INT WSAAPI WSAInstallServiceClassA(LPWSASERVICECLASSINFOA lpServiceClassInfo);
INT WSAAPI WSAInstallServiceClassW(LPWSASERVICECLASSINFOW lpServiceClassInfo);
INT WSAAPI WSARemoveServiceClass(LPGUID lpServiceClassId);
INT WSAAPI WSAGetServiceClassInfoA(LPGUID lpProviderId, LPGUID lpServiceClassId,
	LPDWORD lpdwBufSize, LPWSASERVICECLASSINFOA lpServiceClassInfo);
INT WSAAPI WSAGetServiceClassInfoW(LPGUID lpProviderId, LPGUID lpServiceClassId,
	LPDWORD lpdwBufSize, LPWSASERVICECLASSINFOW lpServiceClassInfo);
INT WSAAPI WSAGetServiceClassNameByClassIdA(LPGUID lpServiceClassId, LPSTR lpszServiceClassName,
	LPDWORD lpdwBufferLength);
INT WSAAPI WSAGetServiceClassNameByClassIdW(LPGUID lpServiceClassId, LPWSTR lpszServiceClassName,
	LPDWORD lpdwBufferLength);
WINSOCK_END

#endif
