/*
 * conditionvariable.c: CONDITION_VARIABLE over critical sections and slim locks.
 *
 * The variable itself counts the sleepers, so that a wake-up without any costs no
 * call; the sleepers stand in line at its address (parking.c).
 */
#include <synchapi.h>
#include <winerror.h>

#include "lasterror.h"
#include "parking.h"

static uintptr_t *sleepers(PCONDITION_VARIABLE condition)
{
	return (uintptr_t *)&condition->Ptr;
}

VOID WINAPI InitializeConditionVariable(PCONDITION_VARIABLE condition)
{
	condition->Ptr = NULL;
}

static void enter(PCONDITION_VARIABLE condition, struct ws_parked *me)
{
	__atomic_fetch_add(sleepers(condition), 1, __ATOMIC_SEQ_CST);
	ws_park(me, condition);
}

static BOOL sleep_until(PCONDITION_VARIABLE condition, struct ws_parked *me,
			const struct ws_deadline *deadline)
{
	BOOL woken = ws_park_wait(me, deadline);
	__atomic_fetch_sub(sleepers(condition), 1, __ATOMIC_SEQ_CST);
	return woken;
}

static BOOL outcome(BOOL woken)
{
	if (!woken)
		ws_last_error = ERROR_TIMEOUT;
	return woken;
}

/* SleepConditionVariableCS fails with ERROR_TIMEOUT after timeout milliseconds. */
BOOL WINAPI SleepConditionVariableCS(PCONDITION_VARIABLE condition, PCRITICAL_SECTION section,
				     DWORD timeout)
{
	struct ws_deadline deadline = ws_deadline_in(timeout);
	struct ws_parked me;
	enter(condition, &me);
	LeaveCriticalSection(section);
	BOOL woken = sleep_until(condition, &me, &deadline);
	EnterCriticalSection(section);
	return outcome(woken);
}

/*
 * SleepConditionVariableSRW gives up the lock as flags say how it is held. It
 * fails with ERROR_TIMEOUT after timeout milliseconds, ERROR_INVALID_PARAMETER
 * for unknown flags.
 */
BOOL WINAPI SleepConditionVariableSRW(PCONDITION_VARIABLE condition, PSRWLOCK lock,
				      DWORD timeout, ULONG flags)
{
	if ((flags & ~CONDITION_VARIABLE_LOCKMODE_SHARED) != 0) {
		ws_last_error = ERROR_INVALID_PARAMETER;
		return FALSE;
	}
	BOOL shared = (flags & CONDITION_VARIABLE_LOCKMODE_SHARED) != 0;
	struct ws_deadline deadline = ws_deadline_in(timeout);
	struct ws_parked me;
	enter(condition, &me);
	(shared ? ReleaseSRWLockShared : ReleaseSRWLockExclusive)(lock);
	BOOL woken = sleep_until(condition, &me, &deadline);
	(shared ? AcquireSRWLockShared : AcquireSRWLockExclusive)(lock);
	return outcome(woken);
}

static void wake(PCONDITION_VARIABLE condition, unsigned n)
{
	if (__atomic_load_n(sleepers(condition), __ATOMIC_SEQ_CST) != 0)
		ws_unpark(condition, n);
}

VOID WINAPI WakeConditionVariable(PCONDITION_VARIABLE condition)
{
	wake(condition, 1);
}

VOID WINAPI WakeAllConditionVariable(PCONDITION_VARIABLE condition)
{
	wake(condition, UINT_MAX);
}
