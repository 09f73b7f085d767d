/* time.c: Microsoft's functions on times. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timeb.h>
#include <time.h>
#include <wchar.h>

#include "secure.h"

static struct timespec began;

__attribute__((constructor)) static void begin(void)
{
	clock_gettime(CLOCK_MONOTONIC, &began);
}

clock_t clock(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (now.tv_sec - began.tv_sec) * 1000 + (now.tv_nsec - began.tv_nsec) / 1000000;
}

/*
 * Times before 1970 and after the year 3000 are refused, as Microsoft's 64-bit
 * functions do (localtime_s: "Return value").
 */
#define LAST_TIME 32536850399ll

static errno_t broken_down(struct tm *to, const __time64_t *t,
	struct tm *(*convert)(const time_t *, struct tm *))
{
	time_t value;

	if (to)
		memset(to, 0xFF, sizeof *to);
	if (!to || !t)
		return ws_refuse(EINVAL);
	if (*t < 0 || *t > LAST_TIME) {
		errno = EINVAL;
		return EINVAL;
	}
	value = *t;
	return convert(&value, to) ? 0 : errno;
}

errno_t _localtime64_s(struct tm *to, const __time64_t *t)
{
	return broken_down(to, t, localtime_r);
}

errno_t _gmtime64_s(struct tm *to, const __time64_t *t)
{
	return broken_down(to, t, gmtime_r);
}

errno_t localtime_s(struct tm *to, const time_t *t)
{
	return broken_down(to, (const __time64_t *)t, localtime_r);
}

errno_t gmtime_s(struct tm *to, const time_t *t)
{
	return broken_down(to, (const __time64_t *)t, gmtime_r);
}

errno_t _localtime32_s(struct tm *to, const __time32_t *t)
{
	__time64_t value = t ? *t : 0;

	return broken_down(to, t ? &value : NULL, localtime_r);
}

errno_t _gmtime32_s(struct tm *to, const __time32_t *t)
{
	__time64_t value = t ? *t : 0;

	return broken_down(to, t ? &value : NULL, gmtime_r);
}

/* The functions without a buffer have one for each thread. */
static struct tm *own_tm(void)
{
	static __thread struct tm own;

	return &own;
}

struct tm *_localtime64(const __time64_t *t)
{
	return _localtime64_s(own_tm(), t) == 0 ? own_tm() : NULL;
}

struct tm *_gmtime64(const __time64_t *t)
{
	return _gmtime64_s(own_tm(), t) == 0 ? own_tm() : NULL;
}

struct tm *_localtime32(const __time32_t *t)
{
	return _localtime32_s(own_tm(), t) == 0 ? own_tm() : NULL;
}

struct tm *_gmtime32(const __time32_t *t)
{
	return _gmtime32_s(own_tm(), t) == 0 ? own_tm() : NULL;
}

__time64_t _time64(__time64_t *t)
{
	__time64_t now = time(NULL);

	if (t)
		*t = now;
	return now;
}

__time32_t _time32(__time32_t *t)
{
	__time32_t now = (__time32_t)time(NULL);

	if (t)
		*t = now;
	return now;
}

__time64_t _mktime64(struct tm *t)
{
	return mktime(t);
}

__time32_t _mktime32(struct tm *t)
{
	time_t value = mktime(t);

	return value == (__time32_t)value ? (__time32_t)value : -1;
}

__time64_t _mkgmtime64(struct tm *t)
{
	return timegm(t);
}

time_t _mkgmtime(struct tm *t)
{
	return timegm(t);
}

double _difftime64(__time64_t later, __time64_t earlier)
{
	return (double)(later - earlier);
}

