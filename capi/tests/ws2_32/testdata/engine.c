/*
 * engine.c: overlapped streams on each engine; with "uring" they have to use a ring, with
 * "forbidden" the process may have none.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "pair.h"

static HANDLE port;
static SOCKET a, b; /* a connection; b's operations end at the port */

/* rings counts the process's io_urings, which no program that it starts has. */
static int rings(void)
{
	char name[64], to[64];
	int n = 0;
	DIR *all = opendir("/proc/self/fd");
	for (struct dirent *e; (e = readdir(all)) != NULL;) {
		snprintf(name, sizeof name, "/proc/self/fd/%.20s", e->d_name);
		ssize_t len = readlink(name, to, sizeof to - 1);
		to[len < 0 ? 0 : len] = 0;
		if (strcmp(to, "anon_inode:[io_uring]") != 0)
			continue;
		n++;
		that(fcntl(atoi(e->d_name), F_GETFD) & FD_CLOEXEC);
	}
	closedir(all);
	return n;
}

static int receive(OVERLAPPED *o, char *buf, ULONG len)
{
	WSABUF part = {len, buf};
	DWORD flags = 0;
	memset(o, 0, sizeof *o);
	if (WSARecv(b, &part, 1, NULL, &flags, o, NULL) == 0)
		return 0;
	return WSAGetLastError();
}

static int transmit(OVERLAPPED *o, const char *buf, ULONG len)
{
	WSABUF part = {len, (char *)buf};
	memset(o, 0, sizeof *o);
	if (WSASend(b, &part, 1, NULL, 0, o, NULL) == 0)
		return 0;
	return WSAGetLastError();
}

static int begun(int error)
{
	return error == 0 || error == WSA_IO_PENDING;
}

/* next takes a packet; n gets its bytes, the result is its error. */
static DWORD next(OVERLAPPED **o, DWORD *n)
{
	ULONG_PTR key;
	BOOL ok = GetQueuedCompletionStatus(port, n, &key, o, 10000);
	that(*o != NULL);
	return ok ? 0 : GetLastError();
}

/* is tells whether the next packet is that of o, a success with n bytes. */
static int is(OVERLAPPED *o, DWORD n)
{
	OVERLAPPED *got;
	DWORD bytes, error = next(&got, &bytes);
	if (got == o && error == 0 && bytes == n && o->Internal == 0 && o->InternalHigh == n)
		return 1;
	printf("error %lu, %lu bytes, of another %d\n", (unsigned long)error, (unsigned long)bytes, got != o);
	return 0;
}

static int get(char *buf, int len)
{
	int n = 0;
	for (int k; n < len && (k = recv(a, buf + n, len - n, 0)) > 0;)
		n += k;
	return n;
}

/* warm exchanges bytes until the port's thread is known to be quick with its packets. */
static void warm(int rounds)
{
	OVERLAPPED in, out;
	char c, d;
	for (int i = 0; i < rounds; i++) {
		that(begun(receive(&in, &c, 1)));
		d = (char)i;
		that(send(a, &d, 1, 0) == 1);
		that(is(&in, 1) && c == d);
		that(begun(transmit(&out, &c, 1)));
		that(is(&out, 1));
		that(get(&d, 1) == 1 && d == (char)i);
	}
}

enum { BUSY = 16, ROUNDS = 50 };

static SOCKET askers[BUSY], answers[BUSY];

static DWORD WINAPI ask(void *unused)
{
	char c;
	(void)unused;
	for (int round = 0; round < ROUNDS; round++) {
		for (int i = 0; i < BUSY; i++)
			that(send(askers[i], (char *)&i, 1, 0) == 1);
		for (int i = 0; i < BUSY; i++)
			that(recv(askers[i], &c, 1, 0) == 1 && c == i);
	}
	return 0;
}

/* hurry answers others, with so little to do for each that the thread is known as quick. */
static void hurry(void)
{
	static struct {
		OVERLAPPED o;
		char c;
		int sends;
	} of[BUSY], *x;
	OVERLAPPED *got;
	DWORD n;
	SOCKET kept = b;
	HANDLE t = CreateThread(NULL, 0, ask, NULL, 0, NULL);
	memset(of, 0, sizeof of);
	for (int i = 0; i < BUSY; i++) {
		b = answers[i];
		that(begun(receive(&of[i].o, &of[i].c, 1)));
	}
	int receives = BUSY;
	for (int left = 2 * BUSY * ROUNDS; left > 0; left--) {
		that(next(&got, &n) == 0 && n == 1);
		x = (void *)got;
		b = answers[x - of];
		x->sends = !x->sends;
		if (x->sends)
			that(begun(transmit(&x->o, &x->c, 1)));
		else if (receives++ < BUSY * ROUNDS)
			that(begun(receive(&x->o, &x->c, 1)));
	}
	b = kept;
	WaitForSingleObject(t, INFINITE);
	CloseHandle(t);
}

