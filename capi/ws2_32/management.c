/*
 * management.c: changes of the catalog. The calls store their error where the caller says,
 * and as the last error too. This catalog is the one that 32-bit programs have, so the forms
 * for those are the same calls.
 */
#include <winsock2.h>
#include <ws2spi.h>
#include <dlfcn.h>
#include <sporder.h>

#include "winsockgo.h"
#include "async.h"
#include "refuse.h"
#include "result.h"
#include "spi.h"

/* told is the result of a call with an error; *to becomes the error. Source: P-298. */
static int told(int error, LPINT to)
{
	if (!ws_writable(to, sizeof *to))
		return ws_fail(error != 0 ? error : WSAEFAULT);
	if (error != 0)
		*to = error;
	return ws_done(error);
}

/* wide is a text, or NULL when it can't be read. */
static const WCHAR *wide(const WCHAR *text)
{
	return text != NULL && ws_wide_text(text) ? text : NULL;
}

/* readable_list reports whether n entries can be read. */
static bool readable_list(LPWSAPROTOCOL_INFOW list, DWORD n)
{
	return ws_readable(list, n != 0 ? (size_t)n * sizeof *list : 1);
}

/* Source: P-302. */
int WSPAPI WSCInstallProvider(LPGUID id, const WCHAR *path, const LPWSAPROTOCOL_INFOW list,
	DWORD n, LPINT error)
{
	WS_ALIVE(SOCKET_ERROR);
	return told(ws_writable(error, sizeof *error) && readable_list(list, n)
			? ws_go_install_provider(ws_in(id, sizeof *id), (void *)wide(path), list, n)
			: WSAEFAULT,
		error);
}

/* Source: P-303. */
int WSPAPI WSCInstallProvider64_32(LPGUID id, const WCHAR *path, const LPWSAPROTOCOL_INFOW list,
	DWORD n, LPINT error)
{
	return WSCInstallProvider(id, path, list, n, error);
}

/* Source: P-306. */
int WSPAPI WSCUpdateProvider(LPGUID id, const WCHAR *path, const LPWSAPROTOCOL_INFOW list,
	DWORD n, LPINT error)
{
	WS_ALIVE(SOCKET_ERROR);
	return told(ws_writable(error, sizeof *error) && readable_list(list, n)
			? ws_go_update_provider(ws_in(id, sizeof *id), (void *)wide(path), list, n)
			: WSAEFAULT,
		error);
}

int WSPAPI WSCUpdateProvider32(LPGUID id, const WCHAR *path, const LPWSAPROTOCOL_INFOW list,
	DWORD n, LPINT error)
{
	return WSCUpdateProvider(id, path, list, n, error);
}

/* Source: P-304, P-317, P-318. */
int WSPAPI WSCInstallProviderAndChains(const LPGUID id, const LPWSTR path, const LPWSTR name,
	DWORD flags, LPWSAPROTOCOL_INFOW list, DWORD n, LPDWORD entry, LPINT error)
{
	WS_ALIVE(SOCKET_ERROR);
	if (!ws_writable(error, sizeof *error) || (id != NULL && !ws_readable(id, sizeof *id)) ||
		!ws_optional_wide_text(path) || !ws_optional_wide_text(name) ||
		(list != NULL && !readable_list(list, n)) ||
		(entry != NULL && !ws_writable(entry, sizeof *entry)))
		return told(WSAEFAULT, error);
	return told(ws_go_install_chains(id, path, name, flags, list, n, entry), error);
}

/* What 32-bit programs would load is not kept: there are none. Source: P-304. */
int WSPAPI WSCInstallProviderAndChains64_32(const LPGUID id, const LPWSTR path,
	const LPWSTR path32, const LPWSTR name, DWORD flags, LPWSAPROTOCOL_INFOW list, DWORD n,
	LPDWORD entry, LPINT error)
{
	WS_ALIVE(SOCKET_ERROR);
	if (!ws_optional_wide_text(path32))
		return told(WSAEFAULT, error);
	return WSCInstallProviderAndChains(id, path, name, flags, list, n, entry, error);
}

/* Source: P-305. */
int WSPAPI WSCDeinstallProvider(LPGUID id, LPINT error)
{
	WS_ALIVE(SOCKET_ERROR);
	return told(ws_writable(error, sizeof *error) ? ws_go_deinstall_provider(ws_in(id, sizeof *id))
												  : WSAEFAULT,
		error);
}

int WSPAPI WSCDeinstallProvider32(LPGUID id, LPINT error)
{
	return WSCDeinstallProvider(id, error);
}

/*
 * For providers in Go the path is that of this library, whose WSPStartup begins them: layers
 * load it. Source: P-283, P-307.
 */
