/* intrin.h: Microsoft's intrinsics, by the compiler's. */
#ifndef _INC_INTRIN
#define _INC_INTRIN

#include <corecrt.h>
#include <setjmp.h>
#include <stdlib.h>
#include <x86intrin.h>
#include <cpuid.h>

/* Microsoft's prototypes come before the compiler's macros of the same names. */
#undef _rotl
#undef _rotr
#undef _lrotl
#undef _lrotr
#define _lrotl(n, by) _rotl(n, by)
#define _lrotr(n, by) _rotr(n, by)
#undef __cpuid
#undef _InterlockedExchange

#define WINSOCK_INTRINSIC static __inline__ __attribute__((__always_inline__, __unused__))

WINSOCK_BEGIN

/*
 * The place of the lowest or highest bit; 0 and no place when there is none. The
 * place is an unsigned int or, as programs have it, an unsigned long.
 */
#ifdef __cplusplus
extern "C++" {
template <typename Place> inline unsigned char _BitScanForward(Place *place, unsigned int mask)
{
	return mask ? (*place = (Place)__builtin_ctz(mask), 1) : 0;
}
template <typename Place> inline unsigned char _BitScanReverse(Place *place, unsigned int mask)
{
	return mask ? (*place = (Place)(31 - __builtin_clz(mask)), 1) : 0;
}
template <typename Place>
inline unsigned char _BitScanForward64(Place *place, unsigned __int64 mask)
{
	return mask ? (*place = (Place)__builtin_ctzll(mask), 1) : 0;
}
template <typename Place>
inline unsigned char _BitScanReverse64(Place *place, unsigned __int64 mask)
{
	return mask ? (*place = (Place)(63 - __builtin_clzll(mask)), 1) : 0;
}
}
#else
#define WINSOCK_BIT_SCAN(place, type, mask, found)                                        \
	__extension__({                                                                   \
		type ws_mask = (mask);                                                    \
		unsigned char ws_any = ws_mask != 0;                                      \
		if (ws_any)                                                               \
			*(place) = (found);                                               \
		ws_any;                                                                   \
	})
#define _BitScanForward(place, mask) \
	WINSOCK_BIT_SCAN(place, unsigned int, mask, __builtin_ctz(ws_mask))
#define _BitScanReverse(place, mask) \
	WINSOCK_BIT_SCAN(place, unsigned int, mask, 31 - __builtin_clz(ws_mask))
#define _BitScanForward64(place, mask) \
	WINSOCK_BIT_SCAN(place, unsigned __int64, mask, __builtin_ctzll(ws_mask))
#define _BitScanReverse64(place, mask) \
	WINSOCK_BIT_SCAN(place, unsigned __int64, mask, 63 - __builtin_clzll(ws_mask))
#endif

__extension__ typedef __int128 ws_int128;
__extension__ typedef unsigned __int128 ws_uint128;

/* clang has builtins of some of these names, but does not make all of them here. */
#define _bittest ws_bittest
#define _bittestandset ws_bittestandset
#define _bittestandreset ws_bittestandreset
#define _umul128 ws_umul128
#define _mul128 ws_mul128
#define __umulh ws__umulh
#define __mulh ws__mulh
#define __shiftleft128 ws__shiftleft128
#define __shiftright128 ws__shiftright128
#define __popcnt16 ws__popcnt16
#define __popcnt ws__popcnt
#define __popcnt64 ws__popcnt64
#define __nop ws__nop
#define __stosb ws__stosb
#define __movsb ws__movsb

WINSOCK_INTRINSIC unsigned char ws_bittest(const int *bits, int place)
{
	return (unsigned char)(bits[place >> 5] >> (place & 31) & 1);
}

WINSOCK_INTRINSIC unsigned char ws_bittestandset(int *bits, int place)
{
	unsigned char old = ws_bittest(bits, place);

	bits[place >> 5] |= (int)(1u << (place & 31));
	return old;
}

WINSOCK_INTRINSIC unsigned char ws_bittestandreset(int *bits, int place)
{
	unsigned char old = ws_bittest(bits, place);

	bits[place >> 5] &= (int)~(1u << (place & 31));
	return old;
}

WINSOCK_INTRINSIC unsigned __int64 ws_umul128(unsigned __int64 a, unsigned __int64 b,
	unsigned __int64 *high)
{
	ws_uint128 product = (ws_uint128)a * b;

	*high = (unsigned __int64)(product >> 64);
	return (unsigned __int64)product;
}

WINSOCK_INTRINSIC __int64 ws_mul128(__int64 a, __int64 b, __int64 *high)
{
	ws_int128 product = (ws_int128)a * b;

	*high = (__int64)(product >> 64);
	return (__int64)product;
}

WINSOCK_INTRINSIC unsigned __int64 ws__umulh(unsigned __int64 a, unsigned __int64 b)
{
	unsigned __int64 high;

	(void)ws_umul128(a, b, &high);
	return high;
}

WINSOCK_INTRINSIC __int64 ws__mulh(__int64 a, __int64 b)
{
	__int64 high;

	(void)ws_mul128(a, b, &high);
	return high;
}

WINSOCK_INTRINSIC unsigned __int64 ws__shiftleft128(unsigned __int64 low, unsigned __int64 high,
	unsigned char by)
{
	by &= 63;
	return by ? high << by | low >> (64 - by) : high;
}

WINSOCK_INTRINSIC unsigned __int64 ws__shiftright128(unsigned __int64 low, unsigned __int64 high,
	unsigned char by)
{
	by &= 63;
	return by ? low >> by | high << (64 - by) : low;
}

WINSOCK_INTRINSIC unsigned short ws__popcnt16(unsigned short n)
{
	return (unsigned short)__builtin_popcount(n);
}

WINSOCK_INTRINSIC unsigned int ws__popcnt(unsigned int n)
{
	return (unsigned int)__builtin_popcount(n);
}

WINSOCK_INTRINSIC unsigned __int64 ws__popcnt64(unsigned __int64 n)
{
	return (unsigned __int64)__builtin_popcountll(n);
}

/* The registers eax, ebx, ecx, edx after cpuid. */
WINSOCK_INTRINSIC void ws_cpuid(int registers[4], int leaf, int subleaf)
{
	unsigned int a, b, c, d;

	__cpuid_count((unsigned int)leaf, (unsigned int)subleaf, a, b, c, d);
	registers[0] = (int)a;
	registers[1] = (int)b;
	registers[2] = (int)c;
	registers[3] = (int)d;
}
#define __cpuid(registers, leaf) ws_cpuid(registers, leaf, 0)
#undef __cpuidex
#define __cpuidex(registers, leaf, subleaf) ws_cpuid(registers, leaf, subleaf)

WINSOCK_INTRINSIC void ws__nop(void)
{
	__asm__ volatile("nop");
}

WINSOCK_INTRINSIC void ws__stosb(unsigned char *to, unsigned char value, size_t n)
{
	__builtin_memset(to, value, n);
}

WINSOCK_INTRINSIC void ws__movsb(unsigned char *to, const unsigned char *from, size_t n)
{
	__asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(n) : : "memory");
}

#define __faststorefence() __sync_synchronize()
#define _ReturnAddress() __builtin_return_address(0)
#define _AddressOfReturnAddress() \
	((void *)((char *)__builtin_frame_address(0) + sizeof(void *)))
#define __fastfail(code) __builtin_trap()
#define __ud2() __builtin_trap()

WINSOCK_END

#include <winsock/interlocked.h>

#endif
