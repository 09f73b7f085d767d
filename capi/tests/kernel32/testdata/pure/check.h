/* check.h: a failed check says where; main ends with done(). */
#include <stdio.h>
#include <stdlib.h>

/* The C library's own where the headers bind the name to ours, which is not linked. */
#ifdef __linux__
int report(int fd, const char *format, ...) __asm__("dprintf");
#else
#define report(fd, ...) fprintf(stderr, __VA_ARGS__)
#endif

static int failures;

#define CHECK(fact) check(__FILE__, __LINE__, #fact, !!(fact))

static void check(const char *file, int line, const char *text, int fact)
{
	if (fact)
		return;
	__atomic_fetch_add(&failures, 1, __ATOMIC_RELAXED);
	report(2, "%s:%d: not so: %s\n", file, line, text);
}

/* FAILS checks that a call gives a result and leaves an error code. */
#define FAILS(call, result, error)                                                       \
	do {                                                                             \
		SetLastError(0xDEAD);                                                    \
		CHECK((call) == (result));                                               \
		if (GetLastError() != (error))                                           \
			report(2, "last error %u:\n", (unsigned)GetLastError());    \
		CHECK(GetLastError() == (error));                                        \
	} while (0)

static int done(void)
{
	return failures != 0;
}
