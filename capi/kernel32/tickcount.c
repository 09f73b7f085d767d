/* tickcount.c: clocks that nobody sets. */
#include <profileapi.h>
#include <realtimeapiset.h>
#include <sysinfoapi.h>

#include <time.h>

#define TICKS 10000000 /* a second has so many of 100 ns */

static ULONGLONG ticks(clockid_t clock)
{
	struct timespec t;
	clock_gettime(clock, &t);
	return (ULONGLONG)t.tv_sec * TICKS + (ULONGLONG)t.tv_nsec / 100;
}

/* GetTickCount64 is in milliseconds since the system started, asleep or not. */
ULONGLONG WINAPI GetTickCount64(VOID)
{
	return ticks(CLOCK_BOOTTIME) / 10000;
}

/* GetTickCount begins anew after 49.7 days. */
DWORD WINAPI GetTickCount(VOID)
{
	return (DWORD)GetTickCount64();
}

BOOL WINAPI QueryPerformanceCounter(LARGE_INTEGER *count)
{
	count->QuadPart = (LONGLONG)ticks(CLOCK_MONOTONIC);
	return TRUE;
}

BOOL WINAPI QueryPerformanceFrequency(LARGE_INTEGER *frequency)
{
	frequency->QuadPart = TICKS;
	return TRUE;
}

VOID WINAPI QueryInterruptTime(PULONGLONG time)
{
	*time = ticks(CLOCK_BOOTTIME);
}

VOID WINAPI QueryInterruptTimePrecise(PULONGLONG time)
{
	*time = ticks(CLOCK_BOOTTIME);
}

/* The unbiased clock stands still while the system sleeps. */
BOOL WINAPI QueryUnbiasedInterruptTime(PULONGLONG time)
{
	*time = ticks(CLOCK_MONOTONIC);
	return TRUE;
}

VOID WINAPI QueryUnbiasedInterruptTimePrecise(PULONGLONG time)
{
	*time = ticks(CLOCK_MONOTONIC);
}
