/* widepath.c: 16-bit names and paths. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "path.h"
#include "stdio_path.h"

#define CHARACTER wchar_t
#define NAME(what) _w##what
#define LENGTH wcslen
#include "path_family.h"

char *ws_narrowed(struct ws_narrowed *n, const wchar_t *s)
{
	size_t length;

	n->text = NULL;
	if (!s) {
		ws_refuse(EINVAL);
		return NULL;
	}
	length = wcstombs(NULL, s, 0);
	if (length == (size_t)-1) {
		errno = EINVAL;
		return NULL;
	}
	n->text = length < sizeof n->small ? n->small : malloc(length + 1);
	if (n->text)
		wcstombs(n->text, s, length + 1);
	return n->text;
}

void ws_narrowed_free(struct ws_narrowed *n)
{
	int code = errno;

	if (n->text != n->small)
		free(n->text);
	errno = code;
}

wchar_t *_wfullpath(wchar_t *to, const wchar_t *path, size_t size)
{
	struct ws_narrowed n;
	char full[WS_PATH + 3], *found = NULL;
	size_t length;

	if (ws_narrowed(&n, path ? path : L"."))
		found = _fullpath(full, n.text, sizeof full);
	ws_narrowed_free(&n);
	if (!found)
		return NULL;
	length = mbstowcs(NULL, full, 0);
	if (length == (size_t)-1)
		return NULL;
	if (!to) {
		if (size <= length)
			size = length + 1;
		to = malloc(size * sizeof *to);
		if (!to)
			return NULL;
	}
	if (length >= size) {
		errno = ERANGE;
		return NULL;
	}
	mbstowcs(to, full, size);
	return to;
}
