/* wideio.c: files and folders by 16-bit names, by the functions on bytes. */
#include <direct.h>
#include <errno.h>
#include <io.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utime.h>
#include <wchar.h>

#include "path.h"
#include "secure.h"
#include "stdio_path.h"

int _wopen(const wchar_t *path, int flags, ...)
{
	struct ws_narrowed n;
	int mode = 0, fd = -1;
	va_list args;

	va_start(args, flags);
	if (flags & _O_CREAT)
		mode = va_arg(args, int);
	va_end(args);
	if (ws_narrowed(&n, path))
		fd = _open(n.text, flags, mode);
	ws_narrowed_free(&n);
	return fd;
}

int _wsopen(const wchar_t *path, int flags, int share, ...)
{
	int mode = 0;
	va_list args;

	va_start(args, share);
	if (flags & _O_CREAT)
		mode = va_arg(args, int);
	va_end(args);
	return _wopen(path, flags, mode);
}

errno_t _wsopen_s(int *fd, const wchar_t *path, int flags, int share, int mode)
{
	struct ws_narrowed n;
	errno_t code;

	if (fd)
		*fd = -1;
	if (!fd || !path)
		return ws_refuse(EINVAL);
	code = ws_narrowed(&n, path) ? _sopen_s(fd, n.text, flags, share, mode) : errno;
	ws_narrowed_free(&n);
	return code;
}

int _wcreat(const wchar_t *path, int mode)
{
	return _wopen(path, _O_CREAT | _O_TRUNC | _O_RDWR, mode);
}

/* by_name calls a function of a name and a number with the name as UTF-8. */
static int by_name(int (*function)(const char *, int), const wchar_t *path, int number)
{
	struct ws_narrowed n;
	int result = -1;

	if (ws_narrowed(&n, path))
		result = function(n.text, number);
	ws_narrowed_free(&n);
	return result;
}

/* by_path does so for a function of a name alone. */
static int by_path(int (*function)(const char *), const wchar_t *path)
{
	struct ws_narrowed n;
	int result = -1;

	if (ws_narrowed(&n, path))
		result = function(n.text);
	ws_narrowed_free(&n);
	return result;
}

int _waccess(const wchar_t *path, int mode)
{
	return by_name(_access, path, mode);
}

errno_t _waccess_s(const wchar_t *path, int mode)
{
	return _waccess(path, mode) == 0 ? 0 : errno;
}

int _wchmod(const wchar_t *path, int mode)
{
	return by_name(_chmod, path, mode);
}

int _wunlink(const wchar_t *path)
{
	return by_path(_unlink, path);
}

int _wremove(const wchar_t *path)
{
	return by_path(remove, path);
}

int _wmkdir(const wchar_t *path)
{
	return by_path(_mkdir, path);
}

int _wrmdir(const wchar_t *path)
{
	return by_path(_rmdir, path);
}

int _wchdir(const wchar_t *path)
{
	return by_path(_chdir, path);
}

int _wrename(const wchar_t *from, const wchar_t *to)
{
	struct ws_narrowed n, m;
	int result = -1;

	if (ws_narrowed(&n, from)) {
		if (ws_narrowed(&m, to))
			result = rename(n.text, m.text);
		ws_narrowed_free(&m);
	}
	ws_narrowed_free(&n);
	return result;
}

int _wstat64(const wchar_t *path, struct _stat64 *answer)
{
	struct ws_narrowed n;
	int result = -1;

	if (ws_narrowed(&n, path))
		result = _stat64(n.text, answer);
	ws_narrowed_free(&n);
	return result;
}

int _wutime(const wchar_t *path, const struct utimbuf *times)
{
	struct ws_narrowed n;
	int result = -1;

	if (ws_narrowed(&n, path))
		result = _utime(n.text, times);
	ws_narrowed_free(&n);
	return result;
}

wchar_t *_wgetcwd(wchar_t *to, int size)
{
	if (to && size <= 0) {
		ws_refuse(EINVAL);
		return NULL;
	}
	return _wfullpath(to, L".", (size_t)size);
}

wchar_t *_wgetdcwd(int drive, wchar_t *to, int size)
{
	if (drive != 0 && drive != 3) {
		ws_refuse(EACCES);
		return NULL;
	}
	return _wgetcwd(to, size);
}

FILE *_wfreopen(const wchar_t *path, const wchar_t *mode, FILE *f)
{
	struct ws_narrowed n, m;
	FILE *result = NULL;

	if (ws_narrowed(&n, path)) {
		if (ws_narrowed(&m, mode))
			result = freopen(n.text, m.text, f);
		ws_narrowed_free(&m);
	}
	ws_narrowed_free(&n);
	return result;
}

FILE *_wfsopen(const wchar_t *path, const wchar_t *mode, int share)
{
	struct ws_narrowed n, m;
	FILE *result = NULL;

	if (ws_narrowed(&n, path)) {
		if (ws_narrowed(&m, mode))
			result = _fsopen(n.text, m.text, share);
		ws_narrowed_free(&m);
	}
	ws_narrowed_free(&n);
	return result;
}

FILE *_wfopen(const wchar_t *path, const wchar_t *mode)
{
	return _wfsopen(path, mode, _SH_DENYNO);
}

errno_t _wfopen_s(FILE **f, const wchar_t *path, const wchar_t *mode)
{
	if (!f)
		return ws_refuse(EINVAL);
	*f = _wfopen(path, mode);
	return *f ? 0 : errno;
}

errno_t _wfreopen_s(FILE **f, const wchar_t *path, const wchar_t *mode, FILE *old)
{
	if (!f)
		return ws_refuse(EINVAL);
	*f = _wfreopen(path, mode, old);
	return *f ? 0 : errno;
}

FILE *_wfdopen(int fd, const wchar_t *mode)
{
	struct ws_narrowed m;
	FILE *result = NULL;

	if (ws_narrowed(&m, mode))
		result = _fdopen(fd, m.text);
	ws_narrowed_free(&m);
	return result;
}

FILE *_wpopen(const wchar_t *command, const wchar_t *mode)
{
	struct ws_narrowed n, m;
	FILE *result = NULL;

	if (ws_narrowed(&n, command)) {
		if (ws_narrowed(&m, mode))
			result = _popen(n.text, m.text);
		ws_narrowed_free(&m);
	}
	ws_narrowed_free(&n);
	return result;
}

void _wperror(const wchar_t *text)
{
	struct ws_narrowed n;
	int code = errno;

	n.text = NULL;
	if (text && *text)
		ws_narrowed(&n, text);
	errno = code;
	perror(n.text);
	if (text && *text)
		ws_narrowed_free(&n);
}
