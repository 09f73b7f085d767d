/* threadid.h: the number of the calling thread, as GetCurrentThreadId answers. */
#ifndef WINSOCK_SHIM_THREADID_H
#define WINSOCK_SHIM_THREADID_H

/* ws_thread_id is the kernel's number of the thread; cheap after the first call. */
unsigned ws_thread_id(void);

#endif
