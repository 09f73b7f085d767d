/* qos.h: the quality of service that a flow wants. */
#ifndef __QOS_H_
#define __QOS_H_

#include <winsock/base.h>

typedef ULONG SERVICETYPE;

#define SERVICETYPE_NOTRAFFIC 0x00000000
#define SERVICETYPE_BESTEFFORT 0x00000001
#define SERVICETYPE_CONTROLLEDLOAD 0x00000002
#define SERVICETYPE_GUARANTEED 0x00000003
#define QOS_NOT_SPECIFIED 0xFFFFFFFF

#include <winsock/zqos_structs.h>

#endif
