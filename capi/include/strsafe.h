/*
 * strsafe.h: text functions that are told the size of their buffer and always
 * end what they write (sdk-api, strsafe). Cch counts characters, Cb bytes.
 */
#ifndef _STRSAFE_H_INCLUDED_
#define _STRSAFE_H_INCLUDED_

#include <stdarg.h>
#include <stdio.h>
#include <winsock/types.h>

#ifndef STRSAFE_MAX_CCH
#define STRSAFE_MAX_CCH 2147483647
#endif
#define STRSAFE_MAX_LENGTH (STRSAFE_MAX_CCH - 1)

/* Flags of the Ex functions; the low byte is the one to fill with. */
#define STRSAFE_IGNORE_NULLS 0x00000100
#define STRSAFE_FILL_BEHIND_NULL 0x00000200
#define STRSAFE_FILL_ON_FAILURE 0x00000400
#define STRSAFE_NULL_ON_FAILURE 0x00000800
#define STRSAFE_NO_TRUNCATION 0x00001000
#define STRSAFE_VALID_FLAGS                                                                    \
	(0x000000FF | STRSAFE_IGNORE_NULLS | STRSAFE_FILL_BEHIND_NULL |                        \
	 STRSAFE_FILL_ON_FAILURE | STRSAFE_NULL_ON_FAILURE | STRSAFE_NO_TRUNCATION)
#define STRSAFE_FILL_BYTE(byte) ((DWORD)(((byte) & 0x000000FF) | STRSAFE_FILL_BEHIND_NULL))
#define STRSAFE_FAILURE_BYTE(byte) ((DWORD)(((byte) & 0x000000FF) | STRSAFE_FILL_ON_FAILURE))
#define STRSAFE_GET_FILL_PATTERN(flags) ((int)((flags) & 0x000000FF))

#ifndef S_OK
#define S_OK ((HRESULT)0L)
#endif
#define STRSAFE_E_INSUFFICIENT_BUFFER ((HRESULT)0x8007007AL)
#define STRSAFE_E_INVALID_PARAMETER ((HRESULT)0x80070057L)
#define STRSAFE_E_END_OF_FILE ((HRESULT)0x80070026L)

#define STRSAFEAPI HRESULT WINAPI
#define STRSAFEAPIV HRESULT WINAPIV

WINSOCK_BEGIN

STRSAFEAPI StringCchCopyA(LPSTR to, size_t size, LPCSTR from);
STRSAFEAPI StringCchCopyExA(LPSTR to, size_t size, LPCSTR from, LPSTR *end,
	size_t *remaining, DWORD flags);
STRSAFEAPI StringCchCopyNA(LPSTR to, size_t size, LPCSTR from, size_t limit);
STRSAFEAPI StringCchCopyNExA(LPSTR to, size_t size, LPCSTR from, size_t limit, LPSTR *end,
	size_t *remaining, DWORD flags);
STRSAFEAPI StringCchCatA(LPSTR to, size_t size, LPCSTR from);
STRSAFEAPI StringCchCatExA(LPSTR to, size_t size, LPCSTR from, LPSTR *end,
	size_t *remaining, DWORD flags);
STRSAFEAPI StringCchCatNA(LPSTR to, size_t size, LPCSTR from, size_t limit);
STRSAFEAPI StringCchCatNExA(LPSTR to, size_t size, LPCSTR from, size_t limit, LPSTR *end,
	size_t *remaining, DWORD flags);
STRSAFEAPIV StringCchPrintfA(LPSTR to, size_t size, LPCSTR format, ...);
STRSAFEAPIV StringCchPrintfExA(LPSTR to, size_t size, LPSTR *end, size_t *remaining,
	DWORD flags, LPCSTR format, ...);
STRSAFEAPI StringCchVPrintfA(LPSTR to, size_t size, LPCSTR format, va_list args);
STRSAFEAPI StringCchVPrintfExA(LPSTR to, size_t size, LPSTR *end, size_t *remaining,
	DWORD flags, LPCSTR format, va_list args);
STRSAFEAPI StringCchGetsA(LPSTR to, size_t size);
STRSAFEAPI StringCchGetsExA(LPSTR to, size_t size, LPSTR *end, size_t *remaining, DWORD flags);
STRSAFEAPI StringCchLengthA(LPCSTR text, size_t size, size_t *length);

STRSAFEAPI StringCchCopyW(LPWSTR to, size_t size, LPCWSTR from);
STRSAFEAPI StringCchCopyExW(LPWSTR to, size_t size, LPCWSTR from, LPWSTR *end,
	size_t *remaining, DWORD flags);
