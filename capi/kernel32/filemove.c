/* filemove.c: deleting, moving, copying and linking files. */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <windows.h>

#include "fileerror.h"
#include "fileinfo.h"
#include "filepath.h"
#include "fork.h"

#ifndef RENAME_NOREPLACE
#define RENAME_NOREPLACE 1
#endif

int32_t ws_go_file_may_delete(uint64_t device, uint64_t inode);

/* may_delete: no open file of the process forbids it; sets the last error. */
static bool may_delete(const char *path)
{
	struct statx st;
	struct ws_info info;

	if (statx(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW, STATX_TYPE, &st) != 0)
		return ws_fail_path(path);
	if (ws_is_device(path))
		return ws_fail_with(ERROR_ACCESS_DENIED);
	if (S_ISLNK(st.stx_mode) || !ws_info_of_path(path, &info) || !S_ISREG(info.mode))
		return true;
	if (!ws_forked && !ws_go_file_may_delete(info.device, info.inode))
		return ws_fail_with(ERROR_SHARING_VIOLATION);
	return true;
}

static BOOL delete(unsigned error, const char *path)
{
	struct ws_info info;

	if (error != 0)
		return ws_fail_with(error);
	if (!may_delete(path))
		return FALSE;
	if (ws_info_in(AT_FDCWD, path, &info) && info.reparse_tag == 0 &&
	    (info.attributes & FILE_ATTRIBUTE_READONLY))
		return ws_fail_with(ERROR_ACCESS_DENIED);
	return unlink(path) == 0 || ws_fail_path(path);
}

/*
 * DeleteFile deletes a file or a symbolic link. Errors: those of the path,
 * ERROR_ACCESS_DENIED (a directory, a read-only file), ERROR_SHARING_VIOLATION
 * (the process has it open without FILE_SHARE_DELETE).
 */
BOOL WINAPI DeleteFileA(LPCSTR name)
{
	char path[WS_PATH];

	return delete(ws_path(name, path, NULL), path);
}

BOOL WINAPI DeleteFileW(LPCWSTR name)
{
	char path[WS_PATH];

	return delete(ws_path_wide(name, path, NULL), path);
}

/* copy_bytes copies what in has to out; errno tells an error. */
static bool copy_bytes(int in, int out)
{
	char *buffer;
	ssize_t n;

	while ((n = copy_file_range(in, NULL, out, NULL, 1 << 30, 0)) > 0)
		continue;
	if (n == 0 && lseek(in, 0, SEEK_CUR) > 0)
		return true;
	/* Other file systems, or files like those of /proc that have no size. */
	buffer = malloc(1 << 16);
	if (buffer == NULL)
		return false;
	while ((n = read(in, buffer, 1 << 16)) > 0 || (n < 0 && errno == EINTR)) {
		ssize_t done = 0;

		while (done < n) {
			ssize_t k = write(out, buffer + done, (size_t)(n - done));

			if (k < 0 && errno != EINTR) {
				free(buffer);
				return false;
			}
			done += k > 0 ? k : 0;
		}
	}
	free(buffer);
	return n == 0;
}

/* copy_opened copies with mode and times of the original. */
static bool copy_opened(int in, const char *to, bool fail_if_exists)
{
	struct statx st;
	struct timespec times[2];
	int out;
	bool ok;

	if (statx(in, "", AT_EMPTY_PATH, STATX_BASIC_STATS, &st) != 0)
		return ws_fail();
	if (S_ISDIR(st.stx_mode))
		return ws_fail_with(ERROR_ACCESS_DENIED);
	out = open(to, O_WRONLY | O_CREAT | O_CLOEXEC | (fail_if_exists ? O_EXCL : 0),
		   (st.stx_mode & 0777) | 0200);
	if (out < 0)
		return errno == EEXIST ? ws_fail_with(ERROR_FILE_EXISTS) : ws_fail_path(to);
	ok = ftruncate(out, 0) == 0 || errno == EINVAL;
	ok = ok && copy_bytes(in, out);
	if (ok && !ws_is_device(to)) {
		times[0] = (struct timespec){.tv_nsec = UTIME_NOW};
		times[1] = (struct timespec){st.stx_mtime.tv_sec, st.stx_mtime.tv_nsec};
		futimens(out, times);
		fchmod(out, st.stx_mode & 0777);
	} else if (!ok) {
		ws_fail();
	}
	close(out);
	if (!ok && !ws_is_device(to))
		unlink(to);
	return ok;
}

