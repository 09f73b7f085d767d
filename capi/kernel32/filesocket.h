/* filesocket.h: ReadFile and WriteFile of sockets. */
#ifndef WINSOCK_KERNEL32_FILESOCKET_H
#define WINSOCK_KERNEL32_FILESOCKET_H

#include <stdbool.h>

#include <windows.h>

/* One transfer of a socket. */
struct ws_file_transfer {
	HANDLE socket;
	void *buffer;
	DWORD count;
	bool write;
};

/*
 * ws_socket_transfer sends all of the buffer, or receives what comes first, and
 * returns 0 or a Win32 error. *done is how much it moved. With overlapped it may go
 * on by itself: ERROR_IO_PENDING. routine is called then when it has ended.
 */
unsigned ws_socket_transfer(const struct ws_file_transfer *t, DWORD *done, OVERLAPPED *overlapped,
			    LPOVERLAPPED_COMPLETION_ROUTINE routine);

#endif
