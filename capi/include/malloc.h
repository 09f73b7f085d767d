/* malloc.h: the C library's, and Microsoft's names. */
#pragma GCC system_header
#include_next <malloc.h>
#ifndef _INC_MALLOC
#define _INC_MALLOC

#include <alloca.h>
#include <corecrt.h>

#define _alloca(size) __builtin_alloca(size)
/* The stack for little, the heap for much; _freea knows which. */
#define _ALLOCA_S_THRESHOLD 1024
#define _malloca(size) \
	((size) <= _ALLOCA_S_THRESHOLD ? \
		ws_mark_alloca(__builtin_alloca((size) + 16), 0) : \
		ws_mark_alloca(malloc((size) + 16), 1))

#define _HEAPEMPTY (-1)
#define _HEAPOK (-2)
#define _HEAPBADBEGIN (-3)
#define _HEAPBADNODE (-4)
#define _HEAPEND (-5)
#define _HEAPBADPTR (-6)

WINSOCK_BEGIN

static __inline__ __attribute__((__unused__)) void *ws_mark_alloca(void *p, int heap)
{
	if (!p)
		return p;
	*(int *)p = heap;
	return (char *)p + 16;
}

static __inline__ __attribute__((__unused__)) void _freea(void *p)
{
	if (p && *(int *)((char *)p - 16))
		free((char *)p - 16);
}

/* Memory at a multiple of alignment, a power of 2; only _aligned_free gives it back. */
void *_aligned_malloc(size_t size, size_t alignment) WINSOCK_ALIAS(_aligned_malloc);
void *_aligned_realloc(void *p, size_t size, size_t alignment) WINSOCK_ALIAS(_aligned_realloc);
void *_aligned_recalloc(void *p, size_t n, size_t size, size_t alignment)
	WINSOCK_ALIAS(_aligned_recalloc);
void *_aligned_offset_malloc(size_t size, size_t alignment, size_t offset)
	WINSOCK_ALIAS(_aligned_offset_malloc);
size_t _aligned_msize(void *p, size_t alignment, size_t offset) WINSOCK_ALIAS(_aligned_msize);
void _aligned_free(void *p) WINSOCK_ALIAS(_aligned_free);

/* _msize is how many bytes the block has, which may be more than were asked for. */
size_t _msize(void *p) WINSOCK_ALIAS(_msize);
void *_recalloc(void *p, size_t n, size_t size) WINSOCK_ALIAS(_recalloc);
void *_expand(void *p, size_t size) WINSOCK_ALIAS(_expand);
int _heapchk(void) WINSOCK_ALIAS(_heapchk);
int _heapmin(void) WINSOCK_ALIAS(_heapmin);

WINSOCK_END

#endif
