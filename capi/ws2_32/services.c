/* services.c: services by name and class, and what name spaces know of them. */
#include <winsock2.h>
#include <ws2spi.h>

#include "winsockgo.h"
#include "async.h"
#include "refuse.h"
#include "result.h"

/* Texts and structures differ in nothing but the width of characters. */
enum { NARROW, WIDE };

/* text reports whether a text of that width is NULL or all there. */
static bool text(const void *p, int wide)
{
	return wide ? ws_optional_wide_text(p) : ws_optional_text(p);
}

/* there reports whether n things at p, or nothing at NULL, can be read. */
static bool there(const void *p, size_t n)
{
	return p == NULL || ws_readable(p, n);
}

static bool address(const SOCKET_ADDRESS *a)
{
	return there(a->lpSockaddr, ws_length(a->iSockaddrLength));
}

/* addresses reports whether the addresses of a service can be read. */
static bool addresses(const CSADDR_INFO *a, DWORD n)
{
	if (!there(a, (size_t)n * sizeof *a))
		return false;
	for (DWORD i = 0; a != NULL && i < n; i++)
		if (!address(&a[i].LocalAddr) || !address(&a[i].RemoteAddr))
			return false;
	return true;
}

/*
 * question reports whether all of a query can be read that counts for one; the
 * structure of NULL and one that is too small are the other side's to refuse.
 */
static bool question(const WSAQUERYSETW *q, int wide)
{
	if (q == NULL)
		return true;
	if (!ws_readable(q, sizeof q->dwSize))
		return false;
	if (q->dwSize < sizeof *q)
		return true;
	return ws_readable(q, sizeof *q) && text(q->lpszServiceInstanceName, wide) &&
		there(q->lpServiceClassId, sizeof *q->lpServiceClassId) &&
		there(q->lpVersion, sizeof *q->lpVersion) && text(q->lpszComment, wide) &&
		there(q->lpNSProviderId, sizeof *q->lpNSProviderId) && text(q->lpszContext, wide) &&
		there(q->lpafpProtocols, (size_t)q->dwNumberOfProtocols * sizeof *q->lpafpProtocols) &&
		text(q->lpszQueryString, wide) && there(q->lpBlob, sizeof *q->lpBlob) &&
		(q->lpBlob == NULL || there(q->lpBlob->pBlobData, q->lpBlob->cbSize));
}

static INT begin(void *query, DWORD flags, LPHANDLE handle, int wide)
{
	WS_ALIVE(SOCKET_ERROR);
	if (!question(query, wide))
		return ws_fail(ws_refusal_started(WSAEFAULT));
	return ws_done(ws_go_lookup_begin(query, flags, ws_out(handle, sizeof *handle), wide));
}

/* Source: P-473...P-477. */
INT WSAAPI WSALookupServiceBeginA(LPWSAQUERYSETA lpqsRestrictions, DWORD dwControlFlags,
	LPHANDLE lphLookup)
{
	return begin(lpqsRestrictions, dwControlFlags, lphLookup, NARROW);
}

INT WSAAPI WSALookupServiceBeginW(LPWSAQUERYSETW lpqsRestrictions, DWORD dwControlFlags,
	LPHANDLE lphLookup)
{
	return begin(lpqsRestrictions, dwControlFlags, lphLookup, WIDE);
}

static INT next(HANDLE lookup, DWORD flags, LPDWORD length, void *results, int wide)
{
	WS_ALIVE(SOCKET_ERROR);
	LPDWORD at = ws_out(length, sizeof *length);
	void *room = at != NULL ? ws_out(results, *at) : NULL;
	return ws_done(ws_go_lookup_next((uintptr_t)lookup, flags, at, room, wide));
}

/* Source: P-478...P-482. */
INT WSAAPI WSALookupServiceNextA(HANDLE hLookup, DWORD dwControlFlags, LPDWORD lpdwBufferLength,
	LPWSAQUERYSETA lpqsResults)
{
	return next(hLookup, dwControlFlags, lpdwBufferLength, lpqsResults, NARROW);
}

INT WSAAPI WSALookupServiceNextW(HANDLE hLookup, DWORD dwControlFlags, LPDWORD lpdwBufferLength,
	LPWSAQUERYSETW lpqsResults)
{
	return next(hLookup, dwControlFlags, lpdwBufferLength, lpqsResults, WIDE);
}

