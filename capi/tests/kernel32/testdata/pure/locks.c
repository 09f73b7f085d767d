/* locks.c: critical sections, slim locks, condition variables, barriers, once. */
#include <windows.h>

#include "check.h"
#include "threads.h"

#define ROUNDS 20000

static CRITICAL_SECTION section;
static SRWLOCK slim = SRWLOCK_INIT;
static CONDITION_VARIABLE filled = CONDITION_VARIABLE_INIT, emptied = CONDITION_VARIABLE_INIT;
static long counter, copy;

static void *count_in_section(void *n)
{
	(void)n;
	for (int i = 0; i < ROUNDS; i++) {
		EnterCriticalSection(&section);
		if (i % 4 == 0) {
			EnterCriticalSection(&section);
			LeaveCriticalSection(&section);
		}
		counter++;
		LeaveCriticalSection(&section);
	}
	return NULL;
}

static void *try_taken(void *n)
{
	(void)n;
	CHECK(!TryEnterCriticalSection(&section));
	CHECK(!TryAcquireSRWLockExclusive(&slim));
	CHECK(!TryAcquireSRWLockShared(&slim));
	return NULL;
}

static void critical_sections(void)
{
	FAILS(InitializeCriticalSectionEx(&section, 0, 0x40000000), FALSE, ERROR_INVALID_PARAMETER);
	for (DWORD spins = 0; spins <= 4000; spins += 4000) {
		CHECK(InitializeCriticalSectionAndSpinCount(&section, spins));
		counter = 0;
		run(4, count_in_section);
		CHECK(counter == 4L * ROUNDS);
		CHECK(section.LockCount == -1 && section.RecursionCount == 0 &&
		      section.OwningThread == NULL);
		DeleteCriticalSection(&section);
	}
	InitializeCriticalSection(&section);
	CHECK(SetCriticalSectionSpinCount(&section, 7) == 0);
	CHECK(SetCriticalSectionSpinCount(&section, 8) == 7);
	EnterCriticalSection(&section);
	EnterCriticalSection(&section);
	CHECK(TryEnterCriticalSection(&section));
	CHECK(section.RecursionCount == 3 && section.OwningThread != NULL);
	AcquireSRWLockExclusive(&slim);
	run(1, try_taken);
	ReleaseSRWLockExclusive(&slim);
	LeaveCriticalSection(&section);
	LeaveCriticalSection(&section);
	LeaveCriticalSection(&section);
	CHECK(section.RecursionCount == 0 && section.OwningThread == NULL);
	CHECK(TryEnterCriticalSection(&section));
	LeaveCriticalSection(&section);
	CHECK(section.LockCount == -1);
	DeleteCriticalSection(&section);
}

static void *read_and_write(void *n)
{
	for (int i = 0; i < ROUNDS; i++) {
		if ((i + (int)(size_t)n) % 4 == 0) {
			AcquireSRWLockExclusive(&slim);
			counter++;
			copy++;
			ReleaseSRWLockExclusive(&slim);
		} else {
			AcquireSRWLockShared(&slim);
			if (counter != copy)
				CHECK(!"a reader sees half a change");
			ReleaseSRWLockShared(&slim);
		}
	}
	return NULL;
}

static void *write_by_trying(void *n)
{
	(void)n;
	for (int i = 0; i < ROUNDS; i++) {
		if (TryAcquireSRWLockExclusive(&slim)) {
			counter++;
			copy++;
			ReleaseSRWLockExclusive(&slim);
		} else {
			AcquireSRWLockExclusive(&slim);
			counter++;
			copy++;
			ReleaseSRWLockExclusive(&slim);
		}
	}
	return NULL;
}

static void slim_locks(void)
{
	InitializeSRWLock(&slim);
	counter = copy = 0;
	run(8, read_and_write);
	CHECK(counter == 8L * ROUNDS / 4 && copy == counter);
	counter = copy = 0;
	run(4, write_by_trying);
	CHECK(counter == 4L * ROUNDS);
	AcquireSRWLockShared(&slim);
	CHECK(TryAcquireSRWLockShared(&slim));
	CHECK(!TryAcquireSRWLockExclusive(&slim));
	ReleaseSRWLockShared(&slim);
	CHECK(!TryAcquireSRWLockExclusive(&slim));
	ReleaseSRWLockShared(&slim);
	CHECK(slim.Ptr == NULL || TryAcquireSRWLockExclusive(&slim));
}

