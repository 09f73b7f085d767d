/*
 * timeperiod.c: the milliseconds of winmm.dll. Waits and clocks are exact to less than one
 * here, so nothing has to be asked for.
 *
 * Source: timeapi.h documentation.
 */
#include <sysinfoapi.h>
#include <timeapi.h>

enum { LONGEST = 1000000 };

/* timeGetTime begins anew after 49.7 days. */
DWORD WINAPI timeGetTime(void)
{
	return GetTickCount();
}

MMRESULT WINAPI timeGetDevCaps(LPTIMECAPS caps, UINT size)
{
	if (caps == NULL || size < sizeof *caps)
		return MMSYSERR_INVALPARAM;
	*caps = (TIMECAPS){1, LONGEST};
	return TIMERR_NOERROR;
}

static MMRESULT possible(UINT milliseconds)
{
	return milliseconds < 1 || milliseconds > LONGEST ? TIMERR_NOCANDO : TIMERR_NOERROR;
}

MMRESULT WINAPI timeBeginPeriod(UINT milliseconds)
{
	return possible(milliseconds);
}

MMRESULT WINAPI timeEndPeriod(UINT milliseconds)
{
	return possible(milliseconds);
}
