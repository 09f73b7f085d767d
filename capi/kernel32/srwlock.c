/*
 * srwlock.c: SRWLOCK, many readers or one writer.
 *
 * The low half of the lock counts the readers, or holds WRITER, and says whether
 * readers or writers sleep. Readers sleep on it; writers sleep on the high half,
 * which counts their wake-ups. New readers stand back behind a sleeping writer,
 * and a writer is woken before readers, so neither starves.
 */
#include <synchapi.h>

#include "futex.h"

#define WRITER 0x3FFFFFFFu /* more readers there can't be */
#define READERS_SLEEP 0x40000000u
#define WRITERS_SLEEP 0x80000000u
#define SPINS 100

static uint32_t *state(PSRWLOCK lock)
{
	return (uint32_t *)&lock->Ptr;
}

static uint32_t *wakeups(PSRWLOCK lock)
{
	return (uint32_t *)&lock->Ptr + 1;
}

static BOOL exchange(PSRWLOCK lock, uint32_t *old, uint32_t new, int order)
{
	return __atomic_compare_exchange_n(state(lock), old, new, 0, order, __ATOMIC_RELAXED);
}

static uint32_t holders(uint32_t s)
{
	return s & WRITER;
}

static BOOL readable(uint32_t s)
{
	return s < WRITER - 1; /* no writer and nobody asleep */
}

/* look spins while somebody holds the lock and nobody sleeps. */
static uint32_t look(PSRWLOCK lock, BOOL writer)
{
	uint32_t s = __atomic_load_n(state(lock), __ATOMIC_RELAXED);
	for (int i = 0; i < SPINS; i++) {
		if (s >= READERS_SLEEP || (writer ? s == 0 : s != WRITER))
			break;
		YieldProcessor();
		s = __atomic_load_n(state(lock), __ATOMIC_RELAXED);
	}
	return s;
}

VOID WINAPI InitializeSRWLock(PSRWLOCK lock)
{
	lock->Ptr = NULL;
}

BOOLEAN WINAPI TryAcquireSRWLockExclusive(PSRWLOCK lock)
{
	uint32_t s = __atomic_load_n(state(lock), __ATOMIC_RELAXED);
	while (holders(s) == 0)
		if (exchange(lock, &s, s | WRITER, __ATOMIC_ACQUIRE))
			return TRUE;
	return FALSE;
}

BOOLEAN WINAPI TryAcquireSRWLockShared(PSRWLOCK lock)
{
	uint32_t s = __atomic_load_n(state(lock), __ATOMIC_RELAXED);
	while (readable(s))
		if (exchange(lock, &s, s + 1, __ATOMIC_ACQUIRE))
			return TRUE;
	return FALSE;
}

VOID WINAPI AcquireSRWLockExclusive(PSRWLOCK lock)
{
	uint32_t s = 0;
	if (exchange(lock, &s, WRITER, __ATOMIC_ACQUIRE))
		return;
	uint32_t others = 0; /* after a sleep: there may be more sleeping writers */
	s = look(lock, TRUE);
	for (;;) {
		if (holders(s) == 0) {
			if (exchange(lock, &s, s | WRITER | others, __ATOMIC_ACQUIRE))
				return;
			continue;
		}
		if ((s & WRITERS_SLEEP) == 0 &&
		    !exchange(lock, &s, s | WRITERS_SLEEP, __ATOMIC_RELAXED))
			continue;
		others = WRITERS_SLEEP;
		uint32_t n = __atomic_load_n(wakeups(lock), __ATOMIC_ACQUIRE);
		s = __atomic_load_n(state(lock), __ATOMIC_RELAXED);
		if (holders(s) == 0 || (s & WRITERS_SLEEP) == 0)
			continue;
		ws_futex_wait(wakeups(lock), n, NULL);
		s = look(lock, TRUE);
	}
}

VOID WINAPI AcquireSRWLockShared(PSRWLOCK lock)
{
	if (TryAcquireSRWLockShared(lock))
		return;
	uint32_t s = look(lock, FALSE);
	for (;;) {
		if (readable(s)) {
			if (exchange(lock, &s, s + 1, __ATOMIC_ACQUIRE))
				return;
			continue;
		}
		if ((s & READERS_SLEEP) == 0 &&
		    !exchange(lock, &s, s | READERS_SLEEP, __ATOMIC_RELAXED))
			continue;
		ws_futex_wait(state(lock), s | READERS_SLEEP, NULL);
		s = look(lock, FALSE);
	}
}

static int wake_writer(PSRWLOCK lock)
{
	__atomic_fetch_add(wakeups(lock), 1, __ATOMIC_RELEASE);
	return ws_futex_wake(wakeups(lock), 1);
}

/* wake hands the free lock on; s is its state. If others were quicker, they will. */
static void wake(PSRWLOCK lock, uint32_t s)
{
	if (s == WRITERS_SLEEP) {
		if (exchange(lock, &s, 0, __ATOMIC_RELAXED)) {
			wake_writer(lock);
			return;
		}
	}
	if (s == (READERS_SLEEP | WRITERS_SLEEP)) {
		if (!exchange(lock, &s, READERS_SLEEP, __ATOMIC_RELAXED))
			return;
		if (wake_writer(lock) > 0)
			return;
		s = READERS_SLEEP; /* the writer was not asleep yet: it comes by itself */
	}
	if (s == READERS_SLEEP && exchange(lock, &s, 0, __ATOMIC_RELAXED))
		ws_futex_wake(state(lock), INT_MAX);
}

VOID WINAPI ReleaseSRWLockExclusive(PSRWLOCK lock)
{
	uint32_t s = __atomic_sub_fetch(state(lock), WRITER, __ATOMIC_RELEASE);
	if (s != 0)
		wake(lock, s);
}

VOID WINAPI ReleaseSRWLockShared(PSRWLOCK lock)
{
	uint32_t s = __atomic_sub_fetch(state(lock), 1, __ATOMIC_RELEASE);
	if (holders(s) == 0 && (s & WRITERS_SLEEP) != 0)
		wake(lock, s);
}
