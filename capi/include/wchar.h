/* wchar.h: 16-bit wide text; the C library's own when wchar_t has 32 bits. */
#pragma GCC system_header
#if __SIZEOF_WCHAR_T__ != 2
#include_next <wchar.h>
#else
#ifndef _INC_WCHAR
#define _INC_WCHAR
/* The C library's header must not be read after this one: it would bind its 32-bit functions. */
#define _WCHAR_H 1

#define __need___va_list
#include <stdarg.h>
#include <bits/types/mbstate_t.h>
#include <bits/types/struct_tm.h>
#include <corecrt.h>
#include <wctype.h>
#include <winsock/widestring.h>
#include <winsock/widenumber.h>
#include <winsock/widefile.h>

#ifndef WCHAR_MIN
#define WCHAR_MIN 0
#define WCHAR_MAX 0xffff
#endif

WINSOCK_BEGIN

/*
 * UTF-8 and UTF-16 one unit at a time. Of four bytes the first three give the
 * high surrogate and the last the low one; a high surrogate takes no byte and
 * the low one behind it writes four.
 */
wint_t btowc(int c) WINSOCK_ALIAS(btowc);
int wctob(wint_t c) WINSOCK_ALIAS(wctob);
int mbsinit(const mbstate_t *state) WINSOCK_ALIAS(mbsinit);
size_t mbrlen(const char *s, size_t n, mbstate_t *state) WINSOCK_ALIAS(mbrlen);
size_t mbrtowc(wchar_t *to, const char *s, size_t n, mbstate_t *state) WINSOCK_ALIAS(mbrtowc);
size_t wcrtomb(char *to, wchar_t c, mbstate_t *state) WINSOCK_ALIAS(wcrtomb);
size_t mbsrtowcs(wchar_t *to, const char **s, size_t n, mbstate_t *state)
	WINSOCK_ALIAS(mbsrtowcs);
size_t wcsrtombs(char *to, const wchar_t **s, size_t n, mbstate_t *state)
	WINSOCK_ALIAS(wcsrtombs);
errno_t wcrtomb_s(size_t *done, char *to, size_t size, wchar_t c, mbstate_t *state)
	WINSOCK_ALIAS(wcrtomb_s);
errno_t mbsrtowcs_s(size_t *done, wchar_t *to, size_t size, const char **s, size_t n,
	mbstate_t *state) WINSOCK_ALIAS(mbsrtowcs_s);
errno_t wcsrtombs_s(size_t *done, char *to, size_t size, const wchar_t **s, size_t n,
	mbstate_t *state) WINSOCK_ALIAS(wcsrtombs_s);

size_t wcsftime(wchar_t *to, size_t n, const wchar_t *format, const struct tm *t)
	WINSOCK_ALIAS(wcsftime);

WINSOCK_END

#include <winsock/widepath.h>
#include <winsock/widetime.h>
#include <winsock/wideio.h>
#include <winsock/wideprocess.h>
#include <winsock/wformat.h>

#endif
#endif
