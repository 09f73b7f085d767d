/*
 * criticalsection.c: CRITICAL_SECTION, a recursive lock of one process.
 *
 * LockCount has Windows' meaning: bit 0 is set while the lock is free, bit 1
 * while no woken thread is on its way to it, and the rest is the complement of
 * the number of sleeping threads; -1 is a free lock without sleepers. A release
 * takes one sleeper off the count, clears bit 1 and puts a token into
 * LockSemaphore. Whoever takes the token tries again; it sets bit 1 when it gets
 * the lock or goes back to sleep, so wake-ups never pile up.
 */
#include <synchapi.h>
#include <winerror.h>
#include <errhandlingapi.h>

#include "futex.h"
#include "threadid.h"

#define FREE 1
#define NONE_WOKEN 2
#define SLEEPER 4

#define NO_DEBUG_INFO ((PCRITICAL_SECTION_DEBUG)-1)
#define SPINS_MASK 0x00FFFFFF /* the bits above are flags */

static LONG count(LPCRITICAL_SECTION s)
{
	return __atomic_load_n(&s->LockCount, __ATOMIC_RELAXED);
}

static BOOL exchange(LPCRITICAL_SECTION s, LONG *old, LONG new)
{
	return __atomic_compare_exchange_n(&s->LockCount, old, new, 0, __ATOMIC_ACQ_REL,
					   __ATOMIC_RELAXED);
}

static uint32_t *tokens(LPCRITICAL_SECTION s)
{
	return (uint32_t *)&s->LockSemaphore;
}

/* mine reports whether the calling thread is in; only it can have set that. */
static BOOL mine(LPCRITICAL_SECTION s, unsigned me)
{
	return __atomic_load_n(&s->OwningThread, __ATOMIC_RELAXED) == (HANDLE)(ULONG_PTR)me;
}

static void owned(LPCRITICAL_SECTION s, unsigned me)
{
	__atomic_store_n(&s->OwningThread, (HANDLE)(ULONG_PTR)me, __ATOMIC_RELAXED);
	s->RecursionCount = 1;
}

VOID WINAPI InitializeCriticalSection(LPCRITICAL_SECTION section)
{
	InitializeCriticalSectionEx(section, 0, 0);
}

BOOL WINAPI InitializeCriticalSectionAndSpinCount(LPCRITICAL_SECTION section, DWORD spins)
{
	return InitializeCriticalSectionEx(section, spins & SPINS_MASK, 0);
}

/* InitializeCriticalSectionEx fails with ERROR_INVALID_PARAMETER for unknown flags. */
BOOL WINAPI InitializeCriticalSectionEx(LPCRITICAL_SECTION section, DWORD spins, DWORD flags)
{
	const DWORD known = CRITICAL_SECTION_NO_DEBUG_INFO |
			    RTL_CRITICAL_SECTION_FLAG_DYNAMIC_SPIN |
			    RTL_CRITICAL_SECTION_FLAG_STATIC_INIT;
	if ((flags & ~known) != 0 || (spins & ~SPINS_MASK) != 0) {
		SetLastError(ERROR_INVALID_PARAMETER);
		return FALSE;
	}
	*section = (CRITICAL_SECTION){
		.DebugInfo = NO_DEBUG_INFO,
		.LockCount = -1,
		.SpinCount = spins,
	};
	return TRUE;
}

/* SetCriticalSectionSpinCount returns the count as it was. */
DWORD WINAPI SetCriticalSectionSpinCount(LPCRITICAL_SECTION section, DWORD spins)
{
	return (DWORD)__atomic_exchange_n(&section->SpinCount, spins & SPINS_MASK,
					  __ATOMIC_RELAXED);
}

static BOOL try_lock(LPCRITICAL_SECTION s)
{
	LONG c = count(s);
	while (c & FREE)
		if (exchange(s, &c, c & ~FREE))
			return TRUE;
	return FALSE;
}

static void take_token(LPCRITICAL_SECTION s)
{
	uint32_t n = __atomic_load_n(tokens(s), __ATOMIC_RELAXED);
	for (;;) {
		while (n > 0)
			if (__atomic_compare_exchange_n(tokens(s), &n, n - 1, 0, __ATOMIC_ACQUIRE,
							__ATOMIC_RELAXED))
				return;
		ws_futex_wait(tokens(s), 0, NULL);
		n = __atomic_load_n(tokens(s), __ATOMIC_RELAXED);
	}
}

static void lock_slowly(LPCRITICAL_SECTION s)
{
	if (s->DebugInfo == NULL) /* never initialised, or deleted */
		RaiseException(EXCEPTION_ACCESS_VIOLATION, EXCEPTION_NONCONTINUABLE, 0, NULL);
	for (ULONG_PTR spins = __atomic_load_n(&s->SpinCount, __ATOMIC_RELAXED); spins > 0; spins--) {
		if (try_lock(s))
			return;
		YieldProcessor();
	}
	LONG woken = 0;
	LONG c = count(s);
	for (;;) {
		if (c & FREE) {
			if (exchange(s, &c, (c & ~FREE) | woken))
				return;
		} else if (exchange(s, &c, (c - SLEEPER) | woken)) {
			take_token(s);
			woken = NONE_WOKEN;
			c = count(s);
		}
	}
}

VOID WINAPI EnterCriticalSection(LPCRITICAL_SECTION section)
{
	unsigned me = ws_thread_id();
	LONG c = -1;
	if (exchange(section, &c, -1 & ~FREE)) {
		owned(section, me);
		return;
	}
	if (mine(section, me)) {
		section->RecursionCount++;
		return;
	}
	if (!try_lock(section))
		lock_slowly(section);
	owned(section, me);
}

BOOL WINAPI TryEnterCriticalSection(LPCRITICAL_SECTION section)
{
	unsigned me = ws_thread_id();
	if (mine(section, me)) {
		section->RecursionCount++;
		return TRUE;
	}
	if (!try_lock(section))
		return FALSE;
	owned(section, me);
	return TRUE;
}

/* LeaveCriticalSection does nothing for a thread that is not in. */
VOID WINAPI LeaveCriticalSection(LPCRITICAL_SECTION section)
{
	if (!mine(section, ws_thread_id()))
		return;
	if (--section->RecursionCount > 0)
		return;
	__atomic_store_n(&section->OwningThread, NULL, __ATOMIC_RELAXED);
	LONG c = count(section);
	for (;;) {
		BOOL wake = (c & NONE_WOKEN) != 0 && (ULONG)~c >= SLEEPER;
		LONG next = wake ? ((c | FREE) & ~NONE_WOKEN) + SLEEPER : c | FREE;
		if (!exchange(section, &c, next))
			continue;
		if (wake) {
			__atomic_fetch_add(tokens(section), 1, __ATOMIC_RELEASE);
			ws_futex_wake(tokens(section), 1);
		}
		return;
	}
}

VOID WINAPI DeleteCriticalSection(LPCRITICAL_SECTION section)
{
	*section = (CRITICAL_SECTION){.DebugInfo = NULL};
}
