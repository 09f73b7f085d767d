/*
 * threads.c: threads, from their beginning to their end.
 *
 * A thread is one of the C library's. Whoever made it, it gets a record of ours
 * when it needs one; the record's end hangs on the C library's thread key, so
 * that it comes with every way to end (return, ExitThread, pthread_exit), before
 * a join returns.
 *
 * SuspendThread works on a thread that has not begun and on the caller. Another
 * one that runs may hold a lock that all need; it is refused.
 *
 * Source: processthreadsapi.h documentation.
 */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "objects.h"
#include "threadid.h"
#include "lane.h"
#include "threads.h"

/* The least stack: what calls into the library need, and what they call. */
#define LEAST_STACK ((size_t)256 << 10)
/* A thread of a program for Windows has at least this much. */
#define USUAL_STACK ((size_t)1 << 20)

static __thread struct ws_thread thread;
static pthread_key_t key;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long alive;	/* threads with a record that have not ended; guarded by lock */
static bool main_ended;	/* guarded by lock */

static void count(void)
{
	pthread_mutex_lock(&lock);
	alive++;
	pthread_mutex_unlock(&lock);
}

/* count_down notes the end of a thread. It returns true when it was the last. */
static bool count_down(void)
{
	bool last;

	pthread_mutex_lock(&lock);
	if (getpid() == gettid())
		main_ended = true;
	last = --alive == 0 && main_ended;
	pthread_mutex_unlock(&lock);
	return last;
}

static int64_t nanoseconds(int64_t seconds, int64_t microseconds)
{
	return seconds * 1000000000 + microseconds * 1000;
}

/* end is called by the C library at the end of a thread that has a record. */
static void end(void *unused)
{
	struct rusage usage;
	void *go = thread.go;
	bool last;

	(void)unused;
	thread.mortal = 0;
	if (go == NULL || ws_forked)
		return;
	/* Before others see the end: the last that they see gives the process its code. */
	last = count_down();
	getrusage(RUSAGE_THREAD, &usage);
	ws_go_thread_end(go, thread.exit,
			 nanoseconds(usage.ru_stime.tv_sec, usage.ru_stime.tv_usec),
			 nanoseconds(usage.ru_utime.tv_sec, usage.ru_utime.tv_usec), thread.issued);
	thread.go = NULL;
	thread.queue = NULL;
	/* The library's own threads would keep the process for ever. */
	if (last)
		exit((int)thread.exit);
}

__attribute__((constructor)) static void make_key(void)
{
	pthread_key_create(&key, end);
}

/* keep makes the record go the thread's. */
static void keep(void *go)
{
	thread.go = go;
	pthread_setspecific(key, &thread);
}

struct ws_thread *ws_thread_self(void)
{
	if (__builtin_expect(thread.go == NULL, 0)) {
		keep((void *)ws_go_thread_adopt(ws_thread_id()));
		count();
		thread.mortal = 1;
	}
	return &thread;
}

/* A completion routine of Winsock; those of files take no flags. */
typedef void CALLBACK completion_routine(DWORD error, DWORD bytes, LPOVERLAPPED overlapped,
					 DWORD flags);

/* call_all runs the APCs of the thread. It returns true when the thread shall end. */
static bool call_all(struct ws_thread *self)
{
	struct ws_apc apc;

	for (;;) {
		int32_t next = ws_go_thread_next(self->go, &apc);

		if (next != 1)
			return next == 2;
		if (apc.kind == WS_APC_TIMER)
			((PTIMERAPCROUTINE)apc.function)((LPVOID)apc.arguments[0],
							 (DWORD)apc.arguments[1],
							 (DWORD)apc.arguments[2]);
		else if (apc.kind == WS_APC_IO)
			((completion_routine *)apc.function)(
				(DWORD)apc.arguments[0], (DWORD)apc.arguments[1],
				(LPOVERLAPPED)apc.arguments[2], (DWORD)(apc.arguments[0] >> 32));
		else
			((PAPCFUNC)apc.function)(apc.arguments[0]);
	}
}

void ws_thread_calls(struct ws_thread *self)
{
	if (call_all(self))
		ExitThread(0); /* TerminateThread has said with what */
}

void *ws_thread_issues(void)
{
	struct ws_thread *self = ws_thread_self();

	self->issued = 1;
	return self->go;
}

void *ws_thread_record(void)
{
	return thread.go;
}

void ws_thread_enters(void)
{
	thread.inside++;
}

void ws_thread_leaves(void)
{
	thread.inside--;
}

int ws_thread_calls_inside(void)
{
	bool ends;

	ws_thread_enters();
	ends = call_all(&thread);
	ws_thread_leaves();
	if (ends)
		thread.doomed = 1;
	return !ends;
}

int ws_thread_is_mortal(void)
{
	return thread.go != NULL && thread.mortal;
}

void ws_thread_doom_self(void)
{
	thread.doomed = 1;
}

/* result.h calls it too. */
void ws_thread_interrupted(void)
{
	if (thread.doomed)
		ExitThread(0); /* TerminateThread has said with what */
}

_Noreturn void ws_thread_vanish(void)
{
	end(NULL);
	for (;;)
		syscall(SYS_exit, 0);
}

/* What a new thread does. */
struct task {
	LPTHREAD_START_ROUTINE start;
	LPVOID parameter;
	void *go;
};

static void *run(void *argument)
{
	struct task task = *(struct task *)argument;

	free(argument);
	keep(task.go);
	ws_go_thread_set_id(task.go, ws_thread_id());
	if (ws_go_thread_begin(task.go) != 0)
		ws_thread_calls(&thread);
	thread.mortal = 1;
	thread.exit = task.start(task.parameter);
	thread.mortal = 0;
	return NULL;
}

