/*
 * findfile.c: searches in directories.
 *
 * A handle of a search is no kernel handle: FindClose closes it, and nothing else.
 */
#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <windows.h>

#include "fileerror.h"
#include "fileinfo.h"
#include "filepath.h"
#include "wildcard.h"

struct search {
	struct search *next;
	DIR *directory;
	bool directories_only;
	char pattern[256 * 4];
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct search *searches;

/* fill stores a find in a WIN32_FIND_DATA. */
typedef void fill(void *to, const char *name, const struct ws_info *i);

static void fill_narrow(void *to, const char *name, const struct ws_info *i)
{
	WIN32_FIND_DATAA *data = to;
	size_t n = strlen(name);

	memset(data, 0, sizeof *data);
	data->dwFileAttributes = i->attributes;
	data->ftCreationTime = ws_filetime(i->created);
	data->ftLastAccessTime = ws_filetime(i->accessed);
	data->ftLastWriteTime = ws_filetime(i->written);
	data->nFileSizeHigh = (DWORD)(i->size >> 32);
	data->nFileSizeLow = (DWORD)i->size;
	data->dwReserved0 = i->reparse_tag;
	if (n >= sizeof data->cFileName)
		n = sizeof data->cFileName - 1;
	memcpy(data->cFileName, name, n);
}

static void fill_wide(void *to, const char *name, const struct ws_info *i)
{
	WIN32_FIND_DATAW *data = to;
	WIN32_FIND_DATAA narrow;

	fill_narrow(&narrow, name, i);
	memset(data, 0, sizeof *data);
	memcpy(data, &narrow, offsetof(WIN32_FIND_DATAA, cFileName));
	ws_widen(narrow.cFileName, data->cFileName, MAX_PATH);
}

/*
 * next stores the next name that is wanted in data, as fill has it;
 * ERROR_NO_MORE_FILES when none is.
 */
static bool next(struct search *s, void *data, fill *fill)
{
	struct dirent *entry;
	struct ws_info info;

	while (errno = 0, (entry = readdir(s->directory)) != NULL) {
		if (!ws_wildcard(s->pattern, entry->d_name))
			continue;
		if (!ws_info_in(dirfd(s->directory), entry->d_name, &info))
			continue; /* it went away */
		if (s->directories_only && !S_ISDIR(info.mode))
			continue;
		fill(data, entry->d_name, &info);
		return true;
	}
	return errno != 0 ? ws_fail() : ws_fail_with(ERROR_NO_MORE_FILES);
}

static HANDLE refuse(unsigned error)
{
	ws_fail_with(error);
	return INVALID_HANDLE_VALUE;
}

/* open_search opens the directory of a pattern; path is changed. */
static struct search *open_search(char *path)
{
	char *slash = strrchr(path, '/');
	const char *pattern = slash != NULL ? slash + 1 : path;
	const char *directory = slash == NULL ? "." : slash == path ? "/" : path;
	struct search *s;

