/*
 * single.c: single calls, in raw C on Linux or, with _WIN32, with Winsock; wscc
 * and mingw compile the same half.
 *
 * It reads commands from standard input, one a line, and answers each with the
 * nanoseconds it took on the clock and of the process's processor time:
 *
 *	open N        socket + close, N times
 *	transfer N    send and receive 64 bytes over TCP, nobody waits
 *	roundtrip N   64 bytes to another thread and back, both wait
 *	cross N       with Winsock: a call that does next to nothing below the C part
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef _WIN32
#include <winsock2.h>
#include <windows.h>
#else
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#endif

enum { BLOCK = 64 };

#ifdef _WIN32

typedef SOCKET descriptor;

static void start(void)
{
	WSADATA data;
	if (WSAStartup(MAKEWORD(2, 2), &data) != 0)
		exit(3);
}

static descriptor open_tcp(void)
{
	return WSASocketW(AF_INET, SOCK_STREAM, IPPROTO_TCP, NULL, 0, WSA_FLAG_OVERLAPPED);
}

static void close_tcp(descriptor s)
{
	closesocket(s);
}

static DWORD WINAPI run(void *routine)
{
	((void (*)(void))routine)();
	return 0;
}

static void in_thread(void (*routine)(void))
{
	CloseHandle(CreateThread(NULL, 0, run, (void *)routine, 0, NULL));
}

static long long now(void)
{
	LARGE_INTEGER count, frequency;
	QueryPerformanceCounter(&count);
	QueryPerformanceFrequency(&frequency);
	return count.QuadPart * (1000000000 / frequency.QuadPart);
}

static long long used(void)
{
	FILETIME made, ended, kernel, user;
	GetProcessTimes(GetCurrentProcess(), &made, &ended, &kernel, &user);
	return 100 * (((long long)kernel.dwHighDateTime << 32) + kernel.dwLowDateTime +
					 ((long long)user.dwHighDateTime << 32) + user.dwLowDateTime);
}

typedef int socklen;

#else

typedef int descriptor;

static void start(void)
{
}

static descriptor open_tcp(void)
{
	return socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, IPPROTO_TCP);
}

static void close_tcp(descriptor s)
{
	close(s);
}

static void *run(void *routine)
{
	((void (*)(void))routine)();
	return NULL;
}

static void in_thread(void (*routine)(void))
{
	pthread_t thread;
	pthread_create(&thread, NULL, run, (void *)routine);
	pthread_detach(thread);
}

static long long now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static long long used(void)
{
	struct rusage u;
	getrusage(RUSAGE_SELF, &u);
	return 1000LL * (u.ru_utime.tv_usec + u.ru_stime.tv_usec) +
		1000000000LL * (u.ru_utime.tv_sec + u.ru_stime.tv_sec);
}

typedef socklen_t socklen;

#endif

static void check(int ok, const char *what)
{
	if (!ok) {
		fprintf(stderr, "single: %s failed\n", what);
		exit(1);
	}
}

/* pair makes a TCP connection over loopback. */
static void pair(descriptor *a, descriptor *b)
{
	struct sockaddr_in at;
	socklen len = sizeof at;
	int on = 1;
	memset(&at, 0, sizeof at);
	at.sin_family = AF_INET;
	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	descriptor l = open_tcp();
	check(bind(l, (struct sockaddr *)&at, sizeof at) == 0, "bind");
	check(listen(l, 1) == 0, "listen");
	check(getsockname(l, (struct sockaddr *)&at, &len) == 0, "getsockname");
	*a = open_tcp();
	check(connect(*a, (struct sockaddr *)&at, len) == 0, "connect");
	*b = accept(l, NULL, NULL);
	close_tcp(l);
	setsockopt(*a, IPPROTO_TCP, TCP_NODELAY, (const char *)&on, sizeof on);
	setsockopt(*b, IPPROTO_TCP, TCP_NODELAY, (const char *)&on, sizeof on);
}

static void open_close(int n)
{
	for (int i = 0; i < n; i++)
		close_tcp(open_tcp());
}

static descriptor left, right, near_end, far_end;

static void transfer(int n)
{
	char out[BLOCK] = {0}, in[BLOCK];
	for (int i = 0; i < n; i++) {
		check(send(left, out, BLOCK, 0) == BLOCK, "send");
		check(recv(right, in, BLOCK, 0) == BLOCK, "recv");
	}
}

static void echo(void)
{
	char buf[BLOCK];
	int n;
	while ((n = (int)recv(far_end, buf, BLOCK, 0)) > 0)
		send(far_end, buf, n, 0);
}

static void round_trip(int n)
{
	char out[BLOCK] = {0}, in[BLOCK];
	for (int i = 0; i < n; i++) {
		check(send(near_end, out, BLOCK, 0) == BLOCK, "send");
		check(recv(near_end, in, BLOCK, 0) == BLOCK, "recv");
	}
}

static void cross(int n)
{
#ifdef _WIN32
	u_long turned;
	for (int i = 0; i < n; i++)
		WSAHtonl(left, 1, &turned);
#else
	(void)n;
#endif
}

int main(void)
{
	char line[64], name[32];
	int n;
	start();
	pair(&left, &right);
	pair(&near_end, &far_end);
	in_thread(echo);
	while (fgets(line, sizeof line, stdin) != NULL) {
		check(sscanf(line, "%31s %d", name, &n) == 2, "command");
		void (*work)(int) = strcmp(name, "open") == 0 ? open_close
			: strcmp(name, "transfer") == 0           ? transfer
			: strcmp(name, "roundtrip") == 0          ? round_trip
			: strcmp(name, "cross") == 0              ? cross
													  : NULL;
		check(work != NULL, "command");
		long long wall = now(), cpu = used();
		work(n);
		wall = now() - wall;
		cpu = used() - cpu;
		printf("%lld %lld\n", wall, cpu);
		fflush(stdout);
	}
	return 0;
}
