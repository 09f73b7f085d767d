/* heap.h: the process's heap for the other parts of kernel32. */
#ifndef WINSOCK_KERNEL32_HEAP_H
#define WINSOCK_KERNEL32_HEAP_H

#include <stddef.h>

/*
 * Blocks of the process's heap, which GetProcessHeap hands out. They return NULL
 * when there is no memory; zero clears what is new.
 */
void *ws_heap_alloc(size_t size, int zero);
void *ws_heap_resize(void *block, size_t size, int zero);
void ws_heap_free(void *block);

/* ws_heap_size is the size a block was asked for. */
size_t ws_heap_size(const void *block);

#endif