static int uring;

/*
 * renew makes a new connection, whose next send is put off on the engine that does so,
 * because the thread is known to come for its packets soon.
 */
static void renew(void)
{
	OVERLAPPED o;
	char c;
	pair(&a, &b);
	port = CreateIoCompletionPort((HANDLE)b, NULL, 7, 1);
	that(port != NULL);
	for (int i = 0; i < BUSY; i++) {
		pair(&askers[i], &answers[i]);
		that(CreateIoCompletionPort((HANDLE)answers[i], port, 7, 0) == port);
	}
	warm(2);
	for (int i = 0, put_off = 0; !put_off; i++) {
		that(i < 100);
		if (i == 100)
			break;
		hurry();
		put_off = transmit(&o, "", 1) == WSA_IO_PENDING || !uring;
		that(is(&o, 1) && get(&c, 1) == 1);
	}
	for (int i = 0; i < BUSY; i++) {
		closesocket(askers[i]);
		closesocket(answers[i]);
	}
}

static void done(void)
{
	closesocket(a);
	closesocket(b);
	CloseHandle(port);
}

/* wait_for waits until an operation is over, without a look at the port. */
static int wait_for(OVERLAPPED *o)
{
	for (DWORD end = GetTickCount() + 10000; GetTickCount() < end;)
		if (HasOverlappedIoCompleted(o))
			return 1;
	return 0;
}

static void only_looks(void)
{
	OVERLAPPED o;
	char c;
	DWORD n, flags;
	renew();
	that(begun(transmit(&o, "1", 1)) && wait_for(&o) && o.InternalHigh == 1);
	that(is(&o, 1) && get(&c, 1) == 1 && c == '1');
	that(begun(transmit(&o, "2", 1)));
	that(WSAGetOverlappedResult(b, &o, &n, TRUE, &flags) && n == 1);
	that(is(&o, 1) && get(&c, 1) == 1 && c == '2');
	done();
}

enum { MANY = 100 };

static void sends_in_order(void)
{
	static OVERLAPPED o[MANY], *got;
	char c[MANY], buf[2 * MANY];
	DWORD n;
	renew();
	for (int i = 0; i < MANY; i++) {
		c[i] = (char)i;
		that(begun(transmit(&o[i], &c[i], 1)));
		if (i % 10 == 9)
			that(send(b, &c[i], 1, 0) == 1); /* goes behind them */
	}
	int want = MANY + MANY / 10;
	that(get(buf, want) == want);
	for (int i = 0, k = 0; i < MANY; i++) {
		that(buf[k++] == (char)i);
		if (i % 10 == 9)
			that(buf[k++] == (char)i);
	}
	for (int i = 0; i < MANY; i++)
		that(next(&got, &n) == 0 && n == 1);
	that(begun(transmit(&o[0], "end", 3)) && shutdown(b, SD_SEND) == 0);
	that(get(buf, 4) == 3 && memcmp(buf, "end", 3) == 0);
	that(is(&o[0], 3));
	done();
}

enum { LARGE = 16 << 20 };

/* A send that nobody takes pends; to cancel it does not tear the stream. */
static void large(int cancel)
{
	static char out[LARGE], in[LARGE];
	OVERLAPPED o, *got;
	DWORD n;
	renew();
	for (int i = 0; i < LARGE; i++)
		out[i] = (char)(i * 7 + (i >> 8));
	memset(in, 0, sizeof in);
	that(transmit(&o, out, LARGE) == WSA_IO_PENDING);
	ULONG_PTR key;
	that(!GetQueuedCompletionStatus(port, &n, &key, &got, 50) && got == NULL);
	if (cancel)
		that(CancelIoEx((HANDLE)b, &o));
	that(get(in, LARGE) == LARGE && memcmp(in, out, LARGE) == 0);
	that(is(&o, LARGE));
	done();
}

static void cancel(void)
{
	OVERLAPPED o, *got;
	char c = 0;
	DWORD n;
	renew();
	that(receive(&o, &c, 1) == WSA_IO_PENDING && CancelIoEx((HANDLE)b, &o));
	that(next(&got, &n) == ERROR_OPERATION_ABORTED && got == &o && n == 0);
	that(!CancelIoEx((HANDLE)b, NULL) && GetLastError() == ERROR_NOT_FOUND);
	warm(10);
	done();
}

