/*
 * spi.h: providers in C: what they are given to call, and the handles of those that
 * stand over others.
 */
#ifndef WINSOCK_CAPI_SPI_H
#define WINSOCK_CAPI_SPI_H

#include <stdint.h>

#include <winsock2.h>
#include <ws2spi.h>

#include "below.h"
#include "lasterror.h"
#include "probe.h"

/*
 * ws_upcalls is the table that every provider in C is given, by value and unchanged.
 *
 * Source: P-250...P-264, P-285.
 */
extern const WSPUPCALLTABLE ws_upcalls;

/*
 * The upcalls about paths and handles; each stores its error in *error.
 *
 * Source: P-251, P-253, P-255, P-256, P-259, P-265.
 */
int WSPAPI ws_wpu_close_socket_handle(SOCKET s, LPINT error);
SOCKET WSPAPI ws_wpu_create_socket_handle(DWORD entry, DWORD_PTR context, LPINT error);
int WSPAPI ws_wpu_get_provider_path(LPGUID provider, WCHAR *path, LPINT len, LPINT error);
SOCKET WSPAPI ws_wpu_modify_ifs_handle(DWORD entry, SOCKET proposed, LPINT error);
int WSPAPI ws_wpu_query_socket_handle_context(SOCKET s, PDWORD_PTR context, LPINT error);

/* ws_tell stores an error where a caller of the SPI wants it. Source: P-207. */
static inline void ws_tell(LPINT at, int error)
{
	if (ws_writable(at, sizeof *at))
		*at = error;
}

#endif
