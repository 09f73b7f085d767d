/* locale.h: the C library's, and Microsoft's names. */
#pragma GCC system_header
#include_next <locale.h>
#ifndef _INC_LOCALE
#define _INC_LOCALE

#include <corecrt.h>
#include <winsock/wideprocess.h>

#define _ENABLE_PER_THREAD_LOCALE 1
#define _DISABLE_PER_THREAD_LOCALE 2

WINSOCK_BEGIN

/*
 * Names of the C library are taken as they are. Windows' own ("German_Germany.1252",
 * ".936", "zh-CN") are taken too, and mean the locale that has that language, or
 * C.UTF-8 when there is none. Text is UTF-8 in all of them.
 */
char *setlocale(int category, const char *locale) WINSOCK_NOTHROW WINSOCK_ALIAS(setlocale);
_locale_t _create_locale(int category, const char *locale) WINSOCK_ALIAS(_create_locale);
void _free_locale(_locale_t locale) WINSOCK_ALIAS(_free_locale);
/* Locales belong to the process: _configthreadlocale accepts nothing else. */
int _configthreadlocale(int mode) WINSOCK_ALIAS(_configthreadlocale);

WINSOCK_END

#endif
