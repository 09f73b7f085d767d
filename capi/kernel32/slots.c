/* slots.c: indexes that give each thread a value of its own. */
#include "slots.h"

#include <stdlib.h>
#include <string.h>

uint32_t ws_slot_take(struct ws_slots *slots)
{
	uint32_t index = 0;
	pthread_mutex_lock(&slots->lock);
	while (index < WS_SLOTS && slots->generation[index] % 2 != 0)
		index++;
	if (index < WS_SLOTS)
		__atomic_fetch_add(&slots->generation[index], 1, __ATOMIC_RELEASE);
	pthread_mutex_unlock(&slots->lock);
	return index;
}

bool ws_slot_free(struct ws_slots *slots, uint32_t index)
{
	if (index >= WS_SLOTS)
		return false;
	pthread_mutex_lock(&slots->lock);
	bool taken = slots->generation[index] % 2 != 0;
	if (taken)
		__atomic_fetch_add(&slots->generation[index], 1, __ATOMIC_RELEASE);
	pthread_mutex_unlock(&slots->lock);
	return taken;
}

bool ws_slot_grow(struct ws_slot_values *values, uint32_t index)
{
	if (index < values->count)
		return true;
	uint32_t count = values->count == 0 ? 16 : values->count;
	while (count <= index)
		count *= 2;
	struct ws_slot_value *entries = realloc(values->entries, count * sizeof(*entries));
	if (entries == NULL)
		return false;
	memset(entries + values->count, 0, (count - values->count) * sizeof(*entries));
	values->entries = entries;
	values->count = count;
	return true;
}
