/*
 * load: a load generator for echo servers.
 *
 *	load [options] tcp|udp|stream|churn port
 *	-c N          connections (64)
 *	-b N          bytes in a request, a datagram or a block (64)
 *	-d N          blocks of a stream under way (4)
 *	-e ENGINE     what moves the bytes of tcp and udp: io_uring, which costs less, or epoll;
 *	              without it io_uring where it is there. Streams and churn have epoll
 *	-i N          idle connections beside the busy ones (0)
 *	-r N          requests a second, tcp and udp; without it each answer starts the next
 *	-w SECONDS    before anything counts (0.1)
 *	-t SECONDS    that count (0.5)
 *	-p PID,PID    the server's processes, whose processor time counts
 *	-s NUMBER     count their system calls; the number of raw_syscalls:sys_enter
 *	-u NAME=PATH:OFFSET  count how often they reach this code
 *	-o            only open the idle connections, print "open", wait for the input's end
 *
 * It prints one line of key=value: operations, rate, latencies and processor time
 * per operation in nanoseconds. Every byte that comes back is checked; it fails
 * when one is wrong, when a connection is closed or when nothing comes back.
 */
#include "load.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

struct plan plan = {
	.connections = 64,
	.bytes = 64,
	.depth = 4,
	.warm_up = .1,
	.seconds = .5,
};

/* die ends the program with a reason. */
void die(const char *format, ...)
{
	va_list list;
	va_start(list, format);
	fputs("load: ", stderr);
	vfprintf(stderr, format, list);
	fputc('\n', stderr);
	va_end(list);
	exit(1);
}

/* check ends the program when a call has failed. */
int check(int result, const char *what)
{
	if (result < 0)
		die("%s: %m", what);
	return result;
}

static int usage(void)
{
	fputs("usage: load [options] tcp|udp|stream|churn port; see bench/c/load/main.c\n", stderr);
	return 2;
}

int main(int argc, char **argv)
{
	bool only_open = false;
	for (int option; (option = getopt(argc, argv, "c:b:d:e:i:r:w:t:p:s:u:o")) != -1;) {
		switch (option) {
		case 'c': plan.connections = atoi(optarg); break;
		case 'b': plan.bytes = atoi(optarg); break;
		case 'd': plan.depth = atoi(optarg); break;
		case 'e': plan.engine = optarg; break;
		case 'i': plan.idle = atoi(optarg); break;
		case 'r': plan.rate = atof(optarg); break;
		case 'w': plan.warm_up = atof(optarg); break;
		case 't': plan.seconds = atof(optarg); break;
		case 'p': count_processor(optarg); break;
		case 's': count_calls(optarg); break;
		case 'u': count_probe(optarg); break;
		case 'o': only_open = true; break;
		default: return usage();
		}
	}
	if (argc - optind != 2 || plan.connections < 1 || plan.bytes < 1 || plan.depth < 1)
		return usage();
	static const struct {
		const char *name;
		void (*run)(void);
	} workloads[] = {
		{"tcp", run_tcp}, {"udp", run_udp}, {"stream", run_stream}, {"churn", run_churn}};
	void (*run)(void) = NULL;
	for (size_t i = 0; i < sizeof workloads / sizeof *workloads; i++)
		if (strcmp(argv[optind], workloads[i].name) == 0)
			run = workloads[i].run;
	if (run == NULL)
		return usage();
	plan.to.sin_family = AF_INET;
	plan.to.sin_port = htons((uint16_t)atoi(argv[optind + 1]));
	plan.to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);

	struct rlimit files;
	getrlimit(RLIMIT_NOFILE, &files);
	files.rlim_cur = files.rlim_max;
	setrlimit(RLIMIT_NOFILE, &files);
	make_pattern();
	int *idle = calloc((size_t)plan.idle + 1, sizeof *idle);
	tcp_connect(idle, plan.idle, 0x10000);
	if (only_open) {
		puts("open");
		fflush(stdout);
		while (getchar() != EOF)
			continue;
		return 0;
	}
	open_counters();
	run();
	report();
	return 0;
}
