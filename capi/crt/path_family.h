/*
 * path_family.h: paths taken apart and put together, of the type of character
 * that CHARACTER says, under the names that NAME(what) makes, such as _splitpath.
 * LENGTH is strlen for it.
 */
#include <stdlib.h>
#include <string.h>

#include "secure.h"

/* The parts of a path: the drive begins it, each other ends the one before. */
struct parts {
	const CHARACTER *folder, *name, *extension, *end;
};

/*
 * split finds the parts of a path: drive with its colon, folder with its last
 * separator, name, extension with its dot.
 */
static struct parts split(const CHARACTER *path)
{
	struct parts parts;
	const CHARACTER *p, *dot = NULL;

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
static int part(const CHARACTER *first, const CHARACTER *last, CHARACTER *to, size_t size)
{
	size_t n = (size_t)(last - first);

	if (!to)
		return 1;
	if (n >= size)
		return 0;
	memcpy(to, first, n * sizeof *to);
	to[n] = 0;
	return 1;
}

static void empty(CHARACTER *to, size_t size)
{
	if (to && size)
		*to = 0;
}

errno_t NAME(splitpath_s)(const CHARACTER *path, CHARACTER *drive, size_t drive_size,
	CHARACTER *dir, size_t dir_size, CHARACTER *name, size_t name_size, CHARACTER *ext,
	size_t ext_size)
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

void NAME(splitpath)(const CHARACTER *path, CHARACTER *drive, CHARACTER *dir, CHARACTER *name,
	CHARACTER *ext)
{
	NAME(splitpath_s)(path, drive, drive ? _MAX_DRIVE : 0, dir, dir ? _MAX_DIR : 0, name,
		name ? _MAX_FNAME : 0, ext, ext ? _MAX_EXT : 0);
}

/* add appends n characters at *at; false when they and a NUL don't fit. */
static int add(CHARACTER *to, size_t size, size_t *at, const CHARACTER *from, size_t n)
{
	if (n >= size - *at)
		return 0;
	memcpy(to + *at, from, n * sizeof *to);
	*at += n;
	to[*at] = 0;
	return 1;
}

static int add_one(CHARACTER *to, size_t size, size_t *at, CHARACTER c)
{
	return add(to, size, at, &c, 1);
}

errno_t NAME(makepath_s)(CHARACTER *to, size_t size, const CHARACTER *drive,
	const CHARACTER *dir, const CHARACTER *name, const CHARACTER *ext)
{
	size_t at = 0;
	int fits = 1;

	if (!to || !size)
		return ws_refuse(EINVAL);
	*to = 0;
	if (drive && *drive)
		fits = add(to, size, &at, drive, 1) && add_one(to, size, &at, ':');
	if (fits && dir && *dir) {
		CHARACTER last = dir[LENGTH(dir) - 1];

		fits = add(to, size, &at, dir, LENGTH(dir)) &&
			(last == '/' || last == '\\' || add_one(to, size, &at, '\\'));
	}
	if (fits && name)
		fits = add(to, size, &at, name, LENGTH(name));
	if (fits && ext && *ext)
		fits = (*ext == '.' || add_one(to, size, &at, '.')) &&
			add(to, size, &at, ext, LENGTH(ext));
	if (fits)
		return 0;
	*to = 0;
	return ws_refuse(ERANGE);
}

void NAME(makepath)(CHARACTER *to, const CHARACTER *drive, const CHARACTER *dir,
	const CHARACTER *name, const CHARACTER *ext)
{
	NAME(makepath_s)(to, _MAX_PATH, drive, dir, name, ext);
}
