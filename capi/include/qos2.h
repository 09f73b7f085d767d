/* qos2.h: types of the newer calls for a quality of service. */
#ifndef __QOS2_H__
#define __QOS2_H__

#include <winsock2.h>
#include <winsock/zqos2.h>

typedef UINT32 QOS_FLOWID, *PQOS_FLOWID;

#include <winsock/zqos2_structs.h>

#endif
