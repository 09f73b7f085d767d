/* transfer.c: sending and receiving. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <mswsock.h>
#include <sys/syscall.h>
#include <winsock2.h>

#include "winsockgo.h"
#include "async.h"
#include "datagrams.h"
#include "extension.h"
#include "interrupt.h"
#include "kernel.h"
#include "lane.h"
#include "refuse.h"
#include "result.h"
#include "threadid.h"
#include "transfer.h"

/* PATIENCE is how many receives in a row wait before one looks whether it has to. */
enum { PATIENCE = 32 };

/* lane_wait receives in a lane and waits there; -EINTR when that must not be. */
static long lane_wait(ws_lane *lane, char *buf, int len)
{
	if (!lane->blocks) {
		ws_kernel(SYS_fcntl, lane->fd, F_SETFL, 0, 0, 0, 0);
		lane->blocks = 1;
	}
	lane->thread = ws_thread_id();
	lane->waits = ++lane->entry % PATIENCE != 0;
	ws_let_interrupt();
	/* Who shuts the lane does so first and then looks for a thread to interrupt. */
	if (ws_alerts || !(lane->state & WS_LANE_OPEN))
		return -EINTR;
	return ws_kernel(SYS_recvfrom, lane->fd, (long)buf, len, 0, 0, 0);
}

/* lane_recv receives in the lane of s; Go goes on when that brings no data. */
static int lane_recv(SOCKET s, char *buf, int len)
{
	ws_lane *lane = ws_lane_enter(s, WS_LANE_RECV);
	if (lane == NULL)
		return WS_LONG_WAY;
	long n = -EAGAIN;
	if (!lane->waits)
		n = ws_kernel(SYS_recvfrom, lane->fd, (long)buf, len, WS_DONTWAIT, 0, 0);
	if (n == -EAGAIN)
		n = lane_wait(lane, buf, len);
	if (n > 0) {
		ws_lane_leave(lane, WS_LANE_RECV);
		ws_last_error = 0;
		return (int)n;
	}
	return (int)ws_count(ws_go_lane_recv(s, buf, len, (int)n));
}

/*
 * lane_send sends in the lane of s what there is room for; the rest is Go's, who
 * leaves the lane once nobody can come between. All of buf can be read: the kernel
 * would send the part before a bad page.
 */
static int lane_send(SOCKET s, const char *buf, int len)
{
	ws_lane *lane = ws_lane_enter(s, WS_LANE_SEND);
	if (lane == NULL)
		return WS_LONG_WAY;
	long n = ws_kernel(SYS_sendto, lane->fd, (long)buf, len, WS_DONTWAIT | WS_NOSIGNAL, 0, 0);
	if (n != len)
		return (int)ws_count(ws_go_lane_send(s, (void *)buf, len, (int)n));
	ws_lane_leave(lane, WS_LANE_SEND);
	ws_last_error = 0;
	return len;
}

/* Source: S-269...S-302. */
int WSAAPI send(SOCKET s, const char *buf, int len, int flags)
{
	WS_ALIVE(SOCKET_ERROR);
	void *from = ws_in(buf, ws_length(len));
	if (flags == 0 && len > 0 && from != NULL) {
		int n = lane_send(s, from, len);
		if (n != WS_LONG_WAY)
			return n;
	}
	return (int)ws_count(ws_go_send(s, from, len, (DWORD)flags));
}

/* Source: S-303...S-333. */
int WSAAPI recv(SOCKET s, char *buf, int len, int flags)
{
	WS_ALIVE(SOCKET_ERROR);
	void *to = ws_out(buf, ws_length(len));
	if (flags == 0 && len > 0 && to != NULL) {
		int n = lane_recv(s, to, len);
		if (n != WS_LONG_WAY)
			return n;
	}
	return (int)ws_count(ws_go_recv(s, to, len, (DWORD)flags));
}

