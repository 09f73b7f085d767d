/* fcntl.h: the C library's, and Microsoft's names. */
#pragma GCC system_header
#include_next <fcntl.h>
#ifndef _INC_FCNTL
#define _INC_FCNTL

/* Linux's values, so that open and _open take the same. */
#define _O_RDONLY O_RDONLY
#define _O_WRONLY O_WRONLY
#define _O_RDWR O_RDWR
#define _O_APPEND O_APPEND
#define _O_CREAT O_CREAT
#define _O_TRUNC O_TRUNC
#define _O_EXCL O_EXCL
/* Linux's O_CLOEXEC: the file is not inherited. */
#define _O_NOINHERIT 02000000
#define O_NOINHERIT _O_NOINHERIT

/* Bits that Linux's open ignores: text is not translated, hints do nothing. */
#define _O_OBTAIN_DIR 0x00800000
#define _O_U8TEXT 0x01000000
#define _O_U16TEXT 0x02000000
#define _O_WTEXT 0x04000000
#define _O_TEMPORARY 0x08000000 /* the file goes when it is closed */
#define _O_BINARY 0x10000000
#define _O_TEXT 0x20000000
#define _O_SHORT_LIVED 0
#define _O_SEQUENTIAL 0
#define _O_RANDOM 0
#define _O_RAW _O_BINARY
#define O_BINARY _O_BINARY
#define O_TEXT _O_TEXT
#define O_RAW _O_RAW
#define O_TEMPORARY _O_TEMPORARY
#define O_SEQUENTIAL _O_SEQUENTIAL
#define O_RANDOM _O_RANDOM

#endif