STRSAFEAPI StringCchCopyNW(LPWSTR to, size_t size, LPCWSTR from, size_t limit);
STRSAFEAPI StringCchCopyNExW(LPWSTR to, size_t size, LPCWSTR from, size_t limit,
	LPWSTR *end, size_t *remaining, DWORD flags);
STRSAFEAPI StringCchCatW(LPWSTR to, size_t size, LPCWSTR from);
STRSAFEAPI StringCchCatExW(LPWSTR to, size_t size, LPCWSTR from, LPWSTR *end,
	size_t *remaining, DWORD flags);
STRSAFEAPI StringCchCatNW(LPWSTR to, size_t size, LPCWSTR from, size_t limit);
STRSAFEAPI StringCchCatNExW(LPWSTR to, size_t size, LPCWSTR from, size_t limit, LPWSTR *end,
	size_t *remaining, DWORD flags);
STRSAFEAPIV StringCchPrintfW(LPWSTR to, size_t size, LPCWSTR format, ...);
STRSAFEAPIV StringCchPrintfExW(LPWSTR to, size_t size, LPWSTR *end, size_t *remaining,
	DWORD flags, LPCWSTR format, ...);
STRSAFEAPI StringCchVPrintfW(LPWSTR to, size_t size, LPCWSTR format, va_list args);
STRSAFEAPI StringCchVPrintfExW(LPWSTR to, size_t size, LPWSTR *end, size_t *remaining,
	DWORD flags, LPCWSTR format, va_list args);
STRSAFEAPI StringCchGetsW(LPWSTR to, size_t size);
STRSAFEAPI StringCchGetsExW(LPWSTR to, size_t size, LPWSTR *end, size_t *remaining,
	DWORD flags);
STRSAFEAPI StringCchLengthW(LPCWSTR text, size_t size, size_t *length);

STRSAFEAPI StringCbCopyA(LPSTR to, size_t size, LPCSTR from);
STRSAFEAPI StringCbCopyExA(LPSTR to, size_t size, LPCSTR from, LPSTR *end,
	size_t *remaining, DWORD flags);
STRSAFEAPI StringCbCopyNA(LPSTR to, size_t size, LPCSTR from, size_t limit);
STRSAFEAPI StringCbCopyNExA(LPSTR to, size_t size, LPCSTR from, size_t limit, LPSTR *end,
	size_t *remaining, DWORD flags);
STRSAFEAPI StringCbCatA(LPSTR to, size_t size, LPCSTR from);
STRSAFEAPI StringCbCatExA(LPSTR to, size_t size, LPCSTR from, LPSTR *end, size_t *remaining,
	DWORD flags);
STRSAFEAPI StringCbCatNA(LPSTR to, size_t size, LPCSTR from, size_t limit);
STRSAFEAPI StringCbCatNExA(LPSTR to, size_t size, LPCSTR from, size_t limit, LPSTR *end,
	size_t *remaining, DWORD flags);
STRSAFEAPIV StringCbPrintfA(LPSTR to, size_t size, LPCSTR format, ...);
STRSAFEAPIV StringCbPrintfExA(LPSTR to, size_t size, LPSTR *end, size_t *remaining,
	DWORD flags, LPCSTR format, ...);
STRSAFEAPI StringCbVPrintfA(LPSTR to, size_t size, LPCSTR format, va_list args);
STRSAFEAPI StringCbVPrintfExA(LPSTR to, size_t size, LPSTR *end, size_t *remaining,
	DWORD flags, LPCSTR format, va_list args);
STRSAFEAPI StringCbGetsA(LPSTR to, size_t size);
STRSAFEAPI StringCbGetsExA(LPSTR to, size_t size, LPSTR *end, size_t *remaining, DWORD flags);
STRSAFEAPI StringCbLengthA(LPCSTR text, size_t size, size_t *length);

STRSAFEAPI StringCbCopyW(LPWSTR to, size_t size, LPCWSTR from);
STRSAFEAPI StringCbCopyExW(LPWSTR to, size_t size, LPCWSTR from, LPWSTR *end,
	size_t *remaining, DWORD flags);
STRSAFEAPI StringCbCopyNW(LPWSTR to, size_t size, LPCWSTR from, size_t limit);
STRSAFEAPI StringCbCopyNExW(LPWSTR to, size_t size, LPCWSTR from, size_t limit, LPWSTR *end,
	size_t *remaining, DWORD flags);