/* Source: S-137, S-269...S-302. */
int WSAAPI sendto(SOCKET s, const char *buf, int len, int flags, const struct sockaddr *to,
	int to_len)
{
	WS_ALIVE(SOCKET_ERROR);
	if (to != NULL && !ws_readable(to, ws_length(to_len)))
		to_len = 0; /* too short: WSAEFAULT in its turn */
	return (int)ws_count(
		ws_go_sendto(s, ws_in(buf, ws_length(len)), len, (DWORD)flags, (void *)to, to_len));
}

/* room is *len when the address of so many bytes at name may be written. */
static int room(void *name, int *len)
{
	return ws_writable(len, sizeof *len) && ws_writable(name, ws_length(*len)) ? *len : 0;
}

/* Source: S-303...S-333. */
int WSAAPI recvfrom(SOCKET s, char *buf, int len, int flags, struct sockaddr *from, int *from_len)
{
	WS_ALIVE(SOCKET_ERROR);
	int n = 0, *at = NULL;
	if (from != NULL && from_len != NULL) {
		n = room(from, from_len);
		at = &n;
	}
	int64_t got =
		ws_go_recvfrom(s, ws_out(buf, ws_length(len)), len, (DWORD)flags, at != NULL ? from : NULL, at);
	if (at != NULL && n > 0 && ws_writable(from_len, sizeof *from_len))
		*from_len = n;
	return (int)ws_count(got);
}

/*
 * buffers looks at the caller's n buffers. One that is not there makes the answer
 * a single buffer that is NULL with a length: WSAEFAULT in its turn.
 */
static WSABUF *buffers(LPWSABUF from, DWORD *n, int write)
{
	static WSABUF nowhere = {1, NULL};
	if (from == NULL || !ws_readable(from, (size_t)*n * sizeof *from))
		return NULL;
	for (DWORD i = 0; i < *n; i++) {
		WSABUF *b = &from[i];
		if (!(write ? ws_writable(b->buf, b->len) : ws_readable(b->buf, b->len))) {
			*n = 1;
			return &nowhere;
		}
	}
	return from;
}

/* plain reports whether an overlapped call tells of its end by nothing but a packet. */
static bool plain(LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
	return overlapped != NULL && routine == NULL && overlapped->hEvent == NULL;
}

/* Source: S-269...S-302. */
int ws_send_for(SOCKET s, LPWSABUF bufs, DWORD n, LPDWORD sent, DWORD flags,
	LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
	const struct ws_issuer *issuer)
{
	WS_ALIVE(SOCKET_ERROR);
	struct ws_async async;
	if (ws_missing(overlapped))
		return ws_fail(ws_refusal(s, WSAEFAULT));
	WSABUF *from = buffers(bufs, &n, 0);
	if (n == 1 && from != NULL && from->buf != NULL && from->len - 1 < INT_MAX && flags == 0 &&
		overlapped == NULL && ws_writable(sent, sizeof *sent)) {
		int count = lane_send(s, from->buf, (int)from->len);
		if (count >= 0)
			*sent = (DWORD)count;
		if (count != WS_LONG_WAY)
			return count < 0 ? count : 0;
	}
	if (plain(overlapped, routine) && n == 1 && from != NULL && from->buf != NULL && from->len != 0 &&
		flags == 0 && (sent == NULL || ws_writable(sent, sizeof *sent))) {
		int error = ws_express_send(s, from->buf, from->len, sent, overlapped);
		if (error == WS_LONG_WAY)
			error = ws_datagram_send(s, from->buf, from->len, sent, NULL, 0, overlapped);
		if (error != WS_LONG_WAY)
			return ws_done(error);
	}
	return ws_done(ws_go_wsasend(s, from, n, ws_out(sent, sizeof *sent), flags,
		ws_async_for(&async, overlapped, routine, issuer)));
}

int WSAAPI WSASend(SOCKET s, LPWSABUF bufs, DWORD n, LPDWORD sent, DWORD flags,
	LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
	return ws_send_for(s, bufs, n, sent, flags, overlapped, routine, NULL);
}

