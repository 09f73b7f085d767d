/* futex.h: waits in the kernel for a 32-bit word of this process. */
#ifndef WINSOCK_KERNEL32_FUTEX_H
#define WINSOCK_KERNEL32_FUTEX_H

#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define WS_INFINITE 0xFFFFFFFFu

/* A point in time on the monotonic clock, or never. */
struct ws_deadline {
	struct timespec at;
	bool never;
};

/* ws_deadline_in is the point in milliseconds from now. */
static inline struct ws_deadline ws_deadline_in(uint32_t milliseconds)
{
	struct ws_deadline d = {.never = milliseconds == WS_INFINITE};
	if (d.never)
		return d;
	clock_gettime(CLOCK_MONOTONIC, &d.at);
	d.at.tv_sec += milliseconds / 1000;
	d.at.tv_nsec += milliseconds % 1000 * 1000000L;
	if (d.at.tv_nsec >= 1000000000L) {
		d.at.tv_nsec -= 1000000000L;
		d.at.tv_sec++;
	}
	return d;
}

/*
 * ws_futex_wait sleeps while *word is value, at most until the deadline; it may
 * return early for no reason. It reports whether the deadline has not passed.
 */
static inline bool ws_futex_wait(const uint32_t *word, uint32_t value,
				 const struct ws_deadline *deadline)
{
	const struct timespec *at = deadline == NULL || deadline->never ? NULL : &deadline->at;
	int saved = errno;
	long result = syscall(SYS_futex, word, FUTEX_WAIT_BITSET | FUTEX_PRIVATE_FLAG, value, at,
			      NULL, FUTEX_BITSET_MATCH_ANY);
	bool late = result < 0 && errno == ETIMEDOUT;
	errno = saved;
	return !late;
}

/* ws_futex_wake wakes up to n threads that sleep on word; it returns how many. */
static inline int ws_futex_wake(const uint32_t *word, int n)
{
	int saved = errno;
	long woken = syscall(SYS_futex, word, FUTEX_WAKE | FUTEX_PRIVATE_FLAG, n);
	errno = saved;
	return woken < 0 ? 0 : (int)woken;
}

#endif
