/* threadid.h: who the calling thread is. */
#ifndef WINSOCK_SHIM_THREADID_H
#define WINSOCK_SHIM_THREADID_H

/*
 * ws_thread_id is the kernel's number of the thread, as GetCurrentThreadId answers;
 * cheap after the first call.
 */
unsigned ws_thread_id(void);

/*
 * ws_thread_issues is for a thread that starts overlapped operations: its end ends
 * some of them. It returns the thread's record on the Go side.
 */
void *ws_thread_issues(void);

/*
 * ws_thread_enters and ws_thread_leaves stand around a function of the program that is
 * called in the middle of a call of Go: the thread can't end there.
 */
void ws_thread_enters(void);
void ws_thread_leaves(void);

/* ws_thread_record is the thread's record on the Go side, NULL when it has none. */
void *ws_thread_record(void);

#endif
