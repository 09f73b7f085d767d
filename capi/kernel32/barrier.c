/*
 * barrier.c: SYNCHRONIZATION_BARRIER. Reserved1 counts the rounds, Reserved2 the
 * threads of a round, Reserved4 those that have come, Reserved5 those that are
 * still inside EnterSynchronizationBarrier; Reserved3[0] is how often to look
 * before sleeping.
 */
#include <synchapi.h>
#include <winerror.h>

#include "futex.h"
#include "lasterror.h"

#define DEFAULT_SPINS 2000

/*
 * InitializeSynchronizationBarrier fails with ERROR_INVALID_PARAMETER for fewer
 * than one thread and for fewer than -1 spins; -1 is the usual number.
 */
BOOL WINAPI InitializeSynchronizationBarrier(LPSYNCHRONIZATION_BARRIER barrier, LONG threads,
					     LONG spins)
{
	if (barrier == NULL || threads < 1 || spins < -1) {
		ws_last_error = ERROR_INVALID_PARAMETER;
		return FALSE;
	}
	*barrier = (SYNCHRONIZATION_BARRIER){
		.Reserved2 = (DWORD)threads,
		.Reserved3 = {spins == -1 ? DEFAULT_SPINS : (ULONG_PTR)spins, 0},
	};
	return TRUE;
}

static void wait_for_round(LPSYNCHRONIZATION_BARRIER barrier, DWORD round, DWORD flags)
{
	BOOL spin = (flags & SYNCHRONIZATION_BARRIER_FLAGS_SPIN_ONLY) != 0;
	ULONG_PTR spins = (flags & SYNCHRONIZATION_BARRIER_FLAGS_BLOCK_ONLY) != 0
				  ? 0
				  : barrier->Reserved3[0];
	while (__atomic_load_n(&barrier->Reserved1, __ATOMIC_ACQUIRE) == round) {
		if (spin || spins > 0) {
			spins -= spins > 0;
			YieldProcessor();
		} else {
			ws_futex_wait(&barrier->Reserved1, round, NULL);
		}
	}
}

/*
 * EnterSynchronizationBarrier returns when all threads have come: TRUE in the
 * last of them, FALSE in the others.
 */
BOOL WINAPI EnterSynchronizationBarrier(LPSYNCHRONIZATION_BARRIER barrier, DWORD flags)
{
	__atomic_fetch_add(&barrier->Reserved5, 1, __ATOMIC_RELAXED);
	DWORD round = __atomic_load_n(&barrier->Reserved1, __ATOMIC_ACQUIRE);
	BOOL last = __atomic_add_fetch(&barrier->Reserved4, 1, __ATOMIC_ACQ_REL) ==
		    barrier->Reserved2;
	if (last) {
		__atomic_store_n(&barrier->Reserved4, 0, __ATOMIC_RELAXED);
		__atomic_fetch_add(&barrier->Reserved1, 1, __ATOMIC_RELEASE);
		ws_futex_wake(&barrier->Reserved1, INT_MAX);
	} else {
		wait_for_round(barrier, round, flags);
	}
	if (__atomic_sub_fetch(&barrier->Reserved5, 1, __ATOMIC_RELEASE) == 0)
		ws_futex_wake(&barrier->Reserved5, INT_MAX);
	return last;
}

/* DeleteSynchronizationBarrier waits until the threads that came have left. */
BOOL WINAPI DeleteSynchronizationBarrier(LPSYNCHRONIZATION_BARRIER barrier)
{
	DWORD inside;
	while ((inside = __atomic_load_n(&barrier->Reserved5, __ATOMIC_ACQUIRE)) != 0)
		ws_futex_wait(&barrier->Reserved5, inside, NULL);
	return TRUE;
}
