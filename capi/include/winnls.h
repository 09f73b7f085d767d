/* winnls.h: code pages and languages. */
#ifndef _WINNLS_
#define _WINNLS_

#include <minwindef.h>
#include <stringapiset.h>

#define CP_ACP 0
#define CP_OEMCP 1
#define CP_MACCP 2
#define CP_THREAD_ACP 3
#define CP_SYMBOL 42
#define CP_UTF7 65000
#define CP_UTF8 65001

#define MAX_LEADBYTES 12
#define MAX_DEFAULTCHAR 2

#define NORM_IGNORECASE 0x00000001
#define NORM_IGNORENONSPACE 0x00000002
#define NORM_IGNORESYMBOLS 0x00000004
#define LINGUISTIC_IGNORECASE 0x00000010
#define SORT_STRINGSORT 0x00001000

#define CP_INSTALLED 0x00000001
#define CP_SUPPORTED 0x00000002

typedef struct _cpinfo {
	UINT MaxCharSize;
	BYTE DefaultChar[MAX_DEFAULTCHAR];
	BYTE LeadByte[MAX_LEADBYTES];
} CPINFO, *LPCPINFO;

WINSOCK_BEGIN

UINT WINAPI GetACP(VOID);
UINT WINAPI GetOEMCP(VOID);
BOOL WINAPI GetCPInfo(UINT page, LPCPINFO info);
BOOL WINAPI IsValidCodePage(UINT page);
BOOL WINAPI IsDBCSLeadByte(BYTE byte);
BOOL WINAPI IsDBCSLeadByteEx(UINT page, BYTE byte);
int WINAPI CompareStringA(LCID locale, DWORD flags, PCNZCH a, int a_count, PCNZCH b,
			  int b_count);
LCID WINAPI GetThreadLocale(VOID);
LCID WINAPI GetSystemDefaultLCID(VOID);
LCID WINAPI GetUserDefaultLCID(VOID);
LANGID WINAPI GetSystemDefaultLangID(VOID);
LANGID WINAPI GetUserDefaultLangID(VOID);

WINSOCK_END

#ifndef UNICODE
#define CompareString CompareStringA
#endif

WINSOCK_ASSERT(sizeof(CPINFO) == 20, "size of CPINFO");

#endif
