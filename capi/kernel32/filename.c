/* filename.c: full names, temporary names, and what is known of disks. */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#include <windows.h>

#include "file.h"
#include "fileerror.h"
#include "filepath.h"

/* squeeze takes . and .. and double slashes out of an absolute path. */
static void squeeze(char *path)
{
	char *out = path;
	const char *in = path;

	while (*in != '\0') {
		size_t n;

		while (*in == '/')
			in++;
		n = strcspn(in, "/");
		if (n == 2 && in[0] == '.' && in[1] == '.') {
			while (out > path && *--out != '/')
				continue;
		} else if (n != 0 && !(n == 1 && in[0] == '.')) {
			*out++ = '/';
			memmove(out, in, n);
			out += n;
		}
		in += n;
	}
	if (out == path || (in > path && in[-1] == '/'))
		*out++ = '/';
	*out = '\0';
}

/* full writes the full name of what name means in the current directory. */
static bool full(const char *name, char out[WS_PATH + 16])
{
	char path[WS_PATH], absolute[2 * WS_PATH];
	enum ws_device device;
	unsigned error = ws_path(name, path, &device);

	if (error != 0)
		return ws_fail_with(error == ERROR_PATH_NOT_FOUND ? ERROR_INVALID_NAME : error);
	if (device == WS_NUL || device == WS_PIPE) {
		strcpy(out, device == WS_NUL ? "\\\\.\\NUL" : "\\\\.\\pipe\\");
		if (device == WS_PIPE)
			memcpy(out + strlen(out), path, strlen(path) + 1);
		return true;
	}
	absolute[0] = '\0';
	if (path[0] != '/') {
		if (getcwd(absolute, WS_PATH) == NULL)
			return ws_fail();
		strcat(absolute, "/");
	}
	strcat(absolute, path);
	squeeze(absolute);
	if (strlen(absolute) >= WS_PATH)
		return ws_fail_with(ERROR_FILENAME_EXCED_RANGE);
	ws_path_name(absolute, out);
	return true;
}

/*
 * GetFullPathName writes the full name of a file, which need not be there, and
 * returns its length, or the room that it needs when that is too little; 0 after
 * an error (those of the path). file_part, when not NULL, points to the last
 * part.
 */
DWORD WINAPI GetFullPathNameA(LPCSTR name, DWORD room, LPSTR buffer, LPSTR *file_part)
{
	char out[WS_PATH + 16];
	DWORD n;

	if (file_part != NULL)
		*file_part = NULL;
	if (!full(name, out))
		return 0;
	n = ws_give(out, buffer, room);
	if (n < room && file_part != NULL) {
		char *last = strrchr(buffer, '\\');

		*file_part = last != NULL && last[1] != '\0' ? last + 1 : NULL;
	}
	return n;
}

DWORD WINAPI GetFullPathNameW(LPCWSTR name, DWORD room, LPWSTR buffer, LPWSTR *file_part)
{
	char *narrow = ws_narrow_copy(name), out[WS_PATH + 16];
	DWORD n = 0;

	if (file_part != NULL)
		*file_part = NULL;
	if (narrow != NULL && full(narrow, out)) {
		n = ws_give_wide(out, buffer, room);
		if (n < room && file_part != NULL) {
			DWORD i = n;

			while (i > 0 && buffer[i - 1] != '\\')
				i--;
			*file_part = i < n ? buffer + i : NULL;
		}
	}
	free(narrow);
	return n;
}

/* exists: there is such a file; sets the last error. */
static bool exists(const char *name)
{
	char path[WS_PATH];
	unsigned error = ws_path(name, path, NULL);

	if (error != 0)
		return ws_fail_with(error);
	return access(path, F_OK) == 0 || ws_fail_path(path);
}

/*
 * GetLongPathName and GetShortPathName write the name of a file that is there:
 * the same, for files have one name here. They return its length, the room that
 * it needs, or 0 after an error (those of the path).
 */
DWORD WINAPI GetLongPathNameA(LPCSTR name, LPSTR buffer, DWORD room)
{
	return exists(name) ? ws_give(name, buffer, room) : 0;
}

