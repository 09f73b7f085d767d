/* lasterror.c: the last error of each thread, one for kernel32 and Winsock (D2). */
#include "lasterror.h"

#include <errhandlingapi.h>

__thread unsigned int ws_last_error;

DWORD WINAPI GetLastError(VOID)
{
	return ws_last_error;
}

VOID WINAPI SetLastError(DWORD code)
{
	ws_last_error = code;
}
