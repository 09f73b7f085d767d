/* ws2bth.h: sockets over Bluetooth. */
#ifndef __WS2BTH__H
#define __WS2BTH__H

#include <winsock2.h>
#include <bthdef.h>
#include <bthsdpdef.h>
#include <winsock/zws2bth.h>
#include <winsock/zws2bth_structs.h>

#endif
