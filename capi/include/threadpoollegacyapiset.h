/* threadpoollegacyapiset.h: work, waits and timers of the process's thread pool. */
#ifndef _THREADPOOLLEGACYAPISET_H_
#define _THREADPOOLLEGACYAPISET_H_

#include <minwinbase.h>
#include <winnt.h>

WINSOCK_BEGIN

BOOL WINAPI QueueUserWorkItem(LPTHREAD_START_ROUTINE function, PVOID context, ULONG flags);

BOOL WINAPI RegisterWaitForSingleObject(PHANDLE wait, HANDLE object,
					WAITORTIMERCALLBACK callback, PVOID context,
					ULONG timeout, ULONG flags);
BOOL WINAPI UnregisterWait(HANDLE wait);
BOOL WINAPI UnregisterWaitEx(HANDLE wait, HANDLE event);

HANDLE WINAPI CreateTimerQueue(VOID);
BOOL WINAPI DeleteTimerQueue(HANDLE queue);
BOOL WINAPI DeleteTimerQueueEx(HANDLE queue, HANDLE event);
BOOL WINAPI CreateTimerQueueTimer(PHANDLE timer, HANDLE queue, WAITORTIMERCALLBACK callback,
				  PVOID context, DWORD due, DWORD period, ULONG flags);
BOOL WINAPI ChangeTimerQueueTimer(HANDLE queue, HANDLE timer, ULONG due, ULONG period);
BOOL WINAPI DeleteTimerQueueTimer(HANDLE queue, HANDLE timer, HANDLE event);

WINSOCK_END

#endif
