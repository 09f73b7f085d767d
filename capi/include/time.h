/* time.h: the C library's, and Microsoft's names. */
#pragma GCC system_header
#include_next <time.h>
/* The C library's header is read in parts by others. */
#if !defined(_INC_TIME) && defined(CLOCKS_PER_SEC)
#define _INC_TIME

#include <corecrt.h>
#include <winsock/widetime.h>

#define _CLOCKS_PER_SEC_ CLOCKS_PER_SEC
#ifndef CLK_TCK
#define CLK_TCK CLOCKS_PER_SEC
#endif

WINSOCK_BEGIN

/*
 * clock counts milliseconds of wall time since the program began, as
 * Microsoft's does.
 */
#undef CLOCKS_PER_SEC
#define CLOCKS_PER_SEC ((clock_t)1000)
clock_t clock(void) WINSOCK_NOTHROW WINSOCK_ALIAS(clock);

/* %#d is without leading zeros, %#c and %#x are long. */
size_t strftime(char *to, size_t size, const char *format, const struct tm *t) WINSOCK_NOTHROW WINSOCK_ALIAS(strftime);

/* The structure comes first, other than in the C standard's Annex K. */
errno_t localtime_s(struct tm *to, const time_t *t) WINSOCK_ALIAS(localtime_s);
errno_t _localtime64_s(struct tm *to, const __time64_t *t) WINSOCK_ALIAS(_localtime64_s);
errno_t _localtime32_s(struct tm *to, const __time32_t *t) WINSOCK_ALIAS(_localtime32_s);
errno_t gmtime_s(struct tm *to, const time_t *t) WINSOCK_ALIAS(gmtime_s);
errno_t _gmtime64_s(struct tm *to, const __time64_t *t) WINSOCK_ALIAS(_gmtime64_s);
errno_t _gmtime32_s(struct tm *to, const __time32_t *t) WINSOCK_ALIAS(_gmtime32_s);
errno_t asctime_s(char *to, size_t size, const struct tm *t) WINSOCK_ALIAS(asctime_s);
errno_t ctime_s(char *to, size_t size, const time_t *t) WINSOCK_ALIAS(ctime_s);
errno_t _ctime64_s(char *to, size_t size, const __time64_t *t) WINSOCK_ALIAS(_ctime64_s);

__time64_t _time64(__time64_t *t) WINSOCK_ALIAS(_time64);
__time32_t _time32(__time32_t *t) WINSOCK_ALIAS(_time32);
struct tm *_localtime64(const __time64_t *t) WINSOCK_ALIAS(_localtime64);
struct tm *_localtime32(const __time32_t *t) WINSOCK_ALIAS(_localtime32);
struct tm *_gmtime64(const __time64_t *t) WINSOCK_ALIAS(_gmtime64);
struct tm *_gmtime32(const __time32_t *t) WINSOCK_ALIAS(_gmtime32);
__time64_t _mktime64(struct tm *t) WINSOCK_ALIAS(_mktime64);
__time32_t _mktime32(struct tm *t) WINSOCK_ALIAS(_mktime32);
__time64_t _mkgmtime64(struct tm *t) WINSOCK_ALIAS(_mkgmtime64);
time_t _mkgmtime(struct tm *t) WINSOCK_ALIAS(_mkgmtime);
char *_ctime64(const __time64_t *t) WINSOCK_ALIAS(_ctime64);
double _difftime64(__time64_t later, __time64_t earlier) WINSOCK_ALIAS(_difftime64);
char *_strdate(char *to) WINSOCK_ALIAS(_strdate);
char *_strtime(char *to) WINSOCK_ALIAS(_strtime);
errno_t _strdate_s(char *to, size_t size) WINSOCK_ALIAS(_strdate_s);
errno_t _strtime_s(char *to, size_t size) WINSOCK_ALIAS(_strtime_s);

void _tzset(void) WINSOCK_ALIAS(_tzset);
int *__p__daylight(void) WINSOCK_ALIAS(__p__daylight);
int *__p__timezone(void) WINSOCK_ALIAS(__p__timezone);
char **__p__tzname(void) WINSOCK_ALIAS(__p__tzname);
#define _daylight (*__p__daylight())
#define _timezone (*__p__timezone())
#define _tzname (__p__tzname())
errno_t _get_daylight(int *hours) WINSOCK_ALIAS(_get_daylight);
errno_t _get_dstbias(int *seconds) WINSOCK_ALIAS(_get_dstbias);
/* long in Microsoft's run-time, of 32 bits. */
errno_t _get_timezone(int *seconds) WINSOCK_ALIAS(_get_timezone);
errno_t _get_tzname(size_t *need, char *to, size_t size, int index) WINSOCK_ALIAS(_get_tzname);

WINSOCK_END

#ifdef __cplusplus
extern "C++" {
inline errno_t _get_timezone(long *seconds)
{
	int value = 0;
	errno_t code = seconds ? _get_timezone(&value) : _get_timezone((int *)0);

	if (code == 0)
		*seconds = value;
	return code;
}
inline errno_t _get_dstbias(long *seconds)
{
	int value = 0;
	errno_t code = seconds ? _get_dstbias(&value) : _get_dstbias((int *)0);

	if (code == 0)
		*seconds = value;
	return code;
}
template <size_t N> errno_t asctime_s(char (&to)[N], const struct tm *t)
{
	return asctime_s(to, N, t);
}
template <size_t N> errno_t ctime_s(char (&to)[N], const time_t *t)
{
	return ctime_s(to, N, t);
}
template <size_t N> errno_t _strdate_s(char (&to)[N])
{
	return _strdate_s(to, N);
}
template <size_t N> errno_t _strtime_s(char (&to)[N])
{
	return _strtime_s(to, N);
}
}
#endif

#endif
