/* fibersapi.h: slots of memory that each thread (fiber) has for itself. */
#ifndef _FIBERS_H_
#define _FIBERS_H_

#include <minwindef.h>

#define FLS_OUT_OF_INDEXES ((DWORD)0xFFFFFFFF)

WINSOCK_BEGIN

DWORD WINAPI FlsAlloc(PFLS_CALLBACK_FUNCTION callback);
PVOID WINAPI FlsGetValue(DWORD index);
BOOL WINAPI FlsSetValue(DWORD index, PVOID value);
BOOL WINAPI FlsFree(DWORD index);

WINSOCK_END

#endif
