/*
 * wformat.h: formatted output and input of 16-bit characters by Microsoft's
 * rules: %s is wide, %S narrow; streams carry UTF-8 and never turn wide. Part of
 * <stdio.h> and of <wchar.h>; nothing for programs whose wchar_t has 32 bits.
 */
#ifndef WINSOCK_WFORMAT_H
#define WINSOCK_WFORMAT_H
#if __SIZEOF_WCHAR_T__ == 2

#include <bits/types/FILE.h>
#include <stdarg.h>
#include <stddef.h>
#include <winsock/config.h>

#ifndef _TRUNCATE
#define _TRUNCATE ((size_t)-1)
#endif

WINSOCK_BEGIN

/* Output */

int wprintf(const wchar_t *__restrict format, ...) WINSOCK_ALIAS(wprintf);
int fwprintf(FILE *__restrict stream, const wchar_t *__restrict format, ...)
	WINSOCK_ALIAS(fwprintf);
int swprintf(wchar_t *__restrict buffer, size_t count, const wchar_t *__restrict format, ...)
	WINSOCK_ALIAS(swprintf);
int vwprintf(const wchar_t *__restrict format, va_list args) WINSOCK_ALIAS(vwprintf);
int vfwprintf(FILE *__restrict stream, const wchar_t *__restrict format, va_list args)
	WINSOCK_ALIAS(vfwprintf);
int vswprintf(wchar_t *__restrict buffer, size_t count, const wchar_t *__restrict format,
	      va_list args) WINSOCK_ALIAS(vswprintf);

/* Without a size: as swprintf was before the standard had one. */
int _swprintf(wchar_t *buffer, const wchar_t *format, ...) WINSOCK_ALIAS(_swprintf);
int _vswprintf(wchar_t *buffer, const wchar_t *format, va_list args) WINSOCK_ALIAS(_vswprintf);
int __swprintf(wchar_t *buffer, const wchar_t *format, ...) WINSOCK_ALIAS(_swprintf);
int __vswprintf(wchar_t *buffer, const wchar_t *format, va_list args) WINSOCK_ALIAS(_vswprintf);

int _swprintf_c(wchar_t *buffer, size_t count, const wchar_t *format, ...)
	WINSOCK_ALIAS(swprintf);
int _vswprintf_c(wchar_t *buffer, size_t count, const wchar_t *format, va_list args)
	WINSOCK_ALIAS(vswprintf);

int _snwprintf(wchar_t *buffer, size_t count, const wchar_t *format, ...)
	WINSOCK_ALIAS(_snwprintf);
int _vsnwprintf(wchar_t *buffer, size_t count, const wchar_t *format, va_list args)
	WINSOCK_ALIAS(_vsnwprintf);
int _scwprintf(const wchar_t *format, ...) WINSOCK_ALIAS(_scwprintf);
int _vscwprintf(const wchar_t *format, va_list args) WINSOCK_ALIAS(_vscwprintf);

int wprintf_s(const wchar_t *format, ...) WINSOCK_ALIAS(wprintf_s);
int fwprintf_s(FILE *stream, const wchar_t *format, ...) WINSOCK_ALIAS(fwprintf_s);
int swprintf_s(wchar_t *buffer, size_t size, const wchar_t *format, ...)
	WINSOCK_ALIAS(swprintf_s);
int vwprintf_s(const wchar_t *format, va_list args) WINSOCK_ALIAS(vwprintf_s);
int vfwprintf_s(FILE *stream, const wchar_t *format, va_list args) WINSOCK_ALIAS(vfwprintf_s);
int vswprintf_s(wchar_t *buffer, size_t size, const wchar_t *format, va_list args)
	WINSOCK_ALIAS(vswprintf_s);
int _snwprintf_s(wchar_t *buffer, size_t size, size_t count, const wchar_t *format, ...)
	WINSOCK_ALIAS(_snwprintf_s);
int _vsnwprintf_s(wchar_t *buffer, size_t size, size_t count, const wchar_t *format,
		  va_list args) WINSOCK_ALIAS(_vsnwprintf_s);

int _wprintf_p(const wchar_t *format, ...) WINSOCK_ALIAS(_wprintf_p);
int _fwprintf_p(FILE *stream, const wchar_t *format, ...) WINSOCK_ALIAS(_fwprintf_p);
int _swprintf_p(wchar_t *buffer, size_t size, const wchar_t *format, ...)
	WINSOCK_ALIAS(_swprintf_p);
