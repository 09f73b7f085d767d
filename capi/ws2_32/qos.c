/* qos.c: qualities of service that have a name. */
#include <winsock2.h>
#include <ws2spi.h>

#include "winsockgo.h"
#include "refuse.h"
#include "result.h"

/* Source: P-454...P-457. */
BOOL WSAAPI WSAGetQOSByName(SOCKET s, LPWSABUF lpQOSName, LPQOS lpQOS)
{
	WS_ALIVE(FALSE);
	LPWSABUF name = ws_in(lpQOSName, sizeof *lpQOSName);
	if (name == NULL || name->len == 0 || !ws_writable(name->buf, 1) ||
		(*name->buf != 0 ? !ws_readable(name->buf, name->len) || !ws_writable(lpQOS, sizeof *lpQOS)
						 : !ws_writable(name->buf, name->len)))
		return ws_fail(ws_refusal(s, WSAEFAULT)) == 0;
	return ws_done(ws_go_qos_by_name(s, name, lpQOS)) == 0;
}

/* whole reports whether a provider, if any, and a name can be read. */
static bool whole(LPGUID provider, LPWSABUF name)
{
	return (provider == NULL || ws_readable(provider, sizeof *provider)) &&
		ws_readable(name, sizeof *name) && ws_readable(name->buf, name->len);
}

/* Source: P-314. The result is the error code. */
int WSPAPI WSCInstallQOSTemplate(const LPGUID Guid, LPWSABUF QosName, LPQOS Qos)
{
	WS_ALIVE(WSANO_RECOVERY);
	if (!whole(Guid, QosName) || !ws_readable(Qos, sizeof *Qos))
		return WSAEFAULT;
	return ws_go_install_qos(Guid, QosName, Qos);
}

/* Source: P-315. The result is the error code. */
int WSPAPI WSCRemoveQOSTemplate(const LPGUID Guid, LPWSABUF QosName)
{
	WS_ALIVE(WSANO_RECOVERY);
	return whole(Guid, QosName) ? ws_go_remove_qos(Guid, QosName) : WSAEFAULT;
}
