/* slot.h: thread-local slots. Part of processthreadsapi.h. */
#ifndef WINSOCK_SLOT_H
#define WINSOCK_SLOT_H

#include <minwindef.h>

#define TLS_OUT_OF_INDEXES ((DWORD)0xFFFFFFFF)

WINSOCK_BEGIN

DWORD WINAPI TlsAlloc(VOID);
LPVOID WINAPI TlsGetValue(DWORD index);
BOOL WINAPI TlsSetValue(DWORD index, LPVOID value);
BOOL WINAPI TlsFree(DWORD index);

WINSOCK_END

#endif