int WSPAPI WSCGetProviderPath(LPGUID id, WCHAR *path, LPINT length, LPINT error)
{
	WS_ALIVE(SOCKET_ERROR);
	Dl_info here;
	LPINT room = ws_out(length, sizeof *length);
	if (room != NULL && path != NULL)
		path = ws_out(path, ws_length(*room) * sizeof *path);
	if (dladdr(&ws_upcalls, &here) == 0)
		return told(WSASYSCALLFAILURE, error);
	return told(ws_go_installed_path(ws_in(id, sizeof *id), path, room, (char *)here.dli_fname),
		error);
}

int WSPAPI WSCGetProviderPath32(LPGUID id, WCHAR *path, LPINT length, LPINT error)
{
	return WSCGetProviderPath(id, path, length, error);
}

int WSPAPI WSCEnumProtocols32(LPINT wanted, LPWSAPROTOCOL_INFOW buffer, LPDWORD len, LPINT error)
{
	return WSCEnumProtocols(wanted, buffer, len, error);
}

/* Source: P-309. The result is the error code. */
int WSPAPI WSCWriteProviderOrder(LPDWORD ids, DWORD n)
{
	WS_ALIVE(WSANO_RECOVERY);
	if (n != 0 && !ws_readable(ids, (size_t)n * sizeof *ids))
		return WSAEINVAL;
	return ws_go_write_order(ids, n);
}

int WSPAPI WSCWriteProviderOrder32(LPDWORD ids, DWORD n)
{
	return WSCWriteProviderOrder(ids, n);
}

/* Source: P-310. */
int WSPAPI WSCGetProviderInfo(LPGUID id, WSC_PROVIDER_INFO_TYPE kind, PBYTE info, size_t *size,
	DWORD flags, LPINT error)
{
	WS_ALIVE(SOCKET_ERROR);
	(void)flags;
	size_t *room = ws_out(size, sizeof *size);
	if (room != NULL && info != NULL)
		info = ws_out(info, *room);
	return told(ws_go_provider_info(ws_in(id, sizeof *id), (DWORD)kind, info, room), error);
}

int WSPAPI WSCGetProviderInfo32(LPGUID id, WSC_PROVIDER_INFO_TYPE kind, PBYTE info, size_t *size,
	DWORD flags, LPINT error)
{
	return WSCGetProviderInfo(id, kind, info, size, flags, error);
}

/* Source: P-311. */
int WSPAPI WSCSetProviderInfo(LPGUID id, WSC_PROVIDER_INFO_TYPE kind, PBYTE info, size_t size,
	DWORD flags, LPINT error)
{
	WS_ALIVE(SOCKET_ERROR);
	(void)flags;
	if (!ws_writable(error, sizeof *error))
		return told(WSAEFAULT, error);
	return told(ws_go_set_provider_info(ws_in(id, sizeof *id), (DWORD)kind, ws_in(info, size),
		size),
		error);
}

int WSPAPI WSCSetProviderInfo32(LPGUID id, WSC_PROVIDER_INFO_TYPE kind, PBYTE info, size_t size,
	DWORD flags, LPINT error)
{
	return WSCSetProviderInfo(id, kind, info, size, flags, error);
}

/* counted is a text of n characters that can be read, or else NULL. */
static const WCHAR *counted(LPCWSTR text, DWORD n)
{
	return text != NULL && ws_readable(text, n != 0 ? (size_t)n * sizeof *text : 1) ? text : NULL;
}

/* Source: P-312. */
int WSPAPI WSCSetApplicationCategory(LPCWSTR path, DWORD path_len, LPCWSTR extra, DWORD extra_len,
	DWORD categories, DWORD *before, LPINT error)
{
	WS_ALIVE(SOCKET_ERROR);
	if (!ws_writable(error, sizeof *error) || (before != NULL && !ws_writable(before,
		sizeof *before)))
		return told(WSAEFAULT, error);
	return told(ws_go_set_application((void *)counted(path, path_len), path_len,
					(void *)counted(extra, extra_len), extra_len, categories, before),
		error);
}

/* Source: P-313. */
int WSPAPI WSCGetApplicationCategory(LPCWSTR path, DWORD path_len, LPCWSTR extra, DWORD extra_len,
	DWORD *categories, LPINT error)
{
	WS_ALIVE(SOCKET_ERROR);
	return told(ws_go_get_application((void *)counted(path, path_len), path_len,
					(void *)counted(extra, extra_len), extra_len,
					ws_out(categories, sizeof *categories)),
		error);
}

/* Source: P-115, P-116. */
INT WSAAPI WSAProviderConfigChange(LPHANDLE handle, LPWSAOVERLAPPED overlapped,
	LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
	struct ws_async async;
	WS_ALIVE(SOCKET_ERROR);
	if (ws_missing(overlapped))
		return ws_fail(ws_refusal_started(WSAEFAULT));
	return ws_done(ws_go_config_change(ws_out(handle, sizeof *handle),
		ws_async_of(&async, overlapped, routine)));
}
