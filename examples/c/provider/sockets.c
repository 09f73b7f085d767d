/* sockets.c: sockets, their addresses and connections. */
#include "memory.h"

/* fresh is a new socket with a handle; NULL with *error. */
static struct socket *fresh(LPINT error)
{
	struct socket *s = calloc(1, sizeof *s);
	if (s)
		s->data = malloc(ROOM);
	if (!s || !s->data) {
		free(s);
		*error = WSAENOBUFS;
		return NULL;
	}
	s->handle = upcalls.lpWPUCreateSocketHandle(entry, (DWORD_PTR)s, error);
	if (s->handle == INVALID_SOCKET) {
		free(s->data);
		free(s);
		return NULL;
	}
	s->next = sockets;
	sockets = s;
	return s;
}

/* 0 and FROM_PROTOCOL_INFO take what the catalog's entry says. */
SOCKET WSPAPI memory_socket(int af, int type, int protocol, LPWSAPROTOCOL_INFOW info, GROUP g,
	DWORD flags, LPINT error)
{
	struct socket *s;
	SOCKET h = INVALID_SOCKET;
	(void)g, (void)flags;
	if (af == 0 || af == FROM_PROTOCOL_INFO)
		af = info->iAddressFamily;
	if (type == 0 || type == FROM_PROTOCOL_INFO)
		type = info->iSocketType;
	if (protocol == 0 || protocol == FROM_PROTOCOL_INFO)
		protocol = info->iProtocol;
	if (af != AF_MEMORY)
		*error = WSAEAFNOSUPPORT;
	else if (type != SOCK_STREAM)
		*error = WSAESOCKTNOSUPPORT;
	else if (protocol != 0 && protocol != 1)
		*error = WSAEPROTONOSUPPORT;
	else {
		enter();
		s = fresh(error);
		if (s)
			h = s->handle;
		leave();
	}
	return h;
}

/* forget frees a socket; nobody else points to it any more. */
static void forget(struct socket *s)
{
	struct socket **at = &sockets;
	int error;
	while (*at != s)
		at = &(*at)->next;
	*at = s->next;
	upcalls.lpWPUCloseSocketHandle(s->handle, &error);
	free(s->data);
	free(s);
}

/* depart ends the connection of a socket that is closed. */
static void depart(struct socket *s)
{
	struct receive *r;
	while ((r = s->receives) != NULL) {
		s->receives = r->next;
		tell(s, r->overlapped, WSA_OPERATION_ABORTED, 0);
		free(r);
	}
	if (s->peer) {
		s->peer->peer = NULL;
		s->peer->ended = true;
		if (s->used > 0)
			s->peer->broken = WSAECONNRESET; /* the peer sent what nobody got */
		if (s->peer->broken) {
			s->peer->used = 0;
			s->peer->close_error = s->peer->broken;
		}
		changed(s->peer);
	}
}

/*
 * What was sent is with the peer already. A transport that still has some delivers it in the
 * background, unless SO_LINGER with the time 0 was set before.
 */
int WSPAPI memory_close(SOCKET h, LPINT error)
{
	struct socket *s, *a;
	enter();
	s = find(h, error);
	if (s) {
		while ((a = s->arrived) != NULL) {
			s->arrived = a->arrived;
			a->peer->broken = WSAECONNRESET;
			depart(a);
			free(a->data);
			free(a);
		}
		depart(s);
		forget(s);
	}
	leave();
	return s ? 0 : SOCKET_ERROR;
}

/* address reads a name. */
static int address(const struct sockaddr *name, int len, struct sockaddr_memory *a)
{
	if (!name || len < (int)sizeof *a)
		return WSAEFAULT;
	memcpy(a, name, sizeof *a);
	return a->family == AF_MEMORY ? 0 : WSAEAFNOSUPPORT;
}

/* at is the socket that is bound to a port and connected to none. */
static struct socket *at(u_short port)
{
	struct socket *s = sockets;
	while (s && (s->port != port || s->peer_port != 0))
		s = s->next;
	return s;
}

/* settle gives a socket a port. */
static int settle(struct socket *s, u_short port)
{
	static u_short last = 1023;
	for (int tries = 0; port == 0 && tries < 65536; tries++) {
		last = last == 65535 ? 1024 : (u_short)(last + 1);
		if (!at(last))
			port = last;
	}
	if (port == 0 || at(port))
		return WSAEADDRINUSE;
	s->port = port;
	return 0;
}

int WSPAPI memory_bind(SOCKET h, const struct sockaddr *name, int len, LPINT error)
{
	struct sockaddr_memory a;
	struct socket *s;
	int code = address(name, len, &a), none;
	enter();
	s = find(h, &none);
	if (!s)
		code = WSAENOTSOCK;
	else if (code == 0)
		code = s->port ? WSAEINVAL : settle(s, a.port);
	leave();
	return code ? fail(error, code) : 0;
}

