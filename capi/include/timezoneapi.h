/* timezoneapi.h: calendar times, file times and time zones. */
#ifndef _TIMEZONEAPI_H_
#define _TIMEZONEAPI_H_

#include <minwinbase.h>

#define TIME_ZONE_ID_INVALID ((DWORD)0xFFFFFFFF)
#define TIME_ZONE_ID_UNKNOWN 0
#define TIME_ZONE_ID_STANDARD 1
#define TIME_ZONE_ID_DAYLIGHT 2

typedef struct _TIME_ZONE_INFORMATION {
	LONG Bias;
	WCHAR StandardName[32];
	SYSTEMTIME StandardDate;
	LONG StandardBias;
	WCHAR DaylightName[32];
	SYSTEMTIME DaylightDate;
	LONG DaylightBias;
} TIME_ZONE_INFORMATION, *PTIME_ZONE_INFORMATION, *LPTIME_ZONE_INFORMATION;

WINSOCK_BEGIN

BOOL WINAPI FileTimeToSystemTime(const FILETIME *file, LPSYSTEMTIME system);
BOOL WINAPI SystemTimeToFileTime(const SYSTEMTIME *system, LPFILETIME file);
DWORD WINAPI GetTimeZoneInformation(LPTIME_ZONE_INFORMATION zone);
BOOL WINAPI SystemTimeToTzSpecificLocalTime(const TIME_ZONE_INFORMATION *zone,
					    const SYSTEMTIME *utc, LPSYSTEMTIME local);
BOOL WINAPI TzSpecificLocalTimeToSystemTime(const TIME_ZONE_INFORMATION *zone,
					    const SYSTEMTIME *local, LPSYSTEMTIME utc);

WINSOCK_END

WINSOCK_ASSERT(sizeof(TIME_ZONE_INFORMATION) == 172, "size of TIME_ZONE_INFORMATION");

#endif
