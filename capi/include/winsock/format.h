/*
 * format.h: formatted output and input of bytes by Microsoft's rules: long has
 * 32 bits, %S is the text of 16-bit characters. Part of <stdio.h>.
 */
#ifndef WINSOCK_FORMAT_H
#define WINSOCK_FORMAT_H

#include <stdarg.h>
#include <stddef.h>
#include <winsock/config.h>

#ifndef _TRUNCATE
#define _TRUNCATE ((size_t)-1)
#endif

WINSOCK_BEGIN

/* Output */

int printf(const char *__restrict format, ...) WINSOCK_ALIAS(printf);
int fprintf(FILE *__restrict stream, const char *__restrict format, ...) WINSOCK_ALIAS(fprintf);
int sprintf(char *__restrict buffer, const char *__restrict format, ...) WINSOCK_ALIAS(sprintf);
int snprintf(char *__restrict buffer, size_t count, const char *__restrict format, ...)
	WINSOCK_ALIAS(snprintf);
int vprintf(const char *__restrict format, va_list args) WINSOCK_ALIAS(vprintf);
int vfprintf(FILE *__restrict stream, const char *__restrict format, va_list args)
	WINSOCK_ALIAS(vfprintf);
int vsprintf(char *__restrict buffer, const char *__restrict format, va_list args)
	WINSOCK_ALIAS(vsprintf);
int vsnprintf(char *__restrict buffer, size_t count, const char *__restrict format, va_list args)
	WINSOCK_ALIAS(vsnprintf);

int _snprintf(char *buffer, size_t count, const char *format, ...) WINSOCK_ALIAS(_snprintf);
int _vsnprintf(char *buffer, size_t count, const char *format, va_list args)
	WINSOCK_ALIAS(_vsnprintf);
int _scprintf(const char *format, ...) WINSOCK_ALIAS(_scprintf);
int _vscprintf(const char *format, va_list args) WINSOCK_ALIAS(_vscprintf);

int printf_s(const char *format, ...) WINSOCK_ALIAS(printf_s);
int fprintf_s(FILE *stream, const char *format, ...) WINSOCK_ALIAS(fprintf_s);
int sprintf_s(char *buffer, size_t size, const char *format, ...) WINSOCK_ALIAS(sprintf_s);
int vprintf_s(const char *format, va_list args) WINSOCK_ALIAS(vprintf_s);
int vfprintf_s(FILE *stream, const char *format, va_list args) WINSOCK_ALIAS(vfprintf_s);
int vsprintf_s(char *buffer, size_t size, const char *format, va_list args)
	WINSOCK_ALIAS(vsprintf_s);
int _snprintf_s(char *buffer, size_t size, size_t count, const char *format, ...)
	WINSOCK_ALIAS(_snprintf_s);
int _vsnprintf_s(char *buffer, size_t size, size_t count, const char *format, va_list args)
	WINSOCK_ALIAS(_vsnprintf_s);
int vsnprintf_s(char *buffer, size_t size, size_t count, const char *format, va_list args)
	WINSOCK_ALIAS(_vsnprintf_s);

int _printf_p(const char *format, ...) WINSOCK_ALIAS(_printf_p);
int _fprintf_p(FILE *stream, const char *format, ...) WINSOCK_ALIAS(_fprintf_p);
int _sprintf_p(char *buffer, size_t size, const char *format, ...) WINSOCK_ALIAS(_sprintf_p);
int _vprintf_p(const char *format, va_list args) WINSOCK_ALIAS(_vprintf_p);
int _vfprintf_p(FILE *stream, const char *format, va_list args) WINSOCK_ALIAS(_vfprintf_p);
int _vsprintf_p(char *buffer, size_t size, const char *format, va_list args)
	WINSOCK_ALIAS(_vsprintf_p);
int _scprintf_p(const char *format, ...) WINSOCK_ALIAS(_scprintf_p);
int _vscprintf_p(const char *format, va_list args) WINSOCK_ALIAS(_vscprintf_p);

#define _TWO_DIGIT_EXPONENT 1
unsigned int _set_output_format(unsigned int format) WINSOCK_ALIAS(_set_output_format);
unsigned int _get_output_format(void) WINSOCK_ALIAS(_get_output_format);
int _set_printf_count_output(int enable) WINSOCK_ALIAS(_set_printf_count_output);
int _get_printf_count_output(void) WINSOCK_ALIAS(_get_printf_count_output);

/* Input */

int scanf(const char *__restrict format, ...) WINSOCK_ALIAS(scanf);
int fscanf(FILE *__restrict stream, const char *__restrict format, ...) WINSOCK_ALIAS(fscanf);
int sscanf(const char *__restrict text, const char *__restrict format, ...) WINSOCK_ALIAS(sscanf);
int vscanf(const char *__restrict format, va_list args) WINSOCK_ALIAS(vscanf);
int vfscanf(FILE *__restrict stream, const char *__restrict format, va_list args)
	WINSOCK_ALIAS(vfscanf);
int vsscanf(const char *__restrict text, const char *__restrict format, va_list args)
	WINSOCK_ALIAS(vsscanf);
int _snscanf(const char *text, size_t length, const char *format, ...) WINSOCK_ALIAS(_snscanf);

/* An unsigned size follows the pointer of each %s, %c and %[. */
int scanf_s(const char *format, ...) WINSOCK_ALIAS(scanf_s);
int fscanf_s(FILE *stream, const char *format, ...) WINSOCK_ALIAS(fscanf_s);
int sscanf_s(const char *text, const char *format, ...) WINSOCK_ALIAS(sscanf_s);
int vscanf_s(const char *format, va_list args) WINSOCK_ALIAS(vscanf_s);
int vfscanf_s(FILE *stream, const char *format, va_list args) WINSOCK_ALIAS(vfscanf_s);
int vsscanf_s(const char *text, const char *format, va_list args) WINSOCK_ALIAS(vsscanf_s);
int _snscanf_s(const char *text, size_t length, const char *format, ...)
	WINSOCK_ALIAS(_snscanf_s);

WINSOCK_END

#ifdef __cplusplus
/* An array tells its own size. */
extern "C++" {
template <size_t Size>
inline int vsprintf_s(char (&buffer)[Size], const char *format, va_list args)
{
	return vsprintf_s(buffer, Size, format, args);
}

template <size_t Size>
inline int sprintf_s(char (&buffer)[Size], const char *format, ...)
{
	va_list args;
	va_start(args, format);
	int n = vsprintf_s(buffer, Size, format, args);
	va_end(args);
	return n;
}

template <size_t Size>
inline int _vsnprintf_s(char (&buffer)[Size], size_t count, const char *format, va_list args)
{
	return _vsnprintf_s(buffer, Size, count, format, args);
}

template <size_t Size>
inline int vsnprintf_s(char (&buffer)[Size], size_t count, const char *format, va_list args)
{
	return _vsnprintf_s(buffer, Size, count, format, args);
}

template <size_t Size>
inline int _snprintf_s(char (&buffer)[Size], size_t count, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	int n = _vsnprintf_s(buffer, Size, count, format, args);
	va_end(args);
	return n;
}
}
#endif

#endif