STRSAFEAPI StringCbCatW(LPWSTR to, size_t size, LPCWSTR from);
STRSAFEAPI StringCbCatExW(LPWSTR to, size_t size, LPCWSTR from, LPWSTR *end,
	size_t *remaining, DWORD flags);
STRSAFEAPI StringCbCatNW(LPWSTR to, size_t size, LPCWSTR from, size_t limit);
STRSAFEAPI StringCbCatNExW(LPWSTR to, size_t size, LPCWSTR from, size_t limit, LPWSTR *end,
	size_t *remaining, DWORD flags);
STRSAFEAPIV StringCbPrintfW(LPWSTR to, size_t size, LPCWSTR format, ...);
STRSAFEAPIV StringCbPrintfExW(LPWSTR to, size_t size, LPWSTR *end, size_t *remaining,
	DWORD flags, LPCWSTR format, ...);
STRSAFEAPI StringCbVPrintfW(LPWSTR to, size_t size, LPCWSTR format, va_list args);
STRSAFEAPI StringCbVPrintfExW(LPWSTR to, size_t size, LPWSTR *end, size_t *remaining,
	DWORD flags, LPCWSTR format, va_list args);
STRSAFEAPI StringCbGetsW(LPWSTR to, size_t size);
STRSAFEAPI StringCbGetsExW(LPWSTR to, size_t size, LPWSTR *end, size_t *remaining, DWORD flags);
STRSAFEAPI StringCbLengthW(LPCWSTR text, size_t size, size_t *length);

WINSOCK_END

#ifdef UNICODE
#define StringCchCopy StringCchCopyW
#define StringCchCopyEx StringCchCopyExW
#define StringCchCopyN StringCchCopyNW
#define StringCchCopyNEx StringCchCopyNExW
#define StringCchCat StringCchCatW
#define StringCchCatEx StringCchCatExW
#define StringCchCatN StringCchCatNW
#define StringCchCatNEx StringCchCatNExW
#define StringCchPrintf StringCchPrintfW
#define StringCchPrintfEx StringCchPrintfExW
#define StringCchVPrintf StringCchVPrintfW
#define StringCchVPrintfEx StringCchVPrintfExW
#define StringCchGets StringCchGetsW
#define StringCchGetsEx StringCchGetsExW
#define StringCchLength StringCchLengthW
#define StringCbCopy StringCbCopyW
#define StringCbCopyEx StringCbCopyExW
#define StringCbCopyN StringCbCopyNW
#define StringCbCopyNEx StringCbCopyNExW
#define StringCbCat StringCbCatW
#define StringCbCatEx StringCbCatExW
#define StringCbCatN StringCbCatNW
#define StringCbCatNEx StringCbCatNExW
#define StringCbPrintf StringCbPrintfW
#define StringCbPrintfEx StringCbPrintfExW
#define StringCbVPrintf StringCbVPrintfW
#define StringCbVPrintfEx StringCbVPrintfExW
#define StringCbGets StringCbGetsW
#define StringCbGetsEx StringCbGetsExW
#define StringCbLength StringCbLengthW
#else
#define StringCchCopy StringCchCopyA
#define StringCchCopyEx StringCchCopyExA
#define StringCchCopyN StringCchCopyNA
#define StringCchCopyNEx StringCchCopyNExA
#define StringCchCat StringCchCatA
#define StringCchCatEx StringCchCatExA
#define StringCchCatN StringCchCatNA
#define StringCchCatNEx StringCchCatNExA
#define StringCchPrintf StringCchPrintfA
#define StringCchPrintfEx StringCchPrintfExA
#define StringCchVPrintf StringCchVPrintfA
#define StringCchVPrintfEx StringCchVPrintfExA
#define StringCchGets StringCchGetsA
#define StringCchGetsEx StringCchGetsExA
#define StringCchLength StringCchLengthA
#define StringCbCopy StringCbCopyA
#define StringCbCopyEx StringCbCopyExA
#define StringCbCopyN StringCbCopyNA
#define StringCbCopyNEx StringCbCopyNExA
#define StringCbCat StringCbCatA
#define StringCbCatEx StringCbCatExA
#define StringCbCatN StringCbCatNA
#define StringCbCatNEx StringCbCatNExA
#define StringCbPrintf StringCbPrintfA
#define StringCbPrintfEx StringCbPrintfExA
#define StringCbVPrintf StringCbVPrintfA
#define StringCbVPrintfEx StringCbVPrintfExA
#define StringCbGets StringCbGetsA
#define StringCbGetsEx StringCbGetsExA
#define StringCbLength StringCbLengthA
#endif

#endif
