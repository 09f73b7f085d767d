/* base.h: the types that every Winsock header is written with. */
#ifndef WINSOCK_BASE_H
#define WINSOCK_BASE_H

#include <winsock/config.h>
#include <winsock/system.h>
#include <windef.h>
#include <winnt.h>
#include <guiddef.h>
#include <minwinbase.h>
#include <winerror.h>
#include <winsock/zguiddef_structs.h>
#include <winsock/zminwinbase_structs.h>

#ifndef WSAAPI
#define WSAAPI
#endif
#ifndef WINSOCK_API_LINKAGE
#define WINSOCK_API_LINKAGE
#endif
#define WSAEVENT HANDLE
#define LPWSAEVENT LPHANDLE
#define WSAOVERLAPPED OVERLAPPED

typedef UINT_PTR SOCKET;
typedef OVERLAPPED *LPWSAOVERLAPPED;

/* Is called when an overlapped operation has ended. */
typedef void(CALLBACK *LPWSAOVERLAPPED_COMPLETION_ROUTINE)(DWORD dwError, DWORD cbTransferred,
	LPWSAOVERLAPPED lpOverlapped, DWORD dwFlags);

#endif
