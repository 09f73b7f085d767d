/*
 * soak.h: connections that open, talk and end at random, all through completion
 * ports, both ends in one program. Each operation has to end exactly once, and what
 * is received has to be what was sent, in order.
 */
#ifndef SOAK_H
#define SOAK_H

#include <stdint.h>

#include <winsock2.h>
#include <ws2tcpip.h>
#include <mswsock.h>
#include <windows.h>

typedef struct end end;
typedef struct slot slot;

/* What one end has sent, or received, as the program knows it. */
typedef struct {
	unsigned count;
	uint64_t sum; /* of a hash of each frame's number */
} account;

/* frame.c: a stream is a row of frames, which say what comes in them. */
typedef struct {
	unsigned magic, slot, life, number, size;
} frame;

enum { MAGIC = 0x50AC50AC, LARGEST = 200000 };

typedef struct {
	frame head;
	unsigned in; /* bytes of the frame that have come */
	unsigned last; /* number of the last frame */
	account got;
} parser;

unsigned frame_put(char *to, unsigned slot, unsigned life, unsigned number, unsigned size);
void account_add(account *a, unsigned number);
/* frame_take looks at n bytes that have come: NULL, or what is wrong with them. */
const char *frame_take(parser *p, unsigned slot, unsigned life, const char *data, unsigned n);

/* operation.c: operations and the memory that they work on. */
enum kind { RECEIVE, SEND, ACCEPT, CONNECT };
enum { SMALL = 2048, MARK = 0xDD };

typedef struct operation {
	OVERLAPPED overlapped; /* first: packets tell of its address */
	enum kind kind;
	volatile LONG under_way;
	end *e;
	struct operation *next; /* on the same end and of the same kind, started later; or unused */
	WSABUF parts[3];
	DWORD count, size;
	unsigned number;   /* of the frame that is sent */
	unsigned listener; /* of an accept */
	SOCKET socket;	   /* of an accept */
	int over;	   /* it has ended, but one that was started before has not */
	DWORD error, bytes;
	char *data, small[SMALL];
} operation;

void operations_init(void);
operation *operation_new(enum kind kind, end *e, DWORD size);
void operation_free(operation *o);
void operation_begin(operation *o);
/* operation_ended takes note of the packet of o. */
void operation_ended(operation *o, DWORD error, DWORD bytes);
extern volatile LONG operations_under_way;

/* end.c: what the ends of connections do. */
enum { CLIENT, SERVER };

/* poke makes an end of a slot do something, or opens a connection there. */
void slot_poke(unsigned n, unsigned r);
void end_receive_ended(operation *o);
void end_send_ended(operation *o);
void end_connected(operation *o, DWORD error);
void end_accepted(unsigned n, SOCKET s, const char *data, unsigned bytes);
void slots_init(unsigned n);
/* slots_busy counts connections that are not over. */
unsigned slots_busy(void);
void slots_tell(void); /* says what they are about */

/* accept.c: the listening side. */
void listen_init(void);
void listen_cancel(void); /* cancels an AcceptEx; it begins anew */
void listen_ended(operation *o, DWORD error);
void listen_close(void);
extern struct sockaddr_in listen_at[2];

/* soak.c */
extern HANDLE ports[2]; /* of clients and of servers */
enum { LISTENERS, POKE, STOP, CONNECTIONS }; /* keys; connections have the last one or more */
extern volatile LONG draining; /* 1: connections end; 2: so do the listeners */
unsigned chance(void);
void fail(const char *what, ...) __attribute__((format(printf, 1, 2)));
LPFN_CONNECTEX connect_ex(SOCKET s);

/* process.c: what the process holds. */
unsigned process_files(void);
unsigned process_memory(void); /* KiB */

/* counts of what has happened, to show that all of it does */
extern volatile LONG happened[];
enum { OPENED, FRAMES, CANCELLED, RESETS, CLOSES, HALVES, CLEAN, EVENTS };

#endif
