/*
 * heap.c: heaps over malloc. A header before each block keeps its size and heap;
 * blocks of a private heap are linked, so that HeapDestroy frees them.
 */
#include "heap.h"

#include <errhandlingapi.h>
#include <heapapi.h>
#include <winerror.h>

#include <malloc.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lasterror.h"

struct heap {
	uint64_t mark;
	DWORD options;
	size_t maximum, used; /* bytes; maximum 0: as many as there are */
	pthread_mutex_t lock; /* of what follows and of used; recursive */
	struct block *blocks;
};

struct block {
	size_t size;
	struct heap *heap;
	struct block *next, **at; /* at: what points here, in a private heap */
};

_Static_assert(sizeof(struct block) % MEMORY_ALLOCATION_ALIGNMENT == 0, "blocks are aligned");

#define MARK 0x70616568u /* "heap" */
#define LARGEST ((size_t)PTRDIFF_MAX - sizeof(struct block))

static struct heap process = {.mark = MARK, .lock = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP};

static struct block *block_of(const void *memory)
{
	return (struct block *)memory - 1;
}

/* The process's heap keeps no list and no count, so it needs no lock. */
static bool private(const struct heap *heap)
{
	return heap != &process;
}

static void link_block(struct heap *heap, struct block *b)
{
	b->next = heap->blocks;
	b->at = &heap->blocks;
	if (b->next != NULL)
		b->next->at = &b->next;
	heap->blocks = b;
}

static void unlink_block(struct block *b)
{
	*b->at = b->next;
	if (b->next != NULL)
		b->next->at = b->at;
}

/* fits reports whether a heap may grow by size bytes. */
static bool fits(const struct heap *heap, size_t size)
{
	return heap->maximum == 0 ||
	       (size <= heap->maximum && heap->used <= heap->maximum - size);
}

static void *new_block(struct heap *heap, size_t size, bool zero)
{
	if (size > LARGEST)
		return NULL;
	size_t all = sizeof(struct block) + size;
	struct block *b = zero ? calloc(1, all) : malloc(all);
	if (b == NULL)
		return NULL;
	b->size = size;
	b->heap = heap;
	if (!private(heap))
		return b + 1;
	pthread_mutex_lock(&heap->lock);
	bool room = fits(heap, size);
	if (room) {
		heap->used += size;
		link_block(heap, b);
	}
	pthread_mutex_unlock(&heap->lock);
	if (room)
		return b + 1;
	free(b);
	return NULL;
}

static void free_block(struct block *b)
{
	struct heap *heap = b->heap;
	if (private(heap)) {
		pthread_mutex_lock(&heap->lock);
		heap->used -= b->size;
		unlink_block(b);
		pthread_mutex_unlock(&heap->lock);
	}
	b->heap = NULL;
	free(b);
}

/* resize_block moves the block unless in_place; NULL leaves it as it was. */
static void *resize_block(struct block *b, size_t size, bool zero, bool in_place)
{
	struct heap *heap = b->heap;
	size_t old = b->size;
	if (size > LARGEST)
		return NULL;
	if (in_place && sizeof(*b) + size > malloc_usable_size(b))
		return NULL;
	pthread_mutex_lock(&heap->lock);
	struct block *moved = NULL;
	if (size <= old || fits(heap, size - old)) {
		moved = in_place ? b : realloc(b, sizeof(*b) + size);
		if (moved != NULL) {
			moved->size = size;
			if (private(heap)) {
				heap->used += size - old;
				*moved->at = moved;
				if (moved->next != NULL)
					moved->next->at = &moved->next;
			}
		}
	}
	pthread_mutex_unlock(&heap->lock);
	if (moved == NULL)
		return NULL;
	if (zero && size > old)
		memset((char *)(moved + 1) + old, 0, size - old);
	return moved + 1;
}

void *ws_heap_alloc(size_t size, int zero)
{
	return new_block(&process, size, zero);
}

void *ws_heap_resize(void *block, size_t size, int zero)
{
	return resize_block(block_of(block), size, zero, false);
}

