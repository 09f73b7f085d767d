/* strsafe_cb.c: the functions of strsafe.h that count bytes. */
#include "strsafe_text.h"

STRSAFEAPI StringCbCopyA(LPSTR to, size_t size, LPCSTR from)
{
	struct ws_strsafe s = ws_strsafe(to, size, WS_CB_NARROW, NULL, NULL, WS_STRSAFE_PLAIN);

	return ws_strsafe_copy(&s, from, STRSAFE_MAX_CCH);
}

STRSAFEAPI StringCbCopyExA(LPSTR to, size_t size, LPCSTR from, LPSTR *end,
	size_t *remaining, DWORD flags)
{
	struct ws_strsafe s = ws_strsafe(to, size, WS_CB_NARROW, end, remaining, flags);

	return ws_strsafe_copy(&s, from, STRSAFE_MAX_CCH);
}

STRSAFEAPI StringCbCopyNA(LPSTR to, size_t size, LPCSTR from, size_t limit)
{
	struct ws_strsafe s = ws_strsafe(to, size, WS_CB_NARROW, NULL, NULL, WS_STRSAFE_PLAIN);

	return ws_strsafe_copy(&s, from, limit);
}

STRSAFEAPI StringCbCopyNExA(LPSTR to, size_t size, LPCSTR from, size_t limit, LPSTR *end,
	size_t *remaining, DWORD flags)
{
	struct ws_strsafe s = ws_strsafe(to, size, WS_CB_NARROW, end, remaining, flags);

	return ws_strsafe_copy(&s, from, limit);
}

STRSAFEAPI StringCbCatA(LPSTR to, size_t size, LPCSTR from)
{
	struct ws_strsafe s = ws_strsafe(to, size, WS_CB_NARROW, NULL, NULL, WS_STRSAFE_PLAIN);

	return ws_strsafe_cat(&s, from, STRSAFE_MAX_CCH);
}

STRSAFEAPI StringCbCatExA(LPSTR to, size_t size, LPCSTR from, LPSTR *end, size_t *remaining,
	DWORD flags)
{
	struct ws_strsafe s = ws_strsafe(to, size, WS_CB_NARROW, end, remaining, flags);

	return ws_strsafe_cat(&s, from, STRSAFE_MAX_CCH);
}

STRSAFEAPI StringCbCatNA(LPSTR to, size_t size, LPCSTR from, size_t limit)
{
	struct ws_strsafe s = ws_strsafe(to, size, WS_CB_NARROW, NULL, NULL, WS_STRSAFE_PLAIN);

	return ws_strsafe_cat(&s, from, limit);
}

STRSAFEAPI StringCbCatNExA(LPSTR to, size_t size, LPCSTR from, size_t limit, LPSTR *end,
	size_t *remaining, DWORD flags)
{
	struct ws_strsafe s = ws_strsafe(to, size, WS_CB_NARROW, end, remaining, flags);

	return ws_strsafe_cat(&s, from, limit);
}

STRSAFEAPIV StringCbPrintfA(LPSTR to, size_t size, LPCSTR format, ...)
{
	struct ws_strsafe s = ws_strsafe(to, size, WS_CB_NARROW, NULL, NULL, WS_STRSAFE_PLAIN);
	va_list args;
	HRESULT result;

	va_start(args, format);
	result = ws_strsafe_vprintf(&s, format, args);
	va_end(args);
	return result;
}

STRSAFEAPIV StringCbPrintfExA(LPSTR to, size_t size, LPSTR *end, size_t *remaining,
	DWORD flags, LPCSTR format, ...)
{
	struct ws_strsafe s = ws_strsafe(to, size, WS_CB_NARROW, end, remaining, flags);
	va_list args;
	HRESULT result;

	va_start(args, format);
	result = ws_strsafe_vprintf(&s, format, args);
	va_end(args);
	return result;
}

STRSAFEAPI StringCbVPrintfA(LPSTR to, size_t size, LPCSTR format, va_list args)
{
	struct ws_strsafe s = ws_strsafe(to, size, WS_CB_NARROW, NULL, NULL, WS_STRSAFE_PLAIN);

	return ws_strsafe_vprintf(&s, format, args);
}

STRSAFEAPI StringCbVPrintfExA(LPSTR to, size_t size, LPSTR *end, size_t *remaining,
	DWORD flags, LPCSTR format, va_list args)
{
	struct ws_strsafe s = ws_strsafe(to, size, WS_CB_NARROW, end, remaining, flags);

	return ws_strsafe_vprintf(&s, format, args);
}

STRSAFEAPI StringCbGetsA(LPSTR to, size_t size)
{
	struct ws_strsafe s = ws_strsafe(to, size, WS_CB_NARROW, NULL, NULL, WS_STRSAFE_PLAIN);

	return ws_strsafe_gets(&s);
}

STRSAFEAPI StringCbGetsExA(LPSTR to, size_t size, LPSTR *end, size_t *remaining, DWORD flags)
{
	struct ws_strsafe s = ws_strsafe(to, size, WS_CB_NARROW, end, remaining, flags);

	return ws_strsafe_gets(&s);
}

STRSAFEAPI StringCbLengthA(LPCSTR text, size_t size, size_t *length)
{
	return ws_strsafe_length(text, size, WS_CB_NARROW, length);
}

