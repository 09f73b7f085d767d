/*
 * slist.c: SLIST_HEADER, a stack that threads share. Region is the first entry;
 * its lowest bit, free in an aligned address, is held for the few instructions of
 * a change, so an entry may be freed by whoever takes it off.
 */
#include <interlockedapi.h>

#include <sched.h>

#define HELD 1

static ULONGLONG hold(PSLIST_HEADER head)
{
	for (unsigned tries = 1;; tries++) {
		ULONGLONG first = __atomic_load_n(&head->Region, __ATOMIC_RELAXED);
		if ((first & HELD) == 0 &&
		    __atomic_compare_exchange_n(&head->Region, &first, first | HELD, 1,
						__ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
			return first;
		if (tries % 64 == 0)
			sched_yield();
		YieldProcessor();
	}
}

/* let_go ends a change: the list begins with first and has depth entries. */
static void let_go(PSLIST_HEADER head, PSLIST_ENTRY first, ULONGLONG depth)
{
	ULONGLONG sequence = (head->Alignment >> 16) + 1;
	__atomic_store_n(&head->Alignment, sequence << 16 | (depth & 0xFFFF), __ATOMIC_RELAXED);
	__atomic_store_n(&head->Region, (ULONGLONG)(ULONG_PTR)first, __ATOMIC_RELEASE);
}

VOID WINAPI InitializeSListHead(PSLIST_HEADER head)
{
	head->Alignment = 0;
	head->Region = 0;
}

/* InterlockedPushEntrySList returns what was first before, NULL for nothing. */
PSLIST_ENTRY WINAPI InterlockedPushEntrySList(PSLIST_HEADER head, PSLIST_ENTRY entry)
{
	PSLIST_ENTRY first = (PSLIST_ENTRY)(ULONG_PTR)hold(head);
	entry->Next = first;
	let_go(head, entry, head->Alignment + 1);
	return first;
}

PSLIST_ENTRY WINAPI InterlockedPopEntrySList(PSLIST_HEADER head)
{
	PSLIST_ENTRY first = (PSLIST_ENTRY)(ULONG_PTR)hold(head);
	if (first == NULL)
		let_go(head, NULL, 0);
	else
		let_go(head, first->Next, head->Alignment - 1);
	return first;
}

/* InterlockedFlushSList takes the whole list off. */
PSLIST_ENTRY WINAPI InterlockedFlushSList(PSLIST_HEADER head)
{
	PSLIST_ENTRY first = (PSLIST_ENTRY)(ULONG_PTR)hold(head);
	let_go(head, NULL, 0);
	return first;
}

/* QueryDepthSList counts the entries, modulo 65536. */
USHORT WINAPI QueryDepthSList(PSLIST_HEADER head)
{
	return (USHORT)__atomic_load_n(&head->Alignment, __ATOMIC_RELAXED);
}