/* Source: P-482. */
INT WSAAPI WSALookupServiceEnd(HANDLE hLookup)
{
	WS_ALIVE(SOCKET_ERROR);
	return ws_done(ws_go_lookup_end((uintptr_t)hLookup));
}

static INT set(void *service, WSAESETSERVICEOP operation, DWORD flags, int wide)
{
	WS_ALIVE(SOCKET_ERROR);
	const WSAQUERYSETW *q = service;
	if (!question(q, wide) || (q != NULL && q->dwSize >= sizeof *q &&
		!addresses(q->lpcsaBuffer, q->dwNumberOfCsAddrs)))
		return ws_fail(ws_refusal_started(WSAEFAULT));
	return ws_done(ws_go_set_service(service, (int)operation, flags, wide));
}

/* Source: P-486. */
INT WSAAPI WSASetServiceA(LPWSAQUERYSETA lpqsRegInfo, WSAESETSERVICEOP essoperation,
	DWORD dwControlFlags)
{
	return set(lpqsRegInfo, essoperation, dwControlFlags, NARROW);
}

INT WSAAPI WSASetServiceW(LPWSAQUERYSETW lpqsRegInfo, WSAESETSERVICEOP essoperation,
	DWORD dwControlFlags)
{
	return set(lpqsRegInfo, essoperation, dwControlFlags, WIDE);
}

/* values reports whether the properties of a class can be read. */
static bool values(const WSANSCLASSINFOW *v, DWORD n, int wide)
{
	if (!there(v, (size_t)n * sizeof *v))
		return false;
	for (DWORD i = 0; v != NULL && i < n; i++)
		if (!text(v[i].lpszName, wide) || !there(v[i].lpValue, v[i].dwValueSize))
			return false;
	return true;
}

static INT install(void *info, int wide)
{
	WS_ALIVE(SOCKET_ERROR);
	const WSASERVICECLASSINFOW *c = info;
	if (c != NULL && (!ws_readable(c, sizeof *c) || !there(c->lpServiceClassId, sizeof(GUID)) ||
		!text(c->lpszServiceClassName, wide) || !values(c->lpClassInfos, c->dwCount, wide)))
		return ws_fail(ws_refusal_started(WSAEFAULT));
	return ws_done(ws_go_install_class(info, wide));
}

/* Source: P-487. */
INT WSAAPI WSAInstallServiceClassA(LPWSASERVICECLASSINFOA lpServiceClassInfo)
{
	return install(lpServiceClassInfo, NARROW);
}

INT WSAAPI WSAInstallServiceClassW(LPWSASERVICECLASSINFOW lpServiceClassInfo)
{
	return install(lpServiceClassInfo, WIDE);
}

/* Source: P-489. */
INT WSAAPI WSARemoveServiceClass(LPGUID lpServiceClassId)
{
	WS_ALIVE(SOCKET_ERROR);
	return ws_done(ws_go_remove_class(ws_in(lpServiceClassId, sizeof(GUID))));
}

static INT class_info(LPGUID provider, LPGUID class, LPDWORD length, void *info, int wide)
{
	WS_ALIVE(SOCKET_ERROR);
	LPDWORD at = ws_out(length, sizeof *length);
	void *room = at == NULL || info == NULL ? NULL : ws_out(info, *at);
	if (at != NULL && info != NULL && room == NULL)
		return ws_fail(ws_refusal_started(WSAEFAULT));
	return ws_done(ws_go_service_class(ws_in(provider, sizeof(GUID)), ws_in(class, sizeof(GUID)),
		at, room, wide));
}

/* Source: P-488. */
INT WSAAPI WSAGetServiceClassInfoA(LPGUID lpProviderId, LPGUID lpServiceClassId,
	LPDWORD lpdwBufSize, LPWSASERVICECLASSINFOA lpServiceClassInfo)
{
	return class_info(lpProviderId, lpServiceClassId, lpdwBufSize, lpServiceClassInfo, NARROW);
}

INT WSAAPI WSAGetServiceClassInfoW(LPGUID lpProviderId, LPGUID lpServiceClassId,
	LPDWORD lpdwBufSize, LPWSASERVICECLASSINFOW lpServiceClassInfo)
{
	return class_info(lpProviderId, lpServiceClassId, lpdwBufSize, lpServiceClassInfo, WIDE);
}

