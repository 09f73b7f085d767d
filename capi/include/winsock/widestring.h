/* widestring.h: text of 16-bit characters. Part of string.h and wchar.h. */
#pragma GCC system_header
#ifndef WINSOCK_WIDESTRING_H
#define WINSOCK_WIDESTRING_H

#include <corecrt.h>

/* With 32-bit wchar_t the C library's own functions are right. */
#if __SIZEOF_WCHAR_T__ == 2

WINSOCK_BEGIN

size_t wcslen(const wchar_t *s) WINSOCK_ALIAS(wcslen);
size_t wcsnlen(const wchar_t *s, size_t max) WINSOCK_ALIAS(wcsnlen);
wchar_t *wcscpy(wchar_t *to, const wchar_t *from) WINSOCK_ALIAS(wcscpy);
wchar_t *wcsncpy(wchar_t *to, const wchar_t *from, size_t n) WINSOCK_ALIAS(wcsncpy);
wchar_t *wcscat(wchar_t *to, const wchar_t *from) WINSOCK_ALIAS(wcscat);
wchar_t *wcsncat(wchar_t *to, const wchar_t *from, size_t n) WINSOCK_ALIAS(wcsncat);
int wcscmp(const wchar_t *a, const wchar_t *b) WINSOCK_ALIAS(wcscmp);
int wcsncmp(const wchar_t *a, const wchar_t *b, size_t n) WINSOCK_ALIAS(wcsncmp);
int wcscoll(const wchar_t *a, const wchar_t *b) WINSOCK_ALIAS(wcscoll);
size_t wcsxfrm(wchar_t *to, const wchar_t *from, size_t n) WINSOCK_ALIAS(wcsxfrm);
size_t wcsspn(const wchar_t *s, const wchar_t *set) WINSOCK_ALIAS(wcsspn);
size_t wcscspn(const wchar_t *s, const wchar_t *set) WINSOCK_ALIAS(wcscspn);
int wmemcmp(const wchar_t *a, const wchar_t *b, size_t n) WINSOCK_ALIAS(wmemcmp);
wchar_t *wmemcpy(wchar_t *to, const wchar_t *from, size_t n) WINSOCK_ALIAS(wmemcpy);
wchar_t *wmemmove(wchar_t *to, const wchar_t *from, size_t n) WINSOCK_ALIAS(wmemmove);
wchar_t *wmemset(wchar_t *s, wchar_t c, size_t n) WINSOCK_ALIAS(wmemset);
wchar_t *wcpcpy(wchar_t *to, const wchar_t *from) WINSOCK_ALIAS(wcpcpy);

#ifdef __cplusplus
/* Searches return what they are given: C++ has two of each (26.3.5 [cwchar.syn]). */
#define __CORRECT_ISO_CPP_WCHAR_H_PROTO
extern "C++" {
wchar_t *wcschr(wchar_t *s, wchar_t c) WINSOCK_ALIAS(wcschr);
const wchar_t *wcschr(const wchar_t *s, wchar_t c) WINSOCK_ALIAS(wcschr);
wchar_t *wcsrchr(wchar_t *s, wchar_t c) WINSOCK_ALIAS(wcsrchr);
const wchar_t *wcsrchr(const wchar_t *s, wchar_t c) WINSOCK_ALIAS(wcsrchr);
wchar_t *wcspbrk(wchar_t *s, const wchar_t *set) WINSOCK_ALIAS(wcspbrk);
const wchar_t *wcspbrk(const wchar_t *s, const wchar_t *set) WINSOCK_ALIAS(wcspbrk);
wchar_t *wcsstr(wchar_t *s, const wchar_t *part) WINSOCK_ALIAS(wcsstr);
const wchar_t *wcsstr(const wchar_t *s, const wchar_t *part) WINSOCK_ALIAS(wcsstr);
wchar_t *wmemchr(wchar_t *s, wchar_t c, size_t n) WINSOCK_ALIAS(wmemchr);
const wchar_t *wmemchr(const wchar_t *s, wchar_t c, size_t n) WINSOCK_ALIAS(wmemchr);
}
#else
wchar_t *wcschr(const wchar_t *s, wchar_t c) WINSOCK_ALIAS(wcschr);
wchar_t *wcsrchr(const wchar_t *s, wchar_t c) WINSOCK_ALIAS(wcsrchr);
wchar_t *wcspbrk(const wchar_t *s, const wchar_t *set) WINSOCK_ALIAS(wcspbrk);
wchar_t *wcsstr(const wchar_t *s, const wchar_t *part) WINSOCK_ALIAS(wcsstr);
wchar_t *wmemchr(const wchar_t *s, wchar_t c, size_t n) WINSOCK_ALIAS(wmemchr);
#endif

/*
 * wcstok has three arguments in the C standard and had two in Microsoft's older
 * run-times, where the place is kept for each thread. Both are accepted.
 */
wchar_t *wcstok(wchar_t *s, const wchar_t *set, wchar_t **context) WINSOCK_ALIAS(wcstok);
wchar_t *_wcstok(wchar_t *s, const wchar_t *set) WINSOCK_ALIAS(_wcstok);
#ifdef __cplusplus
extern "C++" {
inline wchar_t *wcstok(wchar_t *s, const wchar_t *set)
{
	return _wcstok(s, set);
}
}
#else
#define WINSOCK_WCSTOK(s, set, context, function, ...) function
#define wcstok(...) WINSOCK_WCSTOK(__VA_ARGS__, wcstok, _wcstok, 0)(__VA_ARGS__)
#endif

