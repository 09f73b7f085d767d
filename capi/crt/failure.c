/* failure.c: error numbers, and how a program ends. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lasterror.h"
#include "secure.h"

errno_t _set_errno(int value)
{
	errno = value;
	return 0;
}

errno_t _get_errno(int *value)
{
	if (!value)
		return EINVAL;
	*value = errno;
	return 0;
}

unsigned int *__doserrno(void)
{
	return &ws_last_error;
}

errno_t _set_doserrno(unsigned int value)
{
	ws_last_error = value;
	return 0;
}

errno_t _get_doserrno(unsigned int *value)
{
	if (!value)
		return EINVAL;
	*value = ws_last_error;
	return 0;
}

/* The messages of all error numbers, as a table. */
enum { MESSAGES = 134 };

char **__sys_errlist(void)
{
	static char *table[MESSAGES];

	if (!__atomic_load_n(&table[MESSAGES - 1], __ATOMIC_ACQUIRE)) {
		for (int i = 0; i < MESSAGES; i++) {
			const char *text = strerrordesc_np(i);

			__atomic_store_n(&table[i], (char *)(text ? text : "Unknown error"),
				__ATOMIC_RELEASE);
		}
	}
	return table;
}

int *__sys_nerr(void)
{
	static int count = MESSAGES;

	return &count;
}

/* abort writes no message here and makes no report, so the flags are only kept. */
unsigned int _set_abort_behavior(unsigned int flags, unsigned int mask)
{
	static unsigned int kept = _WRITE_ABORT_MSG | _CALL_REPORTFAULT;
	unsigned int old = kept;

	kept = (old & ~mask) | (flags & mask);
	return old;
}

/* Errors of the run-time go to standard error whatever is asked for. */
int _set_error_mode(int mode)
{
	static int kept = _OUT_TO_DEFAULT;
	int old = kept;

	if (mode == _REPORT_ERRMODE)
		return old;
	if (mode < _OUT_TO_DEFAULT || mode > _OUT_TO_MSGBOX) {
		ws_refuse(EINVAL);
		return -1;
	}
	kept = mode;
	return old;
}

static void run(int code, void *function)
{
	(void)code;
	((_onexit_t)function)();
}

_onexit_t _onexit(_onexit_t function)
{
	return function && on_exit(run, (void *)function) == 0 ? function : NULL;
}

void _sleep(unsigned int milliseconds)
{
	struct timespec t = {milliseconds / 1000, (long)(milliseconds % 1000) * 1000000};

	while (nanosleep(&t, &t) != 0 && errno == EINTR)
		;
}
