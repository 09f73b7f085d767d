/* lasterror.h: the last error of the thread (D2). */
#ifndef WINSOCK_SHIM_LASTERROR_H
#define WINSOCK_SHIM_LASTERROR_H

/*
 * ws_last_error is the one slot behind GetLastError and WSAGetLastError. All
 * thread-local variables of the library are static memory, since Go's are, and
 * dlopen has little room for that: keep them small.
 */
extern __thread unsigned int ws_last_error;

#endif
