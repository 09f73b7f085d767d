/* rio.h: registered I/O, which programs reach by a GUID only. */
#ifndef WINSOCK_CAPI_RIO_H
#define WINSOCK_CAPI_RIO_H

#include <mswsock.h>

/* ws_rio is the function table, all of it but cbSize. */
extern const RIO_EXTENSION_FUNCTION_TABLE ws_rio;

#endif
