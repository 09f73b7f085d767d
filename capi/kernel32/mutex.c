/* mutex.c: the lock that Go knows too, when it is not free. */
#include "futex.h"
#include "mutex.h"

enum { SPINS = 64 };

void ws_mutex_sleep(ws_mutex *lock)
{
	for (int i = 0; i < SPINS; i++) {
		uint32_t free = 0;

		if (lock->word == 0 && __atomic_compare_exchange_n(&lock->word, &free, 1, 0,
								   __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
			return;
	}
	while (__atomic_exchange_n(&lock->word, 2, __ATOMIC_ACQUIRE) != 0)
		ws_futex_wait((uint32_t *)&lock->word, 2, NULL);
}

void ws_mutex_wake(ws_mutex *lock)
{
	ws_futex_wake((uint32_t *)&lock->word, 1);
}
