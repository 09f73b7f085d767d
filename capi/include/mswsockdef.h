/* mswsockdef.h: part of mswsock.h. */
#ifndef _MSWSOCKDEF_
#define _MSWSOCKDEF_

#include <winsock2.h>
#include <winsock/zmswsock.h>

#endif