int WSPAPI memory_listen(SOCKET h, int backlog, LPINT error)
{
	struct socket *s;
	int code = 0, none;
	enter();
	s = find(h, &none);
	if (!s)
		code = WSAENOTSOCK;
	else if (s->port == 0)
		code = WSAEINVAL;
	else if (s->peer_port)
		code = WSAEISCONN;
	else {
		s->listening = true;
		s->backlog = backlog < 1 ? 1 : backlog;
	}
	leave();
	return code ? fail(error, code) : 0;
}

/* Connections are made at once, or refused. */
int WSPAPI memory_connect(SOCKET h, const struct sockaddr *name, int len, LPWSABUF caller,
	LPWSABUF callee, LPQOS sending, LPQOS group, LPINT error)
{
	struct sockaddr_memory a;
	struct socket *s, *l, *other;
	int code = address(name, len, &a), none;
	(void)caller, (void)callee, (void)sending, (void)group;
	enter();
	s = find(h, &none);
	if (!s)
		code = WSAENOTSOCK;
	else if (code == 0 && a.port == 0)
		code = WSAEADDRNOTAVAIL;
	else if (code == 0 && s->peer_port)
		code = WSAEISCONN;
	else if (code == 0 && s->listening)
		code = WSAEINVAL;
	if (code == 0) {
		l = at(a.port);
		if (!l || !l->listening || l->waiting >= l->backlog)
			code = WSAECONNREFUSED;
	}
	if (code == 0 && s->port == 0)
		code = settle(s, 0);
	if (code == 0) {
		/* The other end has no handle before it is accepted. */
		other = calloc(1, sizeof *other);
		if (other)
			other->data = malloc(ROOM);
		if (!other || !other->data) {
			free(other);
			code = WSAENOBUFS;
		}
	}
	if (code == 0) {
		other->handle = INVALID_SOCKET;
		other->port = a.port;
		other->peer_port = s->port;
		s->peer_port = a.port;
		s->peer = other;
		other->peer = s;
		other->arrived = l->arrived;
		l->arrived = other;
		l->waiting++;
		changed(l);
		changed(s);
	}
	leave();
	return code ? fail(error, code) : 0;
}

/* A connection gets its handle when it is accepted, and not before: nobody knows it yet. */
SOCKET WSPAPI memory_accept(SOCKET h, struct sockaddr *name, LPINT len, LPCONDITIONPROC condition,
	DWORD_PTR context, LPINT error)
{
	struct socket *s, *a = NULL, **from;
	SOCKET made = INVALID_SOCKET;
	(void)condition, (void)context; /* the library asks itself */
	enter();
	while ((s = find(h, error)) != NULL && s->listening && !s->arrived && !s->nonblocking)
		wait_for_change();
	if (s && !s->listening)
		*error = WSAEINVAL;
	else if (s && !s->arrived)
		*error = WSAEWOULDBLOCK;
	else if (s) {
		made = upcalls.lpWPUCreateSocketHandle(entry, 0, error);
	}
	if (made != INVALID_SOCKET) {
		for (from = &s->arrived; (*from)->arrived; from = &(*from)->arrived)
			;
		a = *from;
		*from = NULL;
		s->waiting--;
		a->handle = made;
		a->nonblocking = s->nonblocking;
		a->next = sockets;
		sockets = a;
	}
	if (s)
		again(s, FD_ACCEPT);
	leave();
	if (made != INVALID_SOCKET && name)
		memory_getpeername(made, name, len, error);
	return made;
}

/* tell_name stores an address. */
static int tell_name(u_short port, struct sockaddr *name, LPINT len)
{
	struct sockaddr_memory a = {AF_MEMORY, port};
	if (!name || !len || *len < (int)sizeof a)
		return WSAEFAULT;
	memcpy(name, &a, sizeof a);
	*len = sizeof a;
	return 0;
}

int WSPAPI memory_getsockname(SOCKET h, struct sockaddr *name, LPINT len, LPINT error)
{
	struct socket *s;
	int code, none;
	enter();
	s = find(h, &none);
	code = !s ? WSAENOTSOCK : s->port == 0 ? WSAEINVAL : tell_name(s->port, name, len);
	leave();
	return code ? fail(error, code) : 0;
}

int WSPAPI memory_getpeername(SOCKET h, struct sockaddr *name, LPINT len, LPINT error)
{
	struct socket *s;
	int code, none;
	enter();
	s = find(h, &none);
	code = !s ? WSAENOTSOCK
		: s->peer_port == 0 ? WSAENOTCONN : tell_name(s->peer_port, name, len);
	leave();
	return code ? fail(error, code) : 0;
}

/* That nothing more is sent the peer has to learn; what is received, the library sees to. */
int WSPAPI memory_shutdown(SOCKET h, int how, LPINT error)
{
	struct socket *s;
	int code = 0, none;
	enter();
	s = find(h, &none);
	if (!s)
		code = WSAENOTSOCK;
	else if (!s->peer_port)
		code = WSAENOTCONN;
	else if (how != SD_RECEIVE) {
		s->sent_all = true;
		if (s->peer) {
			s->peer->ended = true;
			changed(s->peer);
		}
	}
	leave();
	return code ? fail(error, code) : 0;
}
