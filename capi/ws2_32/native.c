/*
 * native.c: the upcalls about paths and handles, and the end of overlapped operations that a
 * provider carries out.
 */
#include "base.h"

#include <dlfcn.h>
#include <windows.h>

#include "winsockgo.h"

const void *ws_native_upcalls(void)
{
	return &ws_upcalls;
}

const void *ws_native_base(void)
{
	return &ws_base_for_layers;
}

/* told is the result of an upcall that gave an error code, 0 for success. */
static int told(int code, LPINT error)
{
	if (code == 0)
		return 0;
	ws_tell(error, code);
	return SOCKET_ERROR;
}

/* made is the result of an upcall that gave a handle, or a negative code. */
static SOCKET made(int64_t h, LPINT error)
{
	if (h >= 0)
		return (SOCKET)h;
	ws_tell(error, (int)-h);
	return INVALID_SOCKET;
}

/* Errors: WSAENOBUFS, WSAEINVAL (no such entry). Source: P-253, P-269. */
SOCKET WSPAPI ws_wpu_create_socket_handle(DWORD entry, DWORD_PTR context, LPINT error)
{
	SOCKET s = made(ws_go_create_socket_handle(entry, context), error);
	if (s != INVALID_SOCKET)
		ws_below_set(s, WS_NOTHING);
	return s;
}

/* Errors: WSAENOTSOCK. Source: P-251. */
int WSPAPI ws_wpu_close_socket_handle(SOCKET s, LPINT error)
{
	return told(ws_go_close_socket_handle(s), error);
}

/* Errors: WSAEINVAL (no such entry, or not a socket). Source: P-256, P-268. */
SOCKET WSPAPI ws_wpu_modify_ifs_handle(DWORD entry, SOCKET proposed, LPINT error)
{
	SOCKET s = made(ws_go_modify_ifs_handle(entry, proposed), error);
	if (s != INVALID_SOCKET)
		ws_below_set(s, proposed);
	return s;
}

/* Errors: WSAENOTSOCK, WSAEFAULT. Source: P-259. */
int WSPAPI ws_wpu_query_socket_handle_context(SOCKET s, PDWORD_PTR context, LPINT error)
{
	if (!ws_writable(context, sizeof *context))
		return told(WSAEFAULT, error);
	return told(ws_go_socket_handle_context(s, context), error);
}

/*
 * For providers in Go the path is that of this library, whose WSPStartup begins them.
 *
 * Errors: WSAEINVAL (no such provider), WSAEFAULT. Source: P-255, P-283.
 */
int WSPAPI ws_wpu_get_provider_path(LPGUID provider, WCHAR *path, LPINT len, LPINT error)
{
	Dl_info here;
	if (!ws_readable(provider, sizeof *provider) || !ws_writable(len, sizeof *len) ||
		(*len > 0 && !ws_writable(path, (size_t)*len * sizeof *path)))
		return told(WSAEFAULT, error);
	if (dladdr(&ws_upcalls, &here) == 0)
		return told(WSASYSCALLFAILURE, error);
	return told(ws_go_provider_path(provider, path, len, (char *)here.dli_fname), error);
}

/*
 * WPUCompleteOverlappedRequest ends an overlapped operation of a socket with a handle of
 * WPUCreateSocketHandle's. One that a layer has begun is told by the event in its structure,
 * and by a packet at the port of the socket unless that event's lowest bit forbids it.
 *
 * Errors: WSAEINVAL (not such a handle, or not an operation of its), WSAEFAULT.
 * Source: P-265, P-266, P-289.
 */
int WSPAPI WPUCompleteOverlappedRequest(SOCKET s, LPWSAOVERLAPPED overlapped, DWORD status,
	DWORD count, LPINT error)
{
	if (!ws_writable(overlapped, sizeof *overlapped))
		return told(WSAEFAULT, error);
	int code = ws_go_complete_overlapped(s, overlapped, status, count);
	if (code >= 0)
		return told(code, error);
	HANDLE event = (HANDLE)((ULONG_PTR)overlapped->hEvent & ~(ULONG_PTR)1);
	bool posts = event == overlapped->hEvent;
	overlapped->InternalHigh = count;
	__atomic_store_n(&overlapped->Internal, status, __ATOMIC_RELEASE);
	if (event != NULL) {
		unsigned before = ws_last_error;
		SetEvent(event);
		ws_last_error = before;
	}
	if (posts)
		ws_go_end_between(s, (uintptr_t)overlapped, status, count);
	return 0;
}