static bool same_file(const char *a, const char *b)
{
	struct ws_info first, second;

	return ws_info_in(AT_FDCWD, a, &first) && ws_info_in(AT_FDCWD, b, &second) &&
	       first.device == second.device && first.inode == second.inode;
}

static BOOL copy(const char *from, const char *to, bool fail_if_exists)
{
	int in = open(from, O_RDONLY | O_CLOEXEC);
	bool ok;

	if (in < 0)
		return ws_fail_path(from);
	if (!fail_if_exists && same_file(from, to))
		ok = ws_fail_with(ERROR_SHARING_VIOLATION);
	else
		ok = copy_opened(in, to, fail_if_exists);
	close(in);
	return ok;
}

/*
 * CopyFile copies a file with its time of writing and its rights. Errors: those
 * of the paths, ERROR_FILE_EXISTS, ERROR_ACCESS_DENIED (a directory),
 * ERROR_SHARING_VIOLATION (onto itself), ERROR_DISK_FULL.
 */
BOOL WINAPI CopyFileA(LPCSTR from, LPCSTR to, BOOL fail_if_exists)
{
	char source[WS_PATH], target[WS_PATH];
	unsigned error = ws_path(from, source, NULL);

	if (error == 0)
		error = ws_path(to, target, NULL);
	return error == 0 ? copy(source, target, fail_if_exists) : ws_fail_with(error);
}

BOOL WINAPI CopyFileW(LPCWSTR from, LPCWSTR to, BOOL fail_if_exists)
{
	char source[WS_PATH], target[WS_PATH];
	unsigned error = ws_path_wide(from, source, NULL);

	if (error == 0)
		error = ws_path_wide(to, target, NULL);
	return error == 0 ? copy(source, target, fail_if_exists) : ws_fail_with(error);
}

/* copy_away moves a file to another file system. */
static BOOL copy_away(const char *from, const char *to, DWORD flags)
{
	struct ws_info info;

	if (!(flags & MOVEFILE_COPY_ALLOWED))
		return ws_fail_with(ERROR_NOT_SAME_DEVICE);
	if (!ws_info_of_path(from, &info))
		return FALSE;
	if (S_ISDIR(info.mode))
		return ws_fail_with(ERROR_NOT_SAME_DEVICE);
	if (!copy(from, to, !(flags & MOVEFILE_REPLACE_EXISTING)))
		return FALSE;
	return unlink(from) == 0 || ws_fail_path(from);
}

static BOOL move(const char *from, const char *to, DWORD flags)
{
	struct ws_info info;
	bool replace = (flags & MOVEFILE_REPLACE_EXISTING) != 0;

	if (flags & (MOVEFILE_DELAY_UNTIL_REBOOT | MOVEFILE_CREATE_HARDLINK))
		return ws_fail_with(ERROR_NOT_SUPPORTED);
	if (!may_delete(from))
		return FALSE;
	if (replace && !same_file(from, to) && ws_info_in(AT_FDCWD, to, &info)) {
		if (S_ISDIR(info.mode) || (info.attributes & FILE_ATTRIBUTE_READONLY))
			return ws_fail_with(ERROR_ACCESS_DENIED);
		if (!may_delete(to))
			return FALSE;
	}
	/* A name that differs in case only is the same name on Windows, another here. */
	if (renameat2(AT_FDCWD, from, AT_FDCWD, to, replace ? 0 : RENAME_NOREPLACE) == 0)
		return TRUE;
	if (errno == EXDEV)
		return copy_away(from, to, flags);
	if (errno == ENOENT && access(from, F_OK) == 0)
		return ws_fail_with(ERROR_PATH_NOT_FOUND);
	if (errno == EEXIST)
		return ws_fail_with(ERROR_ALREADY_EXISTS);
	return ws_fail_path(from);
}

