/*
 * end.c: connections, of which both ends are here. At random they send, cancel, end
 * one direction or both, with care or without.
 */
#include "soak.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A row of operations in the order in which they were started. */
typedef struct {
	operation *first, *last;
	unsigned count;
} row;

enum state { NOWHERE, COMING, OPEN, CLOSED };

struct end {
	slot *at;
	enum state state;
	SOCKET s;
	unsigned number; /* of the frame that was sent last */
	account sent;
	parser in;
	row receives, sends;
	unsigned want; /* receives that are to wait */
	int skips;     /* an operation that is done at once has no packet */
	int cancelled, aborted, failed, fin_sent, fin_seen;
};

struct slot {
	CRITICAL_SECTION lock;
	unsigned life;
	int polite; /* the client ends with care: the listener waits for its data */
	end ends[2];
};

static slot *slots;
static unsigned slot_count;

static unsigned number_of(const slot *s) { return (unsigned)(s - slots); }

void slots_init(unsigned n)
{
	slots = calloc(n, sizeof *slots);
	slot_count = n;
	for (unsigned i = 0; i < n; i++) {
		InitializeCriticalSection(&slots[i].lock);
		slots[i].ends[CLIENT].at = slots[i].ends[SERVER].at = &slots[i];
	}
}

static int idle(const slot *s)
{
	return s->ends[CLIENT].state == NOWHERE && s->ends[SERVER].state == NOWHERE;
}

unsigned slots_busy(void)
{
	unsigned n = 0;

	for (unsigned i = 0; i < slot_count; i++)
		n += !idle(&slots[i]);
	return n;
}

void slots_tell(void)
{
	unsigned told = 0;

	for (unsigned i = 0; i < slot_count && told < 10; i++)
		for (int side = 0; side < 2; side++) {
			end *e = &slots[i].ends[side];
			if (e->state == NOWHERE)
				continue;
			told++;
			fprintf(stderr, "%u.%u%s, %s: state %d, %u receives, %u sends, fin %d/%d%s%s%s\n", i,
				slots[i].life, slots[i].polite ? " polite" : "",
				side == CLIENT ? "client" : "server", e->state, e->receives.count,
				e->sends.count, e->fin_sent, e->fin_seen, e->aborted ? ", aborted" : "",
				e->failed ? ", failed" : "", e->cancelled ? ", cancelled" : "");
		}
}

static void push(row *r, operation *o)
{
	if (r->count++ == 0)
		r->first = o;
	else
		r->last->next = o;
	r->last = o;
}

static void remove_from(row *r, operation *o)
{
	operation *before = NULL;

	for (operation *x = r->first; x != o; x = x->next) {
		before = x;
		if (x->next == NULL)
			fail("an operation has ended that was not started");
	}
	if (before == NULL)
		r->first = o->next;
	else
		before->next = o->next;
	if (r->last == o)
		r->last = before;
	r->count--;
	o->next = NULL;
}

/* settle looks whether b has received what a has sent. */
static void settle(const end *a, const end *b)
{
	unsigned slot = number_of(a->at);

	if (b->in.last > a->number)
		fail("slot %u: a frame nobody has sent", slot);
	if (!b->fin_seen || a->aborted)
		return;
	if (!a->fin_sent && !a->failed)
		fail("slot %u: an end of the stream that nobody has sent", slot);
	if (b->in.in != 0)
		fail("slot %u: the stream ends in the middle of a frame", slot);
	if (a->sent.count != b->in.got.count || a->sent.sum != b->in.got.sum)
		fail("slot %u, from the %s: %u frames are sent, %u received, the last is %u of %u", slot,
			a == &a->at->ends[CLIENT] ? "client" : "server", a->sent.count, b->in.got.count,
			b->in.last, a->number);
	InterlockedIncrement(&happened[CLEAN]);
}

/* finish ends the life of a slot when all has ended there. */
static void finish(slot *s)
{
	end *c = &s->ends[CLIENT], *v = &s->ends[SERVER];

	for (int i = 0; i < 2; i++)
		if (s->ends[i].state != CLOSED || s->ends[i].receives.count + s->ends[i].sends.count > 0)
			return;
	settle(c, v);
	settle(v, c);
	c->state = v->state = NOWHERE;
}

