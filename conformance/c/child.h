/* child.h: a program that starts itself as another process, which does what it is told. */
#ifndef CHILD_H
#define CHILD_H

#include "check.h"

/* A child: its process, and a connection to it that it does not inherit. */
struct child {
	HANDLE process;
	SOCKET line;
	DWORD id;
};

/* What a child is told to do. */
enum order {
	CHILD_OPEN,	/* WSASocket with info; the answer is the socket */
	CHILD_SEND,	/* text on s */
	CHILD_RECV,	/* on s, to the answer's text */
	CHILD_CLOSE,	/* s */
	CHILD_SHUTDOWN,	/* s, value */
	CHILD_SELECT,	/* network events value of s; 0: ends it */
	CHILD_TOLD,	/* the answer: the network events of s within value ms */
	CHILD_OPTION,	/* the answer: SOL_SOCKET's option value of s */
	CHILD_SET,	/* SOL_SOCKET's option value of s to other */
	CHILD_NONBLOCKING, /* s, value */
	CHILD_NAME,	/* the answer: the port that s is bound to, -1 for an error */
	CHILD_BIND,	/* s to a free port of 127.0.0.1; the answer: the port */
	CHILD_FLAGS,	/* GetHandleInformation of s; -1 for an error */
	CHILD_INPUT,	/* the answer: standard input's handle */
	CHILD_START,	/* a child of the child, with bInheritHandles value, that takes over */
	CHILD_DUPLICATE, /* WSADuplicateSocket of s for process value, to the answer's info */
};

struct request {
	enum order order;
	SOCKET s;
	int value, other;
	WSAPROTOCOL_INFOW info;
	char text[16];
};

struct answer {
	long long result;
	int error;
	WSAPROTOCOL_INFOW info;
	char text[16];
};

/* is_child does what the parent says until that is over, if this is a child. */
int is_child(int argc, char **argv);

/*
 * born starts a child. inherit is bInheritHandles of all that is inheritable; input
 * becomes its standard input if it is not NULL.
 */
struct child born(int inherit, HANDLE input);

/* tell has the child carry out a request. */
struct answer tell(struct child *c, const struct request *r);

/* order is tell for what needs no more than a socket and a number. */
long long order(struct child *c, enum order what, SOCKET s, int value);

/* gone lets the child end and waits for that. */
void gone(struct child *c);

#endif
