/* profileapi.h: the performance counter: ticks of 100 nanoseconds. */
#ifndef _PROFILEAPI_H_
#define _PROFILEAPI_H_

#include <minwindef.h>

WINSOCK_BEGIN

BOOL WINAPI QueryPerformanceCounter(LARGE_INTEGER *count);
BOOL WINAPI QueryPerformanceFrequency(LARGE_INTEGER *frequency);

WINSOCK_END

#endif