static void close_end(end *e)
{
	if (closesocket(e->s) != 0)
		fail("closesocket: %d", WSAGetLastError());
	e->state = CLOSED;
}

/* abort_end closes without care; hard: with a reset. */
static void abort_end(end *e, int hard)
{
	struct linger l = {1, 0};

	e->aborted = 1;
	if (hard && setsockopt(e->s, SOL_SOCKET, SO_LINGER, (char *)&l, sizeof l) != 0)
		fail("SO_LINGER: %d", WSAGetLastError());
	InterlockedIncrement(&happened[hard ? RESETS : CLOSES]);
	close_end(e);
}

/* broken takes note of an error at the start of an operation. */
static void broken(end *e, const char *what)
{
	int error = WSAGetLastError();

	if (error != WSAECONNRESET && error != WSAECONNABORTED && error != WSAENOTCONN)
		fail("%s: %d", what, error);
	e->failed = 1;
}

/* refused forgets an operation that could not be started. */
static void refused(row *r, operation *o, const char *what)
{
	broken(o->e, what);
	o->overlapped.Internal = o->overlapped.InternalHigh = 0;
	operation_ended(o, 0, 0);
	remove_from(r, o);
	operation_free(o);
}

static void receive_over(operation *o)
{
	end *e = o->e;
	const char *wrong = NULL;

	switch (o->error) {
	case 0:
		if (o->bytes > 0 && e->fin_seen)
			fail("%u bytes after the end of the stream", o->bytes);
		if (o->bytes == 0 && o->size > 0)
			e->fin_seen = 1;
		if (o->bytes < o->size && o->number && !e->cancelled && e->state == OPEN)
			e->fin_seen = 1; /* MSG_WAITALL has ended early */
		wrong = frame_take(&e->in, number_of(e->at), e->at->life, o->data, o->bytes);
		if (wrong != NULL)
			fail("slot %u: %s", number_of(e->at), wrong);
		break;
	case ERROR_OPERATION_ABORTED:
		if (!e->cancelled && e->state == OPEN)
			fail("a receive is aborted that nobody has cancelled");
		break;
	case ERROR_NETNAME_DELETED:
	case ERROR_CONNECTION_ABORTED:
		e->failed = 1;
		break;
	default:
		fail("a receive ends with %u", o->error);
	}
	if (o->error != 0 && o->bytes != 0)
		fail("a receive that failed has %u bytes", o->bytes);
}

/* receives_over goes on with the receives that have ended, in order. */
static void receives_over(end *e)
{
	operation *o;

	while ((o = e->receives.first) != NULL && o->over) {
		remove_from(&e->receives, o);
		receive_over(o);
		operation_free(o);
	}
}

static void receive(end *e)
{
	unsigned r = chance();
	DWORD size = r % 8 == 0 ? 0 : 1 + r / 8 % SMALL, flags = 0;
	operation *o = operation_new(RECEIVE, e, size);

	o->number = r / 64 % 8 == 0 && size > 0; /* MSG_WAITALL */
	if (o->number)
		flags = MSG_WAITALL;
	if (r / 512 % 6 == 0 && size > 2) {
		o->count = 3;
		o->parts[0] = (WSABUF){size / 3, o->data};
		o->parts[1] = (WSABUF){0, NULL};
		o->parts[2] = (WSABUF){size - size / 3, o->data + size / 3};
	} else {
		o->count = 1;
		o->parts[0] = (WSABUF){size, o->data};
	}
	operation_begin(o);
	push(&e->receives, o);
	if (WSARecv(e->s, o->parts, o->count, NULL, &flags, &o->overlapped, NULL) == 0) {
		if (!e->skips)
			return;
		operation_ended(o, 0, (DWORD)o->overlapped.InternalHigh);
		o->over = 1;
		receives_over(e);
	} else if (WSAGetLastError() != WSA_IO_PENDING) {
		refused(&e->receives, o, "WSARecv");
	}
}

