/*
 * seh.h: what wscc makes of __try, __except, __finally and __leave. Not for
 * programs; cmd/wscc/rewrite/README.md shows the text that uses it.
 *
 * The frames of a thread make a chain. RaiseException calls ws_seh_raise, which
 * asks the filters from the innermost frame outwards, each in its own function
 * but below the raiser's stack, so that execution can continue there; then the
 * frames up to the one that accepts are unwound, and the __finally blocks
 * among them run.
 */
#ifndef WINSOCK_SEH_H
#define WINSOCK_SEH_H

#if defined(__cplusplus) && defined(__EXCEPTIONS)
#include <exception>
#if defined(__GLIBCXX__)
#include <cxxabi.h>
#endif
#endif

#ifdef __cplusplus
extern "C" {
#endif

struct _EXCEPTION_POINTERS;
struct ws_seh_search;

/* What a frame's __builtin_setjmp returns for. */
enum {
	WS_SEH_HANDLE = 0, /* the handler, or the __finally block */
	WS_SEH_FILTER = 1, /* an answer to ws_seh_raise */
	WS_SEH_THROWN = 2  /* a C++ exception: an answer, then the handler or on */
};

/* ws_seh_frame is a __try statement that is being executed. */
struct ws_seh_frame {
	void *context[5]; /* of __builtin_setjmp: frame, address, stack */
	struct ws_seh_frame *outer;
	struct ws_seh_frame *target;  /* where the unwinding goes */
	struct ws_seh_search *search; /* that waits for an answer */
	struct _EXCEPTION_POINTERS *information;
	unsigned int code;
	int except; /* has a filter and a handler, no __finally */
	int stage;
	int live; /* in the chain */
};

/*
 * ws_seh_enter puts f at the head of the thread's chain. base is the caller's
 * frame address: that it is asked for makes the compiler address the caller's
 * variables by it, and not by the stack pointer, which is another in filters.
 */
void ws_seh_enter(struct ws_seh_frame *f, void *base, int except);

/* ws_seh_leave takes f out of the chain, unless it is out. */
void ws_seh_leave(struct ws_seh_frame *f);

/* ws_seh_answer gives the filter's answer, and returns only for WS_SEH_THROWN. */
void ws_seh_answer(struct ws_seh_frame *f, int answer);

/* ws_seh_resume goes on unwinding after the __finally block of f. */
void ws_seh_resume(struct ws_seh_frame *f) __attribute__((__noreturn__));

/*
 * ws_seh_raise raises an exception in this thread. It returns 1 when a filter
 * says EXCEPTION_CONTINUE_EXECUTION (which the caller has to deny for one that
 * is noncontinuable), 0 when nobody handles it, and not when somebody does.
 */
int ws_seh_raise(unsigned int code, struct _EXCEPTION_POINTERS *information);

#ifdef __cplusplus
}
#endif

#define GetExceptionCode() (ws_seh_caught->code)
#define GetExceptionInformation() (ws_seh_caught->information)
#define AbnormalTermination() ws_seh_abnormal
#define _exception_code GetExceptionCode
#define _exception_info GetExceptionInformation
#define exception_code GetExceptionCode
#define exception_info GetExceptionInformation
#define _abnormal_termination AbnormalTermination
#define abnormal_termination AbnormalTermination

#if defined(__cplusplus) && defined(__EXCEPTIONS)

/* ws_seh_forced is the unwinding of a thread that ends, which none may stop. */
#if defined(__GLIBCXX__)
typedef abi::__forced_unwind ws_seh_forced;
#else
struct ws_seh_forced {};
#endif

/* ws_seh_rethrow goes on with what is caught; g++ warns of a throw in a destructor. */
static inline void ws_seh_rethrow()
{
	throw;
}

/* ws_seh_thrown keeps a C++ exception while a __finally or a filter runs. */
struct ws_seh_thrown {
#if __cplusplus >= 201103L
	std::exception_ptr held;
	void keep() { held = std::current_exception(); }
	void rethrow() { std::rethrow_exception(held); }
#else
	void keep() { throw; }
	void rethrow() {}
#endif
};

/* ws_seh_catch tells f of a C++ exception, by the code that Microsoft gives one. */
static inline void ws_seh_catch(struct ws_seh_frame *f)
{
	ws_seh_leave(f);
	f->stage = WS_SEH_THROWN;
	f->code = 0xe06d7363u;
	f->information = 0;
}

static inline void ws_seh_answer(struct ws_seh_frame *f, int answer, ws_seh_thrown &thrown)
{
	ws_seh_answer(f, answer);
	if (answer <= 0)
		thrown.rethrow();
}

#endif

#endif
