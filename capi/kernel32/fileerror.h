/* fileerror.h: what the kernel's errors are called in kernel32. */
#ifndef WINSOCK_KERNEL32_FILEERROR_H
#define WINSOCK_KERNEL32_FILEERROR_H

/* ws_win32_error is the Win32 error for an errno; 0 for 0. */
unsigned ws_win32_error(int errno_value);

/*
 * ws_fail sets the last error for errno and returns 0, the FALSE of the caller.
 * ws_fail_path does so for a call about path: a missing file is told from a
 * missing directory.
 */
int ws_fail(void);
int ws_fail_path(const char *path);

/* ws_fail_with sets the last error and returns 0. */
int ws_fail_with(unsigned error);

#endif
