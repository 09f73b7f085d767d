/* ioctl.c: control codes. */
#include <mswsock.h>
#include <string.h>
#include <winsock2.h>

#include "winsockgo.h"
#include "async.h"
#include "extension.h"
#include "refuse.h"
#include "result.h"
#include "rio.h"
#include "transfer.h"

/* Source: S-637, S-642...S-645. */
int WSAAPI (ioctlsocket)(SOCKET s, LONG command, u_long *argument)
{
	WS_ALIVE(SOCKET_ERROR);
	void *at = command == (LONG)FIONBIO ? ws_in(argument, sizeof *argument)
										: ws_out(argument, sizeof *argument);
	return ws_done(ws_go_ioctlsocket(s, (DWORD)command, at));
}

/* Source: S-655. */
static int extension(SOCKET s, void *in, DWORD in_len, void *out, DWORD out_len, LPDWORD written)
{
	int first = ws_go_check(s);
	if (first != 0)
		return first;
	if (in == NULL || in_len < sizeof(GUID) || out == NULL || out_len < sizeof(void *) ||
		written == NULL)
		return WSAEFAULT;
	void *function = ws_extension(in);
	if (function == NULL)
		return WSAEINVAL;
	memcpy(out, &function, sizeof function);
	*written = sizeof function;
	return 0;
}

/* function_table gives the functions of registered I/O. Source: O-355, O-453, O-454. */
static int function_table(SOCKET s, void *in, DWORD in_len, void *out, DWORD out_len,
	LPDWORD written)
{
	static const GUID id = WSAID_MULTIPLE_RIO;
	int first = ws_go_check(s);
	if (first != 0)
		return first;
	if (in == NULL || in_len < sizeof id || out == NULL || written == NULL)
		return WSAEFAULT;
	if (memcmp(in, &id, sizeof id) != 0)
		return WSAEINVAL;
	if (out_len < sizeof ws_rio)
		return WSAEFAULT;
	memcpy(out, &ws_rio, sizeof ws_rio);
	*written = sizeof ws_rio;
	return 0;
}

/* Source: S-635...S-682, O-351...O-354, O-367...O-376. */
int ws_ioctl_for(SOCKET s, DWORD code, LPVOID in, DWORD in_len, LPVOID out, DWORD out_len,
	LPDWORD written, LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
	const struct ws_issuer *issuer)
{
	struct ws_async async, *a;
	WS_ALIVE(SOCKET_ERROR);
	if (ws_missing(overlapped))
		return ws_fail(ws_refusal(s, WSAEFAULT));
	void *from = ws_in(in, in_len), *to = ws_out(out, out_len);
	LPDWORD n = ws_out(written, sizeof *written);
	a = ws_async_for(&async, overlapped, routine, issuer);
	if (code == SIO_GET_EXTENSION_FUNCTION_POINTER ||
		code == SIO_GET_MULTIPLE_EXTENSION_FUNCTION_POINTER) {
		int error = code == SIO_GET_EXTENSION_FUNCTION_POINTER
			? extension(s, from, in_len, to, out_len, n)
			: function_table(s, from, in_len, to, out_len, n);
		if (error == 0 && a != NULL)
			error = ws_go_ended_at_once(s, a);
		return ws_done(error);
	}
	return ws_done(ws_go_wsaioctl(s, code, from, in_len, to, out_len, n, a));
}

int WSAAPI WSAIoctl(SOCKET s, DWORD code, LPVOID in, DWORD in_len, LPVOID out, DWORD out_len,
	LPDWORD written, LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
	return ws_ioctl_for(s, code, in, in_len, out, out_len, written, overlapped, routine, NULL);
}
