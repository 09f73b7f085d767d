/* sys/utime.h: when files were used and changed. */
#ifndef _INC_UTIME
#define _INC_UTIME

#include <corecrt.h>
#include <utime.h>

#define _utimbuf utimbuf
#define __utimbuf64 utimbuf

WINSOCK_BEGIN

/* NULL means now. */
int _utime(const char *path, const struct utimbuf *times) WINSOCK_ALIAS(_utime);
int _futime(int fd, const struct utimbuf *times) WINSOCK_ALIAS(_futime);
#define _utime64 _utime
#define _futime64 _futime
#if __SIZEOF_WCHAR_T__ == 2
int _wutime(const wchar_t *path, const struct utimbuf *times) WINSOCK_ALIAS(_wutime);
#endif

WINSOCK_END

#endif