void ws_heap_free(void *block)
{
	free_block(block_of(block));
}

size_t ws_heap_size(const void *block)
{
	return block_of(block)->size;
}

/* heap_of is the heap of a handle; without one it sets ERROR_INVALID_HANDLE. */
static struct heap *heap_of(HANDLE handle)
{
	struct heap *heap = handle;
	if (heap != NULL && heap->mark == MARK)
		return heap;
	ws_last_error = ERROR_INVALID_HANDLE;
	return NULL;
}

/* no_memory ends a failed allocation as the flags of the call or the heap say. */
static void *no_memory(struct heap *heap, DWORD flags)
{
	ws_last_error = ERROR_NOT_ENOUGH_MEMORY;
	if (((heap->options | flags) & HEAP_GENERATE_EXCEPTIONS) != 0)
		RaiseException(STATUS_NO_MEMORY, 0, 0, NULL);
	return NULL;
}

HANDLE WINAPI GetProcessHeap(VOID)
{
	return &process;
}

/*
 * HeapCreate makes a heap that holds at most maximum bytes, 0 for any number. It
 * fails with ERROR_NOT_ENOUGH_MEMORY and, when initial is above maximum, with
 * ERROR_INVALID_PARAMETER.
 */
HANDLE WINAPI HeapCreate(DWORD options, SIZE_T initial, SIZE_T maximum)
{
	if (maximum != 0 && initial > maximum) {
		ws_last_error = ERROR_INVALID_PARAMETER;
		return NULL;
	}
	struct heap *heap = calloc(1, sizeof(*heap));
	if (heap == NULL) {
		ws_last_error = ERROR_NOT_ENOUGH_MEMORY;
		return NULL;
	}
	*heap = (struct heap){
		.mark = MARK,
		.options = options,
		.maximum = maximum,
		.lock = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP,
	};
	return heap;
}

/* HeapDestroy frees a private heap with its blocks; the process's heap stays. */
BOOL WINAPI HeapDestroy(HANDLE handle)
{
	struct heap *heap = heap_of(handle);
	if (heap == NULL)
		return FALSE;
	if (!private(heap)) {
		ws_last_error = ERROR_INVALID_HANDLE;
		return FALSE;
	}
	struct block *next;
	for (struct block *b = heap->blocks; b != NULL; b = next) {
		next = b->next;
		free(b);
	}
	heap->mark = 0;
	pthread_mutex_destroy(&heap->lock);
	free(heap);
	return TRUE;
}

/*
 * HeapAlloc returns NULL with ERROR_NOT_ENOUGH_MEMORY, or raises STATUS_NO_MEMORY
 * where HEAP_GENERATE_EXCEPTIONS asks for it.
 */
LPVOID WINAPI HeapAlloc(HANDLE handle, DWORD flags, SIZE_T size)
{
	struct heap *heap = heap_of(handle);
	if (heap == NULL)
		return NULL;
	void *memory = new_block(heap, size, (flags & HEAP_ZERO_MEMORY) != 0);
	return memory != NULL ? memory : no_memory(heap, flags);
}

/* owns reports whether the block is the heap's; else it sets ERROR_INVALID_PARAMETER. */
static bool owns(struct heap *heap, LPCVOID block)
{
	if (block != NULL && block_of(block)->heap == heap)
		return true;
	ws_last_error = ERROR_INVALID_PARAMETER;
	return false;
}

/* HeapReAlloc keeps the block as it was when it fails (see HeapAlloc). */
LPVOID WINAPI HeapReAlloc(HANDLE handle, DWORD flags, LPVOID block, SIZE_T size)
{
	struct heap *heap = heap_of(handle);
	if (heap == NULL || !owns(heap, block))
		return NULL;
	void *memory = resize_block(block_of(block), size, (flags & HEAP_ZERO_MEMORY) != 0,
				    (flags & HEAP_REALLOC_IN_PLACE_ONLY) != 0);
	return memory != NULL ? memory : no_memory(heap, flags);
}

