/* descriptor.c: files by descriptor. */
#include <errno.h>
#include <fcntl.h>
#include <io.h>
#include <limits.h>
#include <poll.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/locking.h>
#include <sys/stat.h>
#include <unistd.h>
#include <handleapi.h>

#include "../kernel32/file.h"
#include "secure.h"
#include "stdio_path.h"

/* What the modes of _open and _chmod say about writing; reading is always allowed. */
static mode_t permissions(int mode)
{
	return mode & _S_IWRITE ? 0666 : 0444;
}

/* open_path opens a path, and removes it at once when it is temporary. */
static int open_path(const char *name, int flags, int mode)
{
	char path[WS_PATH];
	int fd;

	if (ws_stdio_path(name, path) != 0)
		return -1;
	fd = open(path, (flags & ~(_O_BINARY | _O_TEXT | _O_WTEXT | _O_U16TEXT | _O_U8TEXT |
		_O_TEMPORARY | _O_OBTAIN_DIR)) | O_NOCTTY, permissions(mode));
	if (fd < 0 && errno == EISDIR)
		errno = EACCES;
	if (fd < 0)
		return -1;
	if ((flags & _O_TEMPORARY) && !ws_is_device(path))
		unlink(path);
	if (flags & (_O_BINARY | _O_TEXT))
		_setmode(fd, flags & _O_BINARY ? _O_BINARY : _O_TEXT);
	else
		_setmode(fd, _O_TEXT);
	return fd;
}

int _open(const char *path, int flags, ...)
{
	int mode = 0;
	va_list args;

	va_start(args, flags);
	if (flags & _O_CREAT)
		mode = va_arg(args, int);
	va_end(args);
	return open_path(path, flags, mode);
}

int _sopen(const char *path, int flags, int share, ...)
{
	int mode = 0;
	va_list args;

	(void)share;
	va_start(args, share);
	if (flags & _O_CREAT)
		mode = va_arg(args, int);
	va_end(args);
	return open_path(path, flags, mode);
}

errno_t _sopen_s(int *fd, const char *path, int flags, int share, int mode)
{
	(void)share;
	if (fd)
		*fd = -1;
	if (!fd || !path || (mode & ~(_S_IREAD | _S_IWRITE)))
		return ws_refuse(EINVAL);
	*fd = open_path(path, flags, mode);
	return *fd < 0 ? errno : 0;
}

int _creat(const char *path, int mode)
{
	return open_path(path, O_CREAT | O_TRUNC | O_RDWR, mode);
}

/* checked is result; a descriptor that is not open is a parameter to be refused. */
static long long checked(long long result)
{
	if (result < 0 && errno == EBADF)
		return ws_refuse(EBADF), -1;
	return result;
}

/*
 * Handles of descriptors that were asked for: one descriptor has one handle, and
 * _close closes both. What is stale is seen by ws_fd_of_handle.
 */
static void *handles[1024];

static void **slot_of(int fd)
{
	return fd >= 0 && fd < (int)(sizeof handles / sizeof *handles) ? &handles[fd] : NULL;
}

/* handle_of is the handle that fd is known to have, or NULL. */
static void *handle_of(int fd)
{
	void **slot = slot_of(fd);
	void *handle = slot ? __atomic_load_n(slot, __ATOMIC_ACQUIRE) : NULL;

	return handle && ws_fd_of_handle(handle) == fd ? handle : NULL;
}

int _close(int fd)
{
	void *handle = handle_of(fd);

	if (handle) {
		__atomic_store_n(slot_of(fd), NULL, __ATOMIC_RELEASE);
		if (CloseHandle(handle))
			return 0;
	}
	return (int)checked(close(fd));
}

int _read(int fd, void *to, unsigned int n)
{
	ssize_t done;

	if (n > INT_MAX || (!to && n)) {
		ws_refuse(EINVAL);
		return -1;
	}
	do
		done = read(fd, to, n);
	while (done < 0 && errno == EINTR);
	return (int)checked(done);
}

/* _write writes all unless an error stops it. */
int _write(int fd, const void *from, unsigned int n)
{
	unsigned int done = 0;

	if (n > INT_MAX || (!from && n)) {
		ws_refuse(EINVAL);
		return -1;
	}
	do {
		ssize_t now = write(fd, (const char *)from + done, n - done);

		if (now < 0 && errno == EINTR)
			continue;
		if (now < 0 && errno == EAGAIN && done) {
			struct pollfd ready = {fd, POLLOUT, 0};

			poll(&ready, 1, -1);
			continue;
		}
		if (now < 0)
			return done ? (int)done : (int)checked(now);
		done += (unsigned int)now;
	} while (done < n);
	return (int)done;
}

/* A position that 32 bits can't hold is an error, as Microsoft's long has it. */
static int in_long(long long position)
{
	if (position > INT_MAX) {
		errno = EINVAL;
		return -1;
	}
	return (int)position;
}

