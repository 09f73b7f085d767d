/*
 * base.h: the library as a provider: WSPStartup gives its functions to layers that stand
 * over its own transports, and to whoever else comes for them.
 */
#ifndef WINSOCK_CAPI_BASE_H
#define WINSOCK_CAPI_BASE_H

#include "async.h"
#include "result.h"
#include "spi.h"

/*
 * The functions for layers of this process, whose sockets have other values below them,
 * and those for programs that come without the library's upcalls.
 */
extern const WSPPROC_TABLE ws_base_for_layers, ws_base_for_programs;

/* ws_base_started reports whether a WSPStartup waits for its WSPCleanup. */
bool ws_base_started(void);

/* WSPCleanup of the two tables. Errors: WSANOTINITIALISED. Source: P-203...P-205. */
int WSPAPI ws_base_cleanup_layer(LPINT error);
int WSPAPI ws_base_cleanup_program(LPINT error);

/*
 * ws_base_socket_layer opens what stands below the layers in C at the top of info's chain,
 * ws_base_socket_program the entry that info names.
 *
 * Errors: those of WSASocket, WSAEINVAL (no info). Source: P-243, P-247, P-249, P-284.
 */
SOCKET ws_base_socket_layer(int af, int type, int protocol, LPWSAPROTOCOL_INFOW info, GROUP g,
	DWORD flags);
SOCKET ws_base_socket_program(int af, int type, int protocol, LPWSAPROTOCOL_INFOW info, GROUP g,
	DWORD flags);

/*
 * ws_base_new tells a program's WPUModifyIFSHandle of a new socket s, which is closed when
 * that refuses it; s may be INVALID_SOCKET already.
 *
 * Errors: the upcall's, WSAEINVAL (it wants another value). Source: P-203, P-268.
 */
SOCKET ws_base_new(SOCKET s);

/* ws_base_select is select for a layer, which knows its sockets by other values. */
int ws_base_select(fd_set *read, fd_set *write, fd_set *except, const struct timeval *timeout);

/*
 * ws_issuer_of finds the thread whose completion routine is told of an operation, in
 * *issuer; it is NULL for the caller. It reports FALSE, WSAEFAULT, for what is no thread.
 *
 * Source: P-248.
 */
bool ws_issuer_of(LPWSATHREADID thread, void *routine, struct ws_issuer *memory,
	const struct ws_issuer **issuer);

/*
 * WS_BASE makes a call of Winsock as the SPI wants it: the error goes where the caller says,
 * the last error of the thread stays.
 *
 * Source: P-204, P-207, P-208.
 */
#define WS_BASE(call, failure, error)                  \
	__extension__({                                    \
		unsigned before_ = ws_last_error;              \
		__typeof__(call) result_ = failure;            \
		if (ws_base_started())                         \
			result_ = (call);                          \
		else                                           \
			ws_last_error = WSANOTINITIALISED;         \
		if (result_ == failure)                        \
			ws_tell(error, (int)ws_last_error);        \
		ws_last_error = before_;                       \
		result_;                                       \
	})

/* ws_async_select_as is WSAAsyncSelect with messages that call the socket known. */
int ws_async_select_as(SOCKET s, SOCKET known, HWND window, u_int message, LONG events);

#endif
