/* time.c: clocks, calendars, zones; the machine and its version. */
#include <windows.h>
#include <mmsystem.h>

#include "check.h"

static ULONGLONG number(FILETIME f)
{
	return (ULONGLONG)f.dwHighDateTime << 32 | f.dwLowDateTime;
}

static void clocks(void)
{
	LARGE_INTEGER a, b, f;
	ULONGLONG t = GetTickCount64();
	CHECK(QueryPerformanceFrequency(&f) && f.QuadPart == 10000000);
	CHECK(QueryPerformanceCounter(&a));
	do
		QueryPerformanceCounter(&b);
	while (b.QuadPart - a.QuadPart < f.QuadPart / 100);
	CHECK(GetTickCount64() - t >= 5 && GetTickCount64() - t < 5000);
	CHECK(GetTickCount() - (DWORD)t < 10000);
	ULONGLONG x = 0, y = 0;
	QueryInterruptTime(&x);
	CHECK(QueryUnbiasedInterruptTime(&y) && x > 0 && y > 0);
}

static void periods(void)
{
	TIMECAPS caps = {0, 0};
	CHECK(GetTickCount() - timeGetTime() + 1000 < 2000);
	CHECK(timeGetDevCaps(&caps, sizeof(caps)) == TIMERR_NOERROR && caps.wPeriodMin == 1);
	CHECK(caps.wPeriodMax >= 1000);
	CHECK(timeGetDevCaps(NULL, sizeof(caps)) != TIMERR_NOERROR);
	CHECK(timeBeginPeriod(1) == TIMERR_NOERROR && timeEndPeriod(1) == TIMERR_NOERROR);
	CHECK(timeBeginPeriod(0) == TIMERR_NOCANDO && timeEndPeriod(0) == TIMERR_NOCANDO);
}

static void calendars(void)
{
	static const struct {
		ULONGLONG ticks;
		SYSTEMTIME s;
	} rows[] = {
		{0, {1601, 1, 1, 1, 0, 0, 0, 0}},
		{116444736000000000, {1970, 1, 4, 1, 0, 0, 0, 0}},
		{125911584000000000, {2000, 1, 6, 1, 0, 0, 0, 0}},
		{125963424000000000, {2000, 3, 3, 1, 0, 0, 0, 0}},
		{125962559999990000, {2000, 2, 1, 28, 23, 59, 59, 999}},
		{133536383999990000, {2024, 2, 3, 28, 23, 59, 59, 999}},
		{133536384000000000, {2024, 2, 4, 29, 0, 0, 0, 0}},
		{157519296000000000, {2100, 2, 0, 28, 0, 0, 0, 0}},
		{157520160000000000, {2100, 3, 1, 1, 0, 0, 0, 0}},
		{9223149887999990000, {30827, 12, 5, 31, 23, 59, 59, 999}},
	};
	for (int i = 0; i < (int)ARRAYSIZE(rows); i++) {
		FILETIME f = {(DWORD)rows[i].ticks, (DWORD)(rows[i].ticks >> 32)};
		SYSTEMTIME s;
		CHECK(FileTimeToSystemTime(&f, &s));
		CHECK(memcmp(&s, &rows[i].s, sizeof(s)) == 0);
		CHECK(SystemTimeToFileTime(&s, &f));
		CHECK(number(f) == rows[i].ticks - rows[i].ticks % 10000);
	}
	/* Every day there is, both ways. */
	SYSTEMTIME before = {0}, s;
	FILETIME f;
	int bad = 0;
	for (ULONGLONG day = 0; day < 1000000; day++) {
		ULONGLONG t = day * 864000000000;
		f.dwLowDateTime = (DWORD)t;
		f.dwHighDateTime = (DWORD)(t >> 32);
		bad += !FileTimeToSystemTime(&f, &s);
		if (day > 0) {
			BOOL next = s.wDay == before.wDay + 1 && s.wMonth == before.wMonth;
			BOOL month = s.wDay == 1 && s.wMonth == before.wMonth + 1 && before.wDay >= 28;
			BOOL year = s.wDay == 1 && s.wMonth == 1 && before.wMonth == 12 &&
				    before.wDay == 31 && s.wYear == before.wYear + 1;
			bad += !(next || month || year) ||
			       s.wDayOfWeek != (before.wDayOfWeek + 1) % 7;
		}
		bad += !SystemTimeToFileTime(&s, &f) || number(f) != t;
		before = s;
	}
	CHECK(bad == 0);

	static const SYSTEMTIME wrong[] = {
		{1600, 1, 0, 1, 0, 0, 0, 0},  {30828, 1, 0, 1, 0, 0, 0, 0}, {2000, 0, 0, 1, 0, 0, 0, 0},
		{2000, 13, 0, 1, 0, 0, 0, 0}, {2001, 2, 0, 29, 0, 0, 0, 0}, {2000, 1, 0, 0, 0, 0, 0, 0},
		{2000, 1, 0, 1, 24, 0, 0, 0}, {2000, 1, 0, 1, 0, 60, 0, 0}, {2000, 1, 0, 1, 0, 0, 60, 0},
		{2000, 1, 0, 1, 0, 0, 0, 1000},
	};
	for (int i = 0; i < (int)ARRAYSIZE(wrong); i++)
		FAILS(SystemTimeToFileTime(&wrong[i], &f), FALSE, ERROR_INVALID_PARAMETER);
	FILETIME late = {0, 0x80000000};
	FAILS(FileTimeToSystemTime(&late, &s), FALSE, ERROR_INVALID_PARAMETER);
	FILETIME one = {1, 0}, high = {0, 1};
	CHECK(CompareFileTime(&one, &high) == -1 && CompareFileTime(&high, &one) == 1 &&
	      CompareFileTime(&one, &one) == 0);
}

