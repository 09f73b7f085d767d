/* qos.h: the quality of service that a flow wants. */
#ifndef __QOS_H_
#define __QOS_H_

#include <winsock/base.h>
#include <winsock/zqos.h>

typedef ULONG SERVICETYPE;

/* What becomes of traffic beyond the agreement. */
#define TC_NONCONF_BORROW 0
#define TC_NONCONF_SHAPE 1
#define TC_NONCONF_DISCARD 2
#define TC_NONCONF_BORROW_PLUS 3

#include <winsock/zqos_structs.h>

#endif
