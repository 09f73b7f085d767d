/* transfer.c: bytes from one end to the other. */
#include "memory.h"

bool readable(const struct socket *s)
{
	return s->listening ? s->arrived != NULL : s->used > 0 || s->ended || s->broken;
}

bool writable(const struct socket *s)
{
	return s->peer_port && (!s->peer || s->broken || s->peer->used < ROOM);
}

/* put moves bytes of s to its peer, as many as there is room for. */
static DWORD put(struct socket *peer, LPWSABUF buffers, DWORD count)
{
	DWORD n = 0;
	for (DWORD i = 0; i < count; i++)
		for (u_long done = 0; done < buffers[i].len && peer->used < ROOM;) {
			size_t at = (peer->first + peer->used) % ROOM;
			size_t part = min(min(ROOM - at, ROOM - peer->used), buffers[i].len - done);
			memcpy(peer->data + at, buffers[i].buf + done, part);
			peer->used += part;
			done += (u_long)part;
			n += (DWORD)part;
		}
	return n;
}

/* 0 bytes and no error: the peer has sent all. */
int take(struct socket *s, LPWSABUF buffers, DWORD count, bool peek, LPDWORD n)
{
	size_t first = s->first, used = s->used;
	*n = 0;
	if (!s->peer_port)
		return WSAENOTCONN;
	if (s->broken)
		return s->broken;
	if (used == 0)
		return s->ended ? 0 : WSAEWOULDBLOCK;
	for (DWORD i = 0; i < count; i++)
		for (u_long done = 0; done < buffers[i].len && used > 0;) {
			size_t part = min(min(ROOM - first, used), buffers[i].len - done);
			memcpy(buffers[i].buf + done, s->data + first, part);
			first = (first + part) % ROOM;
			used -= part;
			done += (u_long)part;
			*n += (DWORD)part;
		}
	if (!peek) {
		s->first = first;
		s->used = used;
		if (s->peer && *n > 0)
			changed(s->peer); /* there is room */
	}
	return 0;
}

/*
 * It sends what there is room for and tells how much: the library comes again with the rest.
 * Overlapped sends do not get here.
 */
int WSPAPI memory_send(SOCKET h, LPWSABUF buffers, DWORD count, LPDWORD n, DWORD flags,
	LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread,
	LPINT error)
{
	struct socket *s;
	int code = 0, none;
	(void)routine, (void)thread;
	*n = 0;
	if (flags & ~(DWORD)MSG_DONTROUTE || overlapped)
		return fail(error, WSAEOPNOTSUPP);
	enter();
	while ((s = find(h, &none)) != NULL && s->peer_port && !writable(s) && !s->nonblocking)
		wait_for_change();
	if (!s)
		code = WSAENOTSOCK;
	else if (!s->peer_port)
		code = WSAENOTCONN;
	else if (s->sent_all)
		code = WSAESHUTDOWN;
	else if (s->broken)
		code = s->broken;
	else if (!s->peer)
		code = s->broken = WSAECONNABORTED;
	else {
		*n = put(s->peer, buffers, count);
		if (*n > 0)
			changed(s->peer);
		else if (s->peer->used == ROOM)
			code = WSAEWOULDBLOCK;
	}
	if (s && code == WSAEWOULDBLOCK)
		again(s, FD_WRITE);
	leave();
	return code ? fail(error, code) : 0;
}

int WSPAPI memory_sendto(SOCKET h, LPWSABUF buffers, DWORD count, LPDWORD n, DWORD flags,
	const struct sockaddr *to, int to_len, LPWSAOVERLAPPED overlapped,
	LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread, LPINT error)
{
	(void)to, (void)to_len;
	return memory_send(h, buffers, count, n, flags, overlapped, routine, thread, error);
}

/* keep makes a receive wait. */
static int keep(struct socket *s, LPWSABUF buffers, DWORD count, LPWSAOVERLAPPED overlapped)
{
	struct receive *r, **last = &s->receives;
	if (count > sizeof r->buffers / sizeof *r->buffers)
		return WSAENOBUFS;
	r = calloc(1, sizeof *r);
	if (!r)
		return WSAENOBUFS;
	r->overlapped = overlapped;
	r->count = count;
	memcpy(r->buffers, buffers, count * sizeof *buffers);
	overlapped->Internal = WSS_OPERATION_IN_PROGRESS;
	while (*last)
		last = &(*last)->next;
	*last = r;
	return WSA_IO_PENDING;
}

/*
 * With an OVERLAPPED a receive may wait: the answer is WSA_IO_PENDING, and its end is told
 * by WPUCompleteOverlappedRequest, also that of one that is done at once.
 */
int WSPAPI memory_recv(SOCKET h, LPWSABUF buffers, DWORD count, LPDWORD n, LPDWORD flags,
	LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread,
	LPINT error)
{
	struct socket *s;
	int code, none;
	bool peek = *flags & MSG_PEEK;
	DWORD got = 0;
	(void)thread;
	if (*flags & ~(DWORD)MSG_PEEK || routine)
		return fail(error, WSAEOPNOTSUPP);
	enter();
	for (;;) {
		s = find(h, &none);
		code = s ? WSAEWOULDBLOCK : WSAENOTSOCK;
		if (s && (!s->receives || peek))
			code = take(s, buffers, count, peek, &got);
		if (code != WSAEWOULDBLOCK || s->nonblocking || overlapped)
			break;
		wait_for_change();
	}
	if (code == WSAEWOULDBLOCK && overlapped)
		code = keep(s, buffers, count, overlapped);
	else if (code == 0 && overlapped)
		tell(s, overlapped, 0, got);
	if (s)
		again(s, FD_READ);
	if (n)
		*n = got;
	*flags = 0;
	leave();
	return code ? fail(error, code) : 0;
}

int WSPAPI memory_recvfrom(SOCKET h, LPWSABUF buffers, DWORD count, LPDWORD n, LPDWORD flags,
	struct sockaddr *from, LPINT from_len, LPWSAOVERLAPPED overlapped,
	LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread, LPINT error)
{
	(void)from, (void)from_len;
	return memory_recv(h, buffers, count, n, flags, overlapped, routine, thread, error);
}

/* The results are where tell has put them. */
BOOL WSPAPI memory_overlapped_result(SOCKET h, LPWSAOVERLAPPED overlapped, LPDWORD n, BOOL wait,
	LPDWORD flags, LPINT error)
{
	(void)h, (void)wait; /* only asked about what is over */
	*n = (DWORD)overlapped->InternalHigh;
	*flags = overlapped->Offset;
	if (overlapped->Internal == WSS_OPERATION_IN_PROGRESS)
		*error = WSA_IO_INCOMPLETE;
	else
		*error = (int)overlapped->OffsetHigh;
	return *error == 0;
}