/*
 * id_of tells the kernel's number of a thread: the clock of its time holds it. It
 * is 0 when the thread has ended.
 */
static DWORD id_of(pthread_t t)
{
	clockid_t clock;

	return pthread_getcpuclockid(t, &clock) == 0 ? (DWORD) ~(clock >> 3) : 0;
}

static size_t stack_size(SIZE_T asked, DWORD flags)
{
	size_t least = (flags & STACK_SIZE_PARAM_IS_A_RESERVATION) != 0 ? LEAST_STACK : USUAL_STACK;
	size_t page = 4096;

	return asked <= least ? least : (asked + page - 1) / page * page;
}

/* begin starts a thread of the C library and tells its number. */
static bool begin(struct task *task, SIZE_T stack, DWORD flags, DWORD *id)
{
	pthread_attr_t attributes;
	pthread_t made;
	bool begun = false;

	if (pthread_attr_init(&attributes) != 0)
		return false;
	count();
	if ((stack == 0 || pthread_attr_setstacksize(&attributes, stack_size(stack, flags)) == 0) &&
	    pthread_create(&made, &attributes, run, task) == 0) {
		begun = true;
		*id = id_of(made);
		pthread_detach(made);
	} else {
		pthread_mutex_lock(&lock);
		alive--;
		pthread_mutex_unlock(&lock);
	}
	pthread_attr_destroy(&attributes);
	return begun;
}

HANDLE WINAPI CreateThread(LPSECURITY_ATTRIBUTES security, SIZE_T stack,
			   LPTHREAD_START_ROUTINE start, LPVOID parameter, DWORD flags, LPDWORD id)
{
	struct task *task;
	uintptr_t go = 0;
	HANDLE handle;
	DWORD number = 0;

	WS_NO_CHILD(NULL);
	if ((flags & ~(CREATE_SUSPENDED | STACK_SIZE_PARAM_IS_A_RESERVATION)) != 0) {
		ws_last_error = ERROR_INVALID_PARAMETER;
		return NULL;
	}
	ws_thread_self(); /* the maker counts too */
	handle = ws_handle(ws_go_thread_create((flags & CREATE_SUSPENDED) != 0,
					       ws_inherits(security), &go));
	if (handle == NULL)
		return NULL;
	task = malloc(sizeof *task);
	if (task != NULL) {
		*task = (struct task){start, parameter, (void *)go};
		if (begin(task, stack, flags, &number)) {
			if (number != 0)
				ws_go_thread_set_id((void *)go, number);
			else /* it is over, and has told its number itself */
				number = GetThreadId(handle);
			if (id != NULL)
				*id = number;
			return handle;
		}
		free(task);
	}
	ws_go_thread_end((void *)go, 0, 0, 0, 0);
	CloseHandle(handle);
	ws_last_error = ERROR_NOT_ENOUGH_MEMORY;
	return NULL;
}

HANDLE WINAPI OpenThread(DWORD access, BOOL inherit, DWORD id)
{
	(void)access;
	WS_NO_CHILD(NULL);
	ws_thread_self();
	return ws_handle(ws_go_thread_open(id, inherit != 0));
}

/* In the first thread it lets the others go on; the process ends with the last. */
DECLSPEC_NORETURN VOID WINAPI ExitThread(DWORD code)
{
	if (!ws_forked)
		ws_thread_self()->exit = code;
	thread.mortal = 0;
	if (thread.inside > 0) /* below are frames of Go, which can't be unwound */
		ws_thread_vanish();
	pthread_exit(NULL);
}

BOOL WINAPI GetExitCodeThread(HANDLE h, LPDWORD code)
{
	int64_t value;

	WS_NO_CHILD(FALSE);
	value = ws_go_thread_exit_code(ws_thread_self()->go, (uintptr_t)h);
	if (value >= 0)
		*code = (DWORD)value;
	return ws_bool(value < 0 ? (int32_t)-value : 0);
}

DWORD WINAPI ResumeThread(HANDLE h)
{
	WS_NO_CHILD((DWORD)-1);
	return ws_value(ws_go_thread_resume(ws_thread_self()->go, (uintptr_t)h), (DWORD)-1);
}

DWORD WINAPI SuspendThread(HANDLE h)
{
	WS_NO_CHILD((DWORD)-1);
	return ws_value(ws_go_thread_suspend(ws_thread_self()->go, (uintptr_t)h), (DWORD)-1);
}

DWORD WINAPI QueueUserAPC(PAPCFUNC function, HANDLE h, ULONG_PTR parameter)
{
	WS_NO_CHILD(0);
	ws_alerts_begin();
	return (DWORD)ws_bool(ws_go_thread_queue(ws_thread_self()->go, (uintptr_t)h,
						 (uintptr_t)function, parameter));
}

HANDLE WINAPI GetCurrentThread(VOID)
{
	return (HANDLE)(LONG_PTR)-2;
}

DWORD WINAPI GetCurrentThreadId(VOID)
{
	return ws_thread_id();
}

DWORD WINAPI GetThreadId(HANDLE h)
{
	WS_NO_CHILD(0);
	return ws_value(ws_go_thread_id(ws_thread_self()->go, (uintptr_t)h), 0);
}

DWORD WINAPI GetProcessIdOfThread(HANDLE h)
{
	return GetThreadId(h) != 0 ? GetCurrentProcessId() : 0;
}
