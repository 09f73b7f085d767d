/* realtimeapiset.h: times since the system's start, in 100 nanoseconds. */
#ifndef _APISETREALTIME_
#define _APISETREALTIME_

#include <minwindef.h>

WINSOCK_BEGIN

VOID WINAPI QueryInterruptTime(PULONGLONG time);
VOID WINAPI QueryInterruptTimePrecise(PULONGLONG time);
BOOL WINAPI QueryUnbiasedInterruptTime(PULONGLONG time);
VOID WINAPI QueryUnbiasedInterruptTimePrecise(PULONGLONG time);

WINSOCK_END

#endif
