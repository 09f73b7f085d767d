/* measure.c: the time that counts, its operations and their latencies. */
#include "load.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* How long nothing may come back: the server hangs then. */
static const int64_t patience = 10 * 1000000000LL;

/*
 * The histogram is logarithmic, each power of two in SUB linear parts: it tells
 * latencies apart to 0.8 %.
 */
enum { BITS = 7, SUB = 1 << BITS, CELLS = (64 - BITS) * SUB };
static uint64_t cells[CELLS];

static uint64_t ops, all, losses;
static int64_t since, until, last, began, ended, longest;
static bool counting;

/* now is the clock in nanoseconds. */
int64_t now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static int cell(uint64_t value)
{
	if (value < SUB)
		return (int)value;
	int shift = 63 - __builtin_clzll(value) - BITS;
	return (shift + 1) * SUB + (int)(value >> shift) - SUB;
}

/* middle of the values that are in a cell. */
static uint64_t middle(int cell)
{
	if (cell < SUB)
		return (uint64_t)cell;
	int shift = cell / SUB - 1;
	uint64_t low = (uint64_t)(cell % SUB + SUB) << shift;
	return low + ((1ull << shift) >> 1);
}

/* quantile of the latencies, in nanoseconds. */
static uint64_t quantile(double q)
{
	uint64_t wanted = (uint64_t)(q * (double)ops), seen = 0;
	for (int i = 0; i < CELLS; i++) {
		seen += cells[i];
		if (seen > wanted)
			return middle(i);
	}
	return (uint64_t)longest;
}

/*
 * Requests at a rate are judged window by window beside: 99 % of those that were due
 * in one, then the middle of all windows. So a machine that stops for some
 * milliseconds spoils the windows it stops in, and not the figure of a whole run.
 */
static const int64_t window = 10 * 1000000LL;

struct answer {
	int64_t due, latency;
};

static struct answer *answers; /* those that count, at a rate */
static size_t answer_count, answer_room;

static void keep(int64_t due, int64_t latency)
{
	if (answer_count == answer_room) {
		answer_room = 2 * answer_room + 4096;
		answers = realloc(answers, answer_room * sizeof *answers);
	}
	answers[answer_count++] = (struct answer){due, latency};
}

static int by_latency(const void *a, const void *b)
{
	const struct answer *x = a, *y = b;
	return (x->latency > y->latency) - (x->latency < y->latency);
}

static int by_time(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

/*
 * windows_p99 is the middle of the windows' p99, 0 when there are none. What was due
 * and is not answered is the slowest; the last window, whose answers may come after
 * the end, is left out.
 */
static int64_t windows_p99(void)
{
	size_t count = (size_t)((ended - began) / window);
	size_t each = (size_t)(plan.rate * (double)window / 1e9);
	if (plan.rate == 0 || count < 2 || each < 100)
		return 0;
	count--;
	size_t *faster = calloc(count, sizeof *faster);
	int64_t *slow = calloc(count, sizeof *slow);
	for (size_t i = 0; i < count; i++)
		slow[i] = ended - began - (int64_t)i * window;
	qsort(answers, answer_count, sizeof *answers, by_latency);
	for (size_t i = 0; i < answer_count; i++) {
		size_t at = (size_t)((answers[i].due - began) / window);
		if (answers[i].due >= began && at < count && faster[at]++ == each * 99 / 100)
			slow[at] = answers[i].latency;
	}
	qsort(slow, count, sizeof *slow, by_time);
	int64_t middle = slow[count / 2];
	free(faster);
	free(slow);
	return middle;
}

/* begin sets the times: everything is connected. */
void begin(void)
{
	last = now();
	since = last + (int64_t)(plan.warm_up * 1e9);
}

/*
 * go_on says whether to go on; it is asked each time round, with the clock. On a
 * busy machine the time gets longer until there is an operation.
 */
bool go_on(int64_t now)
{
	if (!counting && now >= since) {
		counting = true;
		began = now;
		until = now + (int64_t)(plan.seconds * 1e9);
		start_counters();
	}
	if (counting && now >= until && ops > 0) {
		stop_counters();
		ended = now;
		return false;
	}
	if (now - last > patience)
		die("nothing came back for %lld s", (long long)(patience / 1000000000));
	return true;
}

/* done counts an operation by its times. */
void done(int64_t start, int64_t end)
{
	int64_t latency = end - start;
	last = end;
	all++;
	if (!counting)
		return;
	ops++;
	cells[cell(latency < 0 ? 0 : (uint64_t)latency)]++;
	if (latency > longest)
		longest = latency;
	if (plan.rate > 0)
		keep(start, latency);
}

/* lost counts a datagram that did not come back. */
void lost(void)
{
	losses++;
}

/*
 * report prints the result: one line of key=value; times are nanoseconds. All are
 * the operations with those that did not count; typical99 is windows_p99; ring says
 * whether io_uring has moved the bytes.
 */
void report(void)
{
	double seconds = (double)(ended - began) / 1e9;
	printf("ops=%llu all=%llu seconds=%.6f rate=%.1f lost=%llu", (unsigned long long)ops,
		(unsigned long long)all, seconds, (double)ops / seconds, (unsigned long long)losses);
	printf(" p50=%llu p90=%llu p99=%llu p999=%llu max=%lld", (unsigned long long)quantile(.5),
		(unsigned long long)quantile(.9), (unsigned long long)quantile(.99),
		(unsigned long long)quantile(.999), (long long)longest);
	if (plan.rate > 0)
		printf(" typical99=%lld", (long long)windows_p99());
	report_counters(ops);
	printf(" ring=%d\n", engine_used() == &engine_uring);
}
