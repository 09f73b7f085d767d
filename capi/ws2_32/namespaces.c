/* namespaces.c: the catalog of the providers of name spaces. */
#include <winsock2.h>
#include <ws2spi.h>

#include "winsockgo.h"
#include "result.h"

static INT providers(LPDWORD len, void *buffer, int ex, int wide)
{
	WS_ALIVE(SOCKET_ERROR);
	LPDWORD at = ws_out(len, sizeof *len);
	return (INT)ws_count(ws_go_enum_namespaces(at, at != NULL ? ws_out(buffer, *at) : NULL, ex,
		wide));
}

/* Source: P-476. There is one catalog: the calls for 32 bits show the same. */
INT WSAAPI WSAEnumNameSpaceProvidersA(LPDWORD len, LPWSANAMESPACE_INFOA buffer)
{
	return providers(len, buffer, 0, 0);
}

INT WSAAPI WSAEnumNameSpaceProvidersW(LPDWORD len, LPWSANAMESPACE_INFOW buffer)
{
	return providers(len, buffer, 0, 1);
}

INT WSAAPI WSAEnumNameSpaceProvidersExA(LPDWORD len, LPWSANAMESPACE_INFOEXA buffer)
{
	return providers(len, buffer, 1, 0);
}

INT WSAAPI WSAEnumNameSpaceProvidersExW(LPDWORD len, LPWSANAMESPACE_INFOEXW buffer)
{
	return providers(len, buffer, 1, 1);
}

INT WSAAPI WSCEnumNameSpaceProviders32(LPDWORD len, LPWSANAMESPACE_INFOW buffer)
{
	return providers(len, buffer, 0, 1);
}

INT WSAAPI WSCEnumNameSpaceProvidersEx32(LPDWORD len, LPWSANAMESPACE_INFOEXW buffer)
{
	return providers(len, buffer, 1, 1);
}

/* install adds a provider. */
static INT install(LPWSTR identifier, LPWSTR path, DWORD space, DWORD version, LPGUID id,
	LPBLOB specific)
{
	WS_ALIVE(SOCKET_ERROR);
	bool there = ws_wide_text(identifier) && ws_wide_text(path) && ws_readable(id, sizeof *id) &&
		(specific == NULL || (ws_readable(specific, sizeof *specific) &&
		ws_readable(specific->pBlobData, specific->cbSize)));
	return there ? ws_done(ws_go_install_namespace(identifier, path, space, version, id, specific))
				 : ws_fail(WSAEFAULT);
}

/* Source: P-495. */
INT WSPAPI WSCInstallNameSpace(LPWSTR lpszIdentifier, LPWSTR lpszPathName, DWORD dwNameSpace,
	DWORD dwVersion, LPGUID lpProviderId)
{
	return install(lpszIdentifier, lpszPathName, dwNameSpace, dwVersion, lpProviderId, NULL);
}

INT WSPAPI WSCInstallNameSpace32(LPWSTR lpszIdentifier, LPWSTR lpszPathName, DWORD dwNameSpace,
	DWORD dwVersion, LPGUID lpProviderId)
{
	return install(lpszIdentifier, lpszPathName, dwNameSpace, dwVersion, lpProviderId, NULL);
}

INT WSPAPI WSCInstallNameSpaceEx(LPWSTR lpszIdentifier, LPWSTR lpszPathName, DWORD dwNameSpace,
	DWORD dwVersion, LPGUID lpProviderId, LPBLOB lpProviderSpecific)
{
	return install(lpszIdentifier, lpszPathName, dwNameSpace, dwVersion, lpProviderId,
		lpProviderSpecific);
}

INT WSPAPI WSCInstallNameSpaceEx32(LPWSTR lpszIdentifier, LPWSTR lpszPathName, DWORD dwNameSpace,
	DWORD dwVersion, LPGUID lpProviderId, LPBLOB lpProviderSpecific)
{
	return install(lpszIdentifier, lpszPathName, dwNameSpace, dwVersion, lpProviderId,
		lpProviderSpecific);
}

/* Source: P-496. */
INT WSPAPI WSCUnInstallNameSpace(LPGUID lpProviderId)
{
	WS_ALIVE(SOCKET_ERROR);
	return ws_done(ws_go_uninstall_namespace(ws_in(lpProviderId, sizeof(GUID))));
}

INT WSPAPI WSCUnInstallNameSpace32(LPGUID lpProviderId)
{
	return WSCUnInstallNameSpace(lpProviderId);
}

/* Source: P-497. */
INT WSPAPI WSCEnableNSProvider(LPGUID lpProviderId, BOOL fEnable)
{
	WS_ALIVE(SOCKET_ERROR);
	return ws_done(ws_go_enable_namespace(ws_in(lpProviderId, sizeof(GUID)), fEnable));
}

INT WSPAPI WSCEnableNSProvider32(LPGUID lpProviderId, BOOL fEnable)
{
	return WSCEnableNSProvider(lpProviderId, fEnable);
}

/* Source: P-498. The result is the error code. */
int WSPAPI WSCWriteNameSpaceOrder(LPGUID lpProviderId, DWORD dwNumberOfEntries)
{
	WS_ALIVE(WSANO_RECOVERY);
	if (!ws_readable(lpProviderId, (size_t)dwNumberOfEntries * sizeof *lpProviderId))
		return WSAEFAULT;
	return ws_go_order_namespaces(lpProviderId, dwNumberOfEntries);
}

int WSPAPI WSCWriteNameSpaceOrder32(LPGUID lpProviderId, DWORD dwNumberOfEntries)
{
	return WSCWriteNameSpaceOrder(lpProviderId, dwNumberOfEntries);
}
