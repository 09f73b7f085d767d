/* secure.h: how the secure functions refuse. */
#ifndef WINSOCK_CRT_SECURE_H
#define WINSOCK_CRT_SECURE_H

#include <errno.h>

#include "invalid.h"

/* ws_refuse tells the invalid parameter handler, then sets errno to code and returns it. */
static inline errno_t ws_refuse(int code)
{
	ws_invalid_parameter();
	errno = code;
	return code;
}

#endif
