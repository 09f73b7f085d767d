/* slots.h: indexes that give each thread a value of its own. */
#ifndef WINSOCK_KERNEL32_SLOTS_H
#define WINSOCK_KERNEL32_SLOTS_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#define WS_SLOTS 1088 /* as many as TlsAlloc gives on Windows */

/*
 * A set of indexes. The generation of an index is odd while it is taken and
 * changes when it is taken or freed, so old values of threads don't count.
 */
struct ws_slots {
	pthread_mutex_t lock;
	uint32_t generation[WS_SLOTS];
};

/* What one thread keeps: an entry counts if its generation is the index's. */
struct ws_slot_values {
	struct ws_slot_value {
		void *value;
		uint32_t generation;
	} *entries;
	uint32_t count;
};

/* ws_slot_take returns a free index, WS_SLOTS if there is none. */
uint32_t ws_slot_take(struct ws_slots *slots);

/* ws_slot_free gives index back; false if it was not taken. */
bool ws_slot_free(struct ws_slots *slots, uint32_t index);

/* ws_slot_grow makes room for index; false if there is no memory. */
bool ws_slot_grow(struct ws_slot_values *values, uint32_t index);

/* ws_slot_at is the thread's entry for index, NULL if it has no value. */
static inline struct ws_slot_value *ws_slot_at(struct ws_slots *slots,
					       struct ws_slot_values *values, uint32_t index)
{
	if (index >= values->count)
		return NULL;
	struct ws_slot_value *v = &values->entries[index];
	uint32_t now = __atomic_load_n(&slots->generation[index], __ATOMIC_ACQUIRE);
	return v->generation == now ? v : NULL;
}

#endif
