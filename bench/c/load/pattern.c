/* pattern.c: what is sent, so that every byte that comes back can be checked. */
#include "load.h"

#include <string.h>

static unsigned char pattern[2 * PATTERN];

/* make_pattern fills the pattern: PATTERN random bytes, twice. */
void make_pattern(void)
{
	uint64_t x = 0x9e3779b97f4a7c15;
	for (size_t i = 0; i < PATTERN; i++) {
		x ^= x << 13;
		x ^= x >> 7;
		x ^= x << 17;
		pattern[i] = pattern[i + PATTERN] = (unsigned char)(x >> 32);
	}
}

/* pattern_at is where up to PATTERN bytes for a position are. */
const unsigned char *pattern_at(uint64_t position)
{
	return pattern + position % PATTERN;
}

/* compare ends the program unless got is the n bytes at a position, n <= PATTERN. */
void compare(const void *got, uint64_t position, size_t n)
{
	if (memcmp(got, pattern_at(position), n) != 0)
		die("other bytes came back than were sent");
}
