/* events.c: who is told when something has happened. */
#include "memory.h"

/* now is what a socket is ready for, as network events. */
static LONG now(const struct socket *s)
{
	LONG events = 0;
	if (s->listening)
		return s->arrived ? FD_ACCEPT : 0;
	if (s->used > 0)
		events |= FD_READ;
	if (writable(s))
		events |= FD_WRITE;
	if (s->ended || s->broken)
		events |= FD_CLOSE;
	return events;
}

/* record notes what is new, and signals the event. */
static void record(struct socket *s)
{
	LONG fresh = now(s) & s->interest & ~s->told;
	int error;
	if (!fresh)
		return;
	s->told |= fresh;
	s->happened |= fresh;
	upcalls.lpWPUSetEvent(s->event, &error);
}

void again(struct socket *s, LONG event)
{
	s->told &= ~event;
	record(s);
}

void changed(struct socket *s)
{
	struct receive *r;
	DWORD n;
	int code;
	while ((r = s->receives) != NULL &&
		(code = take(s, r->buffers, r->count, false, &n)) != WSAEWOULDBLOCK) {
		s->receives = r->next;
		tell(s, r->overlapped, (DWORD)code, n);
		free(r);
	}
	record(s);
	wake_all();
}

/* From now on the event is signalled at each change of interest, and once for what is so now. */
int WSPAPI memory_event_select(SOCKET h, WSAEVENT event, LONG interest, LPINT error)
{
	struct socket *s;
	enter();
	s = find(h, error);
	if (s) {
		s->event = event;
		s->interest = interest;
		s->happened = s->told = 0;
		s->nonblocking = true;
		record(s);
	}
	leave();
	return s ? 0 : SOCKET_ERROR;
}

/* It tells what has happened since it was asked last, and resets the event. */
int WSPAPI memory_enum_events(SOCKET h, WSAEVENT event, LPWSANETWORKEVENTS events, LPINT error)
{
	struct socket *s;
	int none;
	enter();
	s = find(h, error);
	if (s) {
		*events = (WSANETWORKEVENTS){.lNetworkEvents = s->happened};
		events->iErrorCode[FD_CLOSE_BIT] = s->close_error;
		s->happened = 0;
		if (event)
			upcalls.lpWPUResetEvent(event, &none);
	}
	leave();
	return s ? 0 : SOCKET_ERROR;
}

/* keep_ready takes the sockets out of a set that are not ready. */
static int keep_ready(fd_set *set, bool (*ready)(const struct socket *))
{
	u_int n = 0;
	int none;
	for (u_int i = 0; set && i < set->fd_count; i++) {
		struct socket *s = find(set->fd_array[i], &none);
		if (!s)
			return -1;
		if (ready(s))
			set->fd_array[n++] = set->fd_array[i];
	}
	if (set)
		set->fd_count = n;
	return (int)n;
}

/* never: there is no urgent data, and a connect fails at once. */
static bool never(const struct socket *s)
{
	(void)s;
	return false;
}

/* The library asks without waiting. */
int WSPAPI memory_select(int nfds, fd_set *read, fd_set *write, fd_set *except,
	const struct timeval *timeout, LPINT error)
{
	int r, w, e;
	(void)nfds, (void)timeout;
	enter();
	r = keep_ready(read, readable);
	w = keep_ready(write, writable);
	e = keep_ready(except, never);
	leave();
	if (r < 0 || w < 0 || e < 0)
		return fail(error, WSAENOTSOCK);
	return r + w + e;
}
