/* wsnwlink.h: options of IPX and SPX. */
#ifndef _WSNWLINK_
#define _WSNWLINK_

#include <wsipx.h>
#include <winsock/zwsnwlink.h>
#include <winsock/zwsnwlink_structs.h>

#endif
