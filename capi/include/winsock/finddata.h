/* finddata.h: what _findfirst and its kin answer. Part of io.h and wchar.h. */
#ifndef WINSOCK_FINDDATA_H
#define WINSOCK_FINDDATA_H

#include <corecrt.h>

typedef unsigned int _fsize_t;

#define _A_NORMAL 0x00
#define _A_RDONLY 0x01
#define _A_HIDDEN 0x02
#define _A_SYSTEM 0x04
#define _A_SUBDIR 0x10
#define _A_ARCH 0x20

/* One structure serves all of Microsoft's widths: sizes and times have 64 bits. */
struct _finddata_t {
	unsigned int attrib;
	__time64_t time_create;
	__time64_t time_access;
	__time64_t time_write;
	__extension__ long long size;
	char name[260];
};

#define _finddatai64_t _finddata_t
#define _finddata64i32_t _finddata_t
#define __finddata64_t _finddata_t

#if __SIZEOF_WCHAR_T__ == 2
struct _wfinddata_t {
	unsigned int attrib;
	__time64_t time_create;
	__time64_t time_access;
	__time64_t time_write;
	__extension__ long long size;
	wchar_t name[260];
};

#define _wfinddatai64_t _wfinddata_t
#define _wfinddata64i32_t _wfinddata_t
#define _wfinddata64_t _wfinddata_t
#endif

#endif