/* Source: S-269...S-302. */
int ws_sendto_for(SOCKET s, LPWSABUF bufs, DWORD n, LPDWORD sent, DWORD flags,
	const struct sockaddr *to, int to_len, LPWSAOVERLAPPED overlapped,
	LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
	const struct ws_issuer *issuer)
{
	WS_ALIVE(SOCKET_ERROR);
	struct ws_async async;
	if (ws_missing(overlapped))
		return ws_fail(ws_refusal(s, WSAEFAULT));
	if (to != NULL && !ws_readable(to, ws_length(to_len)))
		to_len = 0;
	WSABUF *from = buffers(bufs, &n, 0);
	if (plain(overlapped, routine) && n == 1 && from != NULL && from->buf != NULL && flags == 0 &&
		to_len >= 0 && (sent == NULL || ws_writable(sent, sizeof *sent))) {
		int error = ws_datagram_send(s, from->buf, from->len, sent, to, to_len, overlapped);
		if (error != WS_LONG_WAY)
			return ws_done(error);
	}
	return ws_done(ws_go_wsasendto(s, from, n, ws_out(sent, sizeof *sent), flags,
		(void *)to, to_len, ws_async_for(&async, overlapped, routine, issuer)));
}

int WSAAPI WSASendTo(SOCKET s, LPWSABUF bufs, DWORD n, LPDWORD sent, DWORD flags,
	const struct sockaddr *to, int to_len, LPWSAOVERLAPPED overlapped,
	LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
	return ws_sendto_for(s, bufs, n, sent, flags, to, to_len, overlapped, routine, NULL);
}

/* Source: S-303...S-333. */
int ws_recv_for(SOCKET s, LPWSABUF bufs, DWORD n, LPDWORD received, LPDWORD flags,
	LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
	const struct ws_issuer *issuer)
{
	WS_ALIVE(SOCKET_ERROR);
	struct ws_async async;
	if (ws_missing(overlapped))
		return ws_fail(ws_refusal(s, WSAEFAULT));
	WSABUF *to = buffers(bufs, &n, 1);
	if (n == 1 && to != NULL && to->buf != NULL && to->len - 1 < INT_MAX && overlapped == NULL &&
		ws_writable(received, sizeof *received) && ws_writable(flags, sizeof *flags) && *flags == 0) {
		int count = lane_recv(s, to->buf, (int)to->len);
		if (count >= 0)
			*received = (DWORD)count;
		if (count != WS_LONG_WAY)
			return count < 0 ? count : 0;
	}
	if (plain(overlapped, routine) && n == 1 && to != NULL && to->buf != NULL && to->len != 0 &&
		ws_readable(flags, sizeof *flags) && *flags == 0 &&
		(received == NULL || ws_writable(received, sizeof *received))) {
		int error = ws_express_recv(s, to->buf, to->len, received, overlapped);
		if (error == WS_LONG_WAY)
			error = ws_datagram_recv(s, to->buf, to->len, received, NULL, NULL, overlapped);
		if (error != WS_LONG_WAY)
			return ws_done(error);
	}
	return ws_done(ws_go_wsarecv(s, to, n, ws_out(received, sizeof *received),
		ws_out(flags, sizeof *flags), ws_async_for(&async, overlapped, routine, issuer)));
}

int WSAAPI WSARecv(SOCKET s, LPWSABUF bufs, DWORD n, LPDWORD received, LPDWORD flags,
	LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
	return ws_recv_for(s, bufs, n, received, flags, overlapped, routine, NULL);
}

/* Source: S-303...S-333. */
int ws_recvfrom_for(SOCKET s, LPWSABUF bufs, DWORD n, LPDWORD received, LPDWORD flags,
	struct sockaddr *from, LPINT from_len, LPWSAOVERLAPPED overlapped,
	LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
	const struct ws_issuer *issuer)
{
	WS_ALIVE(SOCKET_ERROR);
	struct ws_async async;
	if (ws_missing(overlapped))
		return ws_fail(ws_refusal(s, WSAEFAULT));
	int name_len = 0, *at = NULL;
	if (from != NULL && from_len != NULL) {
		name_len = room(from, from_len);
		at = overlapped != NULL && name_len > 0 ? from_len : &name_len;
	}
	WSABUF *to = buffers(bufs, &n, 1);
	if (plain(overlapped, routine) && n == 1 && to != NULL && to->buf != NULL && at != &name_len &&
		ws_readable(flags, sizeof *flags) && *flags == 0 &&
		(received == NULL || ws_writable(received, sizeof *received))) {
		int error = ws_datagram_recv(s, to->buf, to->len, received, at != NULL ? from : NULL, at,
			overlapped);
		if (error != WS_LONG_WAY)
			return ws_done(error);
	}
	int error = ws_go_wsarecvfrom(s, to, n, ws_out(received, sizeof *received),
		ws_out(flags, sizeof *flags), at != NULL ? from : NULL, at,
		ws_async_for(&async, overlapped, routine, issuer));
	if (at == &name_len && name_len > 0)
		*from_len = name_len;
	return ws_done(error);
}

