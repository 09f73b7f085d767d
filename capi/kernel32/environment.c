/*
 * environment.c: environment variables, those of the C library. Names are found
 * as they are spelt, else in any case, as Windows would.
 */
#include <processenv.h>
#include <winerror.h>
#include <winnls.h>

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "filepath.h"
#include "heap.h"
#include "lasterror.h"
#include "libc.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static DWORD fail(DWORD error)
{
	ws_last_error = error;
	return 0;
}

static bool same_name(const char *entry, const char *name, size_t n, bool any_case)
{
	if (entry[n] != '=')
		return false;
	return any_case ? strncasecmp(entry, name, n) == 0 : strncmp(entry, name, n) == 0;
}

/* find is the entry "name=value" of a variable whose name has n bytes; under lock. */
static char *find(const char *name, size_t n)
{
	for (int any_case = 0; any_case < 2; any_case++)
		for (char **e = environ; e != NULL && *e != NULL; e++)
			if (strnlen(*e, n + 1) > n && same_name(*e, name, n, any_case))
				return *e;
	return NULL;
}

/* value_of is a copy of a value on the process's heap, NULL with the last error set. */
static char *value_of(const char *name, size_t n)
{
	pthread_mutex_lock(&lock);
	char *entry = find(name, n), *copy = NULL;
	if (entry == NULL) {
		ws_last_error = ERROR_ENVVAR_NOT_FOUND;
	} else {
		size_t size = strlen(entry + n + 1) + 1;
		copy = ws_heap_alloc(size, 0);
		if (copy == NULL)
			ws_last_error = ERROR_NOT_ENOUGH_MEMORY;
		else
			memcpy(copy, entry + n + 1, size);
	}
	pthread_mutex_unlock(&lock);
	return copy;
}

/* narrowed and widened are text in the other form on the process's heap. */
static char *narrowed(LPCWSTR wide)
{
	int n = WideCharToMultiByte(CP_UTF8, 0, wide, -1, NULL, 0, NULL, NULL);
	char *text = ws_heap_alloc((size_t)n, 0);
	if (text == NULL)
		ws_last_error = ERROR_NOT_ENOUGH_MEMORY;
	else
		WideCharToMultiByte(CP_UTF8, 0, wide, -1, text, n, NULL, NULL);
	return text;
}

/*
 * GetEnvironmentVariable returns the length, or the size it needs. It fails with
 * ERROR_ENVVAR_NOT_FOUND; 0 without an error is an empty value.
 */
DWORD WINAPI GetEnvironmentVariableA(LPCSTR name, LPSTR value, DWORD size)
{
	if (name == NULL)
		return fail(ERROR_INVALID_PARAMETER);
	char *found = value_of(name, strlen(name));
	if (found == NULL)
		return 0;
	DWORD n = ws_give(found, value, size);
	ws_heap_free(found);
	ws_last_error = NO_ERROR;
	return n;
}

DWORD WINAPI GetEnvironmentVariableW(LPCWSTR name, LPWSTR value, DWORD size)
{
	if (name == NULL)
		return fail(ERROR_INVALID_PARAMETER);
	char *narrow = narrowed(name);
	if (narrow == NULL)
		return 0;
	char *found = value_of(narrow, strlen(narrow));
	ws_heap_free(narrow);
	if (found == NULL)
		return 0;
	DWORD n = ws_give_wide(found, value, size);
	ws_heap_free(found);
	ws_last_error = NO_ERROR;
	return n;
}

/*
 * SetEnvironmentVariable removes a variable for NULL. It fails with
 * ERROR_INVALID_PARAMETER for a name that is empty or has "=" in it, and with
 * ERROR_ENVVAR_NOT_FOUND when there is nothing to remove.
 */
BOOL WINAPI SetEnvironmentVariableA(LPCSTR name, LPCSTR value)
{
	if (name == NULL || *name == 0 || strchr(name, '=') != NULL)
		return (BOOL)fail(ERROR_INVALID_PARAMETER);
	size_t n = strlen(name);
	DWORD error = NO_ERROR;
	pthread_mutex_lock(&lock);
	char *entry = find(name, n);
	char *spelt = entry == NULL ? strdup(name) : strndup(entry, n);
	if (spelt == NULL)
		error = ERROR_NOT_ENOUGH_MEMORY;
	else if (value == NULL && entry == NULL)
		error = ERROR_ENVVAR_NOT_FOUND;
	else if (value == NULL ? libc_unsetenv(spelt) != 0
			       : libc_setenv(spelt, value, 1) != 0)
		error = ERROR_NOT_ENOUGH_MEMORY;
	pthread_mutex_unlock(&lock);
	free(spelt);
	return error == NO_ERROR ? TRUE : (BOOL)fail(error);
}

