/* thread.c: threads of the run-time, on those of kernel32. */
#include <errno.h>
#include <handleapi.h>
#include <errhandlingapi.h>
#include <process.h>
#include <processthreadsapi.h>
#include <stdlib.h>
#include <winerror.h>

#include "secure.h"

/* What a thread of the run-time begins with. */
struct start {
	void (*plain)(void *);
	unsigned int (*coded)(void *);
	void *argument;
	HANDLE own; /* of a plain thread, which closes it at its end */
};

static __thread HANDLE own_handle;

static void close_own(void)
{
	HANDLE own = own_handle;

	own_handle = NULL;
	if (own)
		CloseHandle(own);
}

static DWORD WINAPI run(LPVOID parameter)
{
	struct start start = *(struct start *)parameter;

	free(parameter);
	if (start.coded)
		return start.coded(start.argument);
	own_handle = start.own;
	start.plain(start.argument);
	close_own();
	return 0;
}

static void failed(void)
{
	switch (GetLastError()) {
	case ERROR_NOT_ENOUGH_MEMORY:
	case ERROR_OUTOFMEMORY:
		errno = ENOMEM;
		break;
	case ERROR_ACCESS_DENIED:
		errno = EACCES;
		break;
	default:
		errno = EAGAIN;
	}
}

uintptr_t _beginthreadex(void *security, unsigned int stack, unsigned int (*function)(void *),
	void *argument, unsigned int flags, unsigned int *id)
{
	struct start *start;
	HANDLE thread;
	DWORD number;

	if (!function) {
		ws_refuse(EINVAL);
		return 0;
	}
	start = malloc(sizeof *start);
	if (!start)
		return 0;
	*start = (struct start){NULL, function, argument, NULL};
	thread = CreateThread(security, stack, run, start, flags, &number);
	if (!thread) {
		free(start);
		failed();
		return 0;
	}
	if (id)
		*id = number;
	return (uintptr_t)thread;
}

/* The new thread waits until it knows its handle, so that it can't close another. */
uintptr_t _beginthread(void (*function)(void *), unsigned int stack, void *argument)
{
	struct start *start;
	HANDLE thread;

	if (!function) {
		ws_refuse(EINVAL);
		return (uintptr_t)-1;
	}
	start = malloc(sizeof *start);
	if (!start)
		return (uintptr_t)-1;
	*start = (struct start){function, NULL, argument, NULL};
	thread = CreateThread(NULL, stack, run, start, CREATE_SUSPENDED, NULL);
	if (!thread) {
		free(start);
		failed();
		return (uintptr_t)-1;
	}
	start->own = thread;
	ResumeThread(thread);
	return (uintptr_t)thread;
}

void _endthread(void)
{
	close_own();
	ExitThread(0);
}

void _endthreadex(unsigned int code)
{
	ExitThread(code);
}
