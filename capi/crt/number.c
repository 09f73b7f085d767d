/* number.c: numbers to narrow text and back, rotations, byte orders. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "results.h"

#define CHARACTER char
#define DIGITS(before, after) before##toa##after
#include "number_family.h"

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
