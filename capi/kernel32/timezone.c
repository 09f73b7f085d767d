/* timezone.c: the zone's two distances from UTC and the days that change them. */
#include "filetime.h"

#include <timezoneapi.h>
#include <winerror.h>

#include <stdbool.h>
#include <string.h>
#include <time.h>

#include "lasterror.h"

#define TICKS_A_MINUTE (60 * WS_TICKS_A_SECOND)

static struct tm local(time_t t)
{
	struct tm tm = {0};
	localtime_r(&t, &tm);
	return tm;
}

/* change_between finds the second at which summer time begins or ends. */
static time_t change_between(time_t before, time_t after)
{
	bool summer = local(before).tm_isdst > 0;
	while (after - before > 1) {
		time_t middle = before + (after - before) / 2;
		if ((local(middle).tm_isdst > 0) == summer)
			before = middle;
		else
			after = middle;
	}
	return after;
}

/* rule writes the change at t the way of SYSTEMTIME's "fourth Sunday at two". */
static void rule(time_t t, SYSTEMTIME *s)
{
	struct tm was = local(t - 1);
	time_t wall = t + was.tm_gmtoff; /* on the clocks that were right until then */
	struct tm tm;
	gmtime_r(&wall, &tm);
	int year = tm.tm_year + 1900, month = tm.tm_mon + 1;
	bool last = tm.tm_mday + 7 > ws_days_in_month(year, month);
	*s = (SYSTEMTIME){
		.wMonth = (WORD)month,
		.wDayOfWeek = (WORD)tm.tm_wday,
		.wDay = (WORD)(last ? 5 : (tm.tm_mday - 1) / 7 + 1),
		.wHour = (WORD)tm.tm_hour,
		.wMinute = (WORD)tm.tm_min,
		.wSecond = (WORD)tm.tm_sec,
	};
}

static void name(WCHAR to[32], const char *from)
{
	int n = 0;
	while (from != NULL && from[n] != 0 && n < 31) {
		to[n] = (unsigned char)from[n];
		n++;
	}
	to[n] = 0;
}

/*
 * GetTimeZoneInformation returns which of the two times the zone has now, or
 * TIME_ZONE_ID_UNKNOWN where it has only one this year.
 */
DWORD WINAPI GetTimeZoneInformation(LPTIME_ZONE_INFORMATION zone)
{
	time_t now = time(NULL);
	struct tm today = local(now);
	struct tm new_year = {.tm_year = today.tm_year, .tm_mday = 1};
	time_t first = timegm(&new_year), day = 86400;
	*zone = (TIME_ZONE_INFORMATION){.Bias = -(LONG)(today.tm_gmtoff / 60)};
	name(zone->StandardName, today.tm_zone);
	name(zone->DaylightName, today.tm_zone);
	bool changes = false;
	for (time_t t = first; t < first + 366 * day; t += day) {
		bool summer = local(t).tm_isdst > 0;
		if (summer == (local(t + day).tm_isdst > 0))
			continue;
		time_t at = change_between(t, t + day);
		struct tm now_is = local(at);
		changes = true;
		rule(at, summer ? &zone->StandardDate : &zone->DaylightDate);
		name(summer ? zone->StandardName : zone->DaylightName, now_is.tm_zone);
		LONG bias = -(LONG)(now_is.tm_gmtoff / 60);
		if (summer)
			zone->Bias = bias;
		else
			zone->DaylightBias = bias;
	}
	if (!changes)
		return TIME_ZONE_ID_UNKNOWN;
	zone->DaylightBias -= zone->Bias;
	return today.tm_isdst > 0 ? TIME_ZONE_ID_DAYLIGHT : TIME_ZONE_ID_STANDARD;
}

/* moment is when a rule's change comes in a year, in ticks of the wall's clock. */
static LONGLONG moment(const SYSTEMTIME *s, int year)
{
	int day = s->wDay;
	if (s->wYear == 0) {
		int first = (int)((ws_days_of(year, s->wMonth, 1) + 1) % 7);
		day = 1 + (s->wDayOfWeek - first + 7) % 7 + (day - 1) * 7;
		while (day > ws_days_in_month(year, s->wMonth))
			day -= 7;
	}
	return ws_days_of(year, s->wMonth, day) * WS_TICKS_A_DAY +
	       (s->wHour * 3600LL + s->wMinute * 60 + s->wSecond) * WS_TICKS_A_SECOND;
}

static bool sensible(const SYSTEMTIME *s)
{
	return s->wMonth <= 12 && s->wDay >= 1 && s->wDay <= (s->wYear == 0 ? 5 : 31) &&
	       s->wDayOfWeek < 7;
}

/*
 * is_summer decides by a time that was had by adding ahead_standard before summer
 * time begins and ahead_summer before it ends, so that both sides agree.
 */
static bool is_summer(const TIME_ZONE_INFORMATION *z, int year, LONGLONG at_start,
		      LONGLONG at_end)
{
	if (z->DaylightDate.wMonth == 0 || z->StandardDate.wMonth == 0)
		return false;
	LONGLONG start = moment(&z->DaylightDate, year), end = moment(&z->StandardDate, year);
	if (start < end)
		return at_start >= start && at_end < end;
	return at_start >= start || at_end < end;
}

static bool zone_of(const TIME_ZONE_INFORMATION *given, TIME_ZONE_INFORMATION *z)
{
	if (given == NULL)
		GetTimeZoneInformation(z);
	else
		*z = *given;
	return z->DaylightDate.wMonth == 0 || z->StandardDate.wMonth == 0 ||
	       (sensible(&z->DaylightDate) && sensible(&z->StandardDate));
}

static BOOL wrong(void)
{
	ws_last_error = ERROR_INVALID_PARAMETER;
	return FALSE;
}

/* SystemTimeToTzSpecificLocalTime takes NULL for the current zone. */
BOOL WINAPI SystemTimeToTzSpecificLocalTime(const TIME_ZONE_INFORMATION *zone,
					    const SYSTEMTIME *utc, LPSYSTEMTIME local_time)
{
	TIME_ZONE_INFORMATION z;
	LONGLONG t;
	if (!zone_of(zone, &z) || !ws_filetime_of(utc, &t))
		return wrong();
	LONGLONG standard = t - (z.Bias + z.StandardBias) * TICKS_A_MINUTE;
	LONGLONG summer = t - (z.Bias + z.DaylightBias) * TICKS_A_MINUTE;
	SYSTEMTIME s;
	ws_calendar_of(standard < 0 ? 0 : standard, &s);
	LONGLONG result = is_summer(&z, s.wYear, standard, summer) ? summer : standard;
	if (result < 0)
		return wrong();
	ws_calendar_of(result, local_time);
	return TRUE;
}

/* TzSpecificLocalTimeToSystemTime takes an hour that comes twice for the first. */
BOOL WINAPI TzSpecificLocalTimeToSystemTime(const TIME_ZONE_INFORMATION *zone,
					    const SYSTEMTIME *local_time, LPSYSTEMTIME utc)
{
	TIME_ZONE_INFORMATION z;
	LONGLONG t;
	if (!zone_of(zone, &z) || !ws_filetime_of(local_time, &t))
		return wrong();
	bool summer = is_summer(&z, local_time->wYear, t, t);
	LONGLONG result = t + (z.Bias + (summer ? z.DaylightBias : z.StandardBias)) * TICKS_A_MINUTE;
	if (result < 0)
		return wrong();
	ws_calendar_of(result, utc);
	return TRUE;
}
