/* widepath.c: 16-bit names and paths, by the functions on bytes. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "path.h"
#include "secure.h"
#include "stdio_path.h"

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

static int part(const wchar_t *first, size_t n, wchar_t *to, size_t size)
{
	if (!to)
		return 1;
	if (n >= size)
		return 0;
	wmemcpy(to, first, n);
	to[n] = 0;
	return 1;
}

static void empty(wchar_t *to, size_t size)
{
	if (to && size)
		*to = 0;
}

errno_t _wsplitpath_s(const wchar_t *path, wchar_t *drive, size_t drive_size, wchar_t *dir,
	size_t dir_size, wchar_t *name, size_t name_size, wchar_t *ext, size_t ext_size)
{
	int code = EINVAL;

	if (path && !drive == !drive_size && !dir == !dir_size && !name == !name_size &&
	    !ext == !ext_size) {
		const wchar_t *folder = path[0] && path[1] == ':' ? path + 2 : path;
		const wchar_t *file = folder, *end = folder + wcslen(folder), *dot = NULL;

		for (const wchar_t *p = folder; p < end; p++) {
			if (*p == '/' || *p == '\\') {
				file = p + 1;
				dot = NULL;
			} else if (*p == '.') {
				dot = p;
			}
		}
		if (!dot)
			dot = end;
		if (part(path, (size_t)(folder - path), drive, drive_size) &&
		    part(folder, (size_t)(file - folder), dir, dir_size) &&
		    part(file, (size_t)(dot - file), name, name_size) &&
		    part(dot, (size_t)(end - dot), ext, ext_size))
			return 0;
		code = ERANGE;
	}
	empty(drive, drive_size);
	empty(dir, dir_size);
	empty(name, name_size);
	empty(ext, ext_size);
	return ws_refuse(code);
}

void _wsplitpath(const wchar_t *path, wchar_t *drive, wchar_t *dir, wchar_t *name, wchar_t *ext)
{
	_wsplitpath_s(path, drive, drive ? _MAX_DRIVE : 0, dir, dir ? _MAX_DIR : 0, name,
		name ? _MAX_FNAME : 0, ext, ext ? _MAX_EXT : 0);
}

static int add(wchar_t *to, size_t size, size_t *at, const wchar_t *from, size_t n)
{
	if (n >= size - *at)
		return 0;
	wmemcpy(to + *at, from, n);
	*at += n;
	to[*at] = 0;
	return 1;
}

errno_t _wmakepath_s(wchar_t *to, size_t size, const wchar_t *drive, const wchar_t *dir,
	const wchar_t *name, const wchar_t *ext)
{
	size_t at = 0;
	int fits = 1;

	if (!to || !size)
		return ws_refuse(EINVAL);
	*to = 0;
	if (drive && *drive)
		fits = add(to, size, &at, drive, 1) && add(to, size, &at, L":", 1);
	if (fits && dir && *dir) {
		wchar_t last = dir[wcslen(dir) - 1];

		fits = add(to, size, &at, dir, wcslen(dir)) &&
			(last == '/' || last == '\\' || add(to, size, &at, L"\\", 1));
	}
	if (fits && name)
		fits = add(to, size, &at, name, wcslen(name));
	if (fits && ext && *ext)
		fits = (*ext == '.' || add(to, size, &at, L".", 1)) &&
			add(to, size, &at, ext, wcslen(ext));
	if (fits)
		return 0;
	*to = 0;
	return ws_refuse(ERANGE);
}

void _wmakepath(wchar_t *to, const wchar_t *drive, const wchar_t *dir, const wchar_t *name,
	const wchar_t *ext)
{
	_wmakepath_s(to, _MAX_PATH, drive, dir, name, ext);
}
