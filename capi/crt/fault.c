/*
 * fault.c: faults of the processor as exceptions, while a __try statement with
 * a filter is under way on the thread (winsock/seh.h).
 *
 * The handlers are installed before Go's, which hand on the faults of C code.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* the registers' names */
#endif

#include <winsock/exception.h>
#include <winsock/seh.h>

#include <signal.h>
#include <stddef.h>
#include <ucontext.h>

/* The first parameter of an access violation. */
#define READ_FAULT 0
#define WRITE_FAULT 1
#define EXECUTE_FAULT 8

static const int signals[] = {SIGSEGV, SIGBUS, SIGFPE};
static struct sigaction before[sizeof(signals) / sizeof(signals[0])];

static DWORD code_of(int sig, const siginfo_t *info)
{
	switch (sig) {
	case SIGBUS:
		return info->si_code == BUS_ADRALN ? STATUS_DATATYPE_MISALIGNMENT
						   : STATUS_IN_PAGE_ERROR;
	case SIGFPE:
		switch (info->si_code) {
		case FPE_INTDIV:
			return STATUS_INTEGER_DIVIDE_BY_ZERO;
		case FPE_INTOVF:
			return STATUS_INTEGER_OVERFLOW;
		case FPE_FLTDIV:
			return STATUS_FLOAT_DIVIDE_BY_ZERO;
		case FPE_FLTOVF:
			return STATUS_FLOAT_OVERFLOW;
		case FPE_FLTUND:
			return STATUS_FLOAT_UNDERFLOW;
		case FPE_FLTRES:
			return STATUS_FLOAT_INEXACT_RESULT;
		default:
			return STATUS_FLOAT_INVALID_OPERATION;
		}
	default:
		return STATUS_ACCESS_VIOLATION;
	}
}

/* Where each general register of the processor is in both structures. */
static const struct {
	size_t context;
	int greg;
} registers[] = {
	{offsetof(CONTEXT, Rax), REG_RAX}, {offsetof(CONTEXT, Rcx), REG_RCX},
	{offsetof(CONTEXT, Rdx), REG_RDX}, {offsetof(CONTEXT, Rbx), REG_RBX},
	{offsetof(CONTEXT, Rsp), REG_RSP}, {offsetof(CONTEXT, Rbp), REG_RBP},
	{offsetof(CONTEXT, Rsi), REG_RSI}, {offsetof(CONTEXT, Rdi), REG_RDI},
	{offsetof(CONTEXT, R8), REG_R8},   {offsetof(CONTEXT, R9), REG_R9},
	{offsetof(CONTEXT, R10), REG_R10}, {offsetof(CONTEXT, R11), REG_R11},
	{offsetof(CONTEXT, R12), REG_R12}, {offsetof(CONTEXT, R13), REG_R13},
	{offsetof(CONTEXT, R14), REG_R14}, {offsetof(CONTEXT, R15), REG_R15},
	{offsetof(CONTEXT, Rip), REG_RIP},
};

enum { register_count = sizeof(registers) / sizeof(registers[0]) };

/* in returns where register i is in c. */
static ULONGLONG *in(CONTEXT *c, int i)
{
	return (ULONGLONG *)((char *)c + registers[i].context);
}

/*
 * raised raises the exception of a fault. It returns 1 when execution shall go
 * on, with the registers that the filter left in the context.
 */
static int raised(int sig, const siginfo_t *info, ucontext_t *u)
{
	greg_t *gregs = u->uc_mcontext.gregs;
	CONTEXT context = {.ContextFlags = CONTEXT_CONTROL | CONTEXT_INTEGER};
	EXCEPTION_RECORD record = {
		.ExceptionCode = code_of(sig, info),
		.ExceptionAddress = (PVOID)gregs[REG_RIP],
	};
	EXCEPTION_POINTERS pointers = {&record, &context};

	for (int i = 0; i < register_count; i++)
		*in(&context, i) = (ULONGLONG)gregs[registers[i].greg];
	context.EFlags = (DWORD)gregs[REG_EFL];
	if (sig != SIGFPE) {
		greg_t error = gregs[REG_ERR]; /* of a page fault: bit 1 a write, bit 4 a fetch */
		record.NumberParameters = 2;
		record.ExceptionInformation[0] = error & 16  ? EXECUTE_FAULT
						 : error & 2 ? WRITE_FAULT
							     : READ_FAULT;
		record.ExceptionInformation[1] = (ULONG_PTR)info->si_addr;
	}
	/* A filter may fault itself, and a handler does not return to here. */
	pthread_sigmask(SIG_SETMASK, &u->uc_sigmask, NULL);
	if (!ws_seh_raise(record.ExceptionCode, &pointers))
		return 0;
	for (int i = 0; i < register_count; i++)
		gregs[registers[i].greg] = (greg_t)*in(&context, i);
	return 1;
}

static void fault(int sig, siginfo_t *info, void *context)
{
	int i = 0;

	if (info->si_code > 0 && raised(sig, info, context)) /* not sent by a process */
		return;
	while (signals[i] != sig)
		i++;
	if (before[i].sa_flags & SA_SIGINFO)
		before[i].sa_sigaction(sig, info, context);
	else if (before[i].sa_handler == SIG_DFL || before[i].sa_handler == SIG_IGN)
		sigaction(sig, &before[i], NULL); /* the fault happens again, without us */
	else
		before[i].sa_handler(sig);
}

__attribute__((constructor(102))) static void watch_faults(void)
{
	struct sigaction action = {.sa_sigaction = fault, .sa_flags = SA_SIGINFO | SA_ONSTACK};

	for (unsigned i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		sigaction(signals[i], &action, &before[i]);
}
