/* qos.h: the quality of service that a flow wants. */
#ifndef __QOS_H_
#define __QOS_H_

#include <winsock/base.h>
#include <winsock/zqos.h>

typedef ULONG SERVICETYPE;

#include <winsock/zqos_structs.h>

#endif
