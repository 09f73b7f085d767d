/*
 * interlocked.h: atomic operations, each a full barrier. The operand has 32 bits
 * without a suffix, 64, 16 or 8 with it, or is a pointer. In C++ a variable of
 * the native types long and unsigned may stand for a LONG.
 */
#pragma GCC system_header
#ifndef WINSOCK_INTERLOCKED_H
#define WINSOCK_INTERLOCKED_H

#include <winsock/types.h>

/* One operation for one type: name, result, and what the builtin is called. */
#define WINSOCK_ATOMIC(name, type, body)                                                 \
	static __inline__ __attribute__((__always_inline__, __unused__)) type name body

/* The family of one width: suffix of the name and type of the operand. */
#define WINSOCK_INTERLOCKED(suffix, type)                                                \
	WINSOCK_ATOMIC(InterlockedIncrement##suffix, type, (type volatile *target))      \
	{                                                                                \
		return (type)__atomic_add_fetch(target, 1, __ATOMIC_SEQ_CST);            \
	}                                                                                \
	WINSOCK_ATOMIC(InterlockedDecrement##suffix, type, (type volatile *target))      \
	{                                                                                \
		return (type)__atomic_sub_fetch(target, 1, __ATOMIC_SEQ_CST);            \
	}                                                                                \
	WINSOCK_ATOMIC(InterlockedExchange##suffix, type,                                \
		       (type volatile *target, type value))                              \
	{                                                                                \
		return __atomic_exchange_n(target, value, __ATOMIC_SEQ_CST);             \
	}                                                                                \
	WINSOCK_ATOMIC(InterlockedExchangeAdd##suffix, type,                             \
		       (type volatile *target, type value))                              \
	{                                                                                \
		return __atomic_fetch_add(target, value, __ATOMIC_SEQ_CST);              \
	}                                                                                \
	WINSOCK_ATOMIC(InterlockedAdd##suffix, type,                                     \
		       (type volatile *target, type value))                              \
	{                                                                                \
		return __atomic_add_fetch(target, value, __ATOMIC_SEQ_CST);              \
	}                                                                                \
	WINSOCK_ATOMIC(InterlockedAnd##suffix, type,                                     \
		       (type volatile *target, type value))                              \
	{                                                                                \
		return __atomic_fetch_and(target, value, __ATOMIC_SEQ_CST);              \
	}                                                                                \
	WINSOCK_ATOMIC(InterlockedOr##suffix, type,                                      \
		       (type volatile *target, type value))                              \
	{                                                                                \
		return __atomic_fetch_or(target, value, __ATOMIC_SEQ_CST);               \
	}                                                                                \
	WINSOCK_ATOMIC(InterlockedXor##suffix, type,                                     \
		       (type volatile *target, type value))                              \
	{                                                                                \
		return __atomic_fetch_xor(target, value, __ATOMIC_SEQ_CST);              \
	}                                                                                \
	WINSOCK_ATOMIC(InterlockedCompareExchange##suffix, type,                         \
		       (type volatile *target, type value, type comparand))              \
	{                                                                                \
		__atomic_compare_exchange_n(target, &comparand, value, 0,                \
					    __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);         \
		return comparand;                                                        \
	}

#ifdef __cplusplus
extern "C++" {
#endif

WINSOCK_INTERLOCKED(, LONG)
WINSOCK_INTERLOCKED(64, LONG64)
WINSOCK_INTERLOCKED(16, SHORT)
WINSOCK_INTERLOCKED(8, CHAR)

#ifdef __cplusplus
WINSOCK_INTERLOCKED(, ULONG)
WINSOCK_INTERLOCKED(, ULONG64)
WINSOCK_INTERLOCKED(, long)
WINSOCK_INTERLOCKED(, unsigned long)
WINSOCK_INTERLOCKED(64, ULONG64)
WINSOCK_INTERLOCKED(64, long)
WINSOCK_INTERLOCKED(64, unsigned long)
#endif

WINSOCK_ATOMIC(InterlockedExchangePointer, PVOID, (PVOID volatile *target, PVOID value))
{
	return __atomic_exchange_n(target, value, __ATOMIC_SEQ_CST);
}

WINSOCK_ATOMIC(InterlockedCompareExchangePointer, PVOID,
	       (PVOID volatile *target, PVOID value, PVOID comparand))
{
	__atomic_compare_exchange_n(target, &comparand, value, 0, __ATOMIC_SEQ_CST,
				    __ATOMIC_SEQ_CST);
	return comparand;
}

/* They answer the bit as it was. */
WINSOCK_ATOMIC(InterlockedBitTestAndSet, BOOLEAN, (LONG volatile *base, LONG bit))
{
	LONG mask = (LONG)(1U << (bit & 31));
	return (__atomic_fetch_or(base + (bit >> 5), mask, __ATOMIC_SEQ_CST) & mask) != 0;
}

WINSOCK_ATOMIC(InterlockedBitTestAndReset, BOOLEAN, (LONG volatile *base, LONG bit))
{
	LONG mask = (LONG)(1U << (bit & 31));
	return (__atomic_fetch_and(base + (bit >> 5), ~mask, __ATOMIC_SEQ_CST) & mask) != 0;
}

#ifdef __cplusplus
}
#endif

#undef WINSOCK_INTERLOCKED
#undef WINSOCK_ATOMIC

/* Full barriers serve where a weaker one is asked for. */
#define InterlockedIncrementAcquire InterlockedIncrement
#define InterlockedIncrementRelease InterlockedIncrement
#define InterlockedIncrementNoFence InterlockedIncrement
#define InterlockedDecrementAcquire InterlockedDecrement
#define InterlockedDecrementRelease InterlockedDecrement
#define InterlockedDecrementNoFence InterlockedDecrement
#define InterlockedExchangeAcquire InterlockedExchange
#define InterlockedExchangeNoFence InterlockedExchange
#define InterlockedExchangeAddAcquire InterlockedExchangeAdd
#define InterlockedExchangeAddRelease InterlockedExchangeAdd
#define InterlockedExchangeAddNoFence InterlockedExchangeAdd
#define InterlockedCompareExchangeAcquire InterlockedCompareExchange
#define InterlockedCompareExchangeRelease InterlockedCompareExchange
#define InterlockedCompareExchangeNoFence InterlockedCompareExchange
#define InterlockedCompareExchangeAcquire64 InterlockedCompareExchange64
#define InterlockedCompareExchangeRelease64 InterlockedCompareExchange64
#define InterlockedCompareExchangePointerAcquire InterlockedCompareExchangePointer
#define InterlockedCompareExchangePointerRelease InterlockedCompareExchangePointer
#define InterlockedCompareExchangePointerNoFence InterlockedCompareExchangePointer
#define InterlockedOrAcquire InterlockedOr
#define InterlockedOrRelease InterlockedOr
#define InterlockedAndAcquire InterlockedAnd
#define InterlockedAndRelease InterlockedAnd
#define InterlockedExchangeAddSizeT(target, value) \
	InterlockedExchangeAdd64((LONG64 volatile *)(target), (LONG64)(value))
#define InterlockedIncrementSizeT(target) InterlockedIncrement64((LONG64 volatile *)(target))
#define InterlockedDecrementSizeT(target) InterlockedDecrement64((LONG64 volatile *)(target))

/* The compiler's own names for the same. */
#define _InterlockedIncrement InterlockedIncrement
#define _InterlockedDecrement InterlockedDecrement
#define _InterlockedExchange InterlockedExchange
#define _InterlockedExchangeAdd InterlockedExchangeAdd
#define _InterlockedCompareExchange InterlockedCompareExchange
#define _InterlockedAnd InterlockedAnd
#define _InterlockedOr InterlockedOr
#define _InterlockedXor InterlockedXor
#define _InterlockedIncrement64 InterlockedIncrement64
#define _InterlockedDecrement64 InterlockedDecrement64
#define _InterlockedExchange64 InterlockedExchange64
#define _InterlockedExchangeAdd64 InterlockedExchangeAdd64
#define _InterlockedCompareExchange64 InterlockedCompareExchange64
#define _InterlockedAnd64 InterlockedAnd64
#define _InterlockedOr64 InterlockedOr64
#define _InterlockedXor64 InterlockedXor64
#define _InterlockedIncrement16 InterlockedIncrement16
#define _InterlockedDecrement16 InterlockedDecrement16
#define _InterlockedExchange16 InterlockedExchange16
#define _InterlockedExchangeAdd16 InterlockedExchangeAdd16
#define _InterlockedCompareExchange16 InterlockedCompareExchange16
#define _InterlockedAnd16 InterlockedAnd16
#define _InterlockedOr16 InterlockedOr16
#define _InterlockedXor16 InterlockedXor16
#define _InterlockedExchange8 InterlockedExchange8
#define _InterlockedExchangeAdd8 InterlockedExchangeAdd8
#define _InterlockedCompareExchange8 InterlockedCompareExchange8
#define _InterlockedAnd8 InterlockedAnd8
#define _InterlockedOr8 InterlockedOr8
#define _InterlockedXor8 InterlockedXor8
#define _InterlockedExchangePointer InterlockedExchangePointer
#define _InterlockedCompareExchangePointer InterlockedCompareExchangePointer
#define _interlockedbittestandset InterlockedBitTestAndSet
#define _interlockedbittestandreset InterlockedBitTestAndReset

#define MemoryBarrier() __atomic_thread_fence(__ATOMIC_SEQ_CST)
#define YieldProcessor() __builtin_ia32_pause()
#define _ReadWriteBarrier() __asm__ volatile("" ::: "memory")
#define _ReadBarrier() _ReadWriteBarrier()
#define _WriteBarrier() _ReadWriteBarrier()
#define ReadAcquire(source) __atomic_load_n(source, __ATOMIC_ACQUIRE)
#define ReadNoFence(source) __atomic_load_n(source, __ATOMIC_RELAXED)
#define WriteRelease(target, value) __atomic_store_n(target, value, __ATOMIC_RELEASE)
#define WriteNoFence(target, value) __atomic_store_n(target, value, __ATOMIC_RELAXED)
#define ReadPointerAcquire(source) __atomic_load_n(source, __ATOMIC_ACQUIRE)
#define ReadPointerNoFence(source) __atomic_load_n(source, __ATOMIC_RELAXED)
#define WritePointerRelease(target, value) __atomic_store_n(target, value, __ATOMIC_RELEASE)

#endif
