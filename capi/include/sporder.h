/* sporder.h: the order of providers is changed by calls that <ws2spi.h> has. */
#ifndef WINSOCK_SPORDER_H
#define WINSOCK_SPORDER_H

#include <ws2spi.h>

#endif
