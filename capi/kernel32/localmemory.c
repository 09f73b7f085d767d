/*
 * localmemory.c: LocalAlloc and GlobalAlloc, the same memory under two names.
 *
 * Fixed memory is its own handle: a block of the process's heap, aligned to 16
 * bytes. The handle of movable memory is 8 bytes past such an alignment, so the
 * two can be told apart; a word before the movable block leads back to it.
 */
#include <winbase.h>

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "heap.h"
#include "lasterror.h"

struct movable {
	uint64_t mark;
	/* A handle points here. */
	struct memory *memory; /* NULL: discarded */
	uint16_t locks;
	bool discardable;
};

/* What a movable block has before the program's bytes. */
struct memory {
	struct movable *owner;
	uint64_t pad;
};

#define MARK 0x656C6261766F6Du /* "movable" */
#define MOST_LOCKS 0xFF

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* of the counts of locks */

static bool is_movable(HANDLE h)
{
	return ((uintptr_t)h & 15) == 8;
}

static HANDLE handle_of(struct movable *m)
{
	return &m->memory;
}

/* movable_of is the object of a movable handle, NULL with the last error set. */
static struct movable *movable_of(HANDLE h)
{
	struct movable *m = (struct movable *)((char *)h - offsetof(struct movable, memory));
	if (m->mark == MARK)
		return m;
	ws_last_error = ERROR_INVALID_HANDLE;
	return NULL;
}

static bool invalid(HANDLE h)
{
	if (h != NULL && ((uintptr_t)h & 7) == 0)
		return false;
	ws_last_error = ERROR_INVALID_HANDLE;
	return true;
}

static void *no_memory(void)
{
	ws_last_error = ERROR_NOT_ENOUGH_MEMORY;
	return NULL;
}

/* provide gives m size bytes, 0 for none; old bytes stay. */
static bool provide(struct movable *m, size_t size, bool zero)
{
	if (size == 0) {
		if (m->memory != NULL)
			ws_heap_free(m->memory);
		m->memory = NULL;
		return true;
	}
	if (size > PTRDIFF_MAX - sizeof(struct memory))
		return false;
	size += sizeof(struct memory);
	struct memory *memory = m->memory == NULL ? ws_heap_alloc(size, zero)
						  : ws_heap_resize(m->memory, size, zero);
	if (memory == NULL)
		return false;
	memory->owner = m;
	m->memory = memory;
	return true;
}

/* LocalAlloc fails with ERROR_NOT_ENOUGH_MEMORY. */
HLOCAL WINAPI LocalAlloc(UINT flags, SIZE_T size)
{
	bool zero = (flags & LMEM_ZEROINIT) != 0;
	if ((flags & LMEM_MOVEABLE) == 0) {
		void *block = ws_heap_alloc(size, zero);
		return block != NULL ? block : no_memory();
	}
	struct movable *m = ws_heap_alloc(sizeof(*m), true);
	if (m == NULL)
		return no_memory();
	m->mark = MARK;
	m->discardable = (flags & LMEM_DISCARDABLE) != 0;
	if (!provide(m, size, zero)) {
		ws_heap_free(m);
		return no_memory();
	}
	return handle_of(m);
}

static HLOCAL resize_movable(HLOCAL h, SIZE_T size, UINT flags)
{
	struct movable *m = movable_of(h);
	if (m == NULL)
		return NULL;
	if ((flags & LMEM_MODIFY) != 0) {
		m->discardable = (flags & LMEM_DISCARDABLE) != 0;
		return h;
	}
	if (m->locks > 0 && (flags & LMEM_MOVEABLE) == 0 && m->memory != NULL &&
	    size + sizeof(struct memory) > ws_heap_size(m->memory))
		return no_memory(); /* it may not move now */
	return provide(m, size, (flags & LMEM_ZEROINIT) != 0) ? h : no_memory();
}

/*
 * LocalReAlloc changes the size, or with LMEM_MODIFY the kind. Fixed memory
 * moves only with LMEM_MOVEABLE. It fails with ERROR_NOT_ENOUGH_MEMORY and
 * ERROR_INVALID_HANDLE, and then the memory is as it was.
 */
HLOCAL WINAPI LocalReAlloc(HLOCAL memory, SIZE_T size, UINT flags)
{
	if (invalid(memory))
		return NULL;
	if (is_movable(memory))
		return resize_movable(memory, size, flags);
	if ((flags & LMEM_MODIFY) != 0)
		return memory;
	bool zero = (flags & LMEM_ZEROINIT) != 0;
	if ((flags & LMEM_MOVEABLE) == 0) {
		void *same = HeapReAlloc(GetProcessHeap(),
					 HEAP_REALLOC_IN_PLACE_ONLY | (zero ? HEAP_ZERO_MEMORY : 0),
					 memory, size);
		return same != NULL ? same : no_memory();
	}
	void *block = ws_heap_resize(memory, size, zero);
	return block != NULL ? block : no_memory();
}

/* LocalFree returns NULL, or the handle with ERROR_INVALID_HANDLE. */
HLOCAL WINAPI LocalFree(HLOCAL memory)
{
	if (memory == NULL)
		return NULL;
	if (invalid(memory))
		return memory;
	if (!is_movable(memory)) {
		if (HeapFree(GetProcessHeap(), 0, memory))
			return NULL;
		ws_last_error = ERROR_INVALID_HANDLE;
		return memory;
	}
	struct movable *m = movable_of(memory);
	if (m == NULL)
		return memory;
	provide(m, 0, false);
	m->mark = 0;
	ws_heap_free(m);
	return NULL;
}

