/* file.h: from HANDLEs to descriptors and back. */
#ifndef WINSOCK_KERNEL32_FILE_H
#define WINSOCK_KERNEL32_FILE_H

#include <stdbool.h>

/* What a handle means; the numbers are those of file.go. */
enum ws_kind {
	WS_DISK = 1,
	WS_STREAM = 2,
	WS_CONSOLE = 3,
	WS_SECTION = 4,
	WS_SOCKET = 16,
};

enum {
	WS_FILE_OVERLAPPED = 1, /* opened with FILE_FLAG_OVERLAPPED */
	WS_STANDARD = 2,	/* descriptor 0, 1 or 2 */
	WS_DELETE_ON_CLOSE = 4,
};

/* A file in use: its descriptor is not closed before ws_file_return. */
struct ws_file {
	int fd;	/* -1: a socket that is none of the kernel's */
	int kind;
	int flags;
	void *handle;
};

/*
 * ws_file_borrow looks up a file or socket. It sets the last error
 * (ERROR_INVALID_HANDLE) and returns false when handle is neither.
 */
bool ws_file_borrow(void *handle, struct ws_file *file);
void ws_file_return(struct ws_file *file);

/* ws_file_kind is the kind of an open descriptor. */
enum ws_kind ws_file_kind(int fd);

/* ws_is_pipe: the end of what fd reads means that its writers are gone. */
bool ws_is_pipe(int fd);

/*
 * ws_handle_of_fd makes a handle of a descriptor, which then belongs to it and
 * becomes close-on-exec; descriptors 0 to 2 stay what they are. It returns
 * INVALID_HANDLE_VALUE after an error (ERROR_INVALID_HANDLE: fd is not open).
 */
void *ws_handle_of_fd(int fd);

/*
 * ws_fd_of_handle is the descriptor behind a handle of a file or of a socket of
 * the kernel's, which stays the handle's; -1 with the last error set.
 */
int ws_fd_of_handle(void *handle);

#endif