static void send_over(operation *o)
{
	end *e = o->e;

	remove_from(&e->sends, o);
	switch (o->error) {
	case 0:
		if (o->bytes != o->size)
			fail("a send of %u bytes has sent %u", o->size, o->bytes);
		account_add(&e->sent, o->number);
		InterlockedIncrement(&happened[FRAMES]);
		break;
	case ERROR_OPERATION_ABORTED:
		if (!e->cancelled && e->state == OPEN)
			fail("a send is aborted that nobody has cancelled");
		break;
	case ERROR_NETNAME_DELETED:
	case ERROR_CONNECTION_ABORTED:
		e->failed = 1;
		break;
	default:
		fail("a send ends with %u", o->error);
	}
	operation_free(o);
}

static operation *frame_new(enum kind kind, end *e, unsigned r)
{
	unsigned size = r % 128 == 0 ? r / 128 % LARGEST : r % 16 == 0 ? r / 128 % 6000 : r / 128 % 200;
	operation *o = operation_new(kind, e, sizeof(frame) + size);

	o->number = ++e->number;
	frame_put(o->data, number_of(e->at), e->at->life, o->number, size);
	return o;
}

static void send_frame(end *e, unsigned r)
{
	operation *o = frame_new(SEND, e, r);

	o->count = 1;
	o->parts[0] = (WSABUF){o->size, o->data};
	if (r / 4096 % 4 == 0) {
		o->count = 2;
		o->parts[0].len = o->size / 2;
		o->parts[1] = (WSABUF){o->size - o->size / 2, o->data + o->size / 2};
	}
	operation_begin(o);
	push(&e->sends, o);
	if (WSASend(e->s, o->parts, o->count, NULL, 0, &o->overlapped, NULL) == 0) {
		if (!e->skips)
			return;
		operation_ended(o, 0, (DWORD)o->overlapped.InternalHigh);
		send_over(o);
	} else if (WSAGetLastError() != WSA_IO_PENDING) {
		refused(&e->sends, o, "WSASend");
	}
}

static void half_close(end *e)
{
	if (e->fin_sent)
		return;
	if (shutdown(e->s, SD_SEND) != 0) {
		broken(e, "shutdown");
		return;
	}
	e->fin_sent = 1;
	InterlockedIncrement(&happened[HALVES]);
}

static void cancel(end *e, unsigned r)
{
	row *of = r / 4 % 2 == 0 ? &e->receives : &e->sends;
	BOOL found;

	e->cancelled = 1;
	switch (r % 4) {
	case 0:
		found = CancelIoEx((HANDLE)e->s, NULL);
		break;
	case 1:
		found = CancelIo((HANDLE)e->s);
		break;
	default:
		found = of->last != NULL && CancelIoEx((HANDLE)e->s, &of->last->overlapped);
	}
	if (found)
		InterlockedIncrement(&happened[CANCELLED]);
}

/* go_on does what has to be done after each event on an end. */
static void go_on(end *e)
{
	if (e->state == OPEN)
		while (e->receives.count < e->want && !e->fin_seen && !e->failed)
			receive(e);
	if (e->state == OPEN && e->failed)
		abort_end(e, 0);
	if (e->state == OPEN && draining)
		half_close(e);
	if (e->state == OPEN && e->fin_seen && e->fin_sent && e->sends.count == 0)
		close_end(e);
	finish(e->at);
}

static void act(end *e, unsigned r)
{
	int careful = e->at->polite && e == &e->at->ends[CLIENT];
	unsigned what = r % 1024;

	r = chance();
	if (what < 700) {
		for (unsigned n = r % 4; n < 4 && e->sends.count < 8 && !e->fin_sent && !e->failed; n++)
			send_frame(e, chance());
	} else if (what < 800) {
		e->want = 1 + r % 4;
	} else if (what < 900) {
		cancel(e, r);
	} else if (what < 960) {
		half_close(e);
	} else if (what < 980 && !careful) {
		abort_end(e, 0);
	} else if (what < 1000 && !careful) {
		abort_end(e, 1);
	}
}

