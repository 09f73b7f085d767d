/* memory.c: blocks of memory. */
#include <errno.h>
#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "secure.h"

/* In front of an aligned block: where the memory begins and how many bytes were asked for. */
struct header {
	void *memory;
	size_t size;
};

static struct header *header_of(void *p)
{
	return (struct header *)p - 1;
}

void *_aligned_offset_malloc(size_t size, size_t alignment, size_t offset)
{
	size_t room;
	void *memory;
	uintptr_t at;

	if (!alignment || alignment & (alignment - 1) || (offset && offset >= size)) {
		ws_refuse(EINVAL);
		return NULL;
	}
	if (alignment < sizeof(struct header))
		alignment = sizeof(struct header);
	if (__builtin_add_overflow(size, alignment + sizeof(struct header) + alignment, &room)) {
		errno = ENOMEM;
		return NULL;
	}
	memory = malloc(room);
	if (!memory)
		return NULL;
	at = (uintptr_t)memory + sizeof(struct header) + offset;
	at = ((at + alignment - 1) & ~(alignment - 1)) - offset;
	/* With an offset the header itself may lie anywhere. */
	memcpy(header_of((void *)at), &(struct header){memory, size}, sizeof(struct header));
	return (void *)at;
}

void *_aligned_malloc(size_t size, size_t alignment)
{
	return _aligned_offset_malloc(size, alignment, 0);
}

static struct header read_header(void *p)
{
	struct header h;

	memcpy(&h, header_of(p), sizeof h);
	return h;
}

void _aligned_free(void *p)
{
	if (p)
		free(read_header(p).memory);
}

size_t _aligned_msize(void *p, size_t alignment, size_t offset)
{
	(void)alignment;
	(void)offset;
	if (!p) {
		ws_refuse(EINVAL);
		return (size_t)-1;
	}
	return read_header(p).size;
}

void *_aligned_realloc(void *p, size_t size, size_t alignment)
{
	void *fresh;
	size_t old;

	if (!p)
		return _aligned_malloc(size, alignment);
	if (!size) {
		_aligned_free(p);
		return NULL;
	}
	fresh = _aligned_malloc(size, alignment);
	if (!fresh)
		return NULL;
	old = read_header(p).size;
	memcpy(fresh, p, old < size ? old : size);
	_aligned_free(p);
	return fresh;
}

void *_aligned_recalloc(void *p, size_t n, size_t width, size_t alignment)
{
	size_t size, old = p ? read_header(p).size : 0;
	char *fresh;

	if (__builtin_mul_overflow(n, width, &size)) {
		errno = ENOMEM;
		return NULL;
	}
	fresh = _aligned_realloc(p, size, alignment);
	if (fresh && size > old)
		memset(fresh + old, 0, size - old);
	return fresh;
}

size_t _msize(void *p)
{
	if (!p) {
		ws_refuse(EINVAL);
		return (size_t)-1;
	}
	return malloc_usable_size(p);
}

/* The block's new bytes are 0; the old size is that of the block, not of the request. */
void *_recalloc(void *p, size_t n, size_t width)
{
	size_t size, old = p ? malloc_usable_size(p) : 0;
	char *fresh;

	if (__builtin_mul_overflow(n, width, &size)) {
		errno = ENOMEM;
		return NULL;
	}
	fresh = realloc(p, size);
	if (fresh && size > old)
		memset(fresh + old, 0, size - old);
	return fresh;
}

/* A block is never moved, so it can only grow into what it has already. */
void *_expand(void *p, size_t size)
{
	if (!p) {
		ws_refuse(EINVAL);
		return NULL;
	}
	if (size <= malloc_usable_size(p))
		return p;
	errno = ENOMEM;
	return NULL;
}

/* The C library checks its heap itself, and ends the program when it is damaged. */
int _heapchk(void)
{
	return _HEAPOK;
}

int _heapmin(void)
{
	malloc_trim(0);
	return 0;
}