wchar_t *_wcsdup(const wchar_t *s) WINSOCK_ALIAS(_wcsdup);
wchar_t *wcsdup(const wchar_t *s) WINSOCK_ALIAS(_wcsdup);
int _wcsicmp(const wchar_t *a, const wchar_t *b) WINSOCK_ALIAS(_wcsicmp);
int wcsicmp(const wchar_t *a, const wchar_t *b) WINSOCK_ALIAS(_wcsicmp);
int wcscasecmp(const wchar_t *a, const wchar_t *b) WINSOCK_ALIAS(_wcsicmp);
int _wcsnicmp(const wchar_t *a, const wchar_t *b, size_t n) WINSOCK_ALIAS(_wcsnicmp);
int wcsnicmp(const wchar_t *a, const wchar_t *b, size_t n) WINSOCK_ALIAS(_wcsnicmp);
int wcsncasecmp(const wchar_t *a, const wchar_t *b, size_t n) WINSOCK_ALIAS(_wcsnicmp);
int _wcsicoll(const wchar_t *a, const wchar_t *b) WINSOCK_ALIAS(_wcsicoll);
int _wcsncoll(const wchar_t *a, const wchar_t *b, size_t n) WINSOCK_ALIAS(_wcsncoll);
int _wcsnicoll(const wchar_t *a, const wchar_t *b, size_t n) WINSOCK_ALIAS(_wcsnicoll);
wchar_t *_wcslwr(wchar_t *s) WINSOCK_ALIAS(_wcslwr);
wchar_t *wcslwr(wchar_t *s) WINSOCK_ALIAS(_wcslwr);
wchar_t *_wcsupr(wchar_t *s) WINSOCK_ALIAS(_wcsupr);
wchar_t *wcsupr(wchar_t *s) WINSOCK_ALIAS(_wcsupr);
wchar_t *_wcsrev(wchar_t *s) WINSOCK_ALIAS(_wcsrev);
wchar_t *wcsrev(wchar_t *s) WINSOCK_ALIAS(_wcsrev);
wchar_t *_wcsset(wchar_t *s, wchar_t c) WINSOCK_ALIAS(_wcsset);
wchar_t *_wcsnset(wchar_t *s, wchar_t c, size_t n) WINSOCK_ALIAS(_wcsnset);
wchar_t *_wcserror(int code) WINSOCK_ALIAS(_wcserror);

/* Secure functions: size counts characters, 0 is success. */
errno_t wcscpy_s(wchar_t *to, rsize_t size, const wchar_t *from) WINSOCK_ALIAS(wcscpy_s);
errno_t wcsncpy_s(wchar_t *to, rsize_t size, const wchar_t *from, rsize_t n)
	WINSOCK_ALIAS(wcsncpy_s);
errno_t wcscat_s(wchar_t *to, rsize_t size, const wchar_t *from) WINSOCK_ALIAS(wcscat_s);
errno_t wcsncat_s(wchar_t *to, rsize_t size, const wchar_t *from, rsize_t n)
	WINSOCK_ALIAS(wcsncat_s);
wchar_t *wcstok_s(wchar_t *s, const wchar_t *set, wchar_t **context) WINSOCK_ALIAS(wcstok_s);
errno_t wmemcpy_s(wchar_t *to, rsize_t size, const wchar_t *from, rsize_t n)
	WINSOCK_ALIAS(wmemcpy_s);
errno_t wmemmove_s(wchar_t *to, rsize_t size, const wchar_t *from, rsize_t n)
	WINSOCK_ALIAS(wmemmove_s);
errno_t _wcslwr_s(wchar_t *s, size_t size) WINSOCK_ALIAS(_wcslwr_s);
errno_t _wcsupr_s(wchar_t *s, size_t size) WINSOCK_ALIAS(_wcsupr_s);
errno_t _wcsset_s(wchar_t *s, size_t size, wchar_t c) WINSOCK_ALIAS(_wcsset_s);
errno_t _wcsnset_s(wchar_t *s, size_t size, wchar_t c, size_t n) WINSOCK_ALIAS(_wcsnset_s);
errno_t _wcserror_s(wchar_t *to, size_t size, int code) WINSOCK_ALIAS(_wcserror_s);
#define wcsnlen_s(s, max) ((s) ? wcsnlen((s), (max)) : 0)

WINSOCK_END

#ifdef __cplusplus
extern "C++" {
template <size_t N> errno_t wcscpy_s(wchar_t (&to)[N], const wchar_t *from)
{
	return wcscpy_s(to, N, from);
}
template <size_t N> errno_t wcsncpy_s(wchar_t (&to)[N], const wchar_t *from, size_t n)
{
	return wcsncpy_s(to, N, from, n);
}
template <size_t N> errno_t wcscat_s(wchar_t (&to)[N], const wchar_t *from)
{
	return wcscat_s(to, N, from);
}
template <size_t N> errno_t wcsncat_s(wchar_t (&to)[N], const wchar_t *from, size_t n)
{
	return wcsncat_s(to, N, from, n);
}
template <size_t N> errno_t _wcslwr_s(wchar_t (&s)[N])
{
	return _wcslwr_s(s, N);
}
template <size_t N> errno_t _wcsupr_s(wchar_t (&s)[N])
{
	return _wcsupr_s(s, N);
}
template <size_t N> errno_t _wcserror_s(wchar_t (&to)[N], int code)
{
	return _wcserror_s(to, N, code);
}
}
#endif

#endif
#endif
