/*
 * exception.c: raising exceptions. Vectored handlers are asked first, then the
 * __try statements of the thread (winsock/seh.h), then the unhandled filter.
 */
#include <errhandlingapi.h>
#include <winbase.h>
#include <winerror.h>
#include <winsock/seh.h>

#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lasterror.h"
#include "libc.h"
#include "threadid.h"

/* By this exception programs tell a debugger the name of a thread. */
#define THREAD_NAME 0x406D1388
#define THREAD_NAME_TYPE 0x1000

/* Handlers in the order they are asked. They are never freed: one may be running. */
struct handler {
	PVECTORED_EXCEPTION_HANDLER function; /* NULL: removed */
	struct handler *next;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* of changes of the lists */
static struct handler *exception_handlers, *continue_handlers;
static LPTOP_LEVEL_EXCEPTION_FILTER unhandled;
static UINT error_mode;

static PVOID add(struct handler **list, ULONG first, PVECTORED_EXCEPTION_HANDLER function)
{
	struct handler *h = malloc(sizeof(*h));
	if (h == NULL) {
		ws_last_error = ERROR_NOT_ENOUGH_MEMORY;
		return NULL;
	}
	pthread_mutex_lock(&lock);
	while (first == 0 && *list != NULL)
		list = &(*list)->next;
	*h = (struct handler){function, *list};
	__atomic_store_n(list, h, __ATOMIC_RELEASE);
	pthread_mutex_unlock(&lock);
	return h;
}

static ULONG remove_from(struct handler *list, PVOID handle)
{
	bool found = false;
	pthread_mutex_lock(&lock);
	for (; list != NULL && !found; list = list->next)
		if (list == handle && list->function != NULL) {
			__atomic_store_n(&list->function, NULL, __ATOMIC_RELEASE);
			found = true;
		}
	pthread_mutex_unlock(&lock);
	return found;
}

/* AddVectoredExceptionHandler puts it before the others if first is not 0. */
PVOID WINAPI AddVectoredExceptionHandler(ULONG first, PVECTORED_EXCEPTION_HANDLER handler)
{
	return add(&exception_handlers, first, handler);
}

/* RemoveVectoredExceptionHandler returns 0 when the handler is not there. */
ULONG WINAPI RemoveVectoredExceptionHandler(PVOID handle)
{
	return remove_from(exception_handlers, handle);
}

/* Continue handlers are asked when execution goes on after an exception. */
PVOID WINAPI AddVectoredContinueHandler(ULONG first, PVECTORED_EXCEPTION_HANDLER handler)
{
	return add(&continue_handlers, first, handler);
}

ULONG WINAPI RemoveVectoredContinueHandler(PVOID handle)
{
	return remove_from(continue_handlers, handle);
}

LPTOP_LEVEL_EXCEPTION_FILTER WINAPI
SetUnhandledExceptionFilter(LPTOP_LEVEL_EXCEPTION_FILTER filter)
{
	return __atomic_exchange_n(&unhandled, filter, __ATOMIC_ACQ_REL);
}

/* ask reports whether one of the handlers wants execution to go on. */
static bool ask(struct handler **list, EXCEPTION_POINTERS *pointers)
{
	struct handler *h = __atomic_load_n(list, __ATOMIC_ACQUIRE);
	for (; h != NULL; h = __atomic_load_n(&h->next, __ATOMIC_ACQUIRE)) {
		PVECTORED_EXCEPTION_HANDLER f = __atomic_load_n(&h->function, __ATOMIC_ACQUIRE);
		if (f != NULL && f(pointers) == EXCEPTION_CONTINUE_EXECUTION)
			return true;
	}
	return false;
}

/* end ends the process; the kernel keeps the low 8 bits of the code, never 0 here. */
static _Noreturn void end(DWORD code)
{
	_exit((code & 0xFF) == 0 ? 1 : (int)(code & 0xFF));
}

static void name_thread(const EXCEPTION_RECORD *record)
{
	const ULONG_PTR *words = record->ExceptionInformation;
	if (record->NumberParameters < 3 || (DWORD)words[0] != THREAD_NAME_TYPE)
		return;
	DWORD id = (DWORD)words[2];
	if (words[1] == 0 || (id != (DWORD)-1 && id != ws_thread_id()))
		return;
	char name[16];
	libc_snprintf(name, sizeof(name), "%s", (const char *)words[1]);
	pthread_setname_np(pthread_self(), name);
}

/*
 * UnhandledExceptionFilter asks the filter of SetUnhandledExceptionFilter;
 * without an answer it reports the exception and the process shall end.
 */
LONG WINAPI UnhandledExceptionFilter(struct _EXCEPTION_POINTERS *pointers)
{
	const EXCEPTION_RECORD *record = pointers->ExceptionRecord;
	if (record->ExceptionCode == THREAD_NAME) {
		name_thread(record);
		return EXCEPTION_CONTINUE_EXECUTION;
	}
	LPTOP_LEVEL_EXCEPTION_FILTER filter = __atomic_load_n(&unhandled, __ATOMIC_ACQUIRE);
	LONG answer = filter == NULL ? EXCEPTION_CONTINUE_SEARCH : filter(pointers);
	if (answer != EXCEPTION_CONTINUE_SEARCH)
		return answer;
	if ((error_mode & SEM_NOGPFAULTERRORBOX) == 0)
		libc_dprintf(STDERR_FILENO, "unhandled exception 0x%08X at %p\n", record->ExceptionCode,
			record->ExceptionAddress);
	return EXCEPTION_EXECUTE_HANDLER;
}

/* raise returns when somebody says that execution goes on. */
static void raise_exception(EXCEPTION_RECORD *record)
{
	CONTEXT context = {.ContextFlags = CONTEXT_CONTROL};
	context.Rip = (ULONG_PTR)record->ExceptionAddress;
	EXCEPTION_POINTERS pointers = {record, &context};
	bool go_on = ask(&exception_handlers, &pointers) ||
		     ws_seh_raise(record->ExceptionCode, &pointers) != 0;
	if (!go_on && UnhandledExceptionFilter(&pointers) != EXCEPTION_CONTINUE_EXECUTION)
		end(record->ExceptionCode);
	if ((record->ExceptionFlags & EXCEPTION_NONCONTINUABLE) != 0) {
		EXCEPTION_RECORD denied = {
			.ExceptionCode = STATUS_NONCONTINUABLE_EXCEPTION,
			.ExceptionFlags = EXCEPTION_NONCONTINUABLE,
			.ExceptionRecord = record,
			.ExceptionAddress = record->ExceptionAddress,
		};
		if (record->ExceptionCode == STATUS_NONCONTINUABLE_EXCEPTION)
			end(record->ExceptionCode);
		raise_exception(&denied);
	}
	ask(&continue_handlers, &pointers);
}

/* RaiseException passes at most EXCEPTION_MAXIMUM_PARAMETERS arguments on. */
VOID WINAPI RaiseException(DWORD code, DWORD flags, DWORD count, const ULONG_PTR *arguments)
{
	EXCEPTION_RECORD record = {
		.ExceptionCode = code & ~0x10000000u, /* bit 28 is the system's */
		.ExceptionFlags = flags & EXCEPTION_NONCONTINUABLE,
		.ExceptionAddress = __builtin_return_address(0),
	};
	if (arguments != NULL) {
		record.NumberParameters = count < EXCEPTION_MAXIMUM_PARAMETERS
						  ? count
						  : EXCEPTION_MAXIMUM_PARAMETERS;
		memcpy(record.ExceptionInformation, arguments,
		       record.NumberParameters * sizeof(*arguments));
	}
	raise_exception(&record);
}

/* RaiseFailFastException ends the process; no handler is asked. */
VOID WINAPI RaiseFailFastException(PEXCEPTION_RECORD record, PCONTEXT context, DWORD flags)
{
	(void)context;
	(void)flags;
	DWORD code = record == NULL ? STATUS_STACK_BUFFER_OVERRUN : record->ExceptionCode;
	libc_dprintf(STDERR_FILENO, "fatal exception 0x%08X at %p\n", code,
		__builtin_return_address(0));
	end(code);
}

/* SetErrorMode returns the mode as it was. */
UINT WINAPI SetErrorMode(UINT mode)
{
	return __atomic_exchange_n(&error_mode, mode, __ATOMIC_ACQ_REL);
}

UINT WINAPI GetErrorMode(VOID)
{
	return __atomic_load_n(&error_mode, __ATOMIC_ACQUIRE);
}
