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

/*
 * Change the catalog; programs see it after their next WSAStartup. The error is stored in
 * *lpErrno. The forms for 32-bit programs are the same calls.
 */
int WSPAPI WSCInstallProvider(LPGUID lpProviderId, const WCHAR *lpszProviderDllPath,
	const LPWSAPROTOCOL_INFOW lpProtocolInfoList, DWORD dwNumberOfEntries, LPINT lpErrno);
int WSPAPI WSCInstallProvider64_32(LPGUID lpProviderId, const WCHAR *lpszProviderDllPath,
	const LPWSAPROTOCOL_INFOW lpProtocolInfoList, DWORD dwNumberOfEntries, LPINT lpErrno);
int WSPAPI WSCUpdateProvider(LPGUID lpProviderId, const WCHAR *lpszProviderDllPath,
	const LPWSAPROTOCOL_INFOW lpProtocolInfoList, DWORD dwNumberOfEntries, LPINT lpErrno);
int WSPAPI WSCUpdateProvider32(LPGUID lpProviderId, const WCHAR *lpszProviderDllPath,
	const LPWSAPROTOCOL_INFOW lpProtocolInfoList, DWORD dwNumberOfEntries, LPINT lpErrno);
int WSPAPI WSCDeinstallProvider(LPGUID lpProviderId, LPINT lpErrno);
int WSPAPI WSCDeinstallProvider32(LPGUID lpProviderId, LPINT lpErrno);
int WSPAPI WSCGetProviderPath(LPGUID lpProviderId, WCHAR *lpszProviderDllPath,
	LPINT lpProviderDllPathLen, LPINT lpErrno);
int WSPAPI WSCGetProviderPath32(LPGUID lpProviderId, WCHAR *lpszProviderDllPath,
	LPINT lpProviderDllPathLen, LPINT lpErrno);
int WSPAPI WSCEnumProtocols32(LPINT lpiProtocols, LPWSAPROTOCOL_INFOW lpProtocolBuffer,
	LPDWORD lpdwBufferLength, LPINT lpErrno);

/* Install a layer and, in front of all entries, its chains. */
int WSPAPI WSCInstallProviderAndChains(const LPGUID lpProviderId,
	const LPWSTR lpszProviderDllPath, const LPWSTR lpszLspName, DWORD dwServiceFlags,
	LPWSAPROTOCOL_INFOW lpProtocolInfoList, DWORD dwNumberOfEntries, LPDWORD lpdwCatalogEntryId,
	LPINT lpErrno);
int WSPAPI WSCInstallProviderAndChains64_32(const LPGUID lpProviderId,
	const LPWSTR lpszProviderDllPath, const LPWSTR lpszProviderDllPath32,
	const LPWSTR lpszLspName, DWORD dwServiceFlags, LPWSAPROTOCOL_INFOW lpProtocolInfoList,
	DWORD dwNumberOfEntries, LPDWORD lpdwCatalogEntryId, LPINT lpErrno);

/* The categories of layers, and which ones the processes of a program load. */
int WSPAPI WSCGetProviderInfo(LPGUID lpProviderId, WSC_PROVIDER_INFO_TYPE InfoType, PBYTE Info,
	size_t *InfoSize, DWORD Flags, LPINT lpErrno);
int WSPAPI WSCGetProviderInfo32(LPGUID lpProviderId, WSC_PROVIDER_INFO_TYPE InfoType, PBYTE Info,
	size_t *InfoSize, DWORD Flags, LPINT lpErrno);
int WSPAPI WSCSetProviderInfo(LPGUID lpProviderId, WSC_PROVIDER_INFO_TYPE InfoType, PBYTE Info,
	size_t InfoSize, DWORD Flags, LPINT lpErrno);
int WSPAPI WSCSetProviderInfo32(LPGUID lpProviderId, WSC_PROVIDER_INFO_TYPE InfoType, PBYTE Info,
	size_t InfoSize, DWORD Flags, LPINT lpErrno);
int WSPAPI WSCGetApplicationCategory(LPCWSTR Path, DWORD PathLength, LPCWSTR Extra,
	DWORD ExtraLength, DWORD *pPermittedLspCategories, LPINT lpErrno);
int WSPAPI WSCSetApplicationCategory(LPCWSTR Path, DWORD PathLength, LPCWSTR Extra,
	DWORD ExtraLength, DWORD PermittedLspCategories, DWORD *pPrevPermLspCat, LPINT lpErrno);

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
