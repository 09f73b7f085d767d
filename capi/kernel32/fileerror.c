/* fileerror.c: what the kernel's errors are called in kernel32. */
#include "fileerror.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include <windows.h>

#include "filepath.h"
#include "lasterror.h"

unsigned ws_win32_error(int errno_value)
{
	switch (errno_value) {
	case 0: return ERROR_SUCCESS;
	case EPERM: return ERROR_ACCESS_DENIED;
	case ENOENT: return ERROR_FILE_NOT_FOUND;
	case EINTR: return ERROR_OPERATION_ABORTED;
	case EIO: return ERROR_IO_DEVICE;
	case ENXIO: return ERROR_FILE_NOT_FOUND;
	case E2BIG: return ERROR_BAD_ENVIRONMENT;
	case ENOEXEC: return ERROR_BAD_EXE_FORMAT;
	case EBADF: return ERROR_ACCESS_DENIED; /* the descriptor is ours: it lacks the right */
	case EAGAIN: return ERROR_LOCK_VIOLATION;
	case ENOMEM: return ERROR_NOT_ENOUGH_MEMORY;
	case EACCES: return ERROR_ACCESS_DENIED;
	case EFAULT: return ERROR_NOACCESS;
	case EBUSY: return ERROR_BUSY;
	case EEXIST: return ERROR_ALREADY_EXISTS;
	case EXDEV: return ERROR_NOT_SAME_DEVICE;
	case ENODEV: return ERROR_DEV_NOT_EXIST;
	case ENOTDIR: return ERROR_PATH_NOT_FOUND;
	case EISDIR: return ERROR_ACCESS_DENIED;
	case EINVAL: return ERROR_INVALID_PARAMETER;
	case ENFILE:
	case EMFILE: return ERROR_TOO_MANY_OPEN_FILES;
	case ENOTTY: return ERROR_INVALID_FUNCTION;
	case ETXTBSY: return ERROR_SHARING_VIOLATION;
	case EFBIG:
	case EOVERFLOW:
	case ENOSPC:
	case EDQUOT: return ERROR_DISK_FULL;
	case ESPIPE: return ERROR_SEEK_ON_DEVICE;
	case EROFS: return ERROR_WRITE_PROTECT;
	case EMLINK: return ERROR_TOO_MANY_LINKS;
	case EPIPE: return ERROR_NO_DATA;
	case EDEADLK: return ERROR_POSSIBLE_DEADLOCK;
	case ENAMETOOLONG: return ERROR_FILENAME_EXCED_RANGE;
	case ENOLCK: return ERROR_NO_SYSTEM_RESOURCES;
	case ENOSYS:
	case EOPNOTSUPP: return ERROR_NOT_SUPPORTED;
	case ENOTEMPTY: return ERROR_DIR_NOT_EMPTY;
	case ELOOP: return ERROR_CANT_RESOLVE_FILENAME;
	default: return ERROR_GEN_FAILURE;
	}
}

int ws_fail_with(unsigned error)
{
	ws_last_error = error;
	return 0;
}

int ws_fail(void)
{
	return ws_fail_with(ws_win32_error(errno));
}

int ws_fail_path(const char *path)
{
	char parent[WS_PATH];
	size_t n = strlen(path);

	if (errno != ENOENT)
		return ws_fail();
	while (n > 0 && path[n - 1] == '/')
		n--;
	while (n > 0 && path[n - 1] != '/')
		n--;
	if (n == 0)
		return ws_fail_with(ERROR_FILE_NOT_FOUND);
	memcpy(parent, path, n);
	parent[n] = '\0';
	return ws_fail_with(access(parent, F_OK) == 0 ? ERROR_FILE_NOT_FOUND
						       : ERROR_PATH_NOT_FOUND);
}