long long _lseeki64(int fd, long long offset, int whence)
{
	return checked(lseek(fd, offset, whence));
}

int _lseek(int fd, int offset, int whence)
{
	return in_long(_lseeki64(fd, offset, whence));
}

long long _telli64(int fd)
{
	return _lseeki64(fd, 0, SEEK_CUR);
}

int _tell(int fd)
{
	return in_long(_telli64(fd));
}

long long _filelengthi64(int fd)
{
	struct stat s;

	return checked(fstat(fd, &s)) < 0 ? -1 : s.st_size;
}

int _filelength(int fd)
{
	return in_long(_filelengthi64(fd));
}

int _eof(int fd)
{
	long long at = _telli64(fd);

	if (at < 0)
		return errno == ESPIPE ? 0 : -1;
	return at >= _filelengthi64(fd);
}

int _isatty(int fd)
{
	return isatty(fd) ? 64 : 0; /* not 0, as documented, and 64 as Microsoft's */
}

int _dup(int fd)
{
	return (int)checked(dup(fd));
}

/* _dup2 answers 0, not the descriptor. */
int _dup2(int from, int to)
{
	return checked(dup2(from, to)) < 0 ? -1 : 0;
}

/* Modes of the first descriptors; all others are in text mode. */
static int modes[256];

int _setmode(int fd, int mode)
{
	int old = _O_TEXT;

	if (mode != _O_TEXT && mode != _O_BINARY && mode != _O_WTEXT && mode != _O_U8TEXT &&
	    mode != _O_U16TEXT) {
		ws_refuse(EINVAL);
		return -1;
	}
	if (checked(fcntl(fd, F_GETFD)) < 0)
		return -1;
	if (fd < (int)(sizeof modes / sizeof *modes))
		old = __atomic_exchange_n(&modes[fd], mode, __ATOMIC_RELAXED);
	return old ? old : _O_TEXT;
}

int _pipe(int *fds, unsigned int size, int flags)
{
	if (!fds) {
		ws_refuse(EINVAL);
		return -1;
	}
	if (pipe2(fds, flags & _O_NOINHERIT) != 0)
		return -1;
	if (size > 65536)
		fcntl(fds[1], F_SETPIPE_SZ, (int)size);
	return 0;
}

int _commit(int fd)
{
	if (fsync(fd) == 0 || errno == EINVAL)
		return 0;
	return (int)checked(-1);
}

errno_t _chsize_s(int fd, long long size)
{
	if (size < 0)
		return ws_refuse(EINVAL);
	if (checked(ftruncate(fd, size)) == 0)
		return 0;
	return errno;
}

int _chsize(int fd, int size)
{
	return _chsize_s(fd, size) == 0 ? 0 : -1;
}

/* _locking locks n bytes from the current position, for the process. */
int _locking(int fd, int mode, int n)
{
	int tries = mode == _LK_LOCK || mode == _LK_RLCK ? 10 : 1;
	off_t at = lseek(fd, 0, SEEK_CUR);

	if (mode < _LK_UNLCK || mode > _LK_NBRLCK || n < 0) {
		ws_refuse(EINVAL);
		return -1;
	}
	if (checked(at) < 0)
		return -1;
	for (;;) {
		struct flock lock = {0};

		lock.l_type = mode == _LK_UNLCK ? F_UNLCK : F_WRLCK;
		lock.l_whence = SEEK_SET;
		lock.l_start = at;
		lock.l_len = n;
		if (fcntl(fd, F_SETLK, &lock) == 0)
			return 0;
		if (errno != EACCES && errno != EAGAIN)
			return -1;
		if (--tries == 0) {
			errno = mode == _LK_LOCK || mode == _LK_RLCK ? EDEADLOCK : EACCES;
			return -1;
		}
		sleep(1);
	}
}

int _umask(int mode)
{
	return (int)umask((mode_t)mode);
}

errno_t _umask_s(int mode, int *old)
{
	if (!old || mode & ~(_S_IREAD | _S_IWRITE))
		return ws_refuse(EINVAL);
	*old = _umask(mode);
	return 0;
}

intptr_t _get_osfhandle(int fd)
{
	void *handle = handle_of(fd), **slot = slot_of(fd);

	if (handle)
		return (intptr_t)handle;
	if (fcntl(fd, F_GETFD) >= 0)
		handle = ws_handle_of_fd(fd);
	if (!handle || handle == INVALID_HANDLE_VALUE) {
		ws_refuse(EBADF);
		return -1;
	}
	if (slot && fd > 2)
		__atomic_store_n(slot, handle, __ATOMIC_RELEASE);
	return (intptr_t)handle;
}

int _open_osfhandle(intptr_t handle, int flags)
{
	int fd = ws_fd_of_handle((void *)handle);
	void **slot = slot_of(fd);

	(void)flags;
	if (fd < 0)
		errno = EBADF;
	else if (slot && fd > 2)
		__atomic_store_n(slot, (void *)handle, __ATOMIC_RELEASE);
	return fd;
}
