/* find.c: the files of a folder by a pattern with * and ?. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <io.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <wchar.h>
#include <wctype.h>

#include "path.h"
#include "secure.h"
#include "stdio_path.h"
#include "utf.h"

struct search {
	DIR *folder;
	char pattern[]; /* of the last part of the path */
};

/*
 * matches compares a name with a pattern, by characters, without case: * is any
 * text, ? any character, or none at the end of the name or of its part before a
 * dot. A pattern that ends in ".*" also takes names without a dot, and one that
 * ends in "." takes only those.
 */
static int matches(const char *pattern, const char *name)
{
	const char *star = NULL, *back = NULL, *end = pattern + strlen(pattern);
	int plain = end > pattern + 1 && end[-1] == '.' && strcmp(pattern, "..") != 0;

	if (plain && name[strspn(name, ".")] && strchr(name, '.'))
		return 0;
	for (;;) {
		uint32_t p, c;
		size_t m, n;

		if (!*name && plain && pattern == end - 1)
			return 1;
		if (*pattern == '*') {
			star = ++pattern;
			back = name;
			continue;
		}
		if (!*name && !*pattern)
			return 1;
		if (*pattern == '?' && (!*name || *name == '.')) {
			pattern++;
			continue;
		}
		if (*name && *pattern) {
			m = ws_utf8_next(pattern, (size_t)-1, &p);
			n = ws_utf8_next(name, (size_t)-1, &c);
			if (*pattern == '?' || towlower(p) == towlower(c)) {
				pattern += m;
				name += n;
				continue;
			}
		}
		if (!*name && strcmp(pattern, ".*") == 0)
			return 1;
		if (!star || !*back)
			return 0;
		back += ws_utf8_next(back, (size_t)-1, &c);
		pattern = star;
		name = back;
	}
}

static int next(struct search *search, struct _finddata_t *found)
{
	struct dirent *entry;

	while ((entry = readdir(search->folder))) {
		struct stat s;

		if (!matches(search->pattern, entry->d_name) ||
		    strlen(entry->d_name) >= sizeof found->name ||
		    fstatat(dirfd(search->folder), entry->d_name, &s, 0) != 0)
			continue;
		found->attrib = 0;
		if (S_ISDIR(s.st_mode))
			found->attrib |= _A_SUBDIR;
		if (!(s.st_mode & 0222))
			found->attrib |= _A_RDONLY;
		if (entry->d_name[0] == '.' && strcmp(entry->d_name, ".") != 0 &&
		    strcmp(entry->d_name, "..") != 0)
			found->attrib |= _A_HIDDEN;
		found->time_create = s.st_ctim.tv_sec;
		found->time_access = s.st_atim.tv_sec;
		found->time_write = s.st_mtim.tv_sec;
		found->size = S_ISDIR(s.st_mode) ? 0 : s.st_size;
		strcpy(found->name, entry->d_name);
		return 0;
	}
	errno = ENOENT;
	return -1;
}

intptr_t _findfirst(const char *pattern, struct _finddata_t *found)
{
	char path[WS_PATH], *last;
	struct search *search;
	unsigned failed;

	if (!pattern || !found) {
		ws_refuse(EINVAL);
		return -1;
	}
	failed = ws_path_pattern(pattern, path);
	if (failed || !*path) {
		errno = failed ? ENOENT : EINVAL;
		return -1;
	}
	last = strrchr(path, '/');
	last = last ? last + 1 : path;
	search = malloc(sizeof *search + strlen(last) + 1);
	if (!search)
		return -1;
	strcpy(search->pattern, last);
	if (last == path)
		strcpy(path, ".");
	else
		*last = 0;
	search->folder = opendir(path);
	if (!search->folder) {
		errno = ENOENT;
	} else if (next(search, found) == 0) {
		return (intptr_t)search;
	} else {
		closedir(search->folder);
		errno = ENOENT;
	}
	free(search);
	return -1;
}

int _findnext(intptr_t search, struct _finddata_t *found)
{
	if (search == -1 || !search || !found) {
		ws_refuse(EINVAL);
		return -1;
	}
	return next((struct search *)search, found);
}

int _findclose(intptr_t search)
{
	if (search == -1 || !search) {
		ws_refuse(EINVAL);
		return -1;
	}
	closedir(((struct search *)search)->folder);
	free((struct search *)search);
	return 0;
}

static void widened(struct _wfinddata_t *to, const struct _finddata_t *from)
{
	to->attrib = from->attrib;
	to->time_create = from->time_create;
	to->time_access = from->time_access;
	to->time_write = from->time_write;
	to->size = from->size;
	if (mbstowcs(to->name, from->name, sizeof to->name / sizeof *to->name) == (size_t)-1)
		to->name[0] = 0;
}

intptr_t _wfindfirst(const wchar_t *pattern, struct _wfinddata_t *found)
{
	struct ws_narrowed n;
	struct _finddata_t narrow;
	intptr_t search = -1;

	if (!found) {
		ws_refuse(EINVAL);
		return -1;
	}
	if (ws_narrowed(&n, pattern))
		search = _findfirst(n.text, &narrow);
	ws_narrowed_free(&n);
	if (search != -1)
		widened(found, &narrow);
	return search;
}

int _wfindnext(intptr_t search, struct _wfinddata_t *found)
{
	struct _finddata_t narrow;

	if (!found) {
		ws_refuse(EINVAL);
		return -1;
	}
	if (_findnext(search, &narrow) != 0)
		return -1;
	widened(found, &narrow);
	return 0;
}
