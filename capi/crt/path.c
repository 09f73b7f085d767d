/* path.c: paths of Windows taken apart, put together, made absolute. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "secure.h"
#include "stdio_path.h"

/* The parts of a path: the drive begins it, each other ends the one before. */
struct parts {
	const char *folder, *name, *extension, *end;
};

/*
 * split finds the parts of a path: drive with its colon, folder with its last
 * separator, name, extension with its dot.
 */
static struct parts split(const char *path)
{
	struct parts parts;
	const char *p, *dot = NULL;

	parts.folder = path[0] && path[1] == ':' ? path + 2 : path;
	parts.name = parts.folder;
	for (p = parts.folder; *p; p++) {
		if (*p == '/' || *p == '\\') {
			parts.name = p + 1;
			dot = NULL;
		} else if (*p == '.') {
			dot = p;
		}
	}
	parts.end = p;
	parts.extension = dot ? dot : p;
	return parts;
}

/* part copies [first, last) to to, which may be NULL; false when size is too small. */
static int part(const char *first, const char *last, char *to, size_t size)
{
	size_t n = (size_t)(last - first);

	if (!to)
		return 1;
	if (n >= size)
		return 0;
	memcpy(to, first, n);
	to[n] = 0;
	return 1;
}

static void empty(char *to, size_t size)
{
	if (to && size)
		*to = 0;
}

errno_t _splitpath_s(const char *path, char *drive, size_t drive_size, char *dir, size_t dir_size,
	char *name, size_t name_size, char *ext, size_t ext_size)
{
	struct parts parts;
	int code = EINVAL;

	if (path && !drive == !drive_size && !dir == !dir_size && !name == !name_size &&
	    !ext == !ext_size) {
		parts = split(path);
		if (part(path, parts.folder, drive, drive_size) &&
		    part(parts.folder, parts.name, dir, dir_size) &&
		    part(parts.name, parts.extension, name, name_size) &&
		    part(parts.extension, parts.end, ext, ext_size))
			return 0;
		code = ERANGE;
	}
	empty(drive, drive_size);
	empty(dir, dir_size);
	empty(name, name_size);
	empty(ext, ext_size);
	return ws_refuse(code);
}

void _splitpath(const char *path, char *drive, char *dir, char *name, char *ext)
{
	_splitpath_s(path, drive, drive ? _MAX_DRIVE : 0, dir, dir ? _MAX_DIR : 0, name,
		name ? _MAX_FNAME : 0, ext, ext ? _MAX_EXT : 0);
}

/* add appends n bytes at *at; false when they and a NUL don't fit. */
static int add(char *to, size_t size, size_t *at, const char *from, size_t n)
{
	if (n >= size - *at)
		return 0;
	memcpy(to + *at, from, n);
	*at += n;
	to[*at] = 0;
	return 1;
}

errno_t _makepath_s(char *to, size_t size, const char *drive, const char *dir, const char *name,
	const char *ext)
{
	size_t at = 0;
	int fits = 1;

	if (!to || !size)
		return ws_refuse(EINVAL);
	*to = 0;
	if (drive && *drive)
		fits = add(to, size, &at, drive, 1) && add(to, size, &at, ":", 1);
	if (fits && dir && *dir) {
		char last = dir[strlen(dir) - 1];

		fits = add(to, size, &at, dir, strlen(dir)) &&
			(last == '/' || last == '\\' || add(to, size, &at, "\\", 1));
	}
	if (fits && name)
		fits = add(to, size, &at, name, strlen(name));
	if (fits && ext && *ext)
		fits = (*ext == '.' || add(to, size, &at, ".", 1)) &&
			add(to, size, &at, ext, strlen(ext));
	if (fits)
		return 0;
	*to = 0;
	return ws_refuse(ERANGE);
}

void _makepath(char *to, const char *drive, const char *dir, const char *name, const char *ext)
{
	_makepath_s(to, _MAX_PATH, drive, dir, name, ext);
}

/*
 * absolute writes the absolute path that path stands for, without "." and "..",
 * whether it exists or not; -1 with errno.
 */
static int absolute(const char *path, char full[WS_PATH])
{
	char given[WS_PATH];
	size_t n = 0;

	if (ws_stdio_path(*path ? path : ".", given) != 0)
		return -1;
	if (given[0] != '/') {
		if (!getcwd(full, WS_PATH))
			return -1;
		n = strlen(full);
		if (n == 1)
			n = 0;
	}
	for (char *p = given; *p;) {
		size_t length = strcspn(p, "/");

		if (length == 2 && p[0] == '.' && p[1] == '.') {
			while (n && full[--n] != '/')
				;
		} else if (length && !(length == 1 && *p == '.')) {
			if (n + length + 2 > WS_PATH) {
				errno = ENAMETOOLONG;
				return -1;
			}
			full[n++] = '/';
			memcpy(full + n, p, length);
			n += length;
		}
		p += length;
		p += *p == '/';
	}
	if (!n)
		full[n++] = '/';
	full[n] = 0;
	return 0;
}

char *_fullpath(char *to, const char *path, size_t size)
{
	char full[WS_PATH], name[WS_PATH + 3];
	size_t n;

	if (absolute(path ? path : ".", full) != 0)
		return NULL;
	n = ws_path_name(full, name);
	if (!to) {
		if (size <= n)
			size = n + 1;
		to = malloc(size);
		if (!to)
			return NULL;
	}
	if (n >= size) {
		errno = ERANGE;
		return NULL;
	}
	return memcpy(to, name, n + 1);
}

/* _searchenv looks for a file here and in the folders of a variable such as PATH. */
void _searchenv(const char *file, const char *variable, char *to)
{
	const char *list = getenv(variable);
	char path[WS_PATH];

	if (ws_stdio_path(file, path) == 0 && access(path, F_OK) == 0) {
		if (!_fullpath(to, file, _MAX_PATH))
			*to = 0;
		return;
	}
	*to = 0;
	for (; list && *list; list += *list != 0) {
		size_t n = strcspn(list, ":;");

		if (n && n + strlen(file) + 2 <= WS_PATH) {
			memcpy(path, list, n);
			path[n] = '/';
			strcpy(path + n + 1, file);
			if (access(path, F_OK) == 0) {
				if (!_fullpath(to, path, _MAX_PATH))
					*to = 0;
				return;
			}
		}
		list += n;
	}
	errno = ENOENT;
}
