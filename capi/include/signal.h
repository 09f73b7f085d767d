/* signal.h: the C library's, and Microsoft's names. */
#pragma GCC system_header
#include_next <signal.h>
#ifndef _INC_SIGNAL
#define _INC_SIGNAL

/* Ctrl+Break is the signal that Ctrl+\ sends on Linux. */
#define SIGBREAK SIGQUIT
#define SIGABRT_COMPAT SIGABRT

#endif
