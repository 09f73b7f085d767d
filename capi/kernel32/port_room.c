/*
 * port_room.c: whether the threads of a port have processors to run on.
 *
 * Source: sched_getaffinity(2), proc(5): /proc/loadavg.
 */
#include <fcntl.h>
#include <sched.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kernel.h"
#include "port.h"

/* How many calls go by before the machine is asked again. */
enum { SAMPLE = 4 };

/* count is how many processors are in a mask of the kernel's. */
static uint32_t count(const unsigned long *mask, long bytes)
{
	uint32_t n = 0;

	for (long i = 0; i < bytes / (long)sizeof *mask; i++)
		n += (uint32_t)__builtin_popcountl(mask[i]);
	return n;
}

/* allowed is how many processors the process may use. */
static uint32_t allowed(void)
{
	unsigned long mask[128];
	long bytes = ws_kernel(SYS_sched_getaffinity, 0, sizeof mask, (long)mask, 0, 0, 0);

	return bytes > 0 ? count(mask, bytes) : UINT32_MAX;
}

/* running is how many threads of the machine run or would like to; 0: not known. */
static uint32_t running(void)
{
	char text[128] = "";
	long file = ws_kernel(SYS_openat, AT_FDCWD, (long)"/proc/loadavg", O_RDONLY | O_CLOEXEC, 0,
			      0, 0);
	const char *at = text;

	if (file < 0)
		return 0;
	ws_kernel(SYS_read, file, (long)text, sizeof text - 1, 0, 0, 0);
	ws_kernel(SYS_close, file, 0, 0, 0, 0, 0);
	for (int i = 0; i < 3; i++) {
		at = strchr(at, ' ');
		if (at == NULL)
			return 0;
		at++;
	}
	return (uint32_t)strtoul(at, NULL, 10);
}

uint32_t ws_port_room(uint32_t active)
{
	static uint32_t calls, room = 1;
	static uint32_t processors;

	if (processors == 0)
		processors = (uint32_t)sysconf(_SC_NPROCESSORS_ONLN);
	if (calls++ % SAMPLE == 0) {
		/* The guard itself runs while it asks. */
		uint32_t all = running(), ours = active + 1, mine = allowed();
		uint32_t others = all > ours ? all - ours : 0;

		room = others < processors ? processors - others : 1;
		room = room < mine ? room : mine;
	}
	return room;
}
