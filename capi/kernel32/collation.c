/*
 * collation.c: comparing texts the way dictionaries do: marks before digits before
 * letters, capitals only deciding between texts that are equal otherwise, hyphens
 * and apostrophes (unless SORT_STRINGSORT) not even that. Accents do not count as
 * the letter below them: letters beyond ASCII follow in Unicode's order.
 */
#include <stringapiset.h>
#include <winerror.h>
#include <winnls.h>

#include <locale.h>
#include <pthread.h>
#include <stdbool.h>

#include "heap.h"
#include "lasterror.h"
#include "libc.h"

static pthread_once_t once = PTHREAD_ONCE_INIT;
static locale_t unicode;

static void open_locale(void)
{
	unicode = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
}

static WCHAR lower(WCHAR c)
{
	if (c < 0x80)
		return c >= 'A' && c <= 'Z' ? (WCHAR)(c + 32) : c;
	pthread_once(&once, open_locale);
	return unicode == (locale_t)0 ? c : (WCHAR)libc_towlower_l(c, unicode);
}

static WCHAR upper(WCHAR c)
{
	if (c < 0x80)
		return c >= 'a' && c <= 'z' ? (WCHAR)(c - 32) : c;
	pthread_once(&once, open_locale);
	return unicode == (locale_t)0 ? c : (WCHAR)libc_towupper_l(c, unicode);
}

/* weight is the first thing that counts: the kind of character, then which. */
static unsigned weight(WCHAR c)
{
	WCHAR l = lower(c);
	if (l < 0x20)
		return l;
	if (l >= '0' && l <= '9')
		return 0x10000u | l;
	if ((l >= 'a' && l <= 'z') || l >= 0xC0)
		return 0x20000u | l;
	return 0x8000u | l;
}

static bool minor(WCHAR c, DWORD flags)
{
	return (flags & SORT_STRINGSORT) == 0 && (c == '-' || c == '\'');
}

static int sign(long long d)
{
	return d < 0 ? CSTR_LESS_THAN : d > 0 ? CSTR_GREATER_THAN : CSTR_EQUAL;
}

static int collate(const WCHAR *a, int na, const WCHAR *b, int nb, DWORD flags)
{
	int by_case = 0, i = 0, j = 0;
	for (;; i++, j++) {
		while (i < na && minor(a[i], flags))
			i++;
		while (j < nb && minor(b[j], flags))
			j++;
		if (i == na || j == nb)
			break;
		unsigned x = weight(a[i]), y = weight(b[j]);
		if (x != y)
			return sign((long long)x - y);
		if (by_case == 0 && a[i] != b[j])
			by_case = a[i] == lower(a[i]) ? -1 : 1;
	}
	if (i < na || j < nb)
		return i < na ? CSTR_GREATER_THAN : CSTR_LESS_THAN;
	if (by_case != 0 && (flags & (NORM_IGNORECASE | LINGUISTIC_IGNORECASE)) == 0)
		return sign(by_case);
	return sign((long long)na - nb); /* hyphens and apostrophes */
}

static int length(LPCWCH text, int count)
{
	if (count >= 0)
		return count;
	int n = 0;
	while (text[n] != 0)
		n++;
	return n;
}

static int wrong(void)
{
	ws_last_error = ERROR_INVALID_PARAMETER;
	return 0;
}

/* CompareString returns 0 with ERROR_INVALID_PARAMETER when a text is NULL. */
int WINAPI CompareStringW(LCID locale, DWORD flags, PCNZWCH a, int a_count, PCNZWCH b,
			  int b_count)
{
	(void)locale;
	if (a == NULL || b == NULL)
		return wrong();
	return collate(a, length(a, a_count), b, length(b, b_count), flags);
}

static WCHAR *widened(PCNZCH text, int count, int *n)
{
	*n = count == 0 ? 0 : MultiByteToWideChar(CP_ACP, 0, text, count, NULL, 0);
	WCHAR *wide = ws_heap_alloc(((size_t)*n + 1) * sizeof(WCHAR), 0);
	if (wide == NULL) {
		ws_last_error = ERROR_NOT_ENOUGH_MEMORY;
		return NULL;
	}
	if (*n > 0)
		MultiByteToWideChar(CP_ACP, 0, text, count, wide, *n);
	*n -= count < 0; /* the end does not count */
	return wide;
}

int WINAPI CompareStringA(LCID locale, DWORD flags, PCNZCH a, int a_count, PCNZCH b,
			  int b_count)
{
	(void)locale;
	int na, nb, result = 0;
	if (a == NULL || b == NULL)
		return wrong();
	WCHAR *x = widened(a, a_count, &na);
	WCHAR *y = x == NULL ? NULL : widened(b, b_count, &nb);
	if (y != NULL)
		result = collate(x, na, y, nb, flags);
	if (x != NULL)
		ws_heap_free(x);
	if (y != NULL)
		ws_heap_free(y);
	return result;
}

/* CompareStringOrdinal compares units, capitals for all when case is ignored. */
int WINAPI CompareStringOrdinal(LPCWCH a, int a_count, LPCWCH b, int b_count,
				BOOL ignore_case)
{
	if (a == NULL || b == NULL || a_count < -1 || b_count < -1)
		return wrong();
	int na = length(a, a_count), nb = length(b, b_count);
	for (int i = 0; i < na && i < nb; i++) {
		WCHAR x = ignore_case ? upper(a[i]) : a[i];
		WCHAR y = ignore_case ? upper(b[i]) : b[i];
		if (x != y)
			return sign((long long)x - y);
	}
	return sign((long long)na - nb);
}