int WSAAPI WSARecvFrom(SOCKET s, LPWSABUF bufs, DWORD n, LPDWORD received, LPDWORD flags,
	struct sockaddr *from, LPINT from_len, LPWSAOVERLAPPED overlapped,
	LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
	return ws_recvfrom_for(s, bufs, n, received, flags, from, from_len, overlapped, routine, NULL);
}

/* usable is ws_writable, or ws_readable for what is only sent. */
static bool usable(void *p, size_t n, int write)
{
	return write ? ws_writable(p, n) : ws_readable(p, n);
}

/* message looks at a WSAMSG and what it points to; NULL when something is bad. */
static LPWSAMSG message(LPWSAMSG msg, WSAMSG *copy, int write)
{
	if (!usable(msg, sizeof *msg, write))
		return NULL;
	if (msg->name != NULL && !usable(msg->name, ws_length(msg->namelen), write))
		return NULL;
	if (!usable(msg->Control.buf, msg->Control.len, write))
		return NULL;
	*copy = *msg;
	copy->lpBuffers = buffers(msg->lpBuffers, &copy->dwBufferCount, write);
	return copy;
}

/* Source: S-296, S-297. */
int WSAAPI WSASendMsg(SOCKET s, LPWSAMSG msg, DWORD flags, LPDWORD sent, LPWSAOVERLAPPED overlapped,
	LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
	WS_ALIVE(SOCKET_ERROR);
	struct ws_async async;
	if (ws_missing(overlapped))
		return ws_fail(ws_refusal(s, WSAEFAULT));
	WSAMSG copy;
	return ws_done(ws_go_wsasendmsg(s, message(msg, &copy, 0), flags,
		ws_out(sent, sizeof *sent), ws_async_of(&async, overlapped, routine)));
}

/* Source: S-334, S-335. */
int WSAAPI ws_recvmsg(SOCKET s, LPWSAMSG msg, LPDWORD received, LPWSAOVERLAPPED overlapped,
	LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
	WS_ALIVE(SOCKET_ERROR);
	struct ws_async async;
	if (ws_missing(overlapped))
		return ws_fail(ws_refusal(s, WSAEFAULT));
	WSAMSG copy;
	LPWSAMSG m = message(msg, &copy, 1);
	if (m != NULL && overlapped != NULL) {
		/* The results come to the caller's own; its buffers are good, or there are none. */
		if (copy.lpBuffers == msg->lpBuffers)
			m = msg;
	}
	int error = ws_go_wsarecvmsg(s, m, ws_out(received, sizeof *received),
		ws_async_of(&async, overlapped, routine));
	if (m == &copy) {
		msg->namelen = copy.namelen;
		msg->Control.len = copy.Control.len;
		msg->dwFlags = copy.dwFlags;
	}
	return ws_done(error);
}

/* WSARecvEx is recv with flags that come back: MSG_PARTIAL when more follows. */
int PASCAL WSARecvEx(SOCKET s, char *buf, int len, int *flags)
{
	DWORD n = 0;
	WSABUF b = {(ULONG)len, buf};
	if (flags == NULL)
		return recv(s, buf, len, 0);
	if (WSARecv(s, &b, 1, &n, (LPDWORD)flags, NULL, NULL) != 0)
		return SOCKET_ERROR;
	return (int)n;
}
