/*
 * load.h: the parts of the load generator.
 *
 * One thread drives all connections. A workload is a file with one function; it
 * calls go_on() each time round and done() for each operation.
 */
#ifndef LOAD_H
#define LOAD_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What the command line asks for. */
struct plan {
	struct sockaddr_in to;
	int connections;
	int bytes;      /* in a request, a datagram or a block */
	int depth;      /* blocks of a stream in flight */
	int idle;       /* connections that are open beside the busy ones */
	double rate;    /* requests a second; 0: each answer starts the next one */
	double warm_up; /* seconds before anything counts */
	double seconds; /* that count */
	const char *engine; /* that moves the bytes; NULL: the cheapest one there is */
};

extern struct plan plan;

/* Workloads: each runs until go_on() says no. */
void run_tcp(void);
void run_udp(void);
void run_stream(void);
void run_churn(void);

/* arrival is called with n bytes that have come to a connection, and were there at a time. */
typedef void arrival(int line, const void *in, size_t n, int64_t at);

/*
 * An engine moves the bytes of small requests, for connections that it knows by their
 * places among those it watches.
 */
struct engine {
	const char *name;
	/* watch begins, for bytes of which at most so many are under way; false: it is not here. */
	bool (*watch)(const int *fds, int count, size_t most, arrival *call);
	/* transmit sends data that stays as it is: now, or with the next turn. */
	void (*transmit)(int line, const void *data, size_t n);
	/* turn hands over what has come; when there is nothing it may wait, at most for PAUSE. */
	void (*turn)(bool wait);
};
enum { PAUSE = 50 }; /* milliseconds */

/* engine.c, engine_epoll.c, engine_uring.c */
extern const struct engine engine_epoll, engine_uring;
const struct engine *start_engine(const int *fds, int count, size_t most, arrival *call);
const struct engine *engine_used(void);

/* measure.c: the time that counts, its operations and their latencies. */
int64_t now(void);
void begin(void);
bool go_on(int64_t now);
void done(int64_t start, int64_t end);
void lost(void);
void report(void);

/* counters.c: what the server's processes use meanwhile. */
void count_processor(const char *pids);
void count_calls(const char *tracepoint);
void count_probe(const char *name_path_offset);
void open_counters(void);
void start_counters(void);
void stop_counters(void);
void report_counters(uint64_t ops);

/* connect.c: sockets to the server, from ever other addresses of 127/8. */
int tcp_socket(unsigned number, bool blocking);
void tcp_connect(int *fds, int count, unsigned first);
int udp_connect(void);

/* pattern.c: what is sent, so that every byte that comes back can be checked. */
enum { PATTERN = 65536 };
void make_pattern(void);
const unsigned char *pattern_at(uint64_t position);
void compare(const void *got, uint64_t position, size_t n);

/* main.c */
_Noreturn void die(const char *format, ...) __attribute__((format(printf, 1, 2)));
int check(int result, const char *what);

#endif
