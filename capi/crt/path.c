/* path.c: paths of Windows taken apart, put together, made absolute. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "stdio_path.h"

#define CHARACTER char
#define NAME(what) _##what
#define LENGTH strlen
#include "path_family.h"

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
