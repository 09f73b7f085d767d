/* threadpoolapiset.h: completions of operations in the process's thread pool. */
#ifndef _THREADPOOLAPISET_H_
#define _THREADPOOLAPISET_H_

#include <minwinbase.h>
#include <winnt.h>

WINSOCK_BEGIN

PTP_IO WINAPI CreateThreadpoolIo(HANDLE file, PTP_WIN32_IO_CALLBACK callback, PVOID context,
				 PTP_CALLBACK_ENVIRON environment);
VOID WINAPI StartThreadpoolIo(PTP_IO io);
VOID WINAPI CancelThreadpoolIo(PTP_IO io);
VOID WINAPI WaitForThreadpoolIoCallbacks(PTP_IO io, BOOL cancel);
VOID WINAPI CloseThreadpoolIo(PTP_IO io);

WINSOCK_END

#endif