static void start(end *e, SOCKET s, HANDLE port, unsigned r)
{
	*e = (end){.at = e->at, .state = OPEN, .s = s, .want = 1 + r % 3};
	if (CreateIoCompletionPort((HANDLE)s, port, CONNECTIONS + r, 0) != port)
		fail("CreateIoCompletionPort: %u", GetLastError());
	e->skips = r / 4 % 2;
	if (e->skips &&
		!SetFileCompletionNotificationModes((HANDLE)s, FILE_SKIP_COMPLETION_PORT_ON_SUCCESS))
		fail("SetFileCompletionNotificationModes: %u", GetLastError());
}

static void open_slot(slot *at, unsigned r)
{
	static LPFN_CONNECTEX connector;
	end *c = &at->ends[CLIENT];
	unsigned n = number_of(at);
	struct sockaddr_in from = {.sin_family = AF_INET};
	SOCKET s = WSASocketW(AF_INET, SOCK_STREAM, 0, NULL, 0, WSA_FLAG_OVERLAPPED);
	operation *o;

	at->life++;
	at->polite = r % 4 == 0;
	start(c, s, ports[CLIENT], r / 4);
	at->ends[SERVER] = (end){.at = at, .state = COMING};
	from.sin_addr.s_addr = htonl(0x7F010000 | n); /* tells the server which slot it is */
	if (bind(s, (struct sockaddr *)&from, sizeof from) != 0)
		fail("bind: %d", WSAGetLastError());
	if (connector == NULL)
		connector = connect_ex(s);
	c->state = COMING;
	o = frame_new(CONNECT, c, r);
	operation_begin(o);
	if (connector(s, (struct sockaddr *)&listen_at[at->polite], sizeof from, o->data, o->size, NULL,
			&o->overlapped) || WSAGetLastError() != WSA_IO_PENDING)
		fail("ConnectEx: %d", WSAGetLastError());
}

void slot_poke(unsigned n, unsigned r)
{
	slot *at = &slots[n];
	end *e = &at->ends[r % 2];

	EnterCriticalSection(&at->lock);
	if (idle(at)) {
		if (!draining)
			open_slot(at, r / 2);
	} else if (e->state == OPEN) {
		if (!draining)
			act(e, r / 2);
		go_on(e);
	}
	LeaveCriticalSection(&at->lock);
}

void end_connected(operation *o, DWORD error)
{
	end *c = o->e;

	EnterCriticalSection(&c->at->lock);
	if (error != 0 && c->at->ends[SERVER].aborted) {
		c->failed = 1; /* connected, and gone before the data was */
	} else {
		if (error != 0)
			fail("ConnectEx ends with %u", error);
		if (o->bytes != o->size)
			fail("ConnectEx has sent %u bytes of %u", o->bytes, o->size);
		account_add(&c->sent, o->number);
		if (setsockopt(c->s, SOL_SOCKET, SO_UPDATE_CONNECT_CONTEXT, NULL, 0) != 0)
			fail("SO_UPDATE_CONNECT_CONTEXT: %d", WSAGetLastError());
	}
	operation_free(o);
	c->state = OPEN;
	InterlockedIncrement(&happened[OPENED]);
	go_on(c);
	LeaveCriticalSection(&c->at->lock);
}

void end_accepted(unsigned n, SOCKET s, const char *data, unsigned bytes)
{
	slot *at = n < slot_count ? &slots[n] : NULL;
	const char *wrong;
	end *e;

	if (at == NULL)
		fail("a connection from nowhere");
	e = &at->ends[SERVER];
	EnterCriticalSection(&at->lock);
	if (e->state != COMING)
		fail("a connection that nobody has made");
	start(e, s, ports[SERVER], chance());
	wrong = frame_take(&e->in, n, at->life, data, bytes);
	if (wrong != NULL)
		fail("slot %u, first data: %s", n, wrong);
	go_on(e);
	LeaveCriticalSection(&at->lock);
}

void end_receive_ended(operation *o)
{
	end *e = o->e;
	slot *at = e->at;

	EnterCriticalSection(&at->lock);
	o->over = 1;
	receives_over(e);
	go_on(e);
	LeaveCriticalSection(&at->lock);
}

void end_send_ended(operation *o)
{
	end *e = o->e;
	slot *at = e->at;

	EnterCriticalSection(&at->lock);
	send_over(o);
	go_on(e);
	LeaveCriticalSection(&at->lock);
}
