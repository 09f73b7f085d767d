/* folder.c: folders, and what is known of files by name. */
#include <direct.h>
#include <errno.h>
#include <io.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utime.h>
#include <unistd.h>

#include "secure.h"
#include "stdio_path.h"

int _mkdir(const char *name)
{
	char path[WS_PATH];

	return ws_stdio_path(name, path) != 0 ? -1 : (mkdir)(path, 0777);
}

int _rmdir(const char *name)
{
	char path[WS_PATH];

	return ws_stdio_path(name, path) != 0 ? -1 : rmdir(path);
}

int _chdir(const char *name)
{
	char path[WS_PATH];

	return ws_stdio_path(name, path) != 0 ? -1 : chdir(path);
}

char *_getcwd(char *to, int size)
{
	if (to && size <= 0) {
		ws_refuse(EINVAL);
		return NULL;
	}
	return _fullpath(to, ".", (size_t)size);
}

/* There is one drive, C:, and 0 stands for the current one. */
char *_getdcwd(int drive, char *to, int size)
{
	if (drive != 0 && drive != 3) {
		ws_refuse(EACCES);
		return NULL;
	}
	return _getcwd(to, size);
}

int _getdrive(void)
{
	return 3;
}

int _chdrive(int drive)
{
	if (drive == 3)
		return 0;
	errno = EACCES;
	return -1;
}

unsigned int _getdrives(void)
{
	return 1 << 2;
}

errno_t _access_s(const char *name, int mode)
{
	char path[WS_PATH];

	if (!name || mode & ~6)
		return ws_refuse(EINVAL);
	if (ws_stdio_path(name, path) != 0)
		return errno;
	return access(path, mode & 2 ? W_OK : F_OK) == 0 ? 0 : errno;
}

int _access(const char *name, int mode)
{
	return _access_s(name, mode) == 0 ? 0 : -1;
}

int _chmod(const char *name, int mode)
{
	char path[WS_PATH];

	if (ws_stdio_path(name, path) != 0)
		return -1;
	return chmod(path, mode & _S_IWRITE ? 0666 : 0444);
}

int _unlink(const char *name)
{
	return remove(name);
}

static int answer(int failed, const struct stat *s, struct _stat64 *to)
{
	if (failed)
		return -1;
	memset(to, 0, sizeof *to);
	to->st_dev = 2; /* drive C: */
	to->st_rdev = 2;
	to->st_mode = (unsigned short)(s->st_mode & (_S_IFMT | 0777));
	to->st_nlink = (short)s->st_nlink;
	to->st_size = S_ISREG(s->st_mode) ? s->st_size : 0;
	to->st_atim = s->st_atim;
	to->st_mtim = s->st_mtim;
	to->st_ctim = s->st_ctim;
	return 0;
}

/* A separator at the end is no part of a name there; only a root may have one. */
int _stat64(const char *name, struct _stat64 *to)
{
	char path[WS_PATH];
	struct stat s;

	if (!to) {
		ws_refuse(EINVAL);
		return -1;
	}
	if (ws_stdio_path(name, path) != 0)
		return -1;
	return answer(stat(path, &s), &s, to);
}

int _fstat64(int fd, struct _stat64 *to)
{
	struct stat s;

	if (!to) {
		ws_refuse(EINVAL);
		return -1;
	}
	return answer(fstat(fd, &s), &s, to);
}

int _utime(const char *name, const struct utimbuf *times)
{
	char path[WS_PATH];

	return ws_stdio_path(name, path) != 0 ? -1 : utime(path, times);
}

int _futime(int fd, const struct utimbuf *times)
{
	struct timespec both[2] = {{0, UTIME_NOW}, {0, UTIME_NOW}};

	if (times) {
		both[0] = (struct timespec){times->actime, 0};
		both[1] = (struct timespec){times->modtime, 0};
	}
	return futimens(fd, both);
}

/* _mktemp_s replaces the six X at the end of name: a letter, then five digits of the process. */
errno_t _mktemp_s(char *name, size_t size)
{
	size_t length = name ? strnlen(name, size) : 0;
	unsigned long number = (unsigned long)getpid();
	char *x;

	if (!name || length == size || length < 6 || strcmp(name + length - 6, "XXXXXX") != 0) {
		if (name && size)
			*name = 0;
		return ws_refuse(EINVAL);
	}
	x = name + length - 6;
	for (int i = 5; i > 0; i--, number /= 10)
		x[i] = (char)('0' + number % 10);
	for (*x = 'a'; *x <= 'z'; ++*x) {
		if (_access(name, 0) != 0 && errno == ENOENT)
			return 0;
	}
	*name = 0;
	errno = EEXIST;
	return EEXIST;
}

char *_mktemp(char *name)
{
	return name && _mktemp_s(name, strlen(name) + 1) == 0 ? name : NULL;
}
