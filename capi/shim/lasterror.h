/* lasterror.h: the last error of the thread (D2). */
#ifndef WINSOCK_SHIM_LASTERROR_H
#define WINSOCK_SHIM_LASTERROR_H

/*
 * ws_last_error is the one slot behind GetLastError and WSAGetLastError. Its TLS
 * model is the default: one initial-exec variable would make all of the library's
 * static TLS, and dlopen would have no room for that.
 */
extern __thread unsigned int ws_last_error;

#endif
