/* ws2spi.h: what providers of transports and of name spaces offer and use. */
#ifndef _WINSOCK2SPI_
#define _WINSOCK2SPI_

#include <winsock2.h>
#include <winsock/zws2spi.h>
#include <winsock/zws2spi_structs.h>

#define WSPAPI WSAAPI
#define WSATHREADHANDLE HANDLE

/* Is called while a blocking call waits. */
typedef BOOL(CALLBACK *LPBLOCKINGCALLBACK)(DWORD_PTR dwContext);
/* Is called in a thread that waits alertably. */
typedef VOID(CALLBACK *LPWSAUSERAPC)(DWORD_PTR dwContext);

#include <winsock/upcall.h>
#include <winsock/transport.h>
#include <winsock/namespace.h>

WINSOCK_BEGIN

/*
 * What a provider of a transport exports. The library does too, for its own transports: a
 * layer finds it where WPUGetProviderPath says.
 */
int WSPAPI WSPStartup(WORD wVersionRequested, LPWSPDATA lpWSPData,
	LPWSAPROTOCOL_INFOW lpProtocolInfo, WSPUPCALLTABLE UpcallTable, LPWSPPROC_TABLE lpProcTable);

/* Lists all entries of the catalog, also hidden and layered ones. */
int WSPAPI WSCEnumProtocols(LPINT lpiProtocols, LPWSAPROTOCOL_INFOW lpProtocolBuffer,
	LPDWORD lpdwBufferLength, LPINT lpErrno);

/* Ends an overlapped operation of a socket whose handle WPUCreateSocketHandle gave. */
int WSPAPI WPUCompleteOverlappedRequest(SOCKET s, LPWSAOVERLAPPED lpOverlapped, DWORD dwError,
	DWORD cbTransferred, LPINT lpErrno);

/* Give a quality of service a name, and take it back. The result is the error code. */
int WSPAPI WSCInstallQOSTemplate(const LPGUID Guid, LPWSABUF QosName, LPQOS Qos);
int WSPAPI WSCRemoveQOSTemplate(const LPGUID Guid, LPWSABUF QosName);

WINSOCK_END

/* Types of pointers to the calls that change the catalog. */
typedef int(WSPAPI *LPWSCENUMPROTOCOLS)(LPINT lpiProtocols, LPWSAPROTOCOL_INFOW lpProtocolBuffer,
	LPDWORD lpdwBufferLength, LPINT lpErrno);
typedef int(WSPAPI *LPWSCDEINSTALLPROVIDER)(LPGUID lpProviderId, LPINT lpErrno);
typedef int(WSPAPI *LPWSCINSTALLPROVIDER)(LPGUID lpProviderId, const WCHAR *lpszProviderDllPath,
	LPWSAPROTOCOL_INFOW lpProtocolInfoList, DWORD dwNumberOfEntries, LPINT lpErrno);
typedef int(WSPAPI *LPWSCGETPROVIDERPATH)(LPGUID lpProviderId, WCHAR *lpszProviderDllPath,
	LPINT lpProviderDllPathLen, LPINT lpErrno);
typedef int(WSPAPI *LPWSCUPDATEPROVIDER)(LPGUID lpProviderId, const WCHAR *lpszProviderDllPath,
	LPWSAPROTOCOL_INFOW lpProtocolInfoList, DWORD dwNumberOfEntries, LPINT lpErrno);
typedef int(WSPAPI *LPWSCWRITEPROVIDERORDER)(LPDWORD lpwdCatalogEntryId, DWORD dwNumberOfEntries);
typedef INT(WSPAPI *LPWSCINSTALLNAMESPACE)(LPWSTR lpszIdentifier, LPWSTR lpszPathName,
	DWORD dwNameSpace, DWORD dwVersion, LPGUID lpProviderId);
typedef INT(WSPAPI *LPWSCUNINSTALLNAMESPACE)(LPGUID lpProviderId);
typedef INT(WSPAPI *LPWSCENABLENSPROVIDER)(LPGUID lpProviderId, BOOL fEnable);
typedef int(WSPAPI *LPWSCWRITENAMESPACEORDER)(LPGUID lpProviderId, DWORD dwNumberOfEntries);

#endif
