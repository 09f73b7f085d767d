/* handleapi.h: what can be done to any handle. */
#ifndef _APISETHANDLE_
#define _APISETHANDLE_

#include <minwindef.h>
#include <winnt.h>
#include <winsock/zhandleapi.h>

#define INVALID_HANDLE_VALUE ((HANDLE)(LONG_PTR)-1)

WINSOCK_BEGIN

BOOL WINAPI CloseHandle(HANDLE object);
BOOL WINAPI DuplicateHandle(HANDLE source_process, HANDLE source, HANDLE target_process,
			    LPHANDLE target, DWORD access, BOOL inherit, DWORD options);
BOOL WINAPI CompareObjectHandles(HANDLE first, HANDLE second);
BOOL WINAPI GetHandleInformation(HANDLE object, LPDWORD flags);
BOOL WINAPI SetHandleInformation(HANDLE object, DWORD mask, DWORD flags);

WINSOCK_END

#endif