static void today(void)
{
	FILETIME a, b, c;
	SYSTEMTIME utc, local;
	GetSystemTimeAsFileTime(&a);
	GetSystemTimePreciseAsFileTime(&b);
	GetSystemTime(&utc);
	CHECK(CompareFileTime(&a, &b) <= 0);
	CHECK(SystemTimeToFileTime(&utc, &c) && number(c) + 10000 >= number(b) &&
	      number(c) - number(a) + 10000 < 100000000);
	CHECK(FileTimeToLocalFileTime(&a, &b) && LocalFileTimeToFileTime(&b, &c) &&
	      number(c) == number(a));
	GetLocalTime(&local);
	CHECK(SystemTimeToFileTime(&local, &c) && number(c) - number(b) + 10000 < 100000000);
}

static void zones(void)
{
	/* Germany's: last Sundays of March and October. */
	TIME_ZONE_INFORMATION z = {
		.Bias = -60,
		.StandardDate = {0, 10, 0, 5, 3, 0, 0, 0},
		.DaylightDate = {0, 3, 0, 5, 2, 0, 0, 0},
		.DaylightBias = -60,
	};
	static const struct {
		SYSTEMTIME utc;
		int hour, day;
	} rows[] = {
		{{2024, 1, 0, 15, 12, 0, 0, 0}, 13, 15}, {{2024, 7, 0, 15, 12, 0, 0, 0}, 14, 15},
		{{2024, 3, 0, 31, 0, 59, 0, 0}, 1, 31},	 {{2024, 3, 0, 31, 1, 0, 0, 0}, 3, 31},
		{{2024, 10, 0, 27, 0, 59, 0, 0}, 2, 27}, {{2024, 10, 0, 27, 1, 0, 0, 0}, 2, 27},
		{{2024, 12, 0, 31, 23, 30, 0, 0}, 0, 1},
	};
	SYSTEMTIME s, back;
	for (int i = 0; i < (int)ARRAYSIZE(rows); i++) {
		CHECK(SystemTimeToTzSpecificLocalTime(&z, &rows[i].utc, &s));
		CHECK(s.wHour == rows[i].hour && s.wDay == rows[i].day);
		CHECK(TzSpecificLocalTimeToSystemTime(&z, &s, &back));
		if (rows[i].utc.wMonth != 10) /* that hour comes twice */
			CHECK(back.wHour == rows[i].utc.wHour && back.wMinute == rows[i].utc.wMinute);
	}
	/* Summer over the turn of the year. */
	TIME_ZONE_INFORMATION south = {
		.Bias = -600,
		.StandardDate = {0, 4, 0, 1, 3, 0, 0, 0},
		.DaylightDate = {0, 10, 0, 1, 2, 0, 0, 0},
		.DaylightBias = -60,
	};
	SYSTEMTIME january = {2024, 1, 0, 15, 0, 0, 0, 0}, july = {2024, 7, 0, 15, 0, 0, 0, 0};
	CHECK(SystemTimeToTzSpecificLocalTime(&south, &january, &s) && s.wHour == 11);
	CHECK(SystemTimeToTzSpecificLocalTime(&south, &july, &s) && s.wHour == 10);
	CHECK(SystemTimeToTzSpecificLocalTime(NULL, &july, &s));
	z.StandardDate.wDay = 9;
	FAILS(SystemTimeToTzSpecificLocalTime(&z, &july, &s), FALSE, ERROR_INVALID_PARAMETER);
	DWORD which = GetTimeZoneInformation(&z);
	CHECK(which <= TIME_ZONE_ID_DAYLIGHT);
#ifdef __linux__ /* the test sets TZ */
	CHECK(which != TIME_ZONE_ID_UNKNOWN && z.Bias == -60 && z.DaylightBias == -60 &&
	      z.StandardBias == 0);
	CHECK(z.DaylightDate.wMonth == 3 && z.DaylightDate.wDay == 5 &&
	      z.DaylightDate.wDayOfWeek == 0 && z.DaylightDate.wHour == 2);
	CHECK(z.StandardDate.wMonth == 10 && z.StandardDate.wDay == 5 && z.StandardDate.wHour == 3);
	CHECK(z.StandardName[0] == 'C' && z.DaylightName[2] == 'S');
#endif
}

