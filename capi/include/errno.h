/*
 * errno.h: the C library's numbers, and Microsoft's names.
 *
 * The values are Linux's, since the C library sets them. Programs that give
 * EWOULDBLOCK and its kin Winsock's meaning undefine the names first.
 */
#pragma GCC system_header
#include_next <errno.h>
#ifndef _INC_ERRNO
#define _INC_ERRNO

#include <corecrt.h>

/* Success of strncpy_s and its kin with _TRUNCATE when the text was cut. */
#define STRUNCATE 80
#ifndef EDEADLOCK
#define EDEADLOCK EDEADLK
#endif

WINSOCK_BEGIN

errno_t _set_errno(int value) WINSOCK_ALIAS(_set_errno);
errno_t _get_errno(int *value) WINSOCK_ALIAS(_get_errno);
/* _doserrno is the system error behind errno: the thread's last error. */
unsigned int *__doserrno(void) WINSOCK_ALIAS(__doserrno);
errno_t _set_doserrno(unsigned int value) WINSOCK_ALIAS(_set_doserrno);
errno_t _get_doserrno(unsigned int *value) WINSOCK_ALIAS(_get_doserrno);
#define _doserrno (*__doserrno())

WINSOCK_END

#endif
