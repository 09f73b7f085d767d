/* beep.c: the loudspeaker. */
#include <utilapiset.h>
#include <winerror.h>

#include <time.h>
#include <unistd.h>

#include "lasterror.h"

/*
 * Beep rings the terminal's bell and takes duration milliseconds. It fails with
 * ERROR_INVALID_PARAMETER outside of 37 to 32767 hertz.
 */
BOOL WINAPI Beep(DWORD frequency, DWORD duration)
{
	if (frequency < 37 || frequency > 32767) {
		ws_last_error = ERROR_INVALID_PARAMETER;
		return FALSE;
	}
	if (isatty(STDERR_FILENO) && write(STDERR_FILENO, "\a", 1) < 0) {
		ws_last_error = ERROR_GEN_FAILURE;
		return FALSE;
	}
	struct timespec t = {duration / 1000, duration % 1000 * 1000000L};
	while (nanosleep(&t, &t) != 0)
		;
	return TRUE;
}
