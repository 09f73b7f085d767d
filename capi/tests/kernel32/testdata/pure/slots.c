/* slots.c: thread-local storage, fiber-local storage, and shared stacks. */
#include <windows.h>

#include "check.h"
#include "threads.h"

static DWORD index_of[2000];
static DWORD shared, fiber;
static LONG called, sum;

static void *in_thread(void *n)
{
	SetLastError(5);
	CHECK(TlsGetValue(shared) == NULL && GetLastError() == ERROR_SUCCESS);
	CHECK(TlsSetValue(shared, n));
	CHECK(TlsGetValue(shared) == n);
	return NULL;
}

static void tls(void)
{
	int n = 0;
	FAILS(TlsGetValue(5000), NULL, ERROR_INVALID_PARAMETER);
	FAILS(TlsSetValue(5000, &n), FALSE, ERROR_INVALID_PARAMETER);
	FAILS(TlsFree(5000), FALSE, ERROR_INVALID_PARAMETER);
	while (n < 2000 && (index_of[n] = TlsAlloc()) != TLS_OUT_OF_INDEXES) {
		CHECK(TlsGetValue(index_of[n]) == NULL);
		CHECK(TlsSetValue(index_of[n], &index_of[n]));
		n++;
	}
	CHECK(n >= 1024 && n <= 1088);
	CHECK(GetLastError() == ERROR_NO_MORE_ITEMS);
	for (int i = 0; i < n; i++)
		CHECK(TlsGetValue(index_of[i]) == &index_of[i]);
	for (int i = 0; i < n; i++)
		CHECK(TlsFree(index_of[i]));
	FAILS(TlsFree(index_of[0]), FALSE, ERROR_INVALID_PARAMETER);
	shared = TlsAlloc();
	CHECK(TlsGetValue(shared) == NULL); /* not the old value */
	TlsSetValue(shared, &n);
	SetLastError(77);
	run(8, in_thread);
	CHECK(GetLastError() == 77); /* each thread has its own */
	CHECK(TlsGetValue(shared) == &n);
	CHECK(TlsFree(shared));
}

static VOID NTAPI last_words(PVOID value)
{
	InterlockedIncrement(&called);
	InterlockedExchangeAdd(&sum, (LONG)(size_t)value);
}

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;

static void *with_fiber_value(void *n)
{
	CHECK(FlsGetValue(fiber) == NULL);
	if (n != NULL)
		CHECK(FlsSetValue(fiber, n));
	return NULL;
}

static void *keeps_value(void *n)
{
	FlsSetValue(fiber, (PVOID)((size_t)n + 100));
	InterlockedIncrement(&called);
	pthread_mutex_lock(&gate); /* lives until the index is freed */
	pthread_mutex_unlock(&gate);
	return NULL;
}

static void fls(void)
{
	FAILS(FlsGetValue(100000), NULL, ERROR_INVALID_PARAMETER);
	FAILS(FlsSetValue(100000, &called), FALSE, ERROR_INVALID_PARAMETER);
	FAILS(FlsFree(100000), FALSE, ERROR_INVALID_PARAMETER);
	fiber = FlsAlloc(last_words);
	CHECK(fiber != FLS_OUT_OF_INDEXES);
	run(4, with_fiber_value);
	CHECK(called == 3 && sum == 1 + 2 + 3); /* not for NULL */

	called = sum = 0;
	pthread_t threads[3];
	pthread_mutex_lock(&gate);
	for (size_t i = 0; i < 3; i++)
		pthread_create(&threads[i], NULL, keeps_value, (void *)i);
	while (InterlockedCompareExchange(&called, 0, 0) != 3)
		YieldProcessor();
	called = 0;
	CHECK(FlsFree(fiber));
	CHECK(called == 3 && sum == 100 + 101 + 102);
	pthread_mutex_unlock(&gate);
	for (int i = 0; i < 3; i++)
		pthread_join(threads[i], NULL);
	CHECK(called == 3);
	FAILS(FlsFree(fiber), FALSE, ERROR_INVALID_PARAMETER);
}

static SLIST_HEADER list;

struct item {
	SLIST_ENTRY entry;
	int number;
};

static void *push_and_pop(void *n)
{
	for (int i = 0; i < 3000; i++) {
		struct item *item = (struct item *)InterlockedPopEntrySList(&list);
		if (item == NULL)
			continue;
		item->number++;
		InterlockedPushEntrySList(&list, &item->entry);
	}
	(void)n;
	return NULL;
}

static void stacks(void)
{
	static struct item items[5];
	InitializeSListHead(&list);
	CHECK(InterlockedPopEntrySList(&list) == NULL && InterlockedFlushSList(&list) == NULL);
	CHECK(InterlockedPushEntrySList(&list, &items[0].entry) == NULL);
	CHECK(InterlockedPushEntrySList(&list, &items[1].entry) == &items[0].entry);
	CHECK(QueryDepthSList(&list) == 2);
	CHECK(InterlockedPopEntrySList(&list) == &items[1].entry);
	CHECK(InterlockedFlushSList(&list) == &items[0].entry && QueryDepthSList(&list) == 0);
	for (int i = 0; i < 5; i++)
		InterlockedPushEntrySList(&list, &items[i].entry);
	run(4, push_and_pop);
	CHECK(QueryDepthSList(&list) == 5);
	int all = 0, n = 0;
	for (PSLIST_ENTRY e; (e = InterlockedPopEntrySList(&list)) != NULL; n++)
		all += ((struct item *)e)->number;
	CHECK(n == 5 && all <= 12000 && all > 0);
}

int main(void)
{
	tls();
	fls();
	stacks();
	return done();
}
