/* mutex.h: a lock that Go knows too (internal/sys.Mutex), for short moments. */
#ifndef WINSOCK_SHIM_MUTEX_H
#define WINSOCK_SHIM_MUTEX_H

#include <stdint.h>

typedef struct {
	_Atomic uint32_t word; /* 0 free, 1 taken, 2 taken and somebody sleeps */
} ws_mutex;

/* ws_mutex_sleep takes a lock that is not free; ws_mutex_wake wakes one who sleeps. */
void ws_mutex_sleep(ws_mutex *lock);
void ws_mutex_wake(ws_mutex *lock);

static inline void ws_mutex_lock(ws_mutex *lock)
{
	uint32_t free = 0;

	if (!__atomic_compare_exchange_n(&lock->word, &free, 1, 0, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
		ws_mutex_sleep(lock);
}

static inline void ws_mutex_unlock(ws_mutex *lock)
{
	if (__atomic_exchange_n(&lock->word, 0, __ATOMIC_RELEASE) == 2)
		ws_mutex_wake(lock);
}

#endif
