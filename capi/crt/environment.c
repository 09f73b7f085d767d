/* environment.c: the environment; names are as Linux has them, with case. */
#include <errno.h>
#include <locale.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

#include "path.h"
#include "secure.h"

/* asked checks what getenv_s is given; nothing is needed yet. */
static errno_t asked(size_t *need, const void *to, size_t size, const void *name)
{
	if (need)
		*need = 0;
	return !need || !to != !size || !name ? ws_refuse(EINVAL) : 0;
}

errno_t getenv_s(size_t *need, char *to, rsize_t size, const char *name)
{
	const char *value;
	size_t length;
	errno_t code;

	if (need && to && size)
		*to = 0;
	code = asked(need, to, size, name);
	if (code)
		return code;
	value = getenv(name);
	if (!value)
		return 0;
	length = strlen(value) + 1;
	*need = length;
	if (!to)
		return 0;
	if (length > size)
		return ERANGE;
	memcpy(to, value, length);
	return 0;
}

errno_t _dupenv_s(char **to, size_t *size, const char *name)
{
	const char *value;

	if (to)
		*to = NULL;
	if (size)
		*size = 0;
	if (!to || !name)
		return ws_refuse(EINVAL);
	value = getenv(name);
	if (!value)
		return 0;
	*to = strdup(value);
	if (!*to)
		return ENOMEM;
	if (size)
		*size = strlen(value) + 1;
	return 0;
}

errno_t _putenv_s(const char *name, const char *value)
{
	if (!name || !value || !*name || strchr(name, '='))
		return ws_refuse(EINVAL);
	return (*value ? setenv(name, value, 1) : unsetenv(name)) == 0 ? 0 : errno;
}

int _putenv(const char *setting)
{
	const char *equals = setting ? strchr(setting, '=') : NULL;
	char *name;
	errno_t code;

	if (!equals || equals == setting) {
		ws_refuse(EINVAL);
		return -1;
	}
	name = strndup(setting, (size_t)(equals - setting));
	if (!name)
		return -1;
	code = _putenv_s(name, equals + 1);
	free(name);
	return code == 0 ? 0 : -1;
}

/* widened is a new 16-bit copy of UTF-8; malformed text has no copy. */
static wchar_t *widened(const char *text)
{
	size_t n = mbstowcs(NULL, text, 0);
	wchar_t *copy = n == (size_t)-1 ? NULL : malloc((n + 1) * sizeof *copy);

	if (copy)
		mbstowcs(copy, text, n + 1);
	return copy;
}

/* narrow_getenv is getenv of a 16-bit name. */
static const char *narrow_getenv(const wchar_t *name)
{
	struct ws_narrowed n;
	const char *value = NULL;

	if (ws_narrowed(&n, name))
		value = getenv(n.text);
	ws_narrowed_free(&n);
	return value;
}

/* Values that _wgetenv gave, by name: each is kept until its variable is asked for again. */
static pthread_mutex_t given_lock = PTHREAD_MUTEX_INITIALIZER;
static struct given {
	struct given *next;
	wchar_t *name, *value;
} *given;

wchar_t *_wgetenv(const wchar_t *name)
{
	const char *narrow = narrow_getenv(name);
	wchar_t *value = narrow ? widened(narrow) : NULL;
	struct given *g;

	if (!value)
		return NULL;
	pthread_mutex_lock(&given_lock);
	for (g = given; g && wcscmp(g->name, name) != 0; g = g->next)
		;
	if (g && wcscmp(g->value, value) == 0) {
		free(value);
		value = g->value;
	} else if (g) {
		free(g->value);
		g->value = value;
	} else if ((g = malloc(sizeof *g)) && (g->name = _wcsdup(name))) {
		g->value = value;
		g->next = given;
		given = g;
	} else {
		free(g);
		free(value);
		value = NULL;
	}
	pthread_mutex_unlock(&given_lock);
	return value;
}

errno_t _wgetenv_s(size_t *need, wchar_t *to, size_t size, const wchar_t *name)
{
	const char *value;
	size_t length;
	errno_t code;

	if (need && to && size)
		*to = 0;
	code = asked(need, to, size, name);
	if (code)
		return code;
	value = narrow_getenv(name);
	if (!value)
		return 0;
	length = mbstowcs(NULL, value, 0);
	if (length == (size_t)-1)
		return errno;
	*need = length + 1;
	if (!to)
		return 0;
	if (length >= size)
		return ERANGE;
	mbstowcs(to, value, size);
	return 0;
}

errno_t _wdupenv_s(wchar_t **to, size_t *size, const wchar_t *name)
{
	const char *value;

	if (to)
		*to = NULL;
	if (size)
		*size = 0;
	if (!to || !name)
		return ws_refuse(EINVAL);
	value = narrow_getenv(name);
	if (!value)
		return 0;
	*to = widened(value);
	if (!*to)
		return ENOMEM;
	if (size)
		*size = wcslen(*to) + 1;
	return 0;
}

int _wputenv(const wchar_t *setting)
{
	struct ws_narrowed n;
	int result = -1;

	if (ws_narrowed(&n, setting))
		result = _putenv(n.text);
	ws_narrowed_free(&n);
	return result;
}

errno_t _wputenv_s(const wchar_t *name, const wchar_t *value)
{
	struct ws_narrowed n, v;
	errno_t code = EINVAL;

	if (ws_narrowed(&n, name)) {
		if (ws_narrowed(&v, value))
			code = _putenv_s(n.text, v.text);
		ws_narrowed_free(&v);
	}
	ws_narrowed_free(&n);
	return code;
}
