/*
 * codepage.c: between code pages and 16-bit text. The system's own code pages
 * (CP_ACP, CP_OEMCP, CP_THREAD_ACP) are UTF-8.
 */
#include <stringapiset.h>
#include <winerror.h>
#include <winnls.h>

#include <stdbool.h>
#include <string.h>

#include "codetable.h"
#include "lasterror.h"
#include "utf.h"

UINT WINAPI GetACP(VOID)
{
	return CP_UTF8;
}

UINT WINAPI GetOEMCP(VOID)
{
	return CP_UTF8;
}

/* is_system reports whether a page means the system's own, whatever that is. */
static bool is_system(UINT page)
{
	return page == CP_ACP || page == CP_OEMCP || page == CP_THREAD_ACP || page == CP_MACCP;
}

static int fail(DWORD error)
{
	ws_last_error = error;
	return 0;
}

/* A place for n units; what does not fit is only counted. */
struct wide_out {
	uint16_t *to;
	size_t size, n;
};

static void put_wide(struct wide_out *o, uint16_t unit)
{
	if (o->n < o->size)
		o->to[o->n] = unit;
	o->n++;
}

struct byte_out {
	char *to;
	size_t size, n;
};

static void put_bytes(struct byte_out *o, const char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++, o->n++)
		if (o->n < o->size)
			o->to[o->n] = bytes[i];
}

/* Both answer false when something was no character. */
static bool wide_from_utf8(const char *bytes, size_t count, struct wide_out *o)
{
	bool good = true;
	for (size_t i = 0; i < count;) {
		uint32_t c;
		uint16_t units[2];
		size_t n = ws_utf8_next(bytes + i, count - i, &c);
		if (c == WS_REPLACEMENT && (n != 3 || memcmp(bytes + i, "\xEF\xBF\xBD", 3) != 0))
			good = false;
		size_t k = ws_utf16_put(units, c);
		for (size_t j = 0; j < k; j++)
			put_wide(o, units[j]);
		i += n;
	}
	return good;
}

static bool wide_from_table(const struct ws_code_table *t, const char *bytes, size_t count,
			    struct wide_out *o)
{
	bool good = true;
	for (size_t i = 0; i < count;) {
		unsigned code = (unsigned char)bytes[i++];
		if (t->is_lead[code]) {
			if (i < count && bytes[i] != 0)
				code = code << 8 | (unsigned char)bytes[i++];
			else
				code = 0x10000; /* half a character */
		}
		uint16_t wide = code > 0xFFFF ? 0 : t->to_wide[code];
		if (wide == 0 && code != 0) {
			good = false;
			wide = t->is_lead[code >> 8 & 0xFF] || code > 0xFFFF ? '?' : WS_REPLACEMENT;
		}
		put_wide(o, wide);
	}
	return good;
}

/* count_or_length is count, or for a negative one the length of text with its end. */
#define count_or_length(count, length) ((count) < 0 ? (length) + 1 : (size_t)(count))

static size_t wide_length(LPCWCH text)
{
	size_t n = 0;
	while (text[n] != 0)
		n++;
	return n;
}

/*
 * MultiByteToWideChar returns how many units it wrote, or with size 0 how many it
 * would. Errors: ERROR_INVALID_PARAMETER, ERROR_INVALID_FLAGS,
 * ERROR_INSUFFICIENT_BUFFER, and with MB_ERR_INVALID_CHARS
 * ERROR_NO_UNICODE_TRANSLATION.
 */
int WINAPI MultiByteToWideChar(UINT page, DWORD flags, LPCCH bytes, int count, LPWSTR wide,
			       int size)
{
	const DWORD known = MB_PRECOMPOSED | MB_COMPOSITE | MB_USEGLYPHCHARS | MB_ERR_INVALID_CHARS;
	const struct ws_code_table *table = NULL;
	if (bytes == NULL || count == 0 || size < 0 || (size > 0 && wide == NULL) ||
	    (const void *)bytes == (const void *)wide)
		return fail(ERROR_INVALID_PARAMETER);
	if (!is_system(page) && page != CP_UTF8 && (table = ws_code_table(page)) == NULL)
		return fail(ERROR_INVALID_PARAMETER);
	if ((flags & ~(page == CP_UTF8 ? MB_ERR_INVALID_CHARS : known)) != 0)
		return fail(ERROR_INVALID_FLAGS);
	size_t n = count_or_length(count, strlen(bytes));
	struct wide_out o = {(uint16_t *)wide, (size_t)size, 0};
	bool good = table == NULL ? wide_from_utf8(bytes, n, &o)
				  : wide_from_table(table, bytes, n, &o);
	if (!good && (flags & MB_ERR_INVALID_CHARS) != 0)
		return fail(ERROR_NO_UNICODE_TRANSLATION);
	if (o.n > INT32_MAX)
		return fail(ERROR_ARITHMETIC_OVERFLOW);
	if (size > 0 && o.n > o.size)
		return fail(ERROR_INSUFFICIENT_BUFFER);
	return (int)o.n;
}

