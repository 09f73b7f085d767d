/* order.h: wide and floating-point numbers between host and network byte order. */
#ifndef WINSOCK_ORDER_H
#define WINSOCK_ORDER_H

#include <winsock/base.h>

static __inline__ UINT64 htonll(UINT64 value)
{
	return __builtin_bswap64(value);
}

static __inline__ UINT64 ntohll(UINT64 value)
{
	return __builtin_bswap64(value);
}

static __inline__ UINT32 htonf(float value)
{
	UINT32 bits;

	memcpy(&bits, &value, sizeof bits);
	return __builtin_bswap32(bits);
}

static __inline__ float ntohf(UINT32 value)
{
	float result;

	value = __builtin_bswap32(value);
	memcpy(&result, &value, sizeof result);
	return result;
}

static __inline__ UINT64 htond(double value)
{
	UINT64 bits;

	memcpy(&bits, &value, sizeof bits);
	return __builtin_bswap64(bits);
}

static __inline__ double ntohd(UINT64 value)
{
	double result;

	value = __builtin_bswap64(value);
	memcpy(&result, &value, sizeof result);
	return result;
}

#endif
