/* sys/stat.h: the C library's, and Microsoft's names. */
#pragma GCC system_header
#include_next <sys/stat.h>
#ifndef _INC_STAT
#define _INC_STAT

#include <corecrt.h>
#include <winsock/statdef.h>
#include <winsock/wideio.h>

/* The same bits on both systems. */
#define _S_IFMT 0xF000
#define _S_IFDIR 0x4000
#define _S_IFCHR 0x2000
#define _S_IFIFO 0x1000
#define _S_IFREG 0x8000
#define _S_IREAD 0x0100
#define _S_IWRITE 0x0080
#define _S_IEXEC 0x0040
#ifndef S_IREAD
#define S_IREAD _S_IREAD
#define S_IWRITE _S_IWRITE
#define S_IEXEC _S_IEXEC
#endif

WINSOCK_BEGIN

int _stat64(const char *path, struct _stat64 *answer) WINSOCK_ALIAS(_stat64);
int _fstat64(int fd, struct _stat64 *answer) WINSOCK_ALIAS(_fstat64);

WINSOCK_END

#endif