static bool bytes_from_wide(const uint16_t *wide, size_t count, struct byte_out *o)
{
	bool good = true;
	for (size_t i = 0; i < count;) {
		uint32_t c;
		char b[4];
		size_t n = ws_utf16_next(wide + i, count - i, &c);
		if (c == WS_REPLACEMENT && wide[i] != WS_REPLACEMENT)
			good = false;
		put_bytes(o, b, ws_utf8_put(b, c));
		i += n;
	}
	return good;
}

static bool bytes_from_table(const struct ws_code_table *t, const uint16_t *wide, size_t count,
			     const char *substitute, struct byte_out *o)
{
	bool good = true;
	for (size_t i = 0; i < count; i++) {
		unsigned code = t->from_wide[wide[i]];
		char b[2] = {(char)(code >> 8), (char)code};
		if (code == 0 && wide[i] != 0) {
			good = false;
			put_bytes(o, substitute, t->is_lead[(unsigned char)*substitute] ? 2 : 1);
		} else if (code > 0xFF) {
			put_bytes(o, b, 2);
		} else {
			put_bytes(o, b + 1, 1);
		}
	}
	return good;
}

/*
 * WideCharToMultiByte returns how many bytes it wrote, or with size 0 how many it
 * would. UTF-8 takes no substitute (ERROR_INVALID_PARAMETER), but the system's
 * own code page does, for programs that think it smaller. Other errors:
 * ERROR_INVALID_FLAGS, ERROR_INSUFFICIENT_BUFFER, and with WC_ERR_INVALID_CHARS
 * ERROR_NO_UNICODE_TRANSLATION.
 */
int WINAPI WideCharToMultiByte(UINT page, DWORD flags, LPCWCH wide, int count, LPSTR bytes,
			       int size, LPCCH substitute, LPBOOL substituted)
{
	const DWORD known = WC_COMPOSITECHECK | WC_DISCARDNS | WC_SEPCHARS | WC_DEFAULTCHAR |
			    WC_NO_BEST_FIT_CHARS;
	const struct ws_code_table *table = NULL;
	DWORD allowed = known;
	if (wide == NULL || count == 0 || size < 0 || (size > 0 && bytes == NULL) ||
	    (const void *)wide == (const void *)bytes)
		return fail(ERROR_INVALID_PARAMETER);
	if (page == CP_UTF8) {
		if (substitute != NULL || substituted != NULL)
			return fail(ERROR_INVALID_PARAMETER);
		allowed = WC_ERR_INVALID_CHARS;
	} else if (is_system(page)) {
		allowed |= WC_ERR_INVALID_CHARS;
	} else if ((table = ws_code_table(page)) == NULL) {
		return fail(ERROR_INVALID_PARAMETER);
	}
	if ((flags & ~allowed) != 0)
		return fail(ERROR_INVALID_FLAGS);
	size_t n = count_or_length(count, wide_length(wide));
	struct byte_out o = {bytes, (size_t)size, 0};
	bool good = table == NULL ? bytes_from_wide((const uint16_t *)wide, n, &o)
				  : bytes_from_table(table, (const uint16_t *)wide, n,
						     substitute == NULL ? "?" : substitute, &o);
	if (!good && (flags & WC_ERR_INVALID_CHARS) != 0)
		return fail(ERROR_NO_UNICODE_TRANSLATION);
	if (substituted != NULL)
		*substituted = !good;
	if (o.n > INT32_MAX)
		return fail(ERROR_ARITHMETIC_OVERFLOW);
	if (size > 0 && o.n > o.size)
		return fail(ERROR_INSUFFICIENT_BUFFER);
	return (int)o.n;
}

BOOL WINAPI IsValidCodePage(UINT page)
{
	return page == CP_UTF8 || ws_code_table(page) != NULL;
}

BOOL WINAPI IsDBCSLeadByteEx(UINT page, BYTE byte)
{
	if (is_system(page) || page == CP_UTF8)
		return FALSE;
	const struct ws_code_table *t = ws_code_table(page);
	if (t == NULL)
		return fail(ERROR_INVALID_PARAMETER);
	return t->is_lead[byte];
}

BOOL WINAPI IsDBCSLeadByte(BYTE byte)
{
	return IsDBCSLeadByteEx(CP_ACP, byte);
}

/* GetCPInfo fails with ERROR_INVALID_PARAMETER for a code page there is not. */
BOOL WINAPI GetCPInfo(UINT page, LPCPINFO info)
{
	const struct ws_code_table *t = NULL;
	bool utf8 = is_system(page) || page == CP_UTF8;
	if (info == NULL || (!utf8 && (t = ws_code_table(page)) == NULL))
		return fail(ERROR_INVALID_PARAMETER);
	*info = (CPINFO){.MaxCharSize = utf8 ? 4 : 1, .DefaultChar = {'?', 0}};
	if (t == NULL)
		return TRUE;
	int n = 0;
	for (unsigned i = 0; i < 256; i++) {
		if (!t->is_lead[i])
			continue;
		info->MaxCharSize = 2;
		if (i > 0 && t->is_lead[i - 1])
			info->LeadByte[n - 1] = (BYTE)i;
		else if (n + 2 <= MAX_LEADBYTES - 2) {
			info->LeadByte[n++] = (BYTE)i;
			info->LeadByte[n++] = (BYTE)i;
		}
	}
	return TRUE;
}
