/* tls.c: thread-local storage. */
#include <winerror.h>
#include <winsock/slot.h>

#include <stdlib.h>

#include "lasterror.h"
#include "slots.h"

static struct ws_slots slots = {.lock = PTHREAD_MUTEX_INITIALIZER};
static __thread struct ws_slot_values mine;
static pthread_key_t at_exit; /* frees what a thread has */

static void drop(void *values)
{
	struct ws_slot_values *v = values;
	free(v->entries);
	*v = (struct ws_slot_values){0};
}

__attribute__((constructor)) static void start(void)
{
	pthread_key_create(&at_exit, drop);
}

/* TlsAlloc returns TLS_OUT_OF_INDEXES with ERROR_NO_MORE_ITEMS when all are taken. */
DWORD WINAPI TlsAlloc(VOID)
{
	uint32_t index = ws_slot_take(&slots);
	if (index < WS_SLOTS)
		return index;
	ws_last_error = ERROR_NO_MORE_ITEMS;
	return TLS_OUT_OF_INDEXES;
}

/*
 * TlsGetValue returns NULL until the thread has set a value. It sets the last
 * error to 0, or to ERROR_INVALID_PARAMETER for an index that can't be.
 */
LPVOID WINAPI TlsGetValue(DWORD index)
{
	if (index >= WS_SLOTS) {
		ws_last_error = ERROR_INVALID_PARAMETER;
		return NULL;
	}
	ws_last_error = ERROR_SUCCESS;
	struct ws_slot_value *v = ws_slot_at(&slots, &mine, index);
	return v == NULL ? NULL : v->value;
}

/* TlsSetValue fails with ERROR_INVALID_PARAMETER, ERROR_NOT_ENOUGH_MEMORY. */
BOOL WINAPI TlsSetValue(DWORD index, LPVOID value)
{
	if (index >= WS_SLOTS) {
		ws_last_error = ERROR_INVALID_PARAMETER;
		return FALSE;
	}
	if (index >= mine.count) {
		if (!ws_slot_grow(&mine, index) || pthread_setspecific(at_exit, &mine) != 0) {
			ws_last_error = ERROR_NOT_ENOUGH_MEMORY;
			return FALSE;
		}
	}
	mine.entries[index].value = value;
	mine.entries[index].generation =
		__atomic_load_n(&slots.generation[index], __ATOMIC_ACQUIRE);
	return TRUE;
}

/* TlsFree fails with ERROR_INVALID_PARAMETER for an index nobody has. */
BOOL WINAPI TlsFree(DWORD index)
{
	if (ws_slot_free(&slots, index))
		return TRUE;
	ws_last_error = ERROR_INVALID_PARAMETER;
	return FALSE;
}
