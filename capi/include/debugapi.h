/* debugapi.h: words to a debugger. */
#ifndef _DEBUGAPI_H_
#define _DEBUGAPI_H_

#include <minwindef.h>

WINSOCK_BEGIN

BOOL WINAPI IsDebuggerPresent(VOID);
VOID WINAPI DebugBreak(VOID);
VOID WINAPI OutputDebugStringA(LPCSTR text);
VOID WINAPI OutputDebugStringW(LPCWSTR text);

WINSOCK_END

#ifdef UNICODE
#define OutputDebugString OutputDebugStringW
#else
#define OutputDebugString OutputDebugStringA
#endif

#endif
