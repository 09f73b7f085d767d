/* ntstatus.h: results of the system's inner calls, as NTSTATUS. */
#ifndef _NTSTATUS_
#define _NTSTATUS_

#include <winsock/types.h>
/* winnt.h has some of these as DWORD; here they become NTSTATUS. */
#include <winsock/exception.h>

#undef STATUS_WAIT_0
#undef STATUS_ABANDONED_WAIT_0
#undef STATUS_USER_APC
#undef STATUS_TIMEOUT
#undef STATUS_PENDING
#undef STATUS_ACCESS_VIOLATION
#undef STATUS_INVALID_HANDLE
#undef STATUS_INVALID_PARAMETER
#undef STATUS_NO_MEMORY
#undef STATUS_DLL_NOT_FOUND

#include <winsock/zntstatus.h>

#endif
