/* fileopen.h: what gives a handle to an open descriptor. */
#ifndef WINSOCK_KERNEL32_FILEOPEN_H
#define WINSOCK_KERNEL32_FILEOPEN_H

#include <stdbool.h>
#include <stdint.h>

/* A descriptor that is to have a handle. */
struct ws_opened {
	int fd;
	unsigned kind;	/* enum ws_kind */
	unsigned flags;	/* WS_FILE_OVERLAPPED ... */
	const char *path;	/* for WS_DELETE_ON_CLOSE: absolute */
	bool shared;	/* share modes hold for it: */
	uint64_t id[2];	/* its device and inode */
	unsigned access, share;	/* FILE_SHARE_* */
	unsigned inherit;	/* HANDLE_FLAG_INHERIT or 0 */
};

/*
 * ws_file_enter gives a handle to o->fd, which then belongs to it; after an
 * error (ERROR_SHARING_VIOLATION, ERROR_NOT_ENOUGH_MEMORY) the descriptor is
 * closed and the result INVALID_HANDLE_VALUE.
 */
void *ws_file_enter(const struct ws_opened *o);

#endif