/* LocalSize is the size asked for; 0 with the last error set when it fails. */
SIZE_T WINAPI LocalSize(HLOCAL memory)
{
	if (invalid(memory))
		return 0;
	if (!is_movable(memory)) {
		SIZE_T size = HeapSize(GetProcessHeap(), 0, memory);
		if (size != (SIZE_T)-1)
			return size;
		ws_last_error = ERROR_INVALID_HANDLE;
		return 0;
	}
	struct movable *m = movable_of(memory);
	if (m == NULL || m->memory == NULL)
		return 0;
	return ws_heap_size(m->memory) - sizeof(struct memory);
}

/* LocalLock returns the memory, NULL with ERROR_DISCARDED when there is none. */
LPVOID WINAPI LocalLock(HLOCAL memory)
{
	if (invalid(memory))
		return NULL;
	if (!is_movable(memory))
		return memory;
	struct movable *m = movable_of(memory);
	if (m == NULL)
		return NULL;
	if (m->memory == NULL) {
		ws_last_error = ERROR_DISCARDED;
		return NULL;
	}
	pthread_mutex_lock(&lock);
	m->locks += m->locks < MOST_LOCKS;
	pthread_mutex_unlock(&lock);
	return m->memory + 1;
}

/* unlock returns the locks that are left, or -1 with ERROR_NOT_LOCKED. */
static int unlock(HANDLE h)
{
	struct movable *m = movable_of(h);
	if (m == NULL)
		return -1;
	pthread_mutex_lock(&lock);
	int left = (int)m->locks - 1;
	if (left >= 0)
		m->locks--;
	pthread_mutex_unlock(&lock);
	ws_last_error = left < 0 ? ERROR_NOT_LOCKED : NO_ERROR;
	return left;
}

/* LocalUnlock returns TRUE while it is still locked; the last error tells why not. */
BOOL WINAPI LocalUnlock(HLOCAL memory)
{
	if (invalid(memory))
		return FALSE;
	if (is_movable(memory))
		return unlock(memory) > 0;
	ws_last_error = ERROR_NOT_LOCKED;
	return FALSE;
}

/* LocalHandle leads from what LocalLock returned back to the handle. */
HLOCAL WINAPI LocalHandle(LPCVOID memory)
{
	if (invalid((HANDLE)memory))
		return NULL;
	if (is_movable((HANDLE)memory))
		return movable_of((HANDLE)memory) == NULL ? NULL : (HANDLE)memory;
	if (HeapValidate(GetProcessHeap(), 0, memory))
		return (HANDLE)memory;
	struct memory *block = (struct memory *)memory - 1;
	if (HeapValidate(GetProcessHeap(), 0, block) && block->owner != NULL &&
	    block->owner->mark == MARK && block->owner->memory == block)
		return handle_of(block->owner);
	ws_last_error = ERROR_INVALID_HANDLE;
	return NULL;
}

/* LocalFlags has the number of locks in its low byte. */
UINT WINAPI LocalFlags(HLOCAL memory)
{
	if (invalid(memory))
		return LMEM_INVALID_HANDLE;
	if (!is_movable(memory))
		return 0;
	struct movable *m = movable_of(memory);
	if (m == NULL)
		return LMEM_INVALID_HANDLE;
	return m->locks | (m->discardable ? LMEM_DISCARDABLE : 0) |
	       (m->memory == NULL ? LMEM_DISCARDED : 0);
}

HGLOBAL WINAPI GlobalAlloc(UINT flags, SIZE_T size)
{
	UINT local = flags & (LMEM_MOVEABLE | LMEM_ZEROINIT);
	return LocalAlloc(local | ((flags & GMEM_DISCARDABLE) != 0 ? LMEM_DISCARDABLE : 0), size);
}

HGLOBAL WINAPI GlobalReAlloc(HGLOBAL memory, SIZE_T size, UINT flags)
{
	UINT local = flags & (LMEM_MOVEABLE | LMEM_ZEROINIT | LMEM_MODIFY);
	return LocalReAlloc(memory, size,
			    local | ((flags & GMEM_DISCARDABLE) != 0 ? LMEM_DISCARDABLE : 0));
}

HGLOBAL WINAPI GlobalFree(HGLOBAL memory)
{
	return LocalFree(memory);
}

SIZE_T WINAPI GlobalSize(HGLOBAL memory)
{
	return LocalSize(memory);
}

LPVOID WINAPI GlobalLock(HGLOBAL memory)
{
	return LocalLock(memory);
}

/* GlobalUnlock always returns TRUE for fixed memory. */
BOOL WINAPI GlobalUnlock(HGLOBAL memory)
{
	if (invalid(memory))
		return FALSE;
	return !is_movable(memory) || unlock(memory) > 0;
}

HGLOBAL WINAPI GlobalHandle(LPCVOID memory)
{
	return LocalHandle(memory);
}

UINT WINAPI GlobalFlags(HGLOBAL memory)
{
	UINT flags = LocalFlags(memory);
	if (flags == LMEM_INVALID_HANDLE || (flags & LMEM_DISCARDABLE) == 0)
		return flags;
	return (flags & ~LMEM_DISCARDABLE) | GMEM_DISCARDABLE;
}
