/* wideio.h: files by 16-bit names. Part of io.h, direct.h, sys/stat.h and wchar.h. */
#ifndef WINSOCK_WIDEIO_H
#define WINSOCK_WIDEIO_H

#include <corecrt.h>
#include <winsock/finddata.h>
#include <winsock/statdef.h>

#if __SIZEOF_WCHAR_T__ == 2

WINSOCK_BEGIN

int _wopen(const wchar_t *path, int flags, ...) WINSOCK_ALIAS(_wopen);
int _wsopen(const wchar_t *path, int flags, int share, ...) WINSOCK_ALIAS(_wsopen);
errno_t _wsopen_s(int *fd, const wchar_t *path, int flags, int share, int mode)
	WINSOCK_ALIAS(_wsopen_s);
int _wcreat(const wchar_t *path, int mode) WINSOCK_ALIAS(_wcreat);
int _waccess(const wchar_t *path, int mode) WINSOCK_ALIAS(_waccess);
errno_t _waccess_s(const wchar_t *path, int mode) WINSOCK_ALIAS(_waccess_s);
int _wchmod(const wchar_t *path, int mode) WINSOCK_ALIAS(_wchmod);
int _wunlink(const wchar_t *path) WINSOCK_ALIAS(_wunlink);
int _wstat64(const wchar_t *path, struct _stat64 *answer) WINSOCK_ALIAS(_wstat64);

int _wmkdir(const wchar_t *path) WINSOCK_ALIAS(_wmkdir);
int _wrmdir(const wchar_t *path) WINSOCK_ALIAS(_wrmdir);
int _wchdir(const wchar_t *path) WINSOCK_ALIAS(_wchdir);
wchar_t *_wgetcwd(wchar_t *to, int size) WINSOCK_ALIAS(_wgetcwd);
wchar_t *_wgetdcwd(int drive, wchar_t *to, int size) WINSOCK_ALIAS(_wgetdcwd);

intptr_t _wfindfirst(const wchar_t *pattern, struct _wfinddata_t *found)
	WINSOCK_ALIAS(_wfindfirst);
int _wfindnext(intptr_t search, struct _wfinddata_t *found) WINSOCK_ALIAS(_wfindnext);
#define _wfindfirst64 _wfindfirst
#define _wfindfirsti64 _wfindfirst
#define _wfindfirst64i32 _wfindfirst
#define _wfindnext64 _wfindnext
#define _wfindnexti64 _wfindnext
#define _wfindnext64i32 _wfindnext

WINSOCK_END

#endif
#endif