static void machine(void)
{
	SYSTEM_INFO i;
	GetSystemInfo(&i);
	CHECK(i.dwPageSize == 4096 && i.dwAllocationGranularity == 65536 &&
	      i.wProcessorArchitecture == PROCESSOR_ARCHITECTURE_AMD64 &&
	      i.dwNumberOfProcessors >= 1 && i.dwProcessorType == PROCESSOR_AMD_X8664);
	CHECK(i.dwOemId == i.wProcessorArchitecture);
	CHECK(GetActiveProcessorCount(ALL_PROCESSOR_GROUPS) == i.dwNumberOfProcessors);
	FAILS(GetActiveProcessorCount(77), 0, ERROR_INVALID_PARAMETER);
	CHECK(IsProcessorFeaturePresent(PF_XMMI64_INSTRUCTIONS_AVAILABLE));
	CHECK(!IsProcessorFeaturePresent(999));
	MEMORYSTATUSEX m = {.dwLength = 3};
	FAILS(GlobalMemoryStatusEx(&m), FALSE, ERROR_INVALID_PARAMETER);
	m.dwLength = sizeof(m);
	CHECK(GlobalMemoryStatusEx(&m) && m.ullTotalPhys > 1 << 26 && m.ullAvailPhys > 0 &&
	      m.ullAvailPhys <= m.ullTotalPhys && m.dwMemoryLoad <= 100);

	OSVERSIONINFOEXW v = {.dwOSVersionInfoSize = 5};
	FAILS(GetVersionExW((OSVERSIONINFOW *)&v), FALSE, ERROR_INSUFFICIENT_BUFFER);
	v.dwOSVersionInfoSize = sizeof(OSVERSIONINFOW);
	CHECK(GetVersionExW((OSVERSIONINFOW *)&v));
	CHECK(v.dwPlatformId == VER_PLATFORM_WIN32_NT && v.dwMajorVersion >= 6 && v.wProductType == 0);
	v.dwOSVersionInfoSize = sizeof(v);
	CHECK(GetVersionExW((OSVERSIONINFOW *)&v) && v.wProductType == VER_NT_WORKSTATION);
	CHECK(LOBYTE(LOWORD(GetVersion())) == v.dwMajorVersion &&
	      HIWORD(GetVersion()) == v.dwBuildNumber);

	ULONGLONG mask = 0;
	VER_SET_CONDITION(mask, VER_MAJORVERSION, VER_GREATER_EQUAL);
	VER_SET_CONDITION(mask, VER_MINORVERSION, VER_GREATER_EQUAL);
	CHECK(mask == 033);
	OSVERSIONINFOEXW w = {.dwOSVersionInfoSize = sizeof(w), .dwMajorVersion = 5, .dwMinorVersion = 99};
	CHECK(VerifyVersionInfoW(&w, VER_MAJORVERSION | VER_MINORVERSION, mask));
	w.dwMajorVersion = 99;
	FAILS(VerifyVersionInfoW(&w, VER_MAJORVERSION | VER_MINORVERSION, mask), FALSE,
	      ERROR_OLD_WIN_VERSION);
	FAILS(VerifyVersionInfoW(&w, 0, mask), FALSE, ERROR_BAD_ARGUMENTS);
	mask = VerSetConditionMask(0, VER_PRODUCT_TYPE, VER_EQUAL);
	w.wProductType = VER_NT_SERVER;
	FAILS(VerifyVersionInfoW(&w, VER_PRODUCT_TYPE, mask), FALSE, ERROR_OLD_WIN_VERSION);

	char name[100];
	WCHAR wide[100];
	DWORD n = 0;
	FAILS(GetComputerNameA(name, &n), FALSE, ERROR_BUFFER_OVERFLOW);
	CHECK(n >= 2 && n <= 16);
	DWORD need = n;
	CHECK(GetComputerNameA(name, &n) && strlen(name) == n && n + 1 == need);
	n = 100;
	CHECK(GetComputerNameW(wide, &n) && lstrlenW(wide) == (int)n && n + 1 == need);
	n = 1;
	FAILS(GetComputerNameExA(ComputerNameDnsHostname, name, &n), FALSE, ERROR_MORE_DATA);
	n = 100;
	FAILS(GetComputerNameExA(ComputerNameMax, name, &n), FALSE, ERROR_INVALID_PARAMETER);
	CHECK(GetSystemDirectoryA(name, 100) == 19 && lstrcmpiA(name, "C:\\Windows\\system32") == 0);
	CHECK(GetSystemDirectoryA(name, 19) == 20);
	CHECK(GetWindowsDirectoryW(wide, 100) == 10 && wide[10] == 0);
}

int main(void)
{
	clocks();
	periods();
	calendars();
	today();
	zones();
	machine();
	return done();
}