	if (*pattern == '\0' || strlen(pattern) >= sizeof s->pattern) {
		ws_fail_with(ERROR_FILE_NOT_FOUND);
		return NULL;
	}
	s = calloc(1, sizeof *s);
	if (s == NULL) {
		ws_fail_with(ERROR_NOT_ENOUGH_MEMORY);
		return NULL;
	}
	strcpy(s->pattern, pattern);
	if (slash != NULL)
		*slash = '\0';
	s->directory = opendir(directory);
	if (s->directory == NULL) {
		if (errno == ENOENT || errno == ENOTDIR)
			ws_fail_with(ERROR_PATH_NOT_FOUND);
		else
			ws_fail();
		free(s);
		return NULL;
	}
	return s;
}

static void close_search(struct search *s)
{
	closedir(s->directory);
	free(s);
}

/* begin begins a search and stores the first find, as fill has it; path is changed. */
static HANDLE begin(char *path, bool directories_only, void *data, fill *fill)
{
	struct search *s = open_search(path);

	if (s == NULL)
		return INVALID_HANDLE_VALUE;
	s->directories_only = directories_only;
	if (!next(s, data, fill)) {
		if (GetLastError() == ERROR_NO_MORE_FILES)
			ws_fail_with(ERROR_FILE_NOT_FOUND);
		close_search(s);
		return INVALID_HANDLE_VALUE;
	}
	pthread_mutex_lock(&lock);
	s->next = searches;
	searches = s;
	pthread_mutex_unlock(&lock);
	return s;
}

static unsigned path_of_wide(LPCWSTR pattern, char path[WS_PATH])
{
	char narrow[WS_PATH];

	if (ws_narrow(pattern, narrow, sizeof narrow) == SIZE_MAX)
		return ERROR_FILENAME_EXCED_RANGE;
	return ws_path_pattern(narrow, path);
}

/*
 * FindFirstFile begins a search for the names that match a pattern and gives the
 * first. Errors: those of the path, ERROR_FILE_NOT_FOUND (none matches),
 * ERROR_PATH_NOT_FOUND, ERROR_ACCESS_DENIED.
 */
HANDLE WINAPI FindFirstFileA(LPCSTR pattern, LPWIN32_FIND_DATAA data)
{
	return FindFirstFileExA(pattern, FindExInfoStandard, data, FindExSearchNameMatch, NULL, 0);
}

HANDLE WINAPI FindFirstFileW(LPCWSTR pattern, LPWIN32_FIND_DATAW data)
{
	return FindFirstFileExW(pattern, FindExInfoStandard, data, FindExSearchNameMatch, NULL, 0);
}

/* check_ex refuses what FindFirstFileEx does not take. */
static unsigned check_ex(FINDEX_INFO_LEVELS level, FINDEX_SEARCH_OPS search, const void *filter)
{
	if (level > FindExInfoBasic || search > FindExSearchLimitToDirectories || filter != NULL)
		return ERROR_INVALID_PARAMETER;
	return 0;
}

/*
 * FindFirstFileEx can look for directories only. Short names are never told.
 * Errors: as FindFirstFile, ERROR_INVALID_PARAMETER.
 */
HANDLE WINAPI FindFirstFileExA(LPCSTR pattern, FINDEX_INFO_LEVELS level, LPVOID data,
			       FINDEX_SEARCH_OPS search, LPVOID filter, DWORD flags)
{
	char path[WS_PATH];
	unsigned error = check_ex(level, search, filter);

	(void)flags;
	if (error == 0)
		error = ws_path_pattern(pattern, path);
	if (error != 0)
		return refuse(error);
	return begin(path, search == FindExSearchLimitToDirectories, data, fill_narrow);
}

HANDLE WINAPI FindFirstFileExW(LPCWSTR pattern, FINDEX_INFO_LEVELS level, LPVOID data,
			       FINDEX_SEARCH_OPS search, LPVOID filter, DWORD flags)
{
	char path[WS_PATH];
	unsigned error = check_ex(level, search, filter);

	(void)flags;
	if (error == 0)
		error = path_of_wide(pattern, path);
	if (error != 0)
		return refuse(error);
	return begin(path, search == FindExSearchLimitToDirectories, data, fill_wide);
}

/* place is where the search with a handle hangs; the caller holds the lock. */
static struct search **place(HANDLE find)
{
	struct search **s = &searches;

	while (*s != NULL && *s != find)
		s = &(*s)->next;
	return *s != NULL ? s : NULL;
}

static BOOL find_next(HANDLE find, void *data, fill *fill)
{
	struct search **at;
	bool ok;

	pthread_mutex_lock(&lock);
	at = place(find);
	ok = at != NULL ? next(*at, data, fill) : ws_fail_with(ERROR_INVALID_HANDLE);
	pthread_mutex_unlock(&lock);
	return ok;
}

/*
 * FindNextFile gives the next name. Errors: ERROR_NO_MORE_FILES,
 * ERROR_INVALID_HANDLE.
 */
BOOL WINAPI FindNextFileA(HANDLE find, LPWIN32_FIND_DATAA data)
{
	return find_next(find, data, fill_narrow);
}

BOOL WINAPI FindNextFileW(HANDLE find, LPWIN32_FIND_DATAW data)
{
	return find_next(find, data, fill_wide);
}

/* FindClose ends a search. Errors: ERROR_INVALID_HANDLE. */
BOOL WINAPI FindClose(HANDLE find)
{
	struct search **at, *s = NULL;

	pthread_mutex_lock(&lock);
	at = place(find);
	if (at != NULL) {
		s = *at;
		*at = s->next;
	}
	pthread_mutex_unlock(&lock);
	if (s == NULL)
		return ws_fail_with(ERROR_INVALID_HANDLE);
	close_search(s);
	return TRUE;
}