/*
 * MoveFileEx gives a file or directory another name; files go to other file
 * systems with MOVEFILE_COPY_ALLOWED. Errors: those of the paths,
 * ERROR_ALREADY_EXISTS, ERROR_ACCESS_DENIED (a directory or a read-only file
 * would be replaced), ERROR_NOT_SAME_DEVICE, ERROR_SHARING_VIOLATION,
 * ERROR_NOT_SUPPORTED (at the next start, as a link).
 */
BOOL WINAPI MoveFileExA(LPCSTR from, LPCSTR to, DWORD flags)
{
	char source[WS_PATH], target[WS_PATH];
	unsigned error;

	if (to == NULL)
		return ws_fail_with(ERROR_NOT_SUPPORTED);
	error = ws_path(from, source, NULL);
	if (error == 0)
		error = ws_path(to, target, NULL);
	return error == 0 ? move(source, target, flags) : ws_fail_with(error);
}

BOOL WINAPI MoveFileExW(LPCWSTR from, LPCWSTR to, DWORD flags)
{
	char source[WS_PATH], target[WS_PATH];
	unsigned error;

	if (to == NULL)
		return ws_fail_with(ERROR_NOT_SUPPORTED);
	error = ws_path_wide(from, source, NULL);
	if (error == 0)
		error = ws_path_wide(to, target, NULL);
	return error == 0 ? move(source, target, flags) : ws_fail_with(error);
}

/* MoveFile is MoveFileEx with MOVEFILE_COPY_ALLOWED. */
BOOL WINAPI MoveFileA(LPCSTR from, LPCSTR to)
{
	return MoveFileExA(from, to, MOVEFILE_COPY_ALLOWED);
}

BOOL WINAPI MoveFileW(LPCWSTR from, LPCWSTR to)
{
	return MoveFileExW(from, to, MOVEFILE_COPY_ALLOWED);
}

static BOOL hard_link(unsigned error, const char *name, const char *existing)
{
	if (error != 0)
		return ws_fail_with(error);
	if (link(existing, name) == 0)
		return TRUE;
	if (errno == EPERM)
		return ws_fail_with(ERROR_ACCESS_DENIED);
	return errno == ENOENT && access(existing, F_OK) == 0
		       ? ws_fail_with(ERROR_PATH_NOT_FOUND)
		       : ws_fail_path(existing);
}

/*
 * CreateHardLink gives a file another name. Errors: those of the paths,
 * ERROR_ALREADY_EXISTS, ERROR_ACCESS_DENIED (a directory),
 * ERROR_NOT_SAME_DEVICE, ERROR_TOO_MANY_LINKS.
 */
BOOL WINAPI CreateHardLinkA(LPCSTR name, LPCSTR existing, LPSECURITY_ATTRIBUTES security)
{
	char path[WS_PATH], target[WS_PATH];
	unsigned error = ws_path(name, path, NULL);

	(void)security;
	return hard_link(error != 0 ? error : ws_path(existing, target, NULL), path, target);
}

BOOL WINAPI CreateHardLinkW(LPCWSTR name, LPCWSTR existing, LPSECURITY_ATTRIBUTES security)
{
	char path[WS_PATH], target[WS_PATH];
	unsigned error = ws_path_wide(name, path, NULL);

	(void)security;
	return hard_link(error != 0 ? error : ws_path_wide(existing, target, NULL), path, target);
}

/*
 * CreateSymbolicLink makes a symbolic link. Errors: those of the paths,
 * ERROR_ALREADY_EXISTS, ERROR_ACCESS_DENIED.
 */
BOOLEAN WINAPI CreateSymbolicLinkA(LPCSTR name, LPCSTR target, DWORD flags)
{
	char path[WS_PATH], to[WS_PATH];
	unsigned error = ws_path(name, path, NULL);

	(void)flags; /* whether it leads to a directory is seen when it is followed */
	if (error == 0)
		error = ws_path(target, to, NULL);
	if (error != 0)
		return (BOOLEAN)ws_fail_with(error);
	return symlink(to, path) == 0 || ws_fail_path(path);
}

BOOLEAN WINAPI CreateSymbolicLinkW(LPCWSTR name, LPCWSTR target, DWORD flags)
{
	char *path = ws_narrow_copy(name), *to = ws_narrow_copy(target);
	BOOLEAN ok = path != NULL && to != NULL && CreateSymbolicLinkA(path, to, flags);

	free(path);
	free(to);
	return ok;
}
