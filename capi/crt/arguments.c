/* arguments.c: the program's arguments, environment and path. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

#include "secure.h"
#include "stdio_path.h"

int __argc;
char **__argv;

/* The C library tells constructors of libraries what main gets. */
__attribute__((constructor)) static void keep(int count, char **vector)
{
	__argc = count;
	__argv = vector;
}

int *__p___argc(void)
{
	return &__argc;
}

char ***__p___argv(void)
{
	return &__argv;
}

char ***__p__environ(void)
{
	return &environ;
}

/* program is the program's file, as a Windows name. */
static const char *program(void)
{
	static char name[WS_PATH + 3];
	char path[WS_PATH];
	ssize_t n;

	if (*name)
		return name;
	n = readlink("/proc/self/exe", path, sizeof path - 1);
	if (n < 0)
		n = 0;
	path[n] = 0;
	ws_path_name(path, name);
	return name;
}

char **__p__pgmptr(void)
{
	static char *path;

	path = (char *)program();
	return &path;
}

errno_t _get_pgmptr(char **path)
{
	if (!path)
		return ws_refuse(EINVAL);
	*path = *__p__pgmptr();
	return 0;
}

/* widened copies a vector of UTF-8 texts; malformed ones become empty. */
static wchar_t **widened(char **vector)
{
	size_t n = 0;
	wchar_t **copy;

	while (vector && vector[n])
		n++;
	copy = calloc(n + 1, sizeof *copy);
	for (size_t i = 0; copy && i < n; i++) {
		size_t length = mbstowcs(NULL, vector[i], 0);

		if (length == (size_t)-1)
			length = 0;
		copy[i] = calloc(length + 1, sizeof *copy[i]);
		if (copy[i] && length)
			mbstowcs(copy[i], vector[i], length + 1);
	}
	return copy;
}

/* The wide vectors are made when they are first asked for, and then stay. */
static wchar_t ***once(wchar_t ***slot, char **vector)
{
	if (!__atomic_load_n(slot, __ATOMIC_ACQUIRE)) {
		wchar_t **made = widened(vector), **none = NULL;

		__atomic_compare_exchange_n(slot, &none, made, 0, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE);
	}
	return slot;
}

wchar_t ***__p___wargv(void)
{
	static wchar_t **vector;

	return once(&vector, __argv);
}

wchar_t ***__p__wenviron(void)
{
	static wchar_t **vector;

	return once(&vector, environ);
}

wchar_t **__p__wpgmptr(void)
{
	static wchar_t name[WS_PATH + 3];
	static wchar_t *path = name;

	if (!*name && mbstowcs(name, program(), WS_PATH + 3) == (size_t)-1)
		*name = 0;
	return &path;
}

errno_t _get_wpgmptr(wchar_t **path)
{
	if (!path)
		return ws_refuse(EINVAL);
	*path = *__p__wpgmptr();
	return 0;
}