BOOL WINAPI SetEnvironmentVariableW(LPCWSTR name, LPCWSTR value)
{
	if (name == NULL)
		return (BOOL)fail(ERROR_INVALID_PARAMETER);
	char *n = narrowed(name);
	char *v = n == NULL || value == NULL ? NULL : narrowed(value);
	BOOL done = n != NULL && (value == NULL || v != NULL) && SetEnvironmentVariableA(n, v);
	if (n != NULL)
		ws_heap_free(n);
	if (v != NULL)
		ws_heap_free(v);
	return done;
}

/* expand writes text with its %NAME% replaced, if to is not NULL; it counts the bytes. */
static size_t expand(const char *text, char *to)
{
	size_t n = 0;
	while (*text != 0) {
		const char *end = *text == '%' ? strchr(text + 1, '%') : NULL;
		char *entry = end == NULL || end == text + 1
				      ? NULL
				      : find(text + 1, (size_t)(end - text - 1));
		if (entry == NULL) {
			if (to != NULL)
				to[n] = *text;
			n++;
			text++;
			continue;
		}
		const char *value = entry + (end - text);
		size_t size = strlen(value);
		if (to != NULL)
			memcpy(to + n, value, size);
		n += size;
		text = end + 1;
	}
	if (to != NULL)
		to[n] = 0;
	return n + 1;
}

static char *expanded(const char *text)
{
	pthread_mutex_lock(&lock);
	char *result = ws_heap_alloc(expand(text, NULL), 0);
	if (result == NULL)
		ws_last_error = ERROR_NOT_ENOUGH_MEMORY;
	else
		expand(text, result);
	pthread_mutex_unlock(&lock);
	return result;
}

/*
 * ExpandEnvironmentStrings returns how many characters the result has with its
 * end; more than size means that it was not written.
 */
DWORD WINAPI ExpandEnvironmentStringsA(LPCSTR text, LPSTR to, DWORD size)
{
	if (text == NULL)
		return fail(ERROR_INVALID_PARAMETER);
	char *result = expanded(text);
	if (result == NULL)
		return 0;
	ws_give(result, to, size);
	DWORD n = ws_give(result, NULL, 0);
	ws_heap_free(result);
	return n;
}

DWORD WINAPI ExpandEnvironmentStringsW(LPCWSTR text, LPWSTR to, DWORD size)
{
	if (text == NULL)
		return fail(ERROR_INVALID_PARAMETER);
	char *narrow = narrowed(text);
	char *result = narrow == NULL ? NULL : expanded(narrow);
	DWORD n = 0;
	if (result != NULL) {
		ws_give_wide(result, to, size);
		n = ws_give_wide(result, NULL, 0);
		ws_heap_free(result);
	}
	if (narrow != NULL)
		ws_heap_free(narrow);
	return n;
}

/* block is all entries one after the other, with one more end; *size counts bytes. */
static char *block(size_t *size)
{
	pthread_mutex_lock(&lock);
	*size = 2;
	for (char **e = environ; e != NULL && *e != NULL; e++)
		*size += strlen(*e) + 1;
	char *copy = ws_heap_alloc(*size, 1), *to = copy;
	for (char **e = environ; copy != NULL && e != NULL && *e != NULL; e++)
		to = stpcpy(to, *e) + 1;
	*size = copy == NULL ? 0 : (size_t)(to - copy) + (to == copy ? 2 : 1);
	pthread_mutex_unlock(&lock);
	if (copy == NULL)
		ws_last_error = ERROR_NOT_ENOUGH_MEMORY;
	return copy;
}

/* GetEnvironmentStrings is freed by FreeEnvironmentStrings. */
LPCH WINAPI GetEnvironmentStringsA(VOID)
{
	size_t size;
	return block(&size);
}

LPWCH WINAPI GetEnvironmentStringsW(VOID)
{
	size_t size;
	char *bytes = block(&size);
	if (bytes == NULL)
		return NULL;
	int n = MultiByteToWideChar(CP_UTF8, 0, bytes, (int)size, NULL, 0);
	WCHAR *wide = ws_heap_alloc((size_t)n * sizeof(WCHAR), 0);
	if (wide == NULL)
		ws_last_error = ERROR_NOT_ENOUGH_MEMORY;
	else
		MultiByteToWideChar(CP_UTF8, 0, bytes, (int)size, wide, n);
	ws_heap_free(bytes);
	return wide;
}

BOOL WINAPI FreeEnvironmentStringsA(LPCH strings)
{
	if (strings == NULL)
		return (BOOL)fail(ERROR_INVALID_PARAMETER);
	ws_heap_free(strings);
	return TRUE;
}

BOOL WINAPI FreeEnvironmentStringsW(LPWCH strings)
{
	return FreeEnvironmentStringsA((LPCH)strings);
}
