/* rpc.h: of remote procedure calls, what rpcdce.h has. */
#ifndef __RPC_H__
#define __RPC_H__

#include <windows.h>
#include <rpcdce.h>

#endif
