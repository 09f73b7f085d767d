/* invalid.c: what happens when a function refuses a parameter. */
#include "invalid.h"

#include <stdlib.h>
#include <unistd.h>

static _invalid_parameter_handler process_handler;
static __thread _invalid_parameter_handler thread_handler;

/*
 * Microsoft's run-time ends the program with STATUS_INVALID_CRUNTIME_PARAMETER
 * when nobody has set a handler; abort is the nearest that a shell can show.
 */
void ws_invalid_parameter(void)
{
	static const char text[] = "winsock: invalid parameter passed to a C run-time function\n";
	_invalid_parameter_handler handler = thread_handler;

	if (!handler)
		handler = __atomic_load_n(&process_handler, __ATOMIC_ACQUIRE);
	if (handler) {
		handler(NULL, NULL, NULL, 0, 0);
		return;
	}
	if (write(STDERR_FILENO, text, sizeof text - 1) < 0)
		_exit(3);
	abort();
}

_invalid_parameter_handler _set_invalid_parameter_handler(_invalid_parameter_handler handler)
{
	return __atomic_exchange_n(&process_handler, handler, __ATOMIC_ACQ_REL);
}

_invalid_parameter_handler _get_invalid_parameter_handler(void)
{
	return __atomic_load_n(&process_handler, __ATOMIC_ACQUIRE);
}

_invalid_parameter_handler _set_thread_local_invalid_parameter_handler(
	_invalid_parameter_handler handler)
{
	_invalid_parameter_handler old = thread_handler;

	thread_handler = handler;
	return old;
}

_invalid_parameter_handler _get_thread_local_invalid_parameter_handler(void)
{
	return thread_handler;
}