/* A ring of a few places between givers and takers: a lost wake-up would hang. */
#define ITEMS 5000
#define PLACES 3
static int places[PLACES], first, used;
static long taken;
static int over_section;

static void lock_ring(void)
{
	if (over_section)
		EnterCriticalSection(&section);
	else
		AcquireSRWLockExclusive(&slim);
}

static void unlock_ring(void)
{
	if (over_section)
		LeaveCriticalSection(&section);
	else
		ReleaseSRWLockExclusive(&slim);
}

static void wait_ring(CONDITION_VARIABLE *v)
{
	if (over_section)
		CHECK(SleepConditionVariableCS(v, &section, INFINITE));
	else
		CHECK(SleepConditionVariableSRW(v, &slim, INFINITE, 0));
}

static void *give_or_take(void *n)
{
	for (int i = 0; i < ITEMS; i++) {
		lock_ring();
		if ((size_t)n % 2 == 0) {
			while (used == PLACES)
				wait_ring(&emptied);
			places[(first + used++) % PLACES] = i;
			unlock_ring();
			WakeConditionVariable(&filled);
		} else {
			while (used == 0)
				wait_ring(&filled);
			taken += places[first];
			first = (first + 1) % PLACES;
			used--;
			WakeConditionVariable(&emptied);
			unlock_ring();
		}
	}
	return NULL;
}

static int started;

static void *wait_for_start(void *n)
{
	(void)n;
	AcquireSRWLockShared(&slim);
	while (!started)
		CHECK(SleepConditionVariableSRW(&filled, &slim, INFINITE,
						CONDITION_VARIABLE_LOCKMODE_SHARED));
	ReleaseSRWLockShared(&slim);
	return NULL;
}

static void *start_all(void *n)
{
	if (n != NULL)
		return wait_for_start(n);
	AcquireSRWLockExclusive(&slim);
	started = 1;
	ReleaseSRWLockExclusive(&slim);
	WakeAllConditionVariable(&filled);
	return NULL;
}

static void condition_variables(void)
{
	InitializeCriticalSection(&section);
	InitializeSRWLock(&slim);
	InitializeConditionVariable(&filled);
	WakeConditionVariable(&filled); /* nobody there: forgotten */
	for (over_section = 0; over_section < 2; over_section++) {
		taken = 0;
		run(6, give_or_take);
		CHECK(taken == 3L * ITEMS * (ITEMS - 1) / 2 && used == 0);
	}
	run(5, start_all);
	EnterCriticalSection(&section);
	EnterCriticalSection(&section);
	LeaveCriticalSection(&section);
	ULONGLONG before = GetTickCount64();
	FAILS(SleepConditionVariableCS(&filled, &section, 30), FALSE, ERROR_TIMEOUT);
	CHECK(GetTickCount64() - before >= 20);
	CHECK(section.RecursionCount == 1);
	LeaveCriticalSection(&section);
	AcquireSRWLockShared(&slim);
	FAILS(SleepConditionVariableSRW(&filled, &slim, 0, CONDITION_VARIABLE_LOCKMODE_SHARED), FALSE,
	      ERROR_TIMEOUT);
	ReleaseSRWLockShared(&slim);
	CHECK(TryAcquireSRWLockExclusive(&slim));
	ReleaseSRWLockExclusive(&slim);
	DeleteCriticalSection(&section);
}

static LONG turn;

static void *take_turns(void *n)
{
	LONG me = (LONG)(size_t)n;
	for (int i = 0; i < 300; i++) {
		LONG now;
		while ((now = __atomic_load_n(&turn, __ATOMIC_SEQ_CST)) % 3 != me)
			CHECK(WaitOnAddress(&turn, &now, sizeof(now), INFINITE));
		InterlockedIncrement(&turn);
		WakeByAddressAll(&turn);
	}
	return NULL;
}

static void addresses(void)
{
	UINT8 a = 1, b = 1;
	UINT64 c = 1, d = 2;
	FAILS(WaitOnAddress(&a, &b, 3, 0), FALSE, ERROR_INVALID_PARAMETER);
	FAILS(WaitOnAddress(&a, &b, 1, 10), FALSE, ERROR_TIMEOUT);
	CHECK(WaitOnAddress(&c, &d, 8, INFINITE));
	WakeByAddressSingle(&a);
	run(3, take_turns);
	CHECK(turn == 900);
}

