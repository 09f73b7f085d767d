/* directory.c: directories, and which one is current. */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <unistd.h>

#include <windows.h>

#include "fileerror.h"
#include "filepath.h"

static BOOL create(unsigned error, const char *path)
{
	if (error != 0)
		return ws_fail_with(error);
	if (mkdir(path, 0777) == 0)
		return TRUE;
	/* Only the directory that it is to be in can be missing. */
	return errno == ENOENT ? ws_fail_with(ERROR_PATH_NOT_FOUND) : ws_fail();
}

/*
 * CreateDirectory makes a directory. Errors: those of the path,
 * ERROR_ALREADY_EXISTS, ERROR_ACCESS_DENIED.
 */
BOOL WINAPI CreateDirectoryA(LPCSTR name, LPSECURITY_ATTRIBUTES security)
{
	char path[WS_PATH];

	(void)security;
	return create(ws_path(name, path, NULL), path);
}

BOOL WINAPI CreateDirectoryW(LPCWSTR name, LPSECURITY_ATTRIBUTES security)
{
	char path[WS_PATH];

	(void)security;
	return create(ws_path_wide(name, path, NULL), path);
}

static BOOL remove_empty(unsigned error, const char *path)
{
	if (error != 0)
		return ws_fail_with(error);
	if (rmdir(path) == 0)
		return TRUE;
	if (errno == ENOTDIR && access(path, F_OK) == 0)
		return ws_fail_with(ERROR_DIRECTORY);
	if (errno == EBUSY || errno == EINVAL)
		return ws_fail_with(ERROR_SHARING_VIOLATION);
	return errno == EEXIST ? ws_fail_with(ERROR_DIR_NOT_EMPTY) : ws_fail_path(path);
}

/*
 * RemoveDirectory deletes an empty directory. Errors: those of the path,
 * ERROR_DIR_NOT_EMPTY, ERROR_DIRECTORY (it is none), ERROR_ACCESS_DENIED.
 */
BOOL WINAPI RemoveDirectoryA(LPCSTR name)
{
	char path[WS_PATH];

	return remove_empty(ws_path(name, path, NULL), path);
}

BOOL WINAPI RemoveDirectoryW(LPCWSTR name)
{
	char path[WS_PATH];

	return remove_empty(ws_path_wide(name, path, NULL), path);
}

/* current writes the name of the current directory. */
static bool current(char name[WS_PATH + 3])
{
	char path[WS_PATH];

	if (getcwd(path, sizeof path) == NULL)
		return ws_fail();
	ws_path_name(path, name);
	return true;
}

/*
 * GetCurrentDirectory writes the current directory and returns its length, or
 * the room that it needs when that is too little; 0 after an error.
 */
DWORD WINAPI GetCurrentDirectoryA(DWORD room, LPSTR buffer)
{
	char name[WS_PATH + 3];

	return current(name) ? ws_give(name, buffer, room) : 0;
}

DWORD WINAPI GetCurrentDirectoryW(DWORD room, LPWSTR buffer)
{
	char name[WS_PATH + 3];

	return current(name) ? ws_give_wide(name, buffer, room) : 0;
}

static BOOL change(unsigned error, const char *path)
{
	if (error != 0)
		return ws_fail_with(error);
	if (chdir(path) == 0)
		return TRUE;
	return errno == ENOTDIR ? ws_fail_with(ERROR_DIRECTORY) : ws_fail_path(path);
}

/*
 * SetCurrentDirectory changes the current directory. Errors: those of the path,
 * ERROR_DIRECTORY (it is none), ERROR_ACCESS_DENIED.
 */
BOOL WINAPI SetCurrentDirectoryA(LPCSTR name)
{
	char path[WS_PATH];

	return change(ws_path(name, path, NULL), path);
}

BOOL WINAPI SetCurrentDirectoryW(LPCWSTR name)
{
	char path[WS_PATH];

	return change(ws_path_wide(name, path, NULL), path);
}
