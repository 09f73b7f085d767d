/*
 * fls.c: fiber-local storage. There are no fibers here, so it belongs to threads;
 * what it adds to tls.c is a function called for each value that is left when a
 * thread ends or an index is freed.
 */
#include <fibersapi.h>
#include <winerror.h>

#include <stdlib.h>

#include "lasterror.h"
#include "slots.h"

static struct ws_slots slots = {.lock = PTHREAD_MUTEX_INITIALIZER};
static PFLS_CALLBACK_FUNCTION callbacks[WS_SLOTS];

/* The threads that have values, under lock. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct thread {
	struct ws_slot_values values;
	struct thread *next, **at; /* at: what points here; NULL when not in the list */
} *threads;
static __thread struct thread mine;
static pthread_key_t at_exit;

/* take removes and returns the thread's value at index, NULL if there is none. */
static void *take(struct thread *t, uint32_t index)
{
	struct ws_slot_value *v = ws_slot_at(&slots, &t->values, index);
	if (v == NULL)
		return NULL;
	void *value = v->value;
	v->value = NULL;
	return value;
}

static void end_of_thread(void *thread)
{
	struct thread *t = thread;
	for (uint32_t i = 0; i < t->values.count; i++) {
		pthread_mutex_lock(&lock);
		PFLS_CALLBACK_FUNCTION callback = callbacks[i];
		void *value = take(t, i);
		pthread_mutex_unlock(&lock);
		if (value != NULL && callback != NULL)
			callback(value);
	}
	pthread_mutex_lock(&lock);
	*t->at = t->next;
	if (t->next != NULL)
		t->next->at = t->at;
	free(t->values.entries);
	*t = (struct thread){0};
	pthread_mutex_unlock(&lock);
}

__attribute__((constructor)) static void start(void)
{
	pthread_key_create(&at_exit, end_of_thread);
}

/* FlsAlloc returns FLS_OUT_OF_INDEXES with ERROR_NO_MORE_ITEMS when all are taken. */
DWORD WINAPI FlsAlloc(PFLS_CALLBACK_FUNCTION callback)
{
	pthread_mutex_lock(&lock);
	uint32_t index = ws_slot_take(&slots);
	if (index < WS_SLOTS)
		callbacks[index] = callback;
	pthread_mutex_unlock(&lock);
	if (index < WS_SLOTS)
		return index;
	ws_last_error = ERROR_NO_MORE_ITEMS;
	return FLS_OUT_OF_INDEXES;
}

/* FlsGetValue is TlsGetValue for these indexes. */
PVOID WINAPI FlsGetValue(DWORD index)
{
	if (index >= WS_SLOTS) {
		ws_last_error = ERROR_INVALID_PARAMETER;
		return NULL;
	}
	ws_last_error = ERROR_SUCCESS;
	struct ws_slot_value *v = ws_slot_at(&slots, &mine.values, index);
	return v == NULL ? NULL : v->value;
}

static BOOL set(DWORD index, PVOID value)
{
	if (mine.at == NULL) {
		if (pthread_setspecific(at_exit, &mine) != 0)
			return FALSE;
		mine.next = threads;
		mine.at = &threads;
		if (threads != NULL)
			threads->at = &mine.next;
		threads = &mine;
	}
	if (!ws_slot_grow(&mine.values, index))
		return FALSE;
	mine.values.entries[index].value = value;
	mine.values.entries[index].generation =
		__atomic_load_n(&slots.generation[index], __ATOMIC_ACQUIRE);
	return TRUE;
}

/* FlsSetValue fails with ERROR_INVALID_PARAMETER, ERROR_NOT_ENOUGH_MEMORY. */
BOOL WINAPI FlsSetValue(DWORD index, PVOID value)
{
	if (index >= WS_SLOTS) {
		ws_last_error = ERROR_INVALID_PARAMETER;
		return FALSE;
	}
	pthread_mutex_lock(&lock);
	BOOL done = set(index, value);
	pthread_mutex_unlock(&lock);
	if (!done)
		ws_last_error = ERROR_NOT_ENOUGH_MEMORY;
	return done;
}

/*
 * FlsFree calls the index's function for the value of every thread. It fails with
 * ERROR_INVALID_PARAMETER for an index nobody has.
 */
BOOL WINAPI FlsFree(DWORD index)
{
	if (index >= WS_SLOTS) {
		ws_last_error = ERROR_INVALID_PARAMETER;
		return FALSE;
	}
	for (;;) {
		void *value = NULL;
		pthread_mutex_lock(&lock);
		PFLS_CALLBACK_FUNCTION callback = callbacks[index];
		for (struct thread *t = threads; t != NULL && value == NULL; t = t->next)
			value = take(t, index);
		BOOL freed = TRUE;
		if (value == NULL) {
			callbacks[index] = NULL;
			freed = ws_slot_free(&slots, index);
		}
		pthread_mutex_unlock(&lock);
		if (value != NULL) {
			if (callback != NULL)
				callback(value);
			continue;
		}
		if (!freed)
			ws_last_error = ERROR_INVALID_PARAMETER;
		return freed;
	}
}
