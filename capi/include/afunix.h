/* afunix.h: sockets of this machine, named by a path. */
#ifndef _AFUNIX_
#define _AFUNIX_

#include <ws2def.h>
#include <winsock/zafunix.h>
#include <winsock/zafunix_structs.h>

#endif
