/*
 * wspiapi.h: on old systems this brought getaddrinfo and its kin, found at run
 * time. <ws2tcpip.h> always has them here.
 */
#ifndef _WSPIAPI_H_
#define _WSPIAPI_H_

#include <ws2tcpip.h>

#endif
