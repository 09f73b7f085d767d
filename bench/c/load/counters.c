/*
 * counters.c: what the server's processes use while operations count: processor
 * time from their clocks; system calls and calls of named functions from perf
 * events, which count exactly and only then cost time.
 */
#include "load.h"

#include <dirent.h>
#include <errno.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { PROCESSES = 64, EVENTS = 8, DESCRIPTORS = 1024 };

static pid_t processes[PROCESSES];
static clockid_t clocks[PROCESSES];
static int process_count;

/* event is something to count in every thread of the processes. */
static struct event {
	const char *name;
	struct perf_event_attr attr;
	int fds[DESCRIPTORS];
	int count;
	uint64_t value;
} events[EVENTS];
static int event_count;

static int64_t used[PROCESSES], own;

/* count_processor takes the processes: "12,34". */
void count_processor(const char *pids)
{
	for (char *end; *pids != '\0'; pids = *end == ',' ? end + 1 : end) {
		if (process_count == PROCESSES)
			die("more than %d processes", PROCESSES);
		pid_t pid = (pid_t)strtol(pids, &end, 10);
		if (end == pids)
			die("%s is no process", pids);
		if (clock_getcpuclockid(pid, &clocks[process_count]) == 0)
			processes[process_count++] = pid;
	}
}

static struct event *new_event(const char *name)
{
	if (event_count == EVENTS)
		die("more than %d events", EVENTS);
	struct event *e = &events[event_count++];
	e->name = name;
	e->attr.size = sizeof e->attr;
	return e;
}

/* count_calls counts system calls; tracepoint is the number of raw_syscalls:sys_enter. */
void count_calls(const char *tracepoint)
{
	struct event *e = new_event("calls");
	e->attr.type = PERF_TYPE_TRACEPOINT;
	e->attr.inherit = 1;
	e->attr.config = strtoull(tracepoint, NULL, 10);
}

/*
 * count_probe counts how often code is reached: "name=path:offset in the file". New
 * threads do not inherit it: for them the kernel would look for the path in the
 * memory of the server, and forbid the thread when it is not there.
 */
void count_probe(const char *name_path_offset)
{
	char *name = strdup(name_path_offset), *path = strchr(name, '=');
	char *offset = path == NULL ? NULL : strrchr(path, ':');
	if (offset == NULL)
		die("%s is not name=path:offset", name_path_offset);
	*path++ = *offset++ = '\0';
	int type = 0;
	FILE *file = fopen("/sys/bus/event_source/devices/uprobe/type", "r");
	if (file == NULL || fscanf(file, "%d", &type) != 1)
		die("this kernel has no uprobes");
	fclose(file);
	struct event *e = new_event(name);
	e->attr.type = (uint32_t)type;
	e->attr.config1 = (uintptr_t)path;
	e->attr.config2 = strtoull(offset, NULL, 0);
}

static void open_event(struct event *e, pid_t thread)
{
	int fd = (int)syscall(SYS_perf_event_open, &e->attr, thread, -1, -1, PERF_FLAG_FD_CLOEXEC);
	if (fd < 0 && errno == ESRCH)
		return;
	if (fd < 0)
		die("cannot count %s: %m", e->name);
	if (e->count == DESCRIPTORS)
		die("more than %d threads", DESCRIPTORS);
	e->fds[e->count++] = fd;
}

/* open_counters opens the events for every thread there is. */
void open_counters(void)
{
	if (event_count == 0)
		return;
	for (int i = 0; i < process_count; i++) {
		char path[64];
		snprintf(path, sizeof path, "/proc/%d/task", (int)processes[i]);
		DIR *dir = opendir(path);
		if (dir == NULL)
			continue;
		for (struct dirent *d; (d = readdir(dir)) != NULL;)
			if (d->d_name[0] != '.')
				for (int k = 0; k < event_count; k++)
					open_event(&events[k], (pid_t)atoi(d->d_name));
		closedir(dir);
	}
}

static uint64_t event_value(const struct event *e)
{
	uint64_t sum = 0;
	for (int i = 0; i < e->count; i++) {
		uint64_t value;
		if (read(e->fds[i], &value, sizeof value) == sizeof value)
			sum += value;
	}
	return sum;
}

/* clock_value is 0 when the process has ended. */
static int64_t clock_value(clockid_t clock)
{
	struct timespec t;
	return clock_gettime(clock, &t) != 0 ? 0 : t.tv_sec * 1000000000LL + t.tv_nsec;
}

/* start_counters begins the time that counts. */
void start_counters(void)
{
	for (int i = 0; i < event_count; i++)
		events[i].value = event_value(&events[i]);
	own = clock_value(CLOCK_PROCESS_CPUTIME_ID);
	for (int i = 0; i < process_count; i++)
		used[i] = clock_value(clocks[i]);
}

/* stop_counters ends it. */
void stop_counters(void)
{
	for (int i = 0; i < process_count; i++)
		used[i] = clock_value(clocks[i]) - used[i];
	own = clock_value(CLOCK_PROCESS_CPUTIME_ID) - own;
	for (int i = 0; i < event_count; i++)
		events[i].value = event_value(&events[i]) - events[i].value;
}

/*
 * report_counters prints what an operation took: the server's and the generator's
 * processor time in nanoseconds, and how often each event happened.
 */
void report_counters(uint64_t ops)
{
	int64_t processor = 0;
	/* What Wine's helpers that have ended meanwhile used is not known, and little. */
	for (int i = 0; i < process_count; i++)
		processor += used[i] > 0 ? used[i] : 0;
	printf(" cpu=%.1f own=%.1f", (double)processor / (double)ops, (double)own / (double)ops);
	for (int i = 0; i < event_count; i++)
		printf(" %s=%.4f", events[i].name, (double)events[i].value / (double)ops);
}
