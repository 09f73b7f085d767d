/* io.h: files by descriptor. */
#ifndef _INC_IO
#define _INC_IO

#include <corecrt.h>
#include <fcntl.h>
#include <share.h>
#include <unistd.h>
#include <winsock/finddata.h>
#include <winsock/wideio.h>

WINSOCK_BEGIN

/* Descriptors are Linux's. Backslashes in paths separate folders. */
int _open(const char *path, int flags, ...) WINSOCK_ALIAS(_open);
int _sopen(const char *path, int flags, int share, ...) WINSOCK_ALIAS(_sopen);
int sopen(const char *path, int flags, int share, ...) WINSOCK_ALIAS(_sopen);
errno_t _sopen_s(int *fd, const char *path, int flags, int share, int mode)
	WINSOCK_ALIAS(_sopen_s);
int _creat(const char *path, int mode) WINSOCK_ALIAS(_creat);
int _close(int fd) WINSOCK_ALIAS(_close);
int _read(int fd, void *to, unsigned int n) WINSOCK_ALIAS(_read);
int _write(int fd, const void *from, unsigned int n) WINSOCK_ALIAS(_write);
int _lseek(int fd, int offset, int whence) WINSOCK_ALIAS(_lseek);
__extension__ long long _lseeki64(int fd, long long offset, int whence) WINSOCK_ALIAS(_lseeki64);
int _tell(int fd) WINSOCK_ALIAS(_tell);
__extension__ long long _telli64(int fd) WINSOCK_ALIAS(_telli64);
int _eof(int fd) WINSOCK_ALIAS(_eof);
int eof(int fd) WINSOCK_ALIAS(_eof);
int _isatty(int fd) WINSOCK_ALIAS(_isatty);
int _dup(int fd) WINSOCK_ALIAS(_dup);
int _dup2(int from, int to) WINSOCK_ALIAS(_dup2);
/* _setmode remembers the mode and answers the old one; nothing is translated. */
int _setmode(int fd, int mode) WINSOCK_ALIAS(_setmode);
int setmode(int fd, int mode) WINSOCK_ALIAS(_setmode);
int _pipe(int *fds, unsigned int size, int flags) WINSOCK_ALIAS(_pipe);
int _commit(int fd) WINSOCK_ALIAS(_commit);
int _chsize(int fd, int size) WINSOCK_ALIAS(_chsize);
int chsize(int fd, int size) WINSOCK_ALIAS(_chsize);
__extension__ errno_t _chsize_s(int fd, long long size) WINSOCK_ALIAS(_chsize_s);
int _filelength(int fd) WINSOCK_ALIAS(_filelength);
int filelength(int fd) WINSOCK_ALIAS(_filelength);
__extension__ long long _filelengthi64(int fd) WINSOCK_ALIAS(_filelengthi64);
int _locking(int fd, int mode, int n) WINSOCK_ALIAS(_locking);
int _access(const char *path, int mode) WINSOCK_ALIAS(_access);
errno_t _access_s(const char *path, int mode) WINSOCK_ALIAS(_access_s);
int _chmod(const char *path, int mode) WINSOCK_ALIAS(_chmod);
int _unlink(const char *path) WINSOCK_ALIAS(_unlink);
int _umask(int mode) WINSOCK_ALIAS(_umask);
errno_t _umask_s(int mode, int *old) WINSOCK_ALIAS(_umask_s);
char *_mktemp(char *name) WINSOCK_ALIAS(_mktemp);
errno_t _mktemp_s(char *name, size_t size) WINSOCK_ALIAS(_mktemp_s);

/* The handle of a descriptor and the descriptor of a handle; one is closed with the other. */
intptr_t _get_osfhandle(int fd) WINSOCK_ALIAS(_get_osfhandle);
int _open_osfhandle(intptr_t handle, int flags) WINSOCK_ALIAS(_open_osfhandle);

intptr_t _findfirst(const char *pattern, struct _finddata_t *found) WINSOCK_ALIAS(_findfirst);
int _findnext(intptr_t search, struct _finddata_t *found) WINSOCK_ALIAS(_findnext);
int _findclose(intptr_t search) WINSOCK_ALIAS(_findclose);
#define _findfirst64 _findfirst
#define _findfirsti64 _findfirst
#define _findfirst64i32 _findfirst
#define _findnext64 _findnext
#define _findnexti64 _findnext
#define _findnext64i32 _findnext

WINSOCK_END

#endif
