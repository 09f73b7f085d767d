/* find.c: the files of a folder by a pattern with * and ?, as FindFirstFile has them. */
#include <errno.h>
#include <io.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <windows.h>

#include "path.h"
#include "secure.h"

/* seconds is a FILETIME as seconds since 1970. */
static __time64_t seconds(FILETIME time)
{
	return (__time64_t)(((uint64_t)time.dwHighDateTime << 32 | time.dwLowDateTime) / 10000000) -
		11644473600;
}

/*
 * answer tells what a search found; when it found nothing, -1 with errno: ENOENT,
 * ENOMEM or, for a name that no file can have, EINVAL.
 */
static int answer(int found, const WIN32_FIND_DATAA *data, struct _finddata_t *to)
{
	if (!found) {
		switch (GetLastError()) {
		case ERROR_NOT_ENOUGH_MEMORY:
			errno = ENOMEM;
			break;
		case ERROR_INVALID_NAME:
		case ERROR_INVALID_HANDLE:
			errno = EINVAL;
			break;
		default:
			errno = ENOENT;
		}
		return -1;
	}
	to->attrib = data->dwFileAttributes & ~(unsigned)FILE_ATTRIBUTE_NORMAL;
	to->time_create = seconds(data->ftCreationTime);
	to->time_access = seconds(data->ftLastAccessTime);
	to->time_write = seconds(data->ftLastWriteTime);
	to->size = (long long)data->nFileSizeHigh << 32 | data->nFileSizeLow;
	strcpy(to->name, data->cFileName);
	return 0;
}

intptr_t _findfirst(const char *pattern, struct _finddata_t *found)
{
	WIN32_FIND_DATAA data;
	HANDLE search;

	if (!pattern || !found) {
		ws_refuse(EINVAL);
		return -1;
	}
	search = FindFirstFileA(pattern, &data);
	answer(search != INVALID_HANDLE_VALUE, &data, found);
	return (intptr_t)search;
}

int _findnext(intptr_t search, struct _finddata_t *found)
{
	WIN32_FIND_DATAA data;

	if (search == -1 || !search || !found) {
		ws_refuse(EINVAL);
		return -1;
	}
	return answer(FindNextFileA((HANDLE)search, &data), &data, found);
}

int _findclose(intptr_t search)
{
	if (FindClose((HANDLE)search))
		return 0;
	ws_refuse(EINVAL);
	return -1;
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
