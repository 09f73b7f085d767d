/* hvsocket.h: sockets between a virtual machine and its host. */
#ifndef _HVSOCKET_H_
#define _HVSOCKET_H_

#include <ws2def.h>
#include <winsock/zhvsocket.h>
#include <winsock/zhvsocket_structs.h>

#endif