/* HeapFree takes NULL; it fails with ERROR_INVALID_PARAMETER for others' blocks. */
BOOL WINAPI HeapFree(HANDLE handle, DWORD flags, LPVOID block)
{
	(void)flags;
	struct heap *heap = heap_of(handle);
	if (heap == NULL)
		return FALSE;
	if (block == NULL)
		return TRUE;
	if (!owns(heap, block))
		return FALSE;
	free_block(block_of(block));
	return TRUE;
}

/* HeapSize is the size the block was asked for, or (SIZE_T)-1. */
SIZE_T WINAPI HeapSize(HANDLE handle, DWORD flags, LPCVOID block)
{
	(void)flags;
	struct heap *heap = heap_of(handle);
	if (heap == NULL || !owns(heap, block))
		return (SIZE_T)-1;
	return block_of(block)->size;
}

/* HeapValidate looks at one block, or with NULL at all of a private heap. */
BOOL WINAPI HeapValidate(HANDLE handle, DWORD flags, LPCVOID block)
{
	(void)flags;
	struct heap *heap = heap_of(handle);
	if (heap == NULL)
		return FALSE;
	if (block != NULL)
		return block_of(block)->heap == heap;
	bool sound = true;
	pthread_mutex_lock(&heap->lock);
	for (struct block *b = heap->blocks; b != NULL && sound; b = b->next)
		sound = b->heap == heap && *b->at == b;
	pthread_mutex_unlock(&heap->lock);
	return sound;
}

/* HeapCompact gives memory back to the system; nobody can say how much is free. */
SIZE_T WINAPI HeapCompact(HANDLE handle, DWORD flags)
{
	(void)flags;
	if (heap_of(handle) == NULL)
		return 0;
	malloc_trim(0);
	ws_last_error = NO_ERROR;
	return 0;
}

BOOL WINAPI HeapLock(HANDLE handle)
{
	struct heap *heap = heap_of(handle);
	return heap != NULL && pthread_mutex_lock(&heap->lock) == 0;
}

BOOL WINAPI HeapUnlock(HANDLE handle)
{
	struct heap *heap = heap_of(handle);
	if (heap == NULL)
		return FALSE;
	if (pthread_mutex_unlock(&heap->lock) == 0)
		return TRUE;
	ws_last_error = ERROR_NOT_OWNER;
	return FALSE;
}

/*
 * HeapSetInformation takes the known classes; what they ask for (few fragments,
 * an end at damage) the C library does anyway. Others: ERROR_INVALID_PARAMETER.
 */
BOOL WINAPI HeapSetInformation(HANDLE handle, HEAP_INFORMATION_CLASS what, PVOID information,
			       SIZE_T length)
{
	switch (what) {
	case HeapEnableTerminationOnCorruption:
	case HeapOptimizeResources:
		return TRUE;
	case HeapCompatibilityInformation:
		if (length < sizeof(ULONG)) {
			ws_last_error = ERROR_INSUFFICIENT_BUFFER;
			return FALSE;
		}
		if (information != NULL && heap_of(handle) != NULL)
			return TRUE;
		break;
	}
	ws_last_error = ERROR_INVALID_PARAMETER;
	return FALSE;
}

/* HeapQueryInformation answers HeapCompatibilityInformation: 2, few fragments. */
BOOL WINAPI HeapQueryInformation(HANDLE handle, HEAP_INFORMATION_CLASS what, PVOID information,
				 SIZE_T length, PSIZE_T needed)
{
	if (heap_of(handle) == NULL)
		return FALSE;
	if (what != HeapCompatibilityInformation) {
		ws_last_error = ERROR_INVALID_PARAMETER;
		return FALSE;
	}
	if (needed != NULL)
		*needed = sizeof(ULONG);
	if (information == NULL || length < sizeof(ULONG)) {
		ws_last_error = ERROR_INSUFFICIENT_BUFFER;
		return FALSE;
	}
	*(ULONG *)information = 2;
	return TRUE;
}
