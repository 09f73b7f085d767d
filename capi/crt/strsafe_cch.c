/* strsafe_cch.c: the functions of strsafe.h that count characters. */
#include "strsafe_text.h"

STRSAFEAPI StringCchCopyA(LPSTR to, size_t size, LPCSTR from)
{
	struct ws_strsafe s = ws_strsafe(to, size, WS_CCH_NARROW, NULL, NULL, WS_STRSAFE_PLAIN);

	return ws_strsafe_copy(&s, from, STRSAFE_MAX_CCH);
}

STRSAFEAPI StringCchCopyExA(LPSTR to, size_t size, LPCSTR from, LPSTR *end,
	size_t *remaining, DWORD flags)
{
	struct ws_strsafe s = ws_strsafe(to, size, WS_CCH_NARROW, end, remaining, flags);

	return ws_strsafe_copy(&s, from, STRSAFE_MAX_CCH);
}

STRSAFEAPI StringCchCopyNA(LPSTR to, size_t size, LPCSTR from, size_t limit)
{
	struct ws_strsafe s = ws_strsafe(to, size, WS_CCH_NARROW, NULL, NULL, WS_STRSAFE_PLAIN);

	return ws_strsafe_copy(&s, from, limit);
}

STRSAFEAPI StringCchCopyNExA(LPSTR to, size_t size, LPCSTR from, size_t limit, LPSTR *end,
	size_t *remaining, DWORD flags)
{
	struct ws_strsafe s = ws_strsafe(to, size, WS_CCH_NARROW, end, remaining, flags);

	return ws_strsafe_copy(&s, from, limit);
}

STRSAFEAPI StringCchCatA(LPSTR to, size_t size, LPCSTR from)
{
	struct ws_strsafe s = ws_strsafe(to, size, WS_CCH_NARROW, NULL, NULL, WS_STRSAFE_PLAIN);

	return ws_strsafe_cat(&s, from, STRSAFE_MAX_CCH);
}

STRSAFEAPI StringCchCatExA(LPSTR to, size_t size, LPCSTR from, LPSTR *end,
	size_t *remaining, DWORD flags)
{
	struct ws_strsafe s = ws_strsafe(to, size, WS_CCH_NARROW, end, remaining, flags);

	return ws_strsafe_cat(&s, from, STRSAFE_MAX_CCH);
}

STRSAFEAPI StringCchCatNA(LPSTR to, size_t size, LPCSTR from, size_t limit)
{
	struct ws_strsafe s = ws_strsafe(to, size, WS_CCH_NARROW, NULL, NULL, WS_STRSAFE_PLAIN);

	return ws_strsafe_cat(&s, from, limit);
}

STRSAFEAPI StringCchCatNExA(LPSTR to, size_t size, LPCSTR from, size_t limit, LPSTR *end,
	size_t *remaining, DWORD flags)
{
	struct ws_strsafe s = ws_strsafe(to, size, WS_CCH_NARROW, end, remaining, flags);

	return ws_strsafe_cat(&s, from, limit);
}

STRSAFEAPIV StringCchPrintfA(LPSTR to, size_t size, LPCSTR format, ...)
{
	struct ws_strsafe s = ws_strsafe(to, size, WS_CCH_NARROW, NULL, NULL, WS_STRSAFE_PLAIN);
	va_list args;
	HRESULT result;

	va_start(args, format);
	result = ws_strsafe_vprintf(&s, format, args);
	va_end(args);
	return result;
}

STRSAFEAPIV StringCchPrintfExA(LPSTR to, size_t size, LPSTR *end, size_t *remaining,
	DWORD flags, LPCSTR format, ...)
{
	struct ws_strsafe s = ws_strsafe(to, size, WS_CCH_NARROW, end, remaining, flags);
	va_list args;
	HRESULT result;

	va_start(args, format);
	result = ws_strsafe_vprintf(&s, format, args);
	va_end(args);
	return result;
}

STRSAFEAPI StringCchVPrintfA(LPSTR to, size_t size, LPCSTR format, va_list args)
{
	struct ws_strsafe s = ws_strsafe(to, size, WS_CCH_NARROW, NULL, NULL, WS_STRSAFE_PLAIN);

	return ws_strsafe_vprintf(&s, format, args);
}

STRSAFEAPI StringCchVPrintfExA(LPSTR to, size_t size, LPSTR *end, size_t *remaining,
	DWORD flags, LPCSTR format, va_list args)
{
	struct ws_strsafe s = ws_strsafe(to, size, WS_CCH_NARROW, end, remaining, flags);

	return ws_strsafe_vprintf(&s, format, args);
}

STRSAFEAPI StringCchGetsA(LPSTR to, size_t size)
{
	struct ws_strsafe s = ws_strsafe(to, size, WS_CCH_NARROW, NULL, NULL, WS_STRSAFE_PLAIN);

	return ws_strsafe_gets(&s);
}

STRSAFEAPI StringCchGetsExA(LPSTR to, size_t size, LPSTR *end, size_t *remaining, DWORD flags)
{
	struct ws_strsafe s = ws_strsafe(to, size, WS_CCH_NARROW, end, remaining, flags);

	return ws_strsafe_gets(&s);
}

STRSAFEAPI StringCchLengthA(LPCSTR text, size_t size, size_t *length)
{
	return ws_strsafe_length(text, size, WS_CCH_NARROW, length);
}

