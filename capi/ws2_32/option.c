/* option.c: getsockopt and setsockopt. */
#include <winsock2.h>
#include <ws2tcpip.h>

#include "winsockgo.h"
#include "opentype.h"
#include "result.h"

__thread int ws_open_type;

static int is_open_type(int level, int name)
{
	return level == SOL_SOCKET && name == SO_OPENTYPE;
}

/* Source: S-498...S-508, S-516...S-519. */
int WSAAPI setsockopt(SOCKET s, int level, int name, const char *value, int len)
{
	WS_ALIVE(SOCKET_ERROR);
	void *in = ws_in(value, ws_length(len));
	if (is_open_type(level, name))
		return ws_done(ws_go_decode_opentype(in, len, &ws_open_type));
	return ws_done(ws_go_setsockopt(s, level, name, in, len));
}

/* Source: S-498...S-515. */
int WSAAPI getsockopt(SOCKET s, int level, int name, char *value, int *len)
{
	WS_ALIVE(SOCKET_ERROR);
	int n = 0, *at = NULL;
	void *out = NULL;
	if (len != NULL && ws_writable(len, sizeof *len)) {
		n = *len;
		at = &n;
		/* a negative length stands for that of the option where one may be given */
		out = ws_out(value, n < 0 ? sizeof(int) : ws_length(n));
	}
	int error;
	if (is_open_type(level, name)) {
		error = ws_go_encode_opentype(ws_open_type, out, &n);
	} else {
		error = ws_go_getsockopt(s, level, name, out, at);
	}
	if (at != NULL)
		*len = n;
	return ws_done(error);
}

/*
 * Winsock 1.1 numbers five options of IPPROTO_IP in another way; programs that
 * include winsock.h alone are bound to these two.
 */
static int from_11(int level, int name)
{
	if (level != IPPROTO_IP)
		return name;
	switch (name) {
	case 2: return IP_MULTICAST_IF;
	case 3: return IP_MULTICAST_TTL;
	case 4: return IP_MULTICAST_LOOP;
	case 5: return IP_ADD_MEMBERSHIP;
	case 6: return IP_DROP_MEMBERSHIP;
	case 7: return IP_TTL;
	case 8: return IP_TOS;
	case 9: return IP_DONTFRAGMENT;
	default: return name;
	}
}

int WSAAPI ws11_setsockopt(SOCKET s, int level, int name, const char *value, int len)
{
	return setsockopt(s, level, from_11(level, name), value, len);
}

int WSAAPI ws11_getsockopt(SOCKET s, int level, int name, char *value, int *len)
{
	return getsockopt(s, level, from_11(level, name), value, len);
}