static INIT_ONCE once = INIT_ONCE_STATIC_INIT;
static LONG initialised, attempts;

static BOOL CALLBACK initialise(PINIT_ONCE o, PVOID parameter, PVOID *context)
{
	CHECK(o == &once);
	if (InterlockedIncrement(&attempts) == 1)
		return FALSE; /* somebody else tries */
	InterlockedIncrement(&initialised);
	*context = parameter;
	return TRUE;
}

static void *once_each(void *n)
{
	static int what __attribute__((aligned(8)));
	PVOID context = NULL;
	(void)n;
	if (InitOnceExecuteOnce(&once, initialise, &what, &context))
		CHECK(context == &what);
	return NULL;
}

static void onces(void)
{
	BOOL pending = 99;
	PVOID context = NULL;
	INIT_ONCE o = INIT_ONCE_STATIC_INIT;
	run(8, once_each);
	CHECK(initialised == 1 && attempts == 2);
	FAILS(InitOnceBeginInitialize(&o, INIT_ONCE_CHECK_ONLY, &pending, &context), FALSE,
	      ERROR_GEN_FAILURE);
	FAILS(InitOnceBeginInitialize(&o, INIT_ONCE_CHECK_ONLY | INIT_ONCE_ASYNC, &pending, &context),
	      FALSE, ERROR_INVALID_PARAMETER);
	FAILS(InitOnceComplete(&o, 0, NULL), FALSE, ERROR_GEN_FAILURE);
	CHECK(InitOnceBeginInitialize(&o, 0, &pending, &context) && pending);
	FAILS(InitOnceBeginInitialize(&o, INIT_ONCE_ASYNC, &pending, &context), FALSE,
	      ERROR_INVALID_PARAMETER);
	FAILS(InitOnceComplete(&o, 0, (PVOID)1), FALSE, ERROR_INVALID_PARAMETER);
	CHECK(InitOnceComplete(&o, INIT_ONCE_INIT_FAILED, NULL));
	CHECK(InitOnceBeginInitialize(&o, 0, &pending, &context) && pending);
	CHECK(InitOnceComplete(&o, 0, (PVOID)0x100));
	CHECK(InitOnceBeginInitialize(&o, 0, &pending, &context) && !pending &&
	      context == (PVOID)0x100);
	CHECK(InitOnceBeginInitialize(&o, INIT_ONCE_CHECK_ONLY, &pending, &context) && !pending);
	InitOnceInitialize(&o);
	CHECK(InitOnceBeginInitialize(&o, INIT_ONCE_ASYNC, &pending, NULL) && pending);
	CHECK(InitOnceBeginInitialize(&o, INIT_ONCE_ASYNC, &pending, NULL) && pending);
	CHECK(InitOnceComplete(&o, INIT_ONCE_ASYNC, (PVOID)0x200));
	FAILS(InitOnceComplete(&o, INIT_ONCE_ASYNC, (PVOID)0x300), FALSE, ERROR_GEN_FAILURE);
	CHECK(InitOnceBeginInitialize(&o, INIT_ONCE_ASYNC, &pending, &context) && !pending &&
	      context == (PVOID)0x200);
}

static SYNCHRONIZATION_BARRIER barrier;
static LONG rounds[100], lasts;

static void *meet(void *n)
{
	(void)n;
	for (int i = 0; i < 100; i++) {
		InterlockedIncrement(&rounds[i]);
		if (EnterSynchronizationBarrier(&barrier, i % 2 == 0 ? 0
								      : SYNCHRONIZATION_BARRIER_FLAGS_BLOCK_ONLY))
			InterlockedIncrement(&lasts);
		CHECK(__atomic_load_n(&rounds[i], __ATOMIC_SEQ_CST) == 4);
	}
	return NULL;
}

static void barriers(void)
{
	FAILS(InitializeSynchronizationBarrier(&barrier, 0, -1), FALSE, ERROR_INVALID_PARAMETER);
	FAILS(InitializeSynchronizationBarrier(&barrier, 2, -2), FALSE, ERROR_INVALID_PARAMETER);
	CHECK(InitializeSynchronizationBarrier(&barrier, 4, 10));
	run(4, meet);
	CHECK(lasts == 100);
	CHECK(DeleteSynchronizationBarrier(&barrier));
}

int main(void)
{
	critical_sections();
	slim_locks();
	condition_variables();
	addresses();
	onces();
	barriers();
	return done();
}
