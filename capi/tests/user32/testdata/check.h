/* check.h: kernel32's, and how numbers are compared. */
#ifndef USER32_CHECK_H
#define USER32_CHECK_H

#include "../../kernel32/testdata/check.h"

/* same compares numbers. */
static inline void same(const char *what, long long got, long long want)
{
	if (got != want) {
		printf("%s: %lld (0x%llx), want %lld (0x%llx)\n", what, got, got, want, want);
		failures++;
	}
}

#endif
