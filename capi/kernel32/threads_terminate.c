/*
 * threads_terminate.c: TerminateThread. A thread that waits for objects or
 * sockets ends its wait. One that runs code of the program or of the C library is
 * ended by a signal; what it holds there (a lock, memory) is lost, as on Windows.
 * In this library, and wherever everybody might need what it holds, it is left
 * alone, and the signal comes again.
 *
 * Source: processthreadsapi.h documentation.
 */
#include <errno.h>
#include <link.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <ucontext.h>
#include <unistd.h>

#include "lane.h"
#include "objects.h"
#include "threads.h"

/* Not to be used by programs; the one above it ends blocked receives. */
#define SIGNAL (SIGRTMAX - 3)

/* This library in memory, and the program. */
extern const char __ehdr_start[] __attribute__((visibility("hidden")));
extern const char _end[] __attribute__((visibility("hidden")));
static uintptr_t program_start = UINTPTR_MAX, program_end;

static bool is_ours(uintptr_t at)
{
	return at >= (uintptr_t)__ehdr_start && at < (uintptr_t)_end;
}

/* The program comes first. */
static int find_program(struct dl_phdr_info *info, size_t size, void *unused)
{
	(void)size;
	(void)unused;
	for (int i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *part = &info->dlpi_phdr[i];
		uintptr_t at = info->dlpi_addr + part->p_vaddr;

		if (part->p_type != PT_LOAD)
			continue;
		program_start = at < program_start ? at : program_start;
		program_end = at + part->p_memsz > program_end ? at + part->p_memsz : program_end;
	}
	return 1;
}

/* How many words of the stack a function of the C library that we call uses, or more. */
#define CLOSE_BY 64

/*
 * is_busy tells whether somebody might need what the thread is doing: it is in
 * this library; or in another one, and either not in a system call that blocked,
 * so that it may hold a lock for a moment, or there because of us.
 */
static bool is_busy(const greg_t *registers)
{
	uintptr_t at = (uintptr_t)registers[REG_RIP];
	const uintptr_t *stack = (const uintptr_t *)registers[REG_RSP];

	if (at >= program_start && at < program_end)
		return false;
	if (is_ours(at) || registers[REG_RAX] != -EINTR)
		return true;
	for (int i = 0; i < CLOSE_BY; i++)
		if (is_ours(stack[i]))
			return true;
	return false;
}

/* A called function finds the stack so aligned, and may use what is below. */
static greg_t below(greg_t stack)
{
	return ((stack - 128) & ~(greg_t)15) - 8;
}

/* strike makes the thread go on in ws_thread_vanish. */
static void strike(int signal, siginfo_t *info, void *context)
{
	greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;

	(void)signal;
	(void)info;
	if (!ws_thread_is_mortal())
		return;
	if (is_busy(registers)) {
		ws_thread_doom_self();
		return;
	}
	registers[REG_RSP] = below(registers[REG_RSP]);
	registers[REG_RIP] = (greg_t)(uintptr_t)ws_thread_vanish;
}

__attribute__((constructor)) static void take_signal(void)
{
	struct sigaction action = {.sa_sigaction = strike,
				   .sa_flags = SA_SIGINFO | SA_ONSTACK};

	dl_iterate_phdr(find_program, NULL);
	sigaction(SIGNAL, &action, NULL);
}

BOOL WINAPI TerminateThread(HANDLE h, DWORD code)
{
	int64_t id;

	WS_NO_CHILD(FALSE);
	ws_alerts_begin();
	id = ws_go_thread_doom(ws_thread_self()->go, (uintptr_t)h, code, (uint32_t)SIGNAL);
	if (id == 0)
		ExitThread(code);
	return ws_bool(id < 0 ? (int32_t)-id : 0);
}
