/* check.h: what the test programs say when something is not as it should be. */
#ifndef CHECK_H
#define CHECK_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <windows.h>

static int failures;

#define CHECK(fact)                                                                      \
	do {                                                                             \
		if (!(fact)) {                                                           \
			printf("%s:%d: not so: %s (last error %u)\n", __FILE__, __LINE__, \
			       #fact, (unsigned)GetLastError());                         \
			failures++;                                                      \
		}                                                                        \
	} while (0)

/* FAILS: call is false, and the last error is then error. */
#define FAILS(call, error)                                                               \
	do {                                                                             \
		SetLastError(0xDEAD);                                                    \
		if (call) {                                                              \
			printf("%s:%d: succeeded: %s\n", __FILE__, __LINE__, #call);     \
			failures++;                                                      \
		} else if (GetLastError() != (error)) {                                  \
			printf("%s:%d: %s: last error %u, want %s\n", __FILE__, __LINE__, \
			       #call, (unsigned)GetLastError(), #error);                 \
			failures++;                                                      \
		}                                                                        \
	} while (0)

#define VALID(handle) ((handle) != INVALID_HANDLE_VALUE)

static inline int done(void)
{
	fflush(stdout);
	return failures != 0;
}

#endif
