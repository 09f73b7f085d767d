/* widenumber.h: numbers and bytes from and to 16-bit text. Part of stdlib.h and wchar.h. */
#ifndef WINSOCK_WIDENUMBER_H
#define WINSOCK_WIDENUMBER_H

#include <corecrt.h>

#if __SIZEOF_WCHAR_T__ == 2

WINSOCK_BEGIN

long wcstol(const wchar_t *s, wchar_t **end, int base) WINSOCK_ALIAS(wcstol);
unsigned long wcstoul(const wchar_t *s, wchar_t **end, int base) WINSOCK_ALIAS(wcstoul);
__extension__ long long wcstoll(const wchar_t *s, wchar_t **end, int base) WINSOCK_ALIAS(wcstoll);
__extension__ unsigned long long wcstoull(const wchar_t *s, wchar_t **end, int base)
	WINSOCK_ALIAS(wcstoull);
float wcstof(const wchar_t *s, wchar_t **end) WINSOCK_ALIAS(wcstof);
double wcstod(const wchar_t *s, wchar_t **end) WINSOCK_ALIAS(wcstod);
long double wcstold(const wchar_t *s, wchar_t **end) WINSOCK_ALIAS(wcstold);
__extension__ long long _wcstoi64(const wchar_t *s, wchar_t **end, int base)
	WINSOCK_ALIAS(wcstoll);
__extension__ unsigned long long _wcstoui64(const wchar_t *s, wchar_t **end, int base)
	WINSOCK_ALIAS(wcstoull);

int _wtoi(const wchar_t *s) WINSOCK_ALIAS(_wtoi);
int _wtol(const wchar_t *s) WINSOCK_ALIAS(_wtol);
__extension__ long long _wtoi64(const wchar_t *s) WINSOCK_ALIAS(_wtoi64);
__extension__ long long _wtoll(const wchar_t *s) WINSOCK_ALIAS(_wtoi64);
double _wtof(const wchar_t *s) WINSOCK_ALIAS(_wtof);

/* Numbers to text in base 2 to 36; long has 32 bits here, as in Microsoft's. */
wchar_t *_itow(int n, wchar_t *to, int base) WINSOCK_ALIAS(_itow);
wchar_t *_ltow(int n, wchar_t *to, int base) WINSOCK_ALIAS(_itow);
wchar_t *_ultow(unsigned int n, wchar_t *to, int base) WINSOCK_ALIAS(_ultow);
__extension__ wchar_t *_i64tow(long long n, wchar_t *to, int base) WINSOCK_ALIAS(_i64tow);
__extension__ wchar_t *_ui64tow(unsigned long long n, wchar_t *to, int base)
	WINSOCK_ALIAS(_ui64tow);
errno_t _itow_s(int n, wchar_t *to, size_t size, int base) WINSOCK_ALIAS(_itow_s);
errno_t _ltow_s(int n, wchar_t *to, size_t size, int base) WINSOCK_ALIAS(_itow_s);
errno_t _ultow_s(unsigned int n, wchar_t *to, size_t size, int base) WINSOCK_ALIAS(_ultow_s);
__extension__ errno_t _i64tow_s(long long n, wchar_t *to, size_t size, int base)
	WINSOCK_ALIAS(_i64tow_s);
__extension__ errno_t _ui64tow_s(unsigned long long n, wchar_t *to, size_t size, int base)
	WINSOCK_ALIAS(_ui64tow_s);

/* Bytes are always UTF-8, whatever setlocale says. */
int mbtowc(wchar_t *to, const char *s, size_t n) WINSOCK_NOTHROW WINSOCK_ALIAS(mbtowc);
int wctomb(char *s, wchar_t c) WINSOCK_NOTHROW WINSOCK_ALIAS(wctomb);
int mblen(const char *s, size_t n) WINSOCK_NOTHROW WINSOCK_ALIAS(mblen);
size_t mbstowcs(wchar_t *to, const char *s, size_t n) WINSOCK_NOTHROW WINSOCK_ALIAS(mbstowcs);
size_t wcstombs(char *to, const wchar_t *s, size_t n) WINSOCK_NOTHROW WINSOCK_ALIAS(wcstombs);
errno_t mbstowcs_s(size_t *done, wchar_t *to, size_t size, const char *s, size_t n)
	WINSOCK_ALIAS(mbstowcs_s);
errno_t wcstombs_s(size_t *done, char *to, size_t size, const wchar_t *s, size_t n)
	WINSOCK_ALIAS(wcstombs_s);
errno_t wctomb_s(int *done, char *to, rsize_t size, wchar_t c) WINSOCK_ALIAS(wctomb_s);

WINSOCK_END

#ifdef __cplusplus
extern "C++" {
template <size_t N> errno_t mbstowcs_s(size_t *done, wchar_t (&to)[N], const char *s, size_t n)
{
	return mbstowcs_s(done, to, N, s, n);
}
template <size_t N> errno_t wcstombs_s(size_t *done, char (&to)[N], const wchar_t *s, size_t n)
{
	return wcstombs_s(done, to, N, s, n);
}
template <size_t N> errno_t _itow_s(int n, wchar_t (&to)[N], int base)
{
	return _itow_s(n, to, N, base);
}
template <size_t N> errno_t _ltow_s(int n, wchar_t (&to)[N], int base)
{
	return _itow_s(n, to, N, base);
}
template <size_t N> errno_t _ultow_s(unsigned int n, wchar_t (&to)[N], int base)
{
	return _ultow_s(n, to, N, base);
}
template <size_t N> errno_t _i64tow_s(long long n, wchar_t (&to)[N], int base)
{
	return _i64tow_s(n, to, N, base);
}
template <size_t N> errno_t _ui64tow_s(unsigned long long n, wchar_t (&to)[N], int base)
{
	return _ui64tow_s(n, to, N, base);
}
}
#endif

#endif
#endif
