/* corecrt.h: types and words that all headers of the C run-time share. */
#pragma GCC system_header
#ifndef _INC_CORECRT
#define _INC_CORECRT

#include <stddef.h>
#include <stdint.h>
#include <sys/cdefs.h>
#include <bits/types/locale_t.h>
#include <winsock/keywords.h>

typedef int errno_t;
typedef size_t rsize_t;
typedef long long __time64_t;
typedef int __time32_t;
#define _ERRNO_T_DEFINED
#define _RSIZE_T_DEFINED
#define _TIME64_T_DEFINED
#define _TIME32_T_DEFINED

/* A locale made by _create_locale. NULL is the current one. */
typedef locale_t _locale_t;

/* In C++ a function that the C library declares must promise the same as there. */
#ifdef __cplusplus
#define WINSOCK_NOTHROW __THROW
#else
#define WINSOCK_NOTHROW
#endif

#ifndef _CRTIMP
#define _CRTIMP
#endif
#ifndef _ACRTIMP
#define _ACRTIMP
#endif
#ifndef _DCRTIMP
#define _DCRTIMP
#endif
#define __CRTDECL
#define _CONST_RETURN
#define _CRTALLOCATOR
#define _CRTNOALIAS
#define _CRTRESTRICT
#define _CRT_UNUSED(x) (void)(x)

/* As the count of a secure function: as much as fits. */
#ifndef _TRUNCATE
#define _TRUNCATE ((size_t)-1)
#endif
#define _CRT_SIZE_MAX ((size_t)-1)
#ifndef RSIZE_MAX
#define RSIZE_MAX ((size_t)-1 >> 1)
#endif

/* _countof is the number of elements of an array; in C++ of nothing but an array. */
#undef _countof
#ifdef __cplusplus
extern "C++" {
template <typename T, size_t N> char (&ws_countof(T (&)[N]))[N];
}
#define _countof(array) sizeof(ws_countof(array))
#else
#define _countof(array) (sizeof(array) / sizeof((array)[0]))
#endif

/* Wide text of a name or a literal macro: _CRT_WIDE(__FILE__). */
#define _CRT_WIDE_(text) L##text
#define _CRT_WIDE(text) _CRT_WIDE_(text)
#define _CRT_STRINGIZE_(text) #text
#define _CRT_STRINGIZE(text) _CRT_STRINGIZE_(text)
#define _CRT_CONCATENATE_(a, b) a##b
#define _CRT_CONCATENATE(a, b) _CRT_CONCATENATE_(a, b)

/*
 * The handler of parameters that a function refuses. The run-time calls it with
 * five null arguments, as Microsoft's release run-time does. The default ends
 * the program.
 */
#if __SIZEOF_WCHAR_T__ == 2
typedef void (*_invalid_parameter_handler)(const wchar_t *expression, const wchar_t *function,
	const wchar_t *file, unsigned int line, uintptr_t reserved);
#else
typedef void (*_invalid_parameter_handler)(const unsigned short *expression,
	const unsigned short *function, const unsigned short *file, unsigned int line,
	uintptr_t reserved);
#endif

#endif