DWORD WINAPI GetShortPathNameA(LPCSTR name, LPSTR buffer, DWORD room)
{
	return GetLongPathNameA(name, buffer, room);
}

DWORD WINAPI GetLongPathNameW(LPCWSTR name, LPWSTR buffer, DWORD room)
{
	char *narrow = ws_narrow_copy(name);
	DWORD n = narrow != NULL && exists(narrow) ? ws_give_wide(narrow, buffer, room) : 0;

	free(narrow);
	return n;
}

DWORD WINAPI GetShortPathNameW(LPCWSTR name, LPWSTR buffer, DWORD room)
{
	return GetLongPathNameW(name, buffer, room);
}

/* temporary writes the directory for temporary files, with a backslash. */
static void temporary(char name[WS_PATH + 4])
{
	static const char *const variables[] = {"TMP", "TEMP", "TMPDIR"};
	char path[WS_PATH] = "/tmp";
	size_t n;

	for (size_t i = 0; i < sizeof variables / sizeof *variables; i++) {
		const char *value = getenv(variables[i]);

		if (value != NULL && *value != '\0' && ws_path(value, path, NULL) == 0 &&
		    path[0] == '/')
			break;
		strcpy(path, "/tmp");
	}
	n = ws_path_name(path, name);
	if (name[n - 1] != '\\')
		strcpy(name + n, "\\");
}

/*
 * GetTempPath writes the directory for temporary files, with a backslash at its
 * end: TMP, TEMP, TMPDIR or /tmp. It returns the length, or the room it needs.
 */
DWORD WINAPI GetTempPathA(DWORD room, LPSTR buffer)
{
	char name[WS_PATH + 4];

	temporary(name);
	return ws_give(name, buffer, room);
}

DWORD WINAPI GetTempPathW(DWORD room, LPWSTR buffer)
{
	char name[WS_PATH + 4];

	temporary(name);
	return ws_give_wide(name, buffer, room);
}

/* write_name writes directory, three characters of prefix, and the number. */
static void write_name(char *out, const char *directory, const char *prefix, unsigned number)
{
	static const char digits[] = "0123456789ABCDEF";
	size_t n = strlen(directory), skip = 0;

	memcpy(out, directory, n);
	if (n == 0 || (out[n - 1] != '\\' && out[n - 1] != '/'))
		out[n++] = '\\';
	for (size_t i = 0; i < 3 && prefix != NULL && prefix[i] != '\0'; i++)
		out[n++] = prefix[i];
	while (skip < 3 && (number >> (12 - 4 * skip) & 15) == 0)
		skip++;
	for (size_t i = skip; i < 4; i++)
		out[n++] = digits[number >> (12 - 4 * i) & 15];
	memcpy(out + n, ".tmp", 5);
}

/*
 * GetTempFileName writes the name of a temporary file into name, which has
 * MAX_PATH characters, and returns its number: unique, or, when that is 0, one
 * of which no file was there; then the file is made. Errors (0): ERROR_DIRECTORY
 * (no such directory), ERROR_BUFFER_OVERFLOW (too long a name),
 * ERROR_ACCESS_DENIED, ERROR_FILE_EXISTS (all numbers are used).
 */
UINT WINAPI GetTempFileNameA(LPCSTR directory, LPCSTR prefix, UINT unique, LPSTR name)
{
	struct timespec now;
	char path[WS_PATH];
	unsigned first;

	if (strlen(directory) > MAX_PATH - 14)
		return (UINT)ws_fail_with(ERROR_BUFFER_OVERFLOW);
	if (unique & 0xFFFF) {
		write_name(name, directory, prefix, unique & 0xFFFF);
		return unique & 0xFFFF;
	}
	if (ws_path(directory, path, NULL) != 0 || access(path, F_OK) != 0)
		return (UINT)ws_fail_with(ERROR_DIRECTORY);
	clock_gettime(CLOCK_MONOTONIC, &now);
	first = (unsigned)(now.tv_nsec / 1000) ^ (unsigned)getpid();
	for (unsigned i = 0; i < 0xFFFF; i++) {
		unsigned number = (first + i) % 0xFFFF + 1;
		unsigned error;
		int fd;

		write_name(name, directory, prefix, number);
		error = ws_path(name, path, NULL);
		if (error != 0)
			return (UINT)ws_fail_with(error);
		fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
		if (fd >= 0) {
			close(fd);
			return number;
		}
		if (errno != EEXIST)
			return (UINT)(errno == ENOTDIR ? ws_fail_with(ERROR_DIRECTORY)
						       : ws_fail_path(path));
	}
	return (UINT)ws_fail_with(ERROR_FILE_EXISTS);
}

