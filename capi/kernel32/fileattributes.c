/* fileattributes.c: attributes and times of files. */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <windows.h>

#include "file.h"
#include "fileerror.h"
#include "fileinfo.h"
#include "filepath.h"

static DWORD attributes(unsigned error, const char *path)
{
	struct ws_info info;

	if (error != 0)
		ws_fail_with(error);
	else if (ws_info_of_path(path, &info))
		return info.attributes;
	return INVALID_FILE_ATTRIBUTES;
}

/*
 * GetFileAttributes tells whether a file is a directory, read-only (nobody may
 * write), hidden (its name begins with a dot), a symbolic link. Errors: those of
 * the path.
 */
DWORD WINAPI GetFileAttributesA(LPCSTR name)
{
	char path[WS_PATH];

	return attributes(ws_path(name, path, NULL), path);
}

DWORD WINAPI GetFileAttributesW(LPCWSTR name)
{
	char path[WS_PATH];

	return attributes(ws_path_wide(name, path, NULL), path);
}

static BOOL attributes_ex(unsigned error, const char *path, GET_FILEEX_INFO_LEVELS level,
			  WIN32_FILE_ATTRIBUTE_DATA *data)
{
	struct ws_info i;

	if (error != 0)
		return ws_fail_with(error);
	if (level != GetFileExInfoStandard)
		return ws_fail_with(ERROR_INVALID_PARAMETER);
	if (!ws_info_of_path(path, &i))
		return FALSE;
	*data = (WIN32_FILE_ATTRIBUTE_DATA){
		.dwFileAttributes = i.attributes,
		.ftCreationTime = ws_filetime(i.created),
		.ftLastAccessTime = ws_filetime(i.accessed),
		.ftLastWriteTime = ws_filetime(i.written),
		.nFileSizeHigh = (DWORD)(i.size >> 32),
		.nFileSizeLow = (DWORD)i.size,
	};
	return TRUE;
}

/*
 * GetFileAttributesEx tells times and size too. Errors: those of the path,
 * ERROR_INVALID_PARAMETER (level).
 */
BOOL WINAPI GetFileAttributesExA(LPCSTR name, GET_FILEEX_INFO_LEVELS level, LPVOID information)
{
	char path[WS_PATH];

	return attributes_ex(ws_path(name, path, NULL), path, level, information);
}

BOOL WINAPI GetFileAttributesExW(LPCWSTR name, GET_FILEEX_INFO_LEVELS level, LPVOID information)
{
	char path[WS_PATH];

	return attributes_ex(ws_path_wide(name, path, NULL), path, level, information);
}

/* write_bits is mode with the right to write for its owner, or for nobody. */
static mode_t write_bits(mode_t mode, DWORD attributes)
{
	return attributes & FILE_ATTRIBUTE_READONLY ? mode & ~(mode_t)0222 : mode | 0200;
}

static BOOL set_attributes(unsigned error, const char *path, DWORD wanted)
{
	struct ws_info info;
	mode_t mode;

	if (error != 0)
		return ws_fail_with(error);
	if (!ws_info_of_path(path, &info))
		return FALSE;
	if (!S_ISREG(info.mode)) /* of directories it means nothing */
		return TRUE;
	mode = write_bits(info.mode & 07777, wanted);
	if (mode != (info.mode & 07777) && chmod(path, mode) != 0)
		return ws_fail_path(path);
	return TRUE;
}

/*
 * SetFileAttributes makes a file read-only or writable; the other attributes are
 * what Linux makes them. Errors: those of the path, ERROR_ACCESS_DENIED.
 */
BOOL WINAPI SetFileAttributesA(LPCSTR name, DWORD wanted)
{
	char path[WS_PATH];

	return set_attributes(ws_path(name, path, NULL), path, wanted);
}

BOOL WINAPI SetFileAttributesW(LPCWSTR name, DWORD wanted)
{
	char path[WS_PATH];

	return set_attributes(ws_path_wide(name, path, NULL), path, wanted);
}

/*
 * GetFileTime tells when a file was made, read and written last; any may be
 * NULL. Errors: ERROR_INVALID_HANDLE, ERROR_INVALID_FUNCTION (no file).
 */
BOOL WINAPI GetFileTime(HANDLE h, LPFILETIME creation, LPFILETIME access, LPFILETIME written)
{
	struct ws_info info;

	if (!ws_info_of_handle(h, &info))
		return FALSE;
	if (creation != NULL)
		*creation = ws_filetime(info.created);
	if (access != NULL)
		*access = ws_filetime(info.accessed);
	if (written != NULL)
		*written = ws_filetime(info.written);
	return TRUE;
}