static INT class_name(LPGUID class, void *name, LPDWORD length, int wide)
{
	WS_ALIVE(SOCKET_ERROR);
	LPDWORD at = ws_out(length, sizeof *length);
	void *room = at != NULL ? ws_out(name, (size_t)*at * (wide ? sizeof(WCHAR) : 1)) : NULL;
	return ws_done(ws_go_service_class_name(ws_in(class, sizeof(GUID)), room, at, wide));
}

/* Source: P-490. */
INT WSAAPI WSAGetServiceClassNameByClassIdA(LPGUID lpServiceClassId, LPSTR lpszServiceClassName,
	LPDWORD lpdwBufferLength)
{
	return class_name(lpServiceClassId, lpszServiceClassName, lpdwBufferLength, NARROW);
}

INT WSAAPI WSAGetServiceClassNameByClassIdW(LPGUID lpServiceClassId, LPWSTR lpszServiceClassName,
	LPDWORD lpdwBufferLength)
{
	return class_name(lpServiceClassId, lpszServiceClassName, lpdwBufferLength, WIDE);
}

/*
 * notify has it told as how says that the results of a query no longer hold.
 *
 * Source: P-491.
 */
static int notify(HANDLE lookup, const WSACOMPLETION *how, LPDWORD returned)
{
	struct ws_async async;
	uintptr_t port = 0, key = 0;
	LPWSAOVERLAPPED overlapped = how->Parameters.Event.lpOverlapped;
	LPWSAOVERLAPPED_COMPLETION_ROUTINE routine = NULL;
	switch (how->Type) {
	case NSP_NOTIFY_HWND:
		return ws_go_lookup_post((uintptr_t)lookup, (uintptr_t)how->Parameters.WindowMessage.hWnd,
			how->Parameters.WindowMessage.uMsg, how->Parameters.WindowMessage.context, returned);
	case NSP_NOTIFY_EVENT:
		break;
	case NSP_NOTIFY_APC:
		routine = how->Parameters.Apc.lpfnCompletionProc;
		if (routine == NULL)
			return ws_refusal_started(WSAEINVAL);
		break;
	case NSP_NOTIFY_PORT:
		port = (uintptr_t)how->Parameters.Port.hPort;
		key = how->Parameters.Port.Key;
		if (port == 0)
			return ws_refusal_started(WSA_INVALID_HANDLE);
		break;
	default:
		return ws_refusal_started(WSAEINVAL);
	}
	if (!ws_writable(overlapped, sizeof *overlapped))
		return ws_refusal_started(WSAEFAULT);
	return ws_go_lookup_notify((uintptr_t)lookup, ws_async_of(&async, overlapped, (void *)routine),
		port, key, returned);
}

/* Source: P-491, P-492. */
INT WSAAPI WSANSPIoctl(HANDLE hLookup, DWORD dwControlCode, LPVOID lpvInBuffer, DWORD cbInBuffer,
	LPVOID lpvOutBuffer, DWORD cbOutBuffer, LPDWORD lpcbBytesReturned, LPWSACOMPLETION lpCompletion)
{
	WS_ALIVE(SOCKET_ERROR);
	LPDWORD returned = ws_out(lpcbBytesReturned, sizeof *lpcbBytesReturned);
	if (!there(lpvInBuffer, cbInBuffer) ||
		(lpvOutBuffer != NULL && !ws_writable(lpvOutBuffer, cbOutBuffer)) ||
		!there(lpCompletion, sizeof *lpCompletion))
		return ws_fail(ws_refusal_started(WSAEFAULT));
	if (lpCompletion == NULL || lpCompletion->Type == NSP_NOTIFY_IMMEDIATELY)
		return ws_done(ws_go_lookup_control((uintptr_t)hLookup, dwControlCode, lpvInBuffer,
			cbInBuffer, lpvOutBuffer, cbOutBuffer, returned));
	if (dwControlCode != SIO_NSP_NOTIFY_CHANGE)
		return ws_fail(ws_refusal_started(WSAEOPNOTSUPP));
	return ws_done(notify(hLookup, lpCompletion, returned));
}
