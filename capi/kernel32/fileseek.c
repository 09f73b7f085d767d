/* fileseek.c: the position and the size of a file. */
#include <errno.h>
#include <stdint.h>
#include <unistd.h>

#include <windows.h>

#include "file.h"
#include "fileerror.h"
#include "fileinfo.h"
#include "lasterror.h"

/* seek moves the position; the new one, or -1 with the last error set. */
static int64_t seek(HANDLE h, int64_t distance, DWORD method)
{
	static const int whence[] = {SEEK_SET, SEEK_CUR, SEEK_END};
	struct ws_file file;
	off_t position = -1;

	if (method > FILE_END)
		return ws_fail_with(ERROR_INVALID_PARAMETER) - 1;
	if (!ws_file_borrow(h, &file))
		return -1;
	if (file.kind == WS_SOCKET) {
		ws_fail_with(ERROR_INVALID_FUNCTION);
	} else {
		position = lseek(file.fd, distance, whence[method]);
		if (position < 0) {
			if (errno == EINVAL)
				ws_fail_with(ERROR_NEGATIVE_SEEK);
			else
				ws_fail();
		}
	}
	ws_file_return(&file);
	return position;
}

/*
 * SetFilePointerEx moves the position of file and stores the new one. Errors:
 * ERROR_INVALID_HANDLE, ERROR_INVALID_PARAMETER (method), ERROR_NEGATIVE_SEEK,
 * ERROR_SEEK_ON_DEVICE (a pipe).
 */
BOOL WINAPI SetFilePointerEx(HANDLE file, LARGE_INTEGER distance, PLARGE_INTEGER position,
			     DWORD method)
{
	int64_t at = seek(file, distance.QuadPart, method);

	if (at < 0)
		return FALSE;
	if (position != NULL)
		position->QuadPart = at;
	return TRUE;
}

/*
 * SetFilePointer is SetFilePointerEx in halves. Without high the distance is a
 * signed 32-bit number and a position beyond 4 GiB is ERROR_INVALID_PARAMETER,
 * and not taken. INVALID_SET_FILE_POINTER may be a position: then the last error
 * is 0.
 */
DWORD WINAPI SetFilePointer(HANDLE file, LONG distance, PLONG high, DWORD method)
{
	int64_t full = high != NULL ? (int64_t)((uint64_t)(uint32_t)*high << 32 | (uint32_t)distance)
				    : distance;
	int64_t before = high == NULL ? seek(file, 0, FILE_CURRENT) : 0;
	int64_t at = before < 0 ? -1 : seek(file, full, method);

	if (at < 0)
		return INVALID_SET_FILE_POINTER;
	if (high != NULL) {
		*high = (LONG)(at >> 32);
	} else if (at > UINT32_MAX) {
		seek(file, before, FILE_BEGIN);
		ws_last_error = ERROR_INVALID_PARAMETER;
		return INVALID_SET_FILE_POINTER;
	}
	if ((DWORD)at == INVALID_SET_FILE_POINTER)
		ws_last_error = NO_ERROR;
	return (DWORD)at;
}

/*
 * GetFileSizeEx stores the size of a file in bytes. Errors:
 * ERROR_INVALID_HANDLE, ERROR_INVALID_FUNCTION (no file).
 */
BOOL WINAPI GetFileSizeEx(HANDLE h, PLARGE_INTEGER size)
{
	struct ws_info info;

	if (!ws_info_of_handle(h, &info))
		return FALSE;
	size->QuadPart = (LONGLONG)info.size;
	return TRUE;
}

/* GetFileSize is GetFileSizeEx in halves. */
DWORD WINAPI GetFileSize(HANDLE file, LPDWORD high)
{
	LARGE_INTEGER size;

	if (!GetFileSizeEx(file, &size))
		return INVALID_FILE_SIZE;
	if (high != NULL)
		*high = (DWORD)(size.QuadPart >> 32);
	if ((DWORD)size.QuadPart == INVALID_FILE_SIZE)
		ws_last_error = NO_ERROR;
	return (DWORD)size.QuadPart;
}

/*
 * SetEndOfFile makes the file end at its position. Errors:
 * ERROR_INVALID_HANDLE, ERROR_ACCESS_DENIED, ERROR_INVALID_FUNCTION (no file).
 */
BOOL WINAPI SetEndOfFile(HANDLE h)
{
	struct ws_file file;
	bool ok = true;
	off_t at;

	if (!ws_file_borrow(h, &file))
		return FALSE;
	if (file.kind != WS_DISK)
		ok = ws_fail_with(ERROR_INVALID_FUNCTION);
	else if ((at = lseek(file.fd, 0, SEEK_CUR)) < 0 || ftruncate(file.fd, at) != 0)
		ok = ws_fail_with(errno == EINVAL ? ERROR_ACCESS_DENIED : ws_win32_error(errno));
	ws_file_return(&file);
	return ok;
}