/* timespec_of turns 100 ns since 1601 into a time of the kernel's. */
static struct timespec timespec_of(uint64_t time)
{
	int64_t ticks = (int64_t)time - 116444736000000000LL;
	int64_t seconds = ticks / 10000000, rest = ticks % 10000000;

	if (rest < 0) {
		seconds--;
		rest += 10000000;
	}
	return (struct timespec){.tv_sec = seconds, .tv_nsec = rest * 100};
}

/* set_times sets the times that are neither 0 nor -1: those stay. */
static bool set_times(int fd, uint64_t accessed, uint64_t written)
{
	struct timespec times[2] = {{.tv_nsec = UTIME_OMIT}, {.tv_nsec = UTIME_OMIT}};
	char path[40];

	if (accessed != 0 && accessed != UINT64_MAX)
		times[0] = timespec_of(accessed);
	if (written != 0 && written != UINT64_MAX)
		times[1] = timespec_of(written);
	ws_proc_fd(fd, path); /* works for descriptors without any access too */
	return utimensat(AT_FDCWD, path, times, 0) == 0 || ws_fail();
}

static uint64_t ticks_of(const FILETIME *time)
{
	return time != NULL ? (uint64_t)time->dwHighDateTime << 32 | time->dwLowDateTime : 0;
}

/*
 * SetFileTime sets when a file was read and written last; NULL, 0 and -1 leave a
 * time as it is. The time it was made can't be set. Errors:
 * ERROR_INVALID_HANDLE, ERROR_ACCESS_DENIED.
 */
BOOL WINAPI SetFileTime(HANDLE h, const FILETIME *creation, const FILETIME *access,
			const FILETIME *written)
{
	struct ws_file file;
	bool ok;

	(void)creation;
	if (!ws_file_borrow(h, &file))
		return FALSE;
	ok = file.kind == WS_DISK ? set_times(file.fd, ticks_of(access), ticks_of(written))
				  : ws_fail_with(ERROR_INVALID_HANDLE);
	ws_file_return(&file);
	return ok;
}

static bool set_basic(int fd, const FILE_BASIC_INFO *basic)
{
	struct ws_info info;
	char path[40];

	if (!set_times(fd, (uint64_t)basic->LastAccessTime.QuadPart,
		       (uint64_t)basic->LastWriteTime.QuadPart))
		return false;
	if (basic->FileAttributes == 0)
		return true;
	if (!ws_info_of_fd(fd, &info))
		return false;
	if (!S_ISREG(info.mode))
		return true;
	ws_proc_fd(fd, path);
	return chmod(path, write_bits(info.mode & 07777, basic->FileAttributes)) == 0 || ws_fail();
}

static bool set_information(const struct ws_file *file, FILE_INFO_BY_HANDLE_CLASS type,
			    const void *information, DWORD size)
{
	if (file->kind != WS_DISK)
		return ws_fail_with(ERROR_INVALID_FUNCTION);
	switch (type) {
	case FileBasicInfo:
		if (size < sizeof(FILE_BASIC_INFO))
			return ws_fail_with(ERROR_BAD_LENGTH);
		return set_basic(file->fd, information);
	case FileEndOfFileInfo:
		if (size < sizeof(FILE_END_OF_FILE_INFO))
			return ws_fail_with(ERROR_BAD_LENGTH);
		return ftruncate(file->fd,
				 ((const FILE_END_OF_FILE_INFO *)information)->EndOfFile.QuadPart) == 0 ||
		       ws_fail();
	default:
		return ws_fail_with(ERROR_INVALID_PARAMETER);
	}
}

/*
 * SetFileInformationByHandle sets FileBasicInfo (times, read-only) or
 * FileEndOfFileInfo. Errors: ERROR_INVALID_HANDLE, ERROR_INVALID_FUNCTION (no
 * file), ERROR_BAD_LENGTH, ERROR_ACCESS_DENIED, ERROR_INVALID_PARAMETER (another
 * class).
 */
BOOL WINAPI SetFileInformationByHandle(HANDLE h, FILE_INFO_BY_HANDLE_CLASS type,
				       LPVOID information, DWORD size)
{
	struct ws_file file;
	bool ok;

	if (!ws_file_borrow(h, &file))
		return FALSE;
	ok = set_information(&file, type, information, size);
	ws_file_return(&file);
	return ok;
}
