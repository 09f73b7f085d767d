/* filetime.h: 100 nanoseconds since 1601-01-01 00:00 UTC, as one number. */
#ifndef WINSOCK_KERNEL32_FILETIME_H
#define WINSOCK_KERNEL32_FILETIME_H

#include <minwinbase.h>
#include <stdbool.h>

#define WS_TICKS_A_SECOND 10000000LL
#define WS_TICKS_A_DAY (86400LL * WS_TICKS_A_SECOND)
#define WS_SECONDS_TO_1970 11644473600LL

/* ws_filetime_now is the time on the system's clock. */
LONGLONG ws_filetime_now(void);

/* ws_filetime_of reads a calendar time; false if there is no such time. */
bool ws_filetime_of(const SYSTEMTIME *s, LONGLONG *ticks);

/* ws_calendar_of is the opposite; ticks are not negative. */
void ws_calendar_of(LONGLONG ticks, SYSTEMTIME *s);

/* ws_days_of counts the days from 1601-01-01 to a date. */
LONGLONG ws_days_of(int year, int month, int day);

/* ws_days_in_month knows leap years; month is 1 to 12. */
int ws_days_in_month(int year, int month);

#endif
