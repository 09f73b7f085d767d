/* filetime.c: the system's clock, file times and calendar times. */
#include "filetime.h"

#include <sysinfoapi.h>
#include <timezoneapi.h>
#include <winbase.h>

#include <time.h>

#include "lasterror.h"

#define LAST_YEAR 30827

LONGLONG ws_filetime_now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_REALTIME, &t);
	return (t.tv_sec + WS_SECONDS_TO_1970) * WS_TICKS_A_SECOND + t.tv_nsec / 100;
}

static FILETIME packed(LONGLONG ticks)
{
	return (FILETIME){(DWORD)ticks, (DWORD)((ULONGLONG)ticks >> 32)};
}

static LONGLONG unpacked(const FILETIME *f)
{
	return (LONGLONG)((ULONGLONG)f->dwHighDateTime << 32 | f->dwLowDateTime);
}

static BOOL wrong(void)
{
	ws_last_error = ERROR_INVALID_PARAMETER;
	return FALSE;
}

static bool is_leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int ws_days_in_month(int year, int month)
{
	static const unsigned char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	return days[month - 1] + (month == 2 && is_leap(year));
}

/* The year is counted from March, so that the leap day is its last. */
LONGLONG ws_days_of(int year, int month, int day)
{
	LONGLONG y = month > 2 ? year : year - 1;
	int m = month > 2 ? month - 3 : month + 9;
	LONGLONG from_1600_march = (y - 1600) * 365 + (y - 1600) / 4 - (y - 1600) / 100 +
				   (y - 1600) / 400 + (153 * m + 2) / 5 + day - 1;
	return from_1600_march - 306;
}

bool ws_filetime_of(const SYSTEMTIME *s, LONGLONG *ticks)
{
	if (s->wYear < 1601 || s->wYear > LAST_YEAR || s->wMonth < 1 || s->wMonth > 12 ||
	    s->wDay < 1 || s->wDay > ws_days_in_month(s->wYear, s->wMonth) || s->wHour > 23 ||
	    s->wMinute > 59 || s->wSecond > 59 || s->wMilliseconds > 999)
		return false;
	LONGLONG seconds = ws_days_of(s->wYear, s->wMonth, s->wDay) * 86400 +
			   s->wHour * 3600 + s->wMinute * 60 + s->wSecond;
	*ticks = seconds * WS_TICKS_A_SECOND + s->wMilliseconds * (WS_TICKS_A_SECOND / 1000);
	return true;
}

void ws_calendar_of(LONGLONG ticks, SYSTEMTIME *s)
{
	LONGLONG day = ticks / WS_TICKS_A_DAY;
	LONGLONG rest = ticks % WS_TICKS_A_DAY / (WS_TICKS_A_SECOND / 1000);
	LONGLONG d = day + 306; /* since 1600-03-01 */
	LONGLONG era = d / 146097;
	int in_era = (int)(d % 146097);
	int year_in_era = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
	int in_year = in_era - (365 * year_in_era + year_in_era / 4 - year_in_era / 100);
	int m = (5 * in_year + 2) / 153;
	int month = m < 10 ? m + 3 : m - 9;
	*s = (SYSTEMTIME){
		.wYear = (WORD)(1600 + era * 400 + year_in_era + (month <= 2)),
		.wMonth = (WORD)month,
		.wDayOfWeek = (WORD)((day + 1) % 7), /* 1601-01-01 was a Monday */
		.wDay = (WORD)(in_year - (153 * m + 2) / 5 + 1),
		.wHour = (WORD)(rest / 3600000),
		.wMinute = (WORD)(rest / 60000 % 60),
		.wSecond = (WORD)(rest / 1000 % 60),
		.wMilliseconds = (WORD)(rest % 1000),
	};
}

VOID WINAPI GetSystemTimeAsFileTime(LPFILETIME time)
{
	*time = packed(ws_filetime_now());
}

VOID WINAPI GetSystemTimePreciseAsFileTime(LPFILETIME time)
{
	*time = packed(ws_filetime_now());
}

VOID WINAPI GetSystemTime(LPSYSTEMTIME time)
{
	ws_calendar_of(ws_filetime_now(), time);
}

/* local_offset is how far local time is ahead of UTC now, in ticks. */
static LONGLONG local_offset(void)
{
	time_t now = time(NULL);
	struct tm tm;
	return localtime_r(&now, &tm) == NULL ? 0 : tm.tm_gmtoff * WS_TICKS_A_SECOND;
}

VOID WINAPI GetLocalTime(LPSYSTEMTIME time)
{
	ws_calendar_of(ws_filetime_now() + local_offset(), time);
}

/* FileTimeToSystemTime fails with ERROR_INVALID_PARAMETER from 2^63 on. */
BOOL WINAPI FileTimeToSystemTime(const FILETIME *file, LPSYSTEMTIME system)
{
	LONGLONG ticks = unpacked(file);
	if (ticks < 0)
		return wrong();
	ws_calendar_of(ticks, system);
	return TRUE;
}

/* SystemTimeToFileTime looks at all but the day of the week: ERROR_INVALID_PARAMETER. */
BOOL WINAPI SystemTimeToFileTime(const SYSTEMTIME *system, LPFILETIME file)
{
	LONGLONG ticks;
	if (!ws_filetime_of(system, &ticks))
		return wrong();
	*file = packed(ticks);
	return TRUE;
}

/* CompareFileTime returns -1, 0 or 1 as a is earlier, the same or later. */
LONG WINAPI CompareFileTime(const FILETIME *a, const FILETIME *b)
{
	ULONGLONG x = (ULONGLONG)unpacked(a), y = (ULONGLONG)unpacked(b);
	return x < y ? -1 : x > y;
}

/* Both use the distance to UTC of today, not that of the time, as Windows does. */
BOOL WINAPI FileTimeToLocalFileTime(const FILETIME *utc, LPFILETIME local)
{
	LONGLONG ticks = unpacked(utc);
	if (ticks < 0)
		return wrong();
	*local = packed(ticks + local_offset());
	return TRUE;
}

BOOL WINAPI LocalFileTimeToFileTime(const FILETIME *local, LPFILETIME utc)
{
	LONGLONG ticks = unpacked(local);
	if (ticks < 0)
		return wrong();
	*utc = packed(ticks - local_offset());
	return TRUE;
}
