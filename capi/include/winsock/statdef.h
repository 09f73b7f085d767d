/* statdef.h: what _stat and its kin answer. Part of sys/stat.h and wchar.h. */
#ifndef WINSOCK_STATDEF_H
#define WINSOCK_STATDEF_H

#include <corecrt.h>
#include <bits/types/struct_timespec.h>

/*
 * One structure serves all of Microsoft's widths: sizes and times have 64 bits.
 * The C library's macros st_atime, st_mtime and st_ctime name the seconds.
 */
struct _stat64 {
	unsigned int st_dev;
	unsigned short st_ino; /* always 0 */
	unsigned short st_mode;
	short st_nlink;
	short st_uid;
	short st_gid;
	unsigned int st_rdev;
	__extension__ long long st_size;
	struct timespec st_atim;
	struct timespec st_mtim;
	struct timespec st_ctim;
};

#define _stat _stat64
#define _stati64 _stat64
#define _stat64i32 _stat64
#define _stat32 _stat64
#define _stat32i64 _stat64
#define __stat64 _stat64
#define _wstat _wstat64
#define _wstati64 _wstat64
#define _wstat64i32 _wstat64
#define _fstat _fstat64
#define _fstati64 _fstat64
#define _fstat64i32 _fstat64
#define _fstat32 _fstat64

#endif
