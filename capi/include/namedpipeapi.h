/* namedpipeapi.h: pipes. */
#ifndef _NAMEDPIPE_H_
#define _NAMEDPIPE_H_

#include <minwinbase.h>

WINSOCK_BEGIN

BOOL WINAPI CreatePipe(PHANDLE read_end, PHANDLE write_end, LPSECURITY_ATTRIBUTES security,
		       DWORD size);
BOOL WINAPI PeekNamedPipe(HANDLE pipe, LPVOID buffer, DWORD room, LPDWORD done, LPDWORD available,
			  LPDWORD left_of_message);

WINSOCK_END

#endif