/* Data that a cancelled receive did not bring is there for the next one. */
static void cancel_race(void)
{
	OVERLAPPED o, *got;
	char c, d;
	DWORD n;
	for (int round = 0; round < 20; round++) {
		if (round % 10 == 0)
			renew();
		for (int i = 0; i < 20; i++) {
			d = (char)i;
			that(begun(receive(&o, &c, 1)));
			that(send(a, &d, 1, 0) == 1);
			CancelIoEx((HANDLE)b, &o);
			if (next(&got, &n) != 0) {
				that(begun(receive(&o, &c, 1)));
				that(next(&got, &n) == 0);
			}
			that(n == 1 && c == d);
		}
		if (round % 10 == 9)
			done();
	}
}

static void closes(void)
{
	OVERLAPPED o, *got;
	char c;
	DWORD n;
	for (int i = 0; i < 5; i++) {
		renew();
		that(receive(&o, &c, 1) == WSA_IO_PENDING);
		closesocket(b);
		that(get(&c, 1) == 0);
		that(next(&got, &n) == ERROR_CONNECTION_ABORTED && got == &o);
		closesocket(a);
		CloseHandle(port);
	}
}

static void two_receives(void)
{
	OVERLAPPED o[2];
	char c[2];
	renew();
	that(receive(&o[0], &c[0], 1) == WSA_IO_PENDING && receive(&o[1], &c[1], 1) == WSA_IO_PENDING);
	that(send(a, "12", 2, 0) == 2);
	that(is(&o[0], 1) && is(&o[1], 1) && c[0] == '1' && c[1] == '2');
	warm(10);
	done();
}

static OVERLAPPED left;
static char left_to[4];

static DWORD WINAPI start_and_end(void *unused)
{
	(void)unused;
	that(receive(&left, left_to, 4) == WSA_IO_PENDING);
	return 0;
}

/* The receive of a thread that has ended goes on, for its end goes to a port. */
static void thread_ends(void)
{
	renew();
	for (int i = 0; i < 3; i++) {
		HANDLE t = CreateThread(NULL, 0, start_and_end, NULL, 0, NULL);
		WaitForSingleObject(t, INFINITE);
		CloseHandle(t);
		Sleep(20);
		that(send(a, "left", 4, 0) == 4);
		that(is(&left, 4) && memcmp(left_to, "left", 4) == 0);
	}
	done();
}

static volatile LONG arrived;

static DWORD WINAPI take_one(void *unused)
{
	char c;
	(void)unused;
	that(get(&c, 1) == 1);
	InterlockedExchange(&arrived, 1);
	return 0;
}

/* What a thread sends does not wait until it has time for its port again. */
static void computes(void)
{
	OVERLAPPED o;
	renew();
	arrived = 0;
	HANDLE t = CreateThread(NULL, 0, take_one, NULL, 0, NULL);
	that(begun(transmit(&o, "1", 1)));
	for (DWORD end = GetTickCount() + 5000; !arrived && GetTickCount() < end;)
		;
	that(arrived);
	WaitForSingleObject(t, INFINITE);
	CloseHandle(t);
	that(is(&o, 1));
	done();
}

/* Operations outlive the port. */
static void port_closes(void)
{
	OVERLAPPED o, out;
	char c, d;
	renew();
	that(receive(&o, &c, 1) == WSA_IO_PENDING && begun(transmit(&out, "2", 1)));
	CloseHandle(port);
	that(wait_for(&out) && get(&d, 1) == 1 && d == '2');
	that(send(a, "1", 1, 0) == 1);
	that(wait_for(&o) && o.Internal == 0 && c == '1');
	closesocket(a);
	closesocket(b);
}

/* forbid forbids io_uring, as containers do. */
static void forbid(void)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0), /* the call's number */
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_io_uring_setup, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = {sizeof filter / sizeof *filter, filter};
	that(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
	/* The library is loaded: other threads of it have to obey too. */
	that(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program) == 0);
}

int main(int argc, char **argv)
{
	uring = argc > 1 && strcmp(argv[1], "uring") == 0;
	if (argc > 1 && strcmp(argv[1], "forbidden") == 0)
		forbid();
	start();
	renew();
	that(rings() == uring);
	done();
	only_looks();
	sends_in_order();
	large(0);
	large(1);
	cancel();
	cancel_race();
	closes();
	two_receives();
	thread_ends();
	computes();
	port_closes();
	that(rings() == 0);
	that(WSACleanup() == 0);
	return 0;
}
