/* seh.c: structured exception handling for what wscc rewrites (winsock/seh.h). */
#include <stdint.h>

#include <winsock/seh.h>

/* ws_seh_search is a filter being asked. */
struct ws_seh_search {
	void *context[5];
	struct ws_seh_frame *head; /* of the chain, while the filter has its outer part */
	int answer;
};

/* below is the distance of a filter's stack from the raiser's. */
enum { below = 4096 };

static __thread struct ws_seh_frame *head;

void ws_seh_enter(struct ws_seh_frame *f, void *base, int except)
{
	(void)base;
	f->outer = head;
	f->except = except;
	f->stage = WS_SEH_HANDLE;
	f->live = 1;
	head = f;
}

/* A frame that longjmp left is inside of f, and goes with it. */
void ws_seh_leave(struct ws_seh_frame *f)
{
	if (f->live) {
		f->live = 0;
		head = f->outer;
	}
}

/*
 * ws_seh_jump does what __builtin_longjmp does, on a stack of the caller's
 * choice. For the compiler it is a call like any other, from which control may
 * come to a __builtin_setjmp.
 */
_Noreturn void ws_seh_jump(void **context, void *stack);

__asm__(".pushsection .text\n"
	".globl ws_seh_jump\n"
	".hidden ws_seh_jump\n"
	".type ws_seh_jump, @function\n"
	"ws_seh_jump:\n"
	"	mov %rsi, %rsp\n"
	"	mov (%rdi), %rbp\n"
	"	jmp *8(%rdi)\n"
	".size ws_seh_jump, .-ws_seh_jump\n"
	".popsection");

/* AddressSanitizer has to hear of stack frames that are left by a jump. */
extern __attribute__((weak)) void __asan_handle_no_return(void);

static void abandon_frames(void)
{
	if (__asan_handle_no_return)
		__asan_handle_no_return();
}

/*
 * ask runs the filter of f and returns its answer. The filter runs in its own
 * function's frame, but below this function's stack. Exceptions in it see the
 * frames outside of f.
 */
static __attribute__((noinline)) int ask(struct ws_seh_frame *f)
{
	struct ws_seh_search s = {.head = head};

	f->stage = WS_SEH_FILTER;
	f->search = &s;
	head = f->outer;
	if (!__builtin_setjmp(s.context)) {
		/* The stack pointer is not far below the frame address. */
		uintptr_t stack = (uintptr_t)__builtin_frame_address(0) - below;
		ws_seh_jump(f->context, (void *)(stack & ~(uintptr_t)15));
	}
	head = s.head;
	f->stage = WS_SEH_HANDLE;
	return s.answer;
}

void ws_seh_answer(struct ws_seh_frame *f, int answer)
{
	if (f->stage == WS_SEH_THROWN) {
		f->stage = WS_SEH_HANDLE;
		return;
	}
	f->search->answer = answer;
	abandon_frames();
	__builtin_longjmp(f->search->context, 1);
}

/* unwind runs the __finally blocks inside of target, then its handler. */
static _Noreturn void unwind(struct ws_seh_frame *target)
{
	struct ws_seh_frame *f = head;

	while (f != target && f->except) {
		f->live = 0;
		f = f->outer;
	}
	f->live = 0;
	head = f->outer;
	f->target = target;
	abandon_frames();
	ws_seh_jump(f->context, f->context[2]);
}

void ws_seh_resume(struct ws_seh_frame *f)
{
	unwind(f->target);
}

int ws_seh_raise(unsigned int code, struct _EXCEPTION_POINTERS *information)
{
	for (struct ws_seh_frame *f = head; f; f = f->outer) {
		if (!f->except)
			continue;
		f->code = code;
		f->information = information;
		int answer = ask(f);
		if (answer > 0)
			unwind(f);
		if (answer < 0)
			return 1;
	}
	return 0;
}
