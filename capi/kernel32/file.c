/* file.c: from HANDLEs to descriptors and back. */
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <windows.h>

#include "fileerror.h"
#include "fileopen.h"
#include "fork.h"

int32_t ws_go_file_borrow(uintptr_t handle, int32_t *fd, int32_t *kind, int32_t *flags);
void ws_go_file_return(uintptr_t handle);
int64_t ws_go_file_open(int32_t fd, uint32_t kind, uint32_t flags, const char *path,
			const uint64_t *id, uint32_t access, uint32_t share, uint32_t inherit);

bool ws_file_borrow(void *handle, struct ws_file *file)
{
	if (ws_forked ||
	    !ws_go_file_borrow((uintptr_t)handle, &file->fd, &file->kind, &file->flags)) {
		ws_fail_with(ERROR_INVALID_HANDLE);
		return false;
	}
	file->handle = handle;
	return true;
}

void ws_file_return(struct ws_file *file)
{
	ws_go_file_return((uintptr_t)file->handle);
}

enum ws_kind ws_file_kind(int fd)
{
	struct statx st;
	struct termios terminal;

	if (statx(fd, "", AT_EMPTY_PATH, STATX_TYPE, &st) != 0)
		return WS_STREAM;
	switch (st.stx_mode & S_IFMT) {
	case S_IFREG:
	case S_IFDIR:
	case S_IFBLK:
		return WS_DISK;
	case S_IFCHR:
		return tcgetattr(fd, &terminal) == 0 ? WS_CONSOLE : WS_STREAM;
	default:
		return WS_STREAM;
	}
}

bool ws_is_pipe(int fd)
{
	struct statx st;

	return statx(fd, "", AT_EMPTY_PATH, STATX_TYPE, &st) == 0 &&
	       (S_ISFIFO(st.stx_mode) || S_ISSOCK(st.stx_mode));
}

HANDLE ws_file_enter(const struct ws_opened *o)
{
	int64_t handle;

	if (ws_forked) {
		close(o->fd);
		ws_fail_with(ERROR_NOT_SUPPORTED);
		return INVALID_HANDLE_VALUE;
	}
	handle = ws_go_file_open(o->fd, o->kind, o->flags, o->path, o->shared ? o->id : NULL,
				 o->access, o->share, o->inherit);
	if (handle < 0) {
		ws_fail_with((unsigned)-handle);
		return INVALID_HANDLE_VALUE;
	}
	return (HANDLE)(uintptr_t)handle;
}

void *ws_handle_of_fd(int fd)
{
	struct ws_opened o = {.fd = fd};

	if (fcntl(fd, F_GETFD) < 0) {
		ws_fail_with(ERROR_INVALID_HANDLE);
		return INVALID_HANDLE_VALUE;
	}
	o.kind = ws_file_kind(fd);
	if (fd > STDERR_FILENO)
		fcntl(fd, F_SETFD, FD_CLOEXEC);
	else
		o.flags = WS_STANDARD;
	return ws_file_enter(&o);
}

int ws_fd_of_handle(void *handle)
{
	struct ws_file file;

	if (!ws_file_borrow(handle, &file))
		return -1;
	ws_file_return(&file);
	if (file.fd < 0)
		ws_fail_with(ERROR_INVALID_HANDLE);
	return file.fd;
}
