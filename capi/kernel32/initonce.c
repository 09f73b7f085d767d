/*
 * initonce.c: INIT_ONCE, for things done once. The low two bits are the state,
 * the rest is the context that the initialiser left.
 */
#include <synchapi.h>
#include <winerror.h>

#include "lasterror.h"
#include "parking.h"

#define UNTOUCHED 0
#define PENDING 1 /* one thread is at it, the others wait */
#define DONE 2
#define RACING 3 /* any number of threads are at it */
#define STATE 3

static uintptr_t load(PINIT_ONCE once)
{
	return __atomic_load_n((uintptr_t *)&once->Ptr, __ATOMIC_ACQUIRE);
}

/* change moves from one value to another, false if it is not at the first. */
static BOOL change(PINIT_ONCE once, uintptr_t from, uintptr_t to)
{
	return __atomic_compare_exchange_n((uintptr_t *)&once->Ptr, &from, to, 0,
					   __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE);
}

static BOOL fail(DWORD error)
{
	ws_last_error = error;
	return FALSE;
}

VOID WINAPI InitOnceInitialize(PINIT_ONCE once)
{
	once->Ptr = NULL;
}

/*
 * InitOnceBeginInitialize says whether the caller has to initialise (pending).
 * It fails with ERROR_INVALID_PARAMETER for flags that contradict each other or
 * the way others do it, and with ERROR_GEN_FAILURE for INIT_ONCE_CHECK_ONLY when
 * it is not done.
 */
BOOL WINAPI InitOnceBeginInitialize(LPINIT_ONCE once, DWORD flags, PBOOL pending,
				    LPVOID *context)
{
	BOOL check = (flags & INIT_ONCE_CHECK_ONLY) != 0;
	BOOL racing = (flags & INIT_ONCE_ASYNC) != 0;
	if ((flags & ~(DWORD)(INIT_ONCE_CHECK_ONLY | INIT_ONCE_ASYNC)) != 0 || (check && racing))
		return fail(ERROR_INVALID_PARAMETER);
	for (;;) {
		uintptr_t value = load(once);
		if ((value & STATE) == DONE) {
			*pending = FALSE;
			if (context != NULL)
				*context = (LPVOID)(value & ~(uintptr_t)STATE);
			return TRUE;
		}
		if (check) {
			*pending = TRUE;
			return fail(ERROR_GEN_FAILURE);
		}
		*pending = TRUE;
		switch (value & STATE) {
		case UNTOUCHED:
			if (change(once, UNTOUCHED, racing ? RACING : PENDING))
				return TRUE;
			break;
		case RACING:
			return racing ? TRUE : fail(ERROR_INVALID_PARAMETER);
		case PENDING:
			if (racing)
				return fail(ERROR_INVALID_PARAMETER);
			struct ws_parked me;
			ws_park(&me, once);
			if ((load(once) & STATE) == PENDING)
				ws_park_wait(&me, NULL);
			else
				ws_park_leave(&me);
		}
	}
}

/*
 * InitOnceComplete ends what InitOnceBeginInitialize began, or with
 * INIT_ONCE_INIT_FAILED lets somebody else try. It fails with
 * ERROR_INVALID_PARAMETER for wrong flags or a context that uses the two
 * reserved bits, and with ERROR_GEN_FAILURE when nothing was begun or, with
 * INIT_ONCE_ASYNC, when another thread was quicker.
 */
BOOL WINAPI InitOnceComplete(LPINIT_ONCE once, DWORD flags, LPVOID context)
{
	BOOL racing = (flags & INIT_ONCE_ASYNC) != 0;
	BOOL failed = (flags & INIT_ONCE_INIT_FAILED) != 0;
	if ((flags & ~(DWORD)(INIT_ONCE_ASYNC | INIT_ONCE_INIT_FAILED)) != 0 ||
	    (racing && failed) || (failed && context != NULL) ||
	    ((uintptr_t)context & STATE) != 0)
		return fail(ERROR_INVALID_PARAMETER);
	uintptr_t result = failed ? UNTOUCHED : (uintptr_t)context | DONE;
	if (!change(once, racing ? RACING : PENDING, result))
		return fail(ERROR_GEN_FAILURE);
	ws_unpark(once, UINT_MAX);
	return TRUE;
}

/* InitOnceExecuteOnce runs function unless it has succeeded before. */
BOOL WINAPI InitOnceExecuteOnce(PINIT_ONCE once, PINIT_ONCE_FN function, PVOID parameter,
				LPVOID *context)
{
	BOOL pending;
	LPVOID made = NULL;
	if (!InitOnceBeginInitialize(once, 0, &pending, context))
		return FALSE;
	if (!pending)
		return TRUE;
	if (!function(once, parameter, &made)) {
		DWORD error = ws_last_error;
		InitOnceComplete(once, INIT_ONCE_INIT_FAILED, NULL);
		ws_last_error = error;
		return FALSE;
	}
	if (!InitOnceComplete(once, 0, made)) {
		InitOnceComplete(once, INIT_ONCE_INIT_FAILED, NULL);
		return fail(ERROR_INVALID_PARAMETER);
	}
	if (context != NULL)
		*context = made;
	return TRUE;
}