int _vwprintf_p(const wchar_t *format, va_list args) WINSOCK_ALIAS(_vwprintf_p);
int _vfwprintf_p(FILE *stream, const wchar_t *format, va_list args) WINSOCK_ALIAS(_vfwprintf_p);
int _vswprintf_p(wchar_t *buffer, size_t size, const wchar_t *format, va_list args)
	WINSOCK_ALIAS(_vswprintf_p);
int _scwprintf_p(const wchar_t *format, ...) WINSOCK_ALIAS(_scwprintf_p);
int _vscwprintf_p(const wchar_t *format, va_list args) WINSOCK_ALIAS(_vscwprintf_p);

/* Input */

int wscanf(const wchar_t *__restrict format, ...) WINSOCK_ALIAS(wscanf);
int fwscanf(FILE *__restrict stream, const wchar_t *__restrict format, ...)
	WINSOCK_ALIAS(fwscanf);
int swscanf(const wchar_t *__restrict text, const wchar_t *__restrict format, ...)
	WINSOCK_ALIAS(swscanf);
int vwscanf(const wchar_t *__restrict format, va_list args) WINSOCK_ALIAS(vwscanf);
int vfwscanf(FILE *__restrict stream, const wchar_t *__restrict format, va_list args)
	WINSOCK_ALIAS(vfwscanf);
int vswscanf(const wchar_t *__restrict text, const wchar_t *__restrict format, va_list args)
	WINSOCK_ALIAS(vswscanf);
int _snwscanf(const wchar_t *text, size_t length, const wchar_t *format, ...)
	WINSOCK_ALIAS(_snwscanf);

int wscanf_s(const wchar_t *format, ...) WINSOCK_ALIAS(wscanf_s);
int fwscanf_s(FILE *stream, const wchar_t *format, ...) WINSOCK_ALIAS(fwscanf_s);
int swscanf_s(const wchar_t *text, const wchar_t *format, ...) WINSOCK_ALIAS(swscanf_s);
int vwscanf_s(const wchar_t *format, va_list args) WINSOCK_ALIAS(vwscanf_s);
int vfwscanf_s(FILE *stream, const wchar_t *format, va_list args) WINSOCK_ALIAS(vfwscanf_s);
int vswscanf_s(const wchar_t *text, const wchar_t *format, va_list args)
	WINSOCK_ALIAS(vswscanf_s);
int _snwscanf_s(const wchar_t *text, size_t length, const wchar_t *format, ...)
	WINSOCK_ALIAS(_snwscanf_s);

WINSOCK_END

#ifdef __cplusplus
extern "C++" {
/* swprintf without a size, as Microsoft's C++ overload has it. */
int swprintf(wchar_t *buffer, const wchar_t *format, ...) WINSOCK_ALIAS(_swprintf);
int vswprintf(wchar_t *buffer, const wchar_t *format, va_list args) WINSOCK_ALIAS(_vswprintf);

/* An array tells its own size. */
template <size_t Size>
inline int vswprintf_s(wchar_t (&buffer)[Size], const wchar_t *format, va_list args)
{
	return vswprintf_s(buffer, Size, format, args);
}

template <size_t Size>
inline int swprintf_s(wchar_t (&buffer)[Size], const wchar_t *format, ...)
{
	va_list args;
	va_start(args, format);
	int n = vswprintf_s(buffer, Size, format, args);
	va_end(args);
	return n;
}

template <size_t Size>
inline int _vsnwprintf_s(wchar_t (&buffer)[Size], size_t count, const wchar_t *format,
			 va_list args)
{
	return _vsnwprintf_s(buffer, Size, count, format, args);
}

template <size_t Size>
inline int _snwprintf_s(wchar_t (&buffer)[Size], size_t count, const wchar_t *format, ...)
{
	va_list args;
	va_start(args, format);
	int n = _vsnwprintf_s(buffer, Size, count, format, args);
	va_end(args);
	return n;
}
}
#elif defined(_CRT_NON_CONFORMING_SWPRINTFS)
#define swprintf _swprintf
#define vswprintf _vswprintf
#endif

#endif
#endif
