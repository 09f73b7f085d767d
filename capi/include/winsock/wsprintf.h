/* wsprintf.h: the formatted output of user32. Part of <winuser.h>. */
#ifndef WINSOCK_WSPRINTF_H
#define WINSOCK_WSPRINTF_H

#include <stdarg.h>
#include <winsock/types.h>

WINSOCK_BEGIN

/* At most 1023 characters and a terminator; no floating point. */
int WINAPIV wsprintfA(LPSTR buffer, LPCSTR format, ...);
int WINAPIV wsprintfW(LPWSTR buffer, LPCWSTR format, ...);
int WINAPI wvsprintfA(LPSTR buffer, LPCSTR format, va_list args);
int WINAPI wvsprintfW(LPWSTR buffer, LPCWSTR format, va_list args);

WINSOCK_END

#ifdef UNICODE
#define wsprintf wsprintfW
#define wvsprintf wvsprintfW
#else
#define wsprintf wsprintfA
#define wvsprintf wvsprintfA
#endif

#endif
