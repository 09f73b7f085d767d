/* wsipx.h: IPX and SPX. */
#ifndef _WSIPX_
#define _WSIPX_

#include <winsock/base.h>
#include <winsock/zwsipx.h>
#include <winsock/zwsipx_structs.h>

#endif
