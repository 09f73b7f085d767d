/* native.h: what the Go side of providers that are shared objects uses. */
#ifndef WINSOCK_SHIM_NATIVE_H
#define WINSOCK_SHIM_NATIVE_H

/* The upcalls that providers get, a WSPUPCALLTABLE. */
const void *ws_native_upcalls(void);

/* The functions that layers find in the library below them, a WSPPROC_TABLE. */
const void *ws_native_base(void);

#endif
