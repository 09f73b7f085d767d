/* sddl.h: identifiers as text. */
#ifndef __SDDL_H__
#define __SDDL_H__

#include <windows.h>

#define SDDL_REVISION_1 1
#define SDDL_REVISION SDDL_REVISION_1

WINSOCK_BEGIN

BOOL WINAPI ConvertSidToStringSidA(PSID sid, LPSTR *text);
BOOL WINAPI ConvertSidToStringSidW(PSID sid, LPWSTR *text);
BOOL WINAPI ConvertStringSidToSidA(LPCSTR text, PSID *sid);
BOOL WINAPI ConvertStringSidToSidW(LPCWSTR text, PSID *sid);

WINSOCK_END

#ifdef UNICODE
#define ConvertSidToStringSid ConvertSidToStringSidW
#define ConvertStringSidToSid ConvertStringSidToSidW
#else
#define ConvertSidToStringSid ConvertSidToStringSidA
#define ConvertStringSidToSid ConvertStringSidToSidA
#endif

#endif
