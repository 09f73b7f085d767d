/* random.c: random numbers. */
#include <errno.h>
#include <stdlib.h>
#include <sys/random.h>

#include "secure.h"

static __thread unsigned int seed = 1;

void srand(unsigned int value)
{
	seed = value;
}

/* The linear congruential generator whose numbers Microsoft's programs have always seen. */
int rand(void)
{
	seed = seed * 214013 + 2531011;
	return (int)(seed >> 16 & RAND_MAX);
}

errno_t rand_s(unsigned int *number)
{
	if (!number)
		return ws_refuse(EINVAL);
	while (getrandom(number, sizeof *number, 0) != sizeof *number) {
		if (errno != EINTR)
			return errno;
	}
	return 0;
}