UINT WINAPI GetTempFileNameW(LPCWSTR directory, LPCWSTR prefix, UINT unique, LPWSTR name)
{
	char *where = ws_narrow_copy(directory), *what = ws_narrow_copy(prefix);
	char narrow[MAX_PATH];
	UINT number = where != NULL ? GetTempFileNameA(where, what, unique, narrow) : 0;

	if (number != 0)
		ws_widen(narrow, name, MAX_PATH);
	free(where);
	free(what);
	return number;
}

/* space asks for the file system of a directory, NULL: of the current one. */
static bool space(unsigned error, const char *path, struct statvfs *st)
{
	if (error != 0)
		return ws_fail_with(error);
	return statvfs(path, st) == 0 || ws_fail_path(path);
}

static unsigned place(LPCSTR directory, char path[WS_PATH])
{
	return ws_path(directory != NULL ? directory : ".", path, NULL);
}

static unsigned place_wide(LPCWSTR directory, char path[WS_PATH])
{
	return directory != NULL ? ws_path_wide(directory, path, NULL) : ws_path(".", path, NULL);
}

static BOOL free_space_ex(unsigned error, const char *path, PULARGE_INTEGER available,
			  PULARGE_INTEGER total, PULARGE_INTEGER total_free)
{
	struct statvfs st;

	if (!space(error, path, &st))
		return FALSE;
	if (available != NULL)
		available->QuadPart = (ULONGLONG)st.f_bavail * st.f_frsize;
	if (total != NULL)
		total->QuadPart = (ULONGLONG)st.f_blocks * st.f_frsize;
	if (total_free != NULL)
		total_free->QuadPart = (ULONGLONG)st.f_bfree * st.f_frsize;
	return TRUE;
}

/*
 * GetDiskFreeSpaceEx tells in bytes what the caller may use, what there is and
 * what is free. Errors: those of the path.
 */
BOOL WINAPI GetDiskFreeSpaceExA(LPCSTR directory, PULARGE_INTEGER available,
				PULARGE_INTEGER total, PULARGE_INTEGER total_free)
{
	char path[WS_PATH];

	return free_space_ex(place(directory, path), path, available, total, total_free);
}

BOOL WINAPI GetDiskFreeSpaceExW(LPCWSTR directory, PULARGE_INTEGER available,
				PULARGE_INTEGER total, PULARGE_INTEGER total_free)
{
	char path[WS_PATH];

	return free_space_ex(place_wide(directory, path), path, available, total, total_free);
}

static BOOL free_space(unsigned error, const char *path, LPDWORD sectors_per_cluster,
		       LPDWORD bytes_per_sector, LPDWORD free_clusters, LPDWORD clusters)
{
	const DWORD sector = 512;
	struct statvfs st;

	if (!space(error, path, &st))
		return FALSE;
	if (sectors_per_cluster != NULL)
		*sectors_per_cluster = st.f_frsize > sector ? (DWORD)(st.f_frsize / sector) : 1;
	if (bytes_per_sector != NULL)
		*bytes_per_sector = sector;
	if (free_clusters != NULL)
		*free_clusters = st.f_bavail < UINT32_MAX ? (DWORD)st.f_bavail : UINT32_MAX;
	if (clusters != NULL)
		*clusters = st.f_blocks < UINT32_MAX ? (DWORD)st.f_blocks : UINT32_MAX;
	return TRUE;
}

