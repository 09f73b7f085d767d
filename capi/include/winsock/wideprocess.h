/* wideprocess.h: commands and environment as 16-bit text. Part of process.h, stdlib.h, wchar.h. */
#ifndef WINSOCK_WIDEPROCESS_H
#define WINSOCK_WIDEPROCESS_H

#include <corecrt.h>

#if __SIZEOF_WCHAR_T__ == 2

WINSOCK_BEGIN

int _wsystem(const wchar_t *command) WINSOCK_ALIAS(_wsystem);
/* The text lives until the variable is asked for again or the process ends. */
wchar_t *_wgetenv(const wchar_t *name) WINSOCK_ALIAS(_wgetenv);
errno_t _wgetenv_s(size_t *need, wchar_t *to, size_t size, const wchar_t *name)
	WINSOCK_ALIAS(_wgetenv_s);
errno_t _wdupenv_s(wchar_t **to, size_t *size, const wchar_t *name) WINSOCK_ALIAS(_wdupenv_s);
int _wputenv(const wchar_t *setting) WINSOCK_ALIAS(_wputenv);
errno_t _wputenv_s(const wchar_t *name, const wchar_t *value) WINSOCK_ALIAS(_wputenv_s);
wchar_t *_wsetlocale(int category, const wchar_t *locale) WINSOCK_ALIAS(_wsetlocale);

intptr_t _wexecv(const wchar_t *path, const wchar_t *const *arguments) WINSOCK_ALIAS(_wexecv);
intptr_t _wexecvp(const wchar_t *path, const wchar_t *const *arguments) WINSOCK_ALIAS(_wexecvp);
intptr_t _wspawnv(int mode, const wchar_t *path, const wchar_t *const *arguments)
	WINSOCK_ALIAS(_wspawnv);
intptr_t _wspawnvp(int mode, const wchar_t *path, const wchar_t *const *arguments)
	WINSOCK_ALIAS(_wspawnvp);

/* The program's arguments, environment and path. */
wchar_t ***__p___wargv(void) WINSOCK_ALIAS(__p___wargv);
wchar_t ***__p__wenviron(void) WINSOCK_ALIAS(__p__wenviron);
wchar_t **__p__wpgmptr(void) WINSOCK_ALIAS(__p__wpgmptr);
errno_t _get_wpgmptr(wchar_t **path) WINSOCK_ALIAS(_get_wpgmptr);
#define __wargv (*__p___wargv())
#define _wenviron (*__p__wenviron())
#define _wpgmptr (*__p__wpgmptr())

WINSOCK_END

#ifdef __cplusplus
extern "C++" {
template <size_t N> errno_t _wgetenv_s(size_t *need, wchar_t (&to)[N], const wchar_t *name)
{
	return _wgetenv_s(need, to, N, name);
}
}
#endif

#endif
#endif