STRSAFEAPI StringCchCopyW(LPWSTR to, size_t size, LPCWSTR from)
{
	struct ws_strsafe s = ws_strsafe(to, size, WS_CCH_WIDE, NULL, NULL, WS_STRSAFE_PLAIN);

	return ws_strsafe_copy(&s, from, STRSAFE_MAX_CCH);
}

STRSAFEAPI StringCchCopyExW(LPWSTR to, size_t size, LPCWSTR from, LPWSTR *end,
	size_t *remaining, DWORD flags)
{
	struct ws_strsafe s = ws_strsafe(to, size, WS_CCH_WIDE, end, remaining, flags);

	return ws_strsafe_copy(&s, from, STRSAFE_MAX_CCH);
}

STRSAFEAPI StringCchCopyNW(LPWSTR to, size_t size, LPCWSTR from, size_t limit)
{
	struct ws_strsafe s = ws_strsafe(to, size, WS_CCH_WIDE, NULL, NULL, WS_STRSAFE_PLAIN);

	return ws_strsafe_copy(&s, from, limit);
}

STRSAFEAPI StringCchCopyNExW(LPWSTR to, size_t size, LPCWSTR from, size_t limit,
	LPWSTR *end, size_t *remaining, DWORD flags)
{
	struct ws_strsafe s = ws_strsafe(to, size, WS_CCH_WIDE, end, remaining, flags);

	return ws_strsafe_copy(&s, from, limit);
}

STRSAFEAPI StringCchCatW(LPWSTR to, size_t size, LPCWSTR from)
{
	struct ws_strsafe s = ws_strsafe(to, size, WS_CCH_WIDE, NULL, NULL, WS_STRSAFE_PLAIN);

	return ws_strsafe_cat(&s, from, STRSAFE_MAX_CCH);
}

STRSAFEAPI StringCchCatExW(LPWSTR to, size_t size, LPCWSTR from, LPWSTR *end,
	size_t *remaining, DWORD flags)
{
	struct ws_strsafe s = ws_strsafe(to, size, WS_CCH_WIDE, end, remaining, flags);

	return ws_strsafe_cat(&s, from, STRSAFE_MAX_CCH);
}

STRSAFEAPI StringCchCatNW(LPWSTR to, size_t size, LPCWSTR from, size_t limit)
{
	struct ws_strsafe s = ws_strsafe(to, size, WS_CCH_WIDE, NULL, NULL, WS_STRSAFE_PLAIN);

	return ws_strsafe_cat(&s, from, limit);
}

STRSAFEAPI StringCchCatNExW(LPWSTR to, size_t size, LPCWSTR from, size_t limit, LPWSTR *end,
	size_t *remaining, DWORD flags)
{
	struct ws_strsafe s = ws_strsafe(to, size, WS_CCH_WIDE, end, remaining, flags);

	return ws_strsafe_cat(&s, from, limit);
}

STRSAFEAPIV StringCchPrintfW(LPWSTR to, size_t size, LPCWSTR format, ...)
{
	struct ws_strsafe s = ws_strsafe(to, size, WS_CCH_WIDE, NULL, NULL, WS_STRSAFE_PLAIN);
	va_list args;
	HRESULT result;

	va_start(args, format);
	result = ws_strsafe_vprintf(&s, format, args);
	va_end(args);
	return result;
}

STRSAFEAPIV StringCchPrintfExW(LPWSTR to, size_t size, LPWSTR *end, size_t *remaining,
	DWORD flags, LPCWSTR format, ...)
{
	struct ws_strsafe s = ws_strsafe(to, size, WS_CCH_WIDE, end, remaining, flags);
	va_list args;
	HRESULT result;

	va_start(args, format);
	result = ws_strsafe_vprintf(&s, format, args);
	va_end(args);
	return result;
}

STRSAFEAPI StringCchVPrintfW(LPWSTR to, size_t size, LPCWSTR format, va_list args)
{
	struct ws_strsafe s = ws_strsafe(to, size, WS_CCH_WIDE, NULL, NULL, WS_STRSAFE_PLAIN);

	return ws_strsafe_vprintf(&s, format, args);
}

STRSAFEAPI StringCchVPrintfExW(LPWSTR to, size_t size, LPWSTR *end, size_t *remaining,
	DWORD flags, LPCWSTR format, va_list args)
{
	struct ws_strsafe s = ws_strsafe(to, size, WS_CCH_WIDE, end, remaining, flags);

	return ws_strsafe_vprintf(&s, format, args);
}

STRSAFEAPI StringCchGetsW(LPWSTR to, size_t size)
{
	struct ws_strsafe s = ws_strsafe(to, size, WS_CCH_WIDE, NULL, NULL, WS_STRSAFE_PLAIN);

	return ws_strsafe_gets(&s);
}

STRSAFEAPI StringCchGetsExW(LPWSTR to, size_t size, LPWSTR *end, size_t *remaining, DWORD flags)
{
	struct ws_strsafe s = ws_strsafe(to, size, WS_CCH_WIDE, end, remaining, flags);

	return ws_strsafe_gets(&s);
}

STRSAFEAPI StringCchLengthW(LPCWSTR text, size_t size, size_t *length)
{
	return ws_strsafe_length(text, size, WS_CCH_WIDE, length);
}