/* GetDiskFreeSpace is GetDiskFreeSpaceEx in clusters. */
BOOL WINAPI GetDiskFreeSpaceA(LPCSTR directory, LPDWORD sectors_per_cluster,
			      LPDWORD bytes_per_sector, LPDWORD free_clusters, LPDWORD clusters)
{
	char path[WS_PATH];

	return free_space(place(directory, path), path, sectors_per_cluster, bytes_per_sector,
			  free_clusters, clusters);
}

BOOL WINAPI GetDiskFreeSpaceW(LPCWSTR directory, LPDWORD sectors_per_cluster,
			      LPDWORD bytes_per_sector, LPDWORD free_clusters, LPDWORD clusters)
{
	char path[WS_PATH];

	return free_space(place_wide(directory, path), path, sectors_per_cluster, bytes_per_sector,
			  free_clusters, clusters);
}

/* File systems of other machines (statfs(2)). */
enum { NFS = 0x6969, SMB = 0x517B };
static const unsigned CIFS = 0xFF534D42, SMB2 = 0xFE534D42;

static UINT drive_type(unsigned error, const char *path)
{
	struct statfs st;

	if (error != 0 || statfs(path, &st) != 0)
		return DRIVE_NO_ROOT_DIR;
	switch ((unsigned)st.f_type) {
	case NFS:
	case SMB:
		return DRIVE_REMOTE;
	default:
		return (unsigned)st.f_type == CIFS || (unsigned)st.f_type == SMB2 ? DRIVE_REMOTE
										  : DRIVE_FIXED;
	}
}

/* GetDriveType tells whether a directory is on a disk or on another machine. */
UINT WINAPI GetDriveTypeA(LPCSTR root)
{
	char path[WS_PATH];

	return drive_type(place(root, path), path);
}

UINT WINAPI GetDriveTypeW(LPCWSTR root)
{
	char path[WS_PATH];

	return drive_type(place_wide(root, path), path);
}

/* GetLogicalDrives has the bit of C:, which is the root, and no other. */
DWORD WINAPI GetLogicalDrives(void)
{
	return 1 << ('C' - 'A');
}

/* final writes the name of an open file as flags want it. */
static bool final(HANDLE h, DWORD flags, char name[WS_PATH + 8])
{
	struct ws_file file;
	char link[40], path[WS_PATH];
	ssize_t n = -1;

	if (!ws_file_borrow(h, &file))
		return false;
	if (file.kind == WS_DISK) {
		ws_proc_fd(file.fd, link);
		n = readlink(link, path, sizeof path - 1);
	}
	ws_file_return(&file);
	if (n < 0)
		return ws_fail_with(ERROR_INVALID_HANDLE);
	path[n] = '\0';
	switch (flags & 7) {
	case VOLUME_NAME_DOS:
		memcpy(name, "\\\\?\\", 4);
		ws_path_name(path, name + 4);
		return true;
	case VOLUME_NAME_NONE: {
		char full_name[WS_PATH + 3];

		ws_path_name(path, full_name);
		strcpy(name, full_name + 2);
		return true;
	}
	default:
		return ws_fail_with(ERROR_PATH_NOT_FOUND); /* volumes have no other names */
	}
}

/*
 * GetFinalPathNameByHandle writes the name of an open file, as \\?\C:\dir\file or,
 * with VOLUME_NAME_NONE, \dir\file, and returns its length or the room it needs;
 * 0 after an error: ERROR_INVALID_HANDLE, ERROR_PATH_NOT_FOUND (another kind of
 * name).
 */
DWORD WINAPI GetFinalPathNameByHandleA(HANDLE file, LPSTR path, DWORD room, DWORD flags)
{
	char name[WS_PATH + 8];

	return final(file, flags, name) ? ws_give(name, path, room) : 0;
}

DWORD WINAPI GetFinalPathNameByHandleW(HANDLE file, LPWSTR path, DWORD room, DWORD flags)
{
	char name[WS_PATH + 8];

	return final(file, flags, name) ? ws_give_wide(name, path, room) : 0;
}
