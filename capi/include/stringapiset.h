/* stringapiset.h: between code pages and 16-bit text, and comparing. */
#ifndef _APISETSTRING_
#define _APISETSTRING_

#include <minwindef.h>

#define CSTR_LESS_THAN 1
#define CSTR_EQUAL 2
#define CSTR_GREATER_THAN 3

#define MB_PRECOMPOSED 0x00000001
#define MB_COMPOSITE 0x00000002
#define MB_USEGLYPHCHARS 0x00000004
#define MB_ERR_INVALID_CHARS 0x00000008
#define WC_DISCARDNS 0x00000010
#define WC_SEPCHARS 0x00000020
#define WC_DEFAULTCHAR 0x00000040
#define WC_ERR_INVALID_CHARS 0x00000080
#define WC_COMPOSITECHECK 0x00000200
#define WC_NO_BEST_FIT_CHARS 0x00000400

WINSOCK_BEGIN

int WINAPI MultiByteToWideChar(UINT page, DWORD flags, LPCCH bytes, int count, LPWSTR wide,
			       int size);
int WINAPI WideCharToMultiByte(UINT page, DWORD flags, LPCWCH wide, int count, LPSTR bytes,
			       int size, LPCCH substitute, LPBOOL substituted);
int WINAPI CompareStringW(LCID locale, DWORD flags, PCNZWCH a, int a_count, PCNZWCH b,
			  int b_count);
int WINAPI CompareStringOrdinal(LPCWCH a, int a_count, LPCWCH b, int b_count,
				BOOL ignore_case);

WINSOCK_END

#ifdef UNICODE
#define CompareString CompareStringW
#endif

#endif
