/*
 * operation.c: operations, of which the memory is used again as late as possible: one
 * that ends twice, or writes after its end, is found out.
 */
#include "soak.h"

#include <stdlib.h>
#include <string.h>

static CRITICAL_SECTION lock;
static operation *oldest, *newest; /* that are not used */
static unsigned unused;
volatile LONG operations_under_way;

enum { KEPT = 4096 };

static void mark(operation *o)
{
	memset(o->small, MARK, sizeof o->small);
	memset(&o->overlapped, MARK, sizeof o->overlapped);
}

/* touched tells whether somebody has written to memory that is not used. */
static int touched(const operation *o)
{
	const unsigned char *p = (const unsigned char *)&o->overlapped;

	for (size_t i = 0; i < sizeof o->overlapped; i++)
		if (p[i] != MARK)
			return 1;
	for (size_t i = 0; i < sizeof o->small; i++)
		if ((unsigned char)o->small[i] != MARK)
			return 1;
	return 0;
}

void operations_init(void)
{
	InitializeCriticalSectionAndSpinCount(&lock, 100);
}

operation *operation_new(enum kind kind, end *e, DWORD size)
{
	operation *o = NULL;

	EnterCriticalSection(&lock);
	if (unused > KEPT) {
		o = oldest;
		oldest = o->next;
		unused--;
	}
	LeaveCriticalSection(&lock);
	if (o == NULL) {
		o = malloc(sizeof *o);
		if (o == NULL)
			fail("no memory");
		mark(o);
	}
	if (touched(o))
		fail("an operation was written to after its end");
	memset(&o->overlapped, 0, sizeof o->overlapped);
	o->kind = kind;
	o->under_way = 0;
	o->e = e;
	o->next = NULL;
	o->count = 0;
	o->size = size;
	o->over = 0;
	o->data = size > sizeof o->small ? malloc(size) : o->small;
	if (o->data == NULL)
		fail("no memory");
	return o;
}

void operation_free(operation *o)
{
	if (o->under_way)
		fail("an operation is freed that has not ended");
	if (o->data != o->small)
		free(o->data);
	mark(o);
	o->next = NULL;
	EnterCriticalSection(&lock);
	if (unused++ == 0)
		oldest = o;
	else
		newest->next = o;
	newest = o;
	LeaveCriticalSection(&lock);
}

void operation_begin(operation *o)
{
	InterlockedIncrement(&operations_under_way);
	if (InterlockedExchange(&o->under_way, 1) != 0)
		fail("an operation begins that is under way");
}

void operation_ended(operation *o, DWORD error, DWORD bytes)
{
	if (InterlockedExchange(&o->under_way, 0) != 1)
		fail("an operation of kind %d ends twice, error %u, %u bytes", o->kind, error, bytes);
	InterlockedDecrement(&operations_under_way);
	if (o->overlapped.Internal == 0x103)
		fail("an operation of kind %d has a packet and goes on", o->kind);
	if ((error == 0) != (o->overlapped.Internal == 0) || o->overlapped.InternalHigh != bytes)
		fail("a packet of %u bytes, error %u; the status block has %llx, %llu bytes", bytes, error,
			(unsigned long long)o->overlapped.Internal,
			(unsigned long long)o->overlapped.InternalHigh);
	o->error = error;
	o->bytes = bytes;
}
