/*
 * consoleformat.h: formatted output to and input from the console, which is
 * standard output and input here. Part of <conio.h>.
 */
#ifndef WINSOCK_CONSOLEFORMAT_H
#define WINSOCK_CONSOLEFORMAT_H

#include <stdarg.h>
#include <stddef.h>
#include <winsock/config.h>

WINSOCK_BEGIN

int _cprintf(const char *format, ...) WINSOCK_ALIAS(_cprintf);
int cprintf(const char *format, ...) WINSOCK_ALIAS(_cprintf);
int _cprintf_s(const char *format, ...) WINSOCK_ALIAS(_cprintf_s);
int _vcprintf(const char *format, va_list args) WINSOCK_ALIAS(_vcprintf);
int _vcprintf_s(const char *format, va_list args) WINSOCK_ALIAS(_vcprintf_s);
int _cscanf(const char *format, ...) WINSOCK_ALIAS(scanf);
int cscanf(const char *format, ...) WINSOCK_ALIAS(scanf);
int _cscanf_s(const char *format, ...) WINSOCK_ALIAS(scanf_s);

#if __SIZEOF_WCHAR_T__ == 2
int _cwprintf(const wchar_t *format, ...) WINSOCK_ALIAS(_cwprintf);
int _cwprintf_s(const wchar_t *format, ...) WINSOCK_ALIAS(_cwprintf_s);
int _vcwprintf(const wchar_t *format, va_list args) WINSOCK_ALIAS(_vcwprintf);
int _vcwprintf_s(const wchar_t *format, va_list args) WINSOCK_ALIAS(_vcwprintf_s);
int _cwscanf(const wchar_t *format, ...) WINSOCK_ALIAS(wscanf);
int _cwscanf_s(const wchar_t *format, ...) WINSOCK_ALIAS(wscanf_s);
#endif

WINSOCK_END

#endif
