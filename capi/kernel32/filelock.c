/*
 * filelock.c: locks on parts of a file.
 *
 * They are open-file-description locks: they belong to the handle, hold among
 * processes, and are gone when the handle is closed. Other programs that read
 * without asking are not kept out, as Windows would keep them.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <unistd.h>

#include <windows.h>

#include "file.h"
#include "fileerror.h"

static bool range(struct flock *l, uint64_t start, uint64_t length)
{
	if (start > INT64_MAX || length == 0)
		return ws_fail_with(ERROR_INVALID_PARAMETER);
	if (length > INT64_MAX - start)
		length = 0; /* to the end of all files */
	*l = (struct flock){.l_whence = SEEK_SET, .l_start = (off_t)start, .l_len = (off_t)length};
	return true;
}

/* apply changes a lock; command is F_OFD_SETLK or F_OFD_SETLKW. */
static BOOL apply(HANDLE h, int command, short type, uint64_t start, uint64_t length)
{
	struct ws_file file;
	struct flock l;
	int result;

	if (!range(&l, start, length) || !ws_file_borrow(h, &file))
		return FALSE;
	if (file.kind != WS_DISK) {
		ws_file_return(&file);
		return ws_fail_with(ERROR_INVALID_FUNCTION);
	}
	l.l_type = type;
	do
		result = fcntl(file.fd, command, &l);
	while (result < 0 && errno == EINTR);
	/* A file that is open for reading only can be locked against writers. */
	if (result < 0 && errno == EBADF && type == F_WRLCK) {
		l.l_type = F_RDLCK;
		result = fcntl(file.fd, command, &l);
	}
	ws_file_return(&file);
	if (result == 0)
		return TRUE;
	if (errno == EAGAIN || errno == EACCES)
		return ws_fail_with(ERROR_LOCK_VIOLATION);
	return ws_fail();
}

static uint64_t join(DWORD low, DWORD high)
{
	return (uint64_t)high << 32 | low;
}

/*
 * LockFile locks a part of a file for the handle alone, or fails at once.
 * Errors: ERROR_INVALID_HANDLE, ERROR_LOCK_VIOLATION, ERROR_INVALID_PARAMETER (no
 * bytes), ERROR_INVALID_FUNCTION (no file).
 */
BOOL WINAPI LockFile(HANDLE file, DWORD low, DWORD high, DWORD count_low, DWORD count_high)
{
	return apply(file, F_OFD_SETLK, F_WRLCK, join(low, high), join(count_low, count_high));
}

/*
 * LockFileEx locks a part of a file, for the handle alone or for all readers,
 * and waits for it unless told not to. Errors: as LockFile.
 */
BOOL WINAPI LockFileEx(HANDLE file, DWORD flags, DWORD reserved, DWORD count_low,
		       DWORD count_high, LPOVERLAPPED overlapped)
{
	if (reserved != 0 || overlapped == NULL)
		return ws_fail_with(ERROR_INVALID_PARAMETER);
	return apply(file, flags & LOCKFILE_FAIL_IMMEDIATELY ? F_OFD_SETLK : F_OFD_SETLKW,
		     flags & LOCKFILE_EXCLUSIVE_LOCK ? F_WRLCK : F_RDLCK,
		     join(overlapped->Offset, overlapped->OffsetHigh), join(count_low, count_high));
}

/*
 * UnlockFile takes back a lock. Errors: ERROR_INVALID_HANDLE,
 * ERROR_INVALID_PARAMETER. A part that was not locked is no error.
 */
BOOL WINAPI UnlockFile(HANDLE file, DWORD low, DWORD high, DWORD count_low, DWORD count_high)
{
	return apply(file, F_OFD_SETLK, F_UNLCK, join(low, high), join(count_low, count_high));
}

BOOL WINAPI UnlockFileEx(HANDLE file, DWORD reserved, DWORD count_low, DWORD count_high,
			 LPOVERLAPPED overlapped)
{
	if (reserved != 0 || overlapped == NULL)
		return ws_fail_with(ERROR_INVALID_PARAMETER);
	return apply(file, F_OFD_SETLK, F_UNLCK, join(overlapped->Offset, overlapped->OffsetHigh),
		     join(count_low, count_high));
}
