/* inttypes.h: the C library's, with wide functions of ours. */
#pragma GCC system_header
#include_next <inttypes.h>
#ifndef _INC_INTTYPES
#define _INC_INTTYPES

#include <corecrt.h>

#if __SIZEOF_WCHAR_T__ == 2
WINSOCK_BEGIN

intmax_t wcstoimax(const wchar_t *s, wchar_t **end, int base) WINSOCK_NOTHROW WINSOCK_ALIAS(wcstoll);
uintmax_t wcstoumax(const wchar_t *s, wchar_t **end, int base) WINSOCK_NOTHROW WINSOCK_ALIAS(wcstoull);

WINSOCK_END
#endif

#endif
