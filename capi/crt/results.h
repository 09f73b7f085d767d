/* results.h: what functions of the C run-time return a pointer to. */
#ifndef WINSOCK_CRT_RESULTS_H
#define WINSOCK_CRT_RESULTS_H

#include <stdlib.h>
#include <wchar.h>

/*
 * ws_results is one thread's texts. They are not thread-local variables, because
 * those are static memory here (Go's are) and dlopen has little room for that.
 */
struct ws_results {
	char number[_CVTBUFSIZE];	/* of _ecvt and _fcvt */
	char message[256];		/* of _strerror */
	wchar_t wide_message[256];	/* of _wcserror */
	wchar_t locale[256];		/* of _wsetlocale */
};

/* ws_results returns the calling thread's; all threads share one when memory has run out. */
struct ws_results *ws_results(void);

#endif
