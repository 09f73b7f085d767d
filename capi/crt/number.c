/* number.c: numbers to narrow text and back, rotations, byte orders. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "number.h"
#include "results.h"
#include "secure.h"

char *ws_radix(char text[66], unsigned long long n, int negative, unsigned base)
{
	char *p = text + 65;

	*p = 0;
	do {
		*--p = "0123456789abcdefghijklmnopqrstuvwxyz"[n % base];
		n /= base;
	} while (n);
	if (negative)
		*--p = '-';
	return p;
}

static errno_t write_digits(unsigned long long n, int negative, char *to, size_t size, int base)
{
	char text[66], *digits;
	size_t length;

	if (!to || !size)
		return ws_refuse(EINVAL);
	*to = 0;
	if (base < 2 || base > 36)
		return ws_refuse(EINVAL);
	digits = ws_radix(text, n, negative, (unsigned)base);
	length = strlen(digits) + 1;
	if (length > size)
		return ws_refuse(ERANGE);
	memcpy(to, digits, length);
	return 0;
}

/* Only in base 10 is a number negative; in others it is its bits. */
errno_t _itoa_s(int n, char *to, size_t size, int base)
{
	if (base == 10 && n < 0)
		return write_digits(-(unsigned long long)n, 1, to, size, base);
	return write_digits((unsigned)n, 0, to, size, base);
}

errno_t _ultoa_s(unsigned int n, char *to, size_t size, int base)
{
	return write_digits(n, 0, to, size, base);
}

errno_t _i64toa_s(long long n, char *to, size_t size, int base)
{
	if (base == 10 && n < 0)
		return write_digits(-(unsigned long long)n, 1, to, size, base);
	return write_digits((unsigned long long)n, 0, to, size, base);
}

errno_t _ui64toa_s(unsigned long long n, char *to, size_t size, int base)
{
	return write_digits(n, 0, to, size, base);
}

char *_itoa(int n, char *to, int base)
{
	_itoa_s(n, to, 66, base);
	return to;
}

char *_ultoa(unsigned int n, char *to, int base)
{
	_ultoa_s(n, to, 66, base);
	return to;
}

char *_i64toa(long long n, char *to, int base)
{
	_i64toa_s(n, to, 66, base);
	return to;
}

char *_ui64toa(unsigned long long n, char *to, int base)
{
	_ui64toa_s(n, to, 66, base);
	return to;
}

long long _atoi64(const char *s)
{
	return strtoll(s, NULL, 10);
}

long long _strtoi64(const char *s, char **end, int base)
{
	return strtoll(s, end, base);
}

unsigned long long _strtoui64(const char *s, char **end, int base)
{
	return strtoull(s, end, base);
}

double _strtod_l(const char *s, char **end, _locale_t locale)
{
	return locale ? strtod_l(s, end, locale) : strtod(s, end);
}

char *_gcvt(double n, int digits, char *to)
{
	return gcvt(n, digits, to);
}

char *_ecvt(double n, int digits, int *point, int *sign)
{
	char *text = ws_results()->number;

	return ecvt_r(n, digits, point, sign, text, _CVTBUFSIZE) == 0 ? text : NULL;
}

char *_fcvt(double n, int digits, int *point, int *sign)
{
	char *text = ws_results()->number;

	return fcvt_r(n, digits, point, sign, text, _CVTBUFSIZE) == 0 ? text : NULL;
}

long long _abs64(long long n)
{
	return n < 0 ? (long long)-(unsigned long long)n : n;
}

unsigned int(_rotl)(unsigned int n, int by)
{
	return n << (by & 31) | n >> (-by & 31);
}

unsigned int(_rotr)(unsigned int n, int by)
{
	return n >> (by & 31) | n << (-by & 31);
}

uint64_t _rotl64(uint64_t n, int by)
{
	return n << (by & 63) | n >> (-by & 63);
}

uint64_t _rotr64(uint64_t n, int by)
{
	return n >> (by & 63) | n << (-by & 63);
}

unsigned short _byteswap_ushort(unsigned short n)
{
	return __builtin_bswap16(n);
}

unsigned int _byteswap_ulong(unsigned int n)
{
	return __builtin_bswap32(n);
}

unsigned long long _byteswap_uint64(unsigned long long n)
{
	return __builtin_bswap64(n);
}

void _swab(char *from, char *to, int n)
{
	if (!from || !to || n < 0) {
		ws_refuse(EINVAL);
		return;
	}
	swab(from, to, n);
}
