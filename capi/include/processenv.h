/* processenv.h: environment variables (with processes: winsock/process.h). */
#ifndef _PROCESSENV_
#define _PROCESSENV_

#include <minwinbase.h>

WINSOCK_BEGIN

LPCH WINAPI GetEnvironmentStringsA(VOID);
LPWCH WINAPI GetEnvironmentStringsW(VOID);
BOOL WINAPI FreeEnvironmentStringsA(LPCH block);
BOOL WINAPI FreeEnvironmentStringsW(LPWCH block);
DWORD WINAPI GetEnvironmentVariableA(LPCSTR name, LPSTR value, DWORD size);
DWORD WINAPI GetEnvironmentVariableW(LPCWSTR name, LPWSTR value, DWORD size);
BOOL WINAPI SetEnvironmentVariableA(LPCSTR name, LPCSTR value);
BOOL WINAPI SetEnvironmentVariableW(LPCWSTR name, LPCWSTR value);
DWORD WINAPI ExpandEnvironmentStringsA(LPCSTR text, LPSTR expanded, DWORD size);
DWORD WINAPI ExpandEnvironmentStringsW(LPCWSTR text, LPWSTR expanded, DWORD size);

WINSOCK_END

#ifdef UNICODE
#define GetEnvironmentStrings GetEnvironmentStringsW
#define FreeEnvironmentStrings FreeEnvironmentStringsW
#define GetEnvironmentVariable GetEnvironmentVariableW
#define SetEnvironmentVariable SetEnvironmentVariableW
#define ExpandEnvironmentStrings ExpandEnvironmentStringsW
#else
#define GetEnvironmentStrings GetEnvironmentStringsA
#define FreeEnvironmentStrings FreeEnvironmentStringsA
#define GetEnvironmentVariable GetEnvironmentVariableA
#define SetEnvironmentVariable SetEnvironmentVariableA
#define ExpandEnvironmentStrings ExpandEnvironmentStringsA
#endif

#endif
