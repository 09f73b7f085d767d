/* table.h: the functions of a provider that is a shared object. */
#ifndef WINSOCK_NATIVE_TABLE_H
#define WINSOCK_NATIVE_TABLE_H

#include <stdint.h>

/*
 * The places in WSPPROC_TABLE. The types of the functions are those of ws2spi.h, said in
 * plain C: cgo can't be told that WCHAR has 16 bits.
 *
 * Source: P-215...P-244.
 */
enum {
	WS_ACCEPT,
	WS_ADDRESS_TO_STRING,
	WS_ASYNC_SELECT,
	WS_BIND,
	WS_CANCEL_BLOCKING_CALL,
	WS_CLEANUP,
	WS_CLOSE_SOCKET,
	WS_CONNECT,
	WS_DUPLICATE_SOCKET,
	WS_ENUM_NETWORK_EVENTS,
	WS_EVENT_SELECT,
	WS_GET_OVERLAPPED_RESULT,
	WS_GET_PEER_NAME,
	WS_GET_SOCK_NAME,
	WS_GET_SOCK_OPT,
	WS_GET_QOS_BY_NAME,
	WS_IOCTL,
	WS_JOIN_LEAF,
	WS_LISTEN,
	WS_RECV,
	WS_RECV_DISCONNECT,
	WS_RECV_FROM,
	WS_SELECT,
	WS_SEND,
	WS_SEND_DISCONNECT,
	WS_SEND_TO,
	WS_SET_SOCK_OPT,
	WS_SHUTDOWN,
	WS_SOCKET,
	WS_STRING_TO_ADDRESS,
	WS_TABLE_SIZE,
};

typedef struct ws_np_table {
	void *call[WS_TABLE_SIZE];
} ws_np_table;

/* ws_np_upcalls is WSPUPCALLTABLE, which is passed by value. */
typedef struct ws_np_upcalls {
	void *call[15];
} ws_np_upcalls;

/* ws_np_buffer is WSABUF. */
typedef struct ws_np_buffer {
	uint32_t len;
	char *buf;
} ws_np_buffer;

/* ws_np_overlapped is OVERLAPPED. */
typedef struct ws_np_overlapped {
	uintptr_t internal, internal_high;
	uint32_t offset, offset_high;
	uintptr_t event;
} ws_np_overlapped;

/* ws_np_answer is what a call gave. */
typedef struct ws_np_answer {
	int64_t value;   /* a count, a handle or a length */
	uint64_t made;   /* the last handle that was made meanwhile, 0: none */
	int32_t error;   /* 0: none */
	uint32_t flags;  /* of a receive */
	int32_t namelen; /* of the source of a receive */
} ws_np_answer;

/* ws_np_note_made notes a handle that was made for the provider that is being called. */
void ws_np_note_made(uint64_t handle);

ws_np_answer ws_np_start(void *startup, uint16_t version, uint16_t data[258], void *info,
	const ws_np_upcalls *upcalls, ws_np_table *table);
int32_t ws_np_cleanup(const ws_np_table *t);

ws_np_answer ws_np_socket(const ws_np_table *t, int af, int type, int protocol, void *info,
	uint32_t group, uint32_t flags);
int32_t ws_np_close(const ws_np_table *t, uint64_t s);
/* condition, unless it is 0, is what ws_np_decide is asked about the connection with. */
ws_np_answer ws_np_accept(const ws_np_table *t, uint64_t s, uintptr_t condition);
int32_t ws_np_bind(const ws_np_table *t, uint64_t s, void *name, int namelen);
int32_t ws_np_connect(const ws_np_table *t, uint64_t s, void *name, int namelen);
int32_t ws_np_listen(const ws_np_table *t, uint64_t s, int backlog);
int32_t ws_np_shutdown(const ws_np_table *t, uint64_t s, int how);
int32_t ws_np_send_disconnect(const ws_np_table *t, uint64_t s, void *data, uint32_t len);
ws_np_answer ws_np_recv_disconnect(const ws_np_table *t, uint64_t s, void *data, uint32_t room);
int32_t ws_np_quality_by_name(const ws_np_table *t, uint64_t s, void *name, uint32_t len,
	void *quality);
ws_np_answer ws_np_name(const ws_np_table *t, int which, uint64_t s, void *name, int room);
ws_np_answer ws_np_join_leaf(const ws_np_table *t, uint64_t s, void *name, int namelen,
	uint32_t flags);

ws_np_answer ws_np_send(const ws_np_table *t, uint64_t s, void *p, uint32_t n, uint32_t flags);
ws_np_answer ws_np_recv(const ws_np_table *t, uint64_t s, void *p, uint32_t n, uint32_t flags);
ws_np_answer ws_np_send_buffers(const ws_np_table *t, uint64_t s, void *buffers, uint32_t count,
	uint32_t flags, void *name, int namelen);
ws_np_answer ws_np_recv_buffers(const ws_np_table *t, uint64_t s, void *buffers, uint32_t count,
	uint32_t flags, void *name, int room);

int32_t ws_np_set_option(const ws_np_table *t, uint64_t s, int level, int name, void *value,
	int len);
ws_np_answer ws_np_get_option(const ws_np_table *t, uint64_t s, int level, int name, void *value,
	int room);
ws_np_answer ws_np_ioctl(const ws_np_table *t, uint64_t s, uint32_t code, void *in,
	uint32_t in_size, void *out, uint32_t out_size);
int32_t ws_np_duplicate(const ws_np_table *t, uint64_t s, uint32_t process, void *info);
ws_np_answer ws_np_unread(const ws_np_table *t, uint64_t s);
int32_t ws_np_nonblocking(const ws_np_table *t, uint64_t s);

int32_t ws_np_event_select(const ws_np_table *t, uint64_t s, uintptr_t event, int32_t events);
int32_t ws_np_enum_events(const ws_np_table *t, uint64_t s, uintptr_t event, void *network_events);
ws_np_answer ws_np_ready(const ws_np_table *t, uint64_t s, int which);

int32_t ws_np_address_text(const ws_np_table *t, void *name, uint32_t namelen, void *info,
	uint16_t *text, uint32_t room);
ws_np_answer ws_np_text_address(const ws_np_table *t, uint16_t *text, int family, void *info,
	void *name, int room);

/*
 * A receive that the provider carries out: what it is given, in memory that stays.
 */
typedef struct ws_np_request {
	ws_np_overlapped overlapped; /* first: the provider knows the request by it */
	uint32_t flags;
	int32_t fromlen;
	ws_np_buffer buffer;
	char from[128];
} ws_np_request;

ws_np_answer ws_np_begin(const ws_np_table *t, uint64_t s, ws_np_request *r, int with_source);
ws_np_answer ws_np_outcome(const ws_np_table *t, uint64_t s, ws_np_request *r);

#endif
