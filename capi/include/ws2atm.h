/* ws2atm.h: ATM. */
#ifndef _WS2ATM_H_
#define _WS2ATM_H_

#include <winsock2.h>
#include <winsock/zws2atm.h>
#include <winsock/zws2atm_structs.h>

#endif