/* Text of 26 bytes as asctime writes it; the day has two digits. */
errno_t asctime_s(char *to, size_t size, const struct tm *t)
{
	static const char days[] = "SunMonTueWedThuFriSat";
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

	if (!to || !size)
		return ws_refuse(EINVAL);
	*to = 0;
	if (!t || size < 26)
		return ws_refuse(EINVAL);
	if (t->tm_year < 0 || t->tm_mon < 0 || t->tm_mon > 11 || t->tm_wday < 0 ||
	    t->tm_wday > 6 || t->tm_mday < 1 || t->tm_mday > 31 || t->tm_hour < 0 ||
	    t->tm_hour > 23 || t->tm_min < 0 || t->tm_min > 59 || t->tm_sec < 0 || t->tm_sec > 60 ||
	    t->tm_year > 8099)
		return ws_refuse(EINVAL);
	snprintf(to, size, "%.3s %.3s %02d %02d:%02d:%02d %d\n", days + 3 * t->tm_wday,
		months + 3 * t->tm_mon, t->tm_mday, t->tm_hour, t->tm_min, t->tm_sec,
		1900 + t->tm_year);
	return 0;
}

errno_t _ctime64_s(char *to, size_t size, const __time64_t *t)
{
	struct tm local;
	errno_t code;

	if (!to || !size)
		return ws_refuse(EINVAL);
	*to = 0;
	if (!t || size < 26)
		return ws_refuse(EINVAL);
	code = _localtime64_s(&local, t);
	return code ? code : asctime_s(to, size, &local);
}

errno_t ctime_s(char *to, size_t size, const time_t *t)
{
	return _ctime64_s(to, size, (const __time64_t *)t);
}

char *_ctime64(const __time64_t *t)
{
	static __thread char own[26];

	return _ctime64_s(own, sizeof own, t) == 0 ? own : NULL;
}

/* now writes the local time by format to text of size bytes. */
static void now(char *text, size_t size, const char *format)
{
	time_t t = time(NULL);
	struct tm local;

	localtime_r(&t, &local);
	strftime(text, size, format, &local);
}

char *_strdate(char *to)
{
	now(to, 9, "%m/%d/%y");
	return to;
}

char *_strtime(char *to)
{
	now(to, 9, "%H:%M:%S");
	return to;
}

static errno_t now_s(char *to, size_t size, const char *format)
{
	if (!to || !size)
		return ws_refuse(EINVAL);
	*to = 0;
	if (size < 9)
		return ws_refuse(ERANGE);
	now(to, size, format);
	return 0;
}

errno_t _strdate_s(char *to, size_t size)
{
	return now_s(to, size, "%m/%d/%y");
}

errno_t _strtime_s(char *to, size_t size)
{
	return now_s(to, size, "%H:%M:%S");
}

void _tzset(void)
{
	tzset();
}

int *__p__daylight(void)
{
	return &daylight;
}

int *__p__timezone(void)
{
	static __thread int seconds;

	seconds = (int)timezone;
	return &seconds;
}

char **__p__tzname(void)
{
	return tzname;
}

errno_t _get_daylight(int *hours)
{
	if (!hours)
		return ws_refuse(EINVAL);
	*hours = daylight != 0;
	return 0;
}

errno_t _get_dstbias(int *seconds)
{
	if (!seconds)
		return ws_refuse(EINVAL);
	*seconds = daylight ? -3600 : 0;
	return 0;
}

errno_t _get_timezone(int *seconds)
{
	if (!seconds)
		return ws_refuse(EINVAL);
	*seconds = (int)timezone;
	return 0;
}

errno_t _get_tzname(size_t *need, char *to, size_t size, int index)
{
	size_t length;

	if (!need || (!to && size) || (to && !size) || index < 0 || index > 1)
		return ws_refuse(EINVAL);
	length = strlen(tzname[index]) + 1;
	*need = length;
	if (!to)
		return 0;
	if (length > size)
		return ws_refuse(ERANGE);
	memcpy(to, tzname[index], length);
	return 0;
}

errno_t _ftime_s(struct timeb *to)
{
	struct timespec t;
	struct tm local;

	if (!to)
		return ws_refuse(EINVAL);
	clock_gettime(CLOCK_REALTIME, &t);
	localtime_r(&t.tv_sec, &local);
	to->time = t.tv_sec;
	to->millitm = (unsigned short)(t.tv_nsec / 1000000);
	to->timezone = (short)(timezone / 60);
	to->dstflag = local.tm_isdst > 0;
	return 0;
}

void _ftime(struct timeb *to)
{
	_ftime_s(to);
}

int ftime(struct timeb *to)
{
	_ftime_s(to);
	return 0;
}