STRSAFEAPI StringCbCopyW(LPWSTR to, size_t size, LPCWSTR from)
{
	struct ws_strsafe s = ws_strsafe(to, size, WS_CB_WIDE, NULL, NULL, WS_STRSAFE_PLAIN);

	return ws_strsafe_copy(&s, from, STRSAFE_MAX_CCH);
}

STRSAFEAPI StringCbCopyExW(LPWSTR to, size_t size, LPCWSTR from, LPWSTR *end,
	size_t *remaining, DWORD flags)
{
	struct ws_strsafe s = ws_strsafe(to, size, WS_CB_WIDE, end, remaining, flags);

	return ws_strsafe_copy(&s, from, STRSAFE_MAX_CCH);
}

STRSAFEAPI StringCbCopyNW(LPWSTR to, size_t size, LPCWSTR from, size_t limit)
{
	struct ws_strsafe s = ws_strsafe(to, size, WS_CB_WIDE, NULL, NULL, WS_STRSAFE_PLAIN);

	return ws_strsafe_copy(&s, from, limit / 2);
}

STRSAFEAPI StringCbCopyNExW(LPWSTR to, size_t size, LPCWSTR from, size_t limit, LPWSTR *end,
	size_t *remaining, DWORD flags)
{
	struct ws_strsafe s = ws_strsafe(to, size, WS_CB_WIDE, end, remaining, flags);

	return ws_strsafe_copy(&s, from, limit / 2);
}

STRSAFEAPI StringCbCatW(LPWSTR to, size_t size, LPCWSTR from)
{
	struct ws_strsafe s = ws_strsafe(to, size, WS_CB_WIDE, NULL, NULL, WS_STRSAFE_PLAIN);

	return ws_strsafe_cat(&s, from, STRSAFE_MAX_CCH);
}

STRSAFEAPI StringCbCatExW(LPWSTR to, size_t size, LPCWSTR from, LPWSTR *end,
	size_t *remaining, DWORD flags)
{
	struct ws_strsafe s = ws_strsafe(to, size, WS_CB_WIDE, end, remaining, flags);

	return ws_strsafe_cat(&s, from, STRSAFE_MAX_CCH);
}

STRSAFEAPI StringCbCatNW(LPWSTR to, size_t size, LPCWSTR from, size_t limit)
{
	struct ws_strsafe s = ws_strsafe(to, size, WS_CB_WIDE, NULL, NULL, WS_STRSAFE_PLAIN);

	return ws_strsafe_cat(&s, from, limit / 2);
}

STRSAFEAPI StringCbCatNExW(LPWSTR to, size_t size, LPCWSTR from, size_t limit, LPWSTR *end,
	size_t *remaining, DWORD flags)
{
	struct ws_strsafe s = ws_strsafe(to, size, WS_CB_WIDE, end, remaining, flags);

	return ws_strsafe_cat(&s, from, limit / 2);
}

STRSAFEAPIV StringCbPrintfW(LPWSTR to, size_t size, LPCWSTR format, ...)
{
	struct ws_strsafe s = ws_strsafe(to, size, WS_CB_WIDE, NULL, NULL, WS_STRSAFE_PLAIN);
	va_list args;
	HRESULT result;

	va_start(args, format);
	result = ws_strsafe_vprintf(&s, format, args);
	va_end(args);
	return result;
}

STRSAFEAPIV StringCbPrintfExW(LPWSTR to, size_t size, LPWSTR *end, size_t *remaining,
	DWORD flags, LPCWSTR format, ...)
{
	struct ws_strsafe s = ws_strsafe(to, size, WS_CB_WIDE, end, remaining, flags);
	va_list args;
	HRESULT result;

	va_start(args, format);
	result = ws_strsafe_vprintf(&s, format, args);
	va_end(args);
	return result;
}

STRSAFEAPI StringCbVPrintfW(LPWSTR to, size_t size, LPCWSTR format, va_list args)
{
	struct ws_strsafe s = ws_strsafe(to, size, WS_CB_WIDE, NULL, NULL, WS_STRSAFE_PLAIN);

	return ws_strsafe_vprintf(&s, format, args);
}

STRSAFEAPI StringCbVPrintfExW(LPWSTR to, size_t size, LPWSTR *end, size_t *remaining,
	DWORD flags, LPCWSTR format, va_list args)
{
	struct ws_strsafe s = ws_strsafe(to, size, WS_CB_WIDE, end, remaining, flags);

	return ws_strsafe_vprintf(&s, format, args);
}

STRSAFEAPI StringCbGetsW(LPWSTR to, size_t size)
{
	struct ws_strsafe s = ws_strsafe(to, size, WS_CB_WIDE, NULL, NULL, WS_STRSAFE_PLAIN);

	return ws_strsafe_gets(&s);
}

STRSAFEAPI StringCbGetsExW(LPWSTR to, size_t size, LPWSTR *end, size_t *remaining, DWORD flags)
{
	struct ws_strsafe s = ws_strsafe(to, size, WS_CB_WIDE, end, remaining, flags);

	return ws_strsafe_gets(&s);
}

STRSAFEAPI StringCbLengthW(LPCWSTR text, size_t size, size_t *length)
{
	return ws_strsafe_length(text, size, WS_CB_WIDE, length);
}
