/* interlockedapi.h: atomic operations and lists that need no lock. */
#ifndef _INTERLOCKAPI_H_
#define _INTERLOCKAPI_H_

#include <minwindef.h>

WINSOCK_BEGIN

VOID WINAPI InitializeSListHead(PSLIST_HEADER head);
PSLIST_ENTRY WINAPI InterlockedPushEntrySList(PSLIST_HEADER head, PSLIST_ENTRY entry);
PSLIST_ENTRY WINAPI InterlockedPopEntrySList(PSLIST_HEADER head);
PSLIST_ENTRY WINAPI InterlockedFlushSList(PSLIST_HEADER head);
USHORT WINAPI QueryDepthSList(PSLIST_HEADER head);

WINSOCK_END

#endif
