/* stdio_name.c: names of files: removed, changed, made up. */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "format.h"
#include "invalid.h"
#include "stdio_path.h"

/* remove deletes a file; EACCES for a folder. */
int remove(const char *name)
{
	char path[WS_PATH];

	if (ws_stdio_path(name, path) != 0)
		return -1;
	if (ws_is_device(path)) {
		errno = EACCES;
		return -1;
	}
	if (unlink(path) == 0)
		return 0;
	if (errno == EISDIR || errno == EPERM)
		errno = EACCES;
	return -1;
}

/* rename gives a file or folder a name that nothing has yet; EEXIST otherwise. */
int rename(const char *from, const char *to)
{
	char old[WS_PATH], new[WS_PATH];

	if (ws_stdio_path(from, old) != 0 || ws_stdio_path(to, new) != 0)
		return -1;
	if (ws_is_device(old)) {
		errno = EACCES;
		return -1;
	}
	if (renameat2(AT_FDCWD, old, AT_FDCWD, new, RENAME_NOREPLACE) == 0)
		return 0;
	if (errno != EINVAL)
		return -1;
	/* A file system without that flag: a moment lies between look and deed. */
	if (access(new, F_OK) == 0) {
		errno = EEXIST;
		return -1;
	}
	return renameat(AT_FDCWD, old, AT_FDCWD, new);
}

/* fresh writes a name that no file has: folder, prefix, eight letters. */
static void fresh(char *to, size_t size, const char *folder, const char *prefix)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz012345";

	do {
		char tail[9] = "";
		uint64_t bits = 0;

		if (getrandom(&bits, sizeof bits, 0) < 0)
			bits = (uintptr_t)&bits ^ (uint64_t)getpid() << 32;
		for (int i = 0; i < 8; i++, bits >>= 5)
			tail[i] = letters[bits & 31];
		snprintf(to, size, "%s/%s%s", folder, prefix, tail);
	} while (access(to, F_OK) == 0);
}

/* tmpnam_s writes a name that no file has into size bytes; ERANGE when too few. */
errno_t tmpnam_s(char *buffer, size_t size)
{
	char name[L_tmpnam];

	if (buffer == NULL) {
		ws_format_invalid();
		return EINVAL;
	}
	fresh(name, sizeof name, P_tmpdir, "ws");
	if (strlen(name) >= size) {
		if (size != 0)
			buffer[0] = '\0';
		ws_invalid_parameter();
		errno = ERANGE;
		return ERANGE;
	}
	strcpy(buffer, name);
	return 0;
}

/* tmpnam writes such a name, into memory of its own when buffer is NULL. */
char *tmpnam(char *buffer)
{
	static __thread char own[L_tmpnam];

	if (buffer == NULL)
		buffer = own;
	return tmpnam_s(buffer, L_tmpnam) == 0 ? buffer : NULL;
}

/*
 * _tempnam makes such a name in the folder of TMP, else in the one named, else
 * in the system's; the caller frees it.
 */
char *_tempnam(const char *folder, const char *prefix)
{
	char place[WS_PATH], *name;
	const char *first = getenv("TMP");
	size_t size;

	if (first == NULL || ws_stdio_path(first, place) != 0 || access(place, W_OK) != 0)
		if (folder == NULL || ws_stdio_path(folder, place) != 0 ||
		    access(place, W_OK) != 0)
			strcpy(place, P_tmpdir);
	if (prefix == NULL)
		prefix = "";
	size = strlen(place) + strlen(prefix) + 10;
	name = malloc(size);
	if (name != NULL)
		fresh(name, size, place, prefix);
	return name;
}
