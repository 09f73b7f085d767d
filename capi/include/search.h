/* search.h: the C library's, and Microsoft's names. */
#pragma GCC system_header
#include_next <search.h>
#ifndef _INC_SEARCH
#define _INC_SEARCH

#include <corecrt.h>
#include <stdlib.h>

WINSOCK_BEGIN

/* Unlike lfind and lsearch they count in unsigned int. */
void *_lfind(const void *key, const void *base, unsigned int *n, unsigned int width,
	int (*compare)(const void *key, const void *element)) WINSOCK_ALIAS(_lfind);
void *_lsearch(const void *key, void *base, unsigned int *n, unsigned int width,
	int (*compare)(const void *key, const void *element)) WINSOCK_ALIAS(_lsearch);

WINSOCK_END

#endif
