/* intsafe.h: arithmetic and conversions that tell when the result does not fit. */
#ifndef _INTSAFE_H_INCLUDED_
#define _INTSAFE_H_INCLUDED_

#include <winerror.h>
#include <winsock/types.h>

#define INTSAFE_E_ARITHMETIC_OVERFLOW ((HRESULT)0x80070216)

/* The functions of one type: sum, difference, product; a failure gives all ones. */
#define WINSOCK_INTSAFE(name, type)                                                      \
	FORCEINLINE HRESULT name##Add(type a, type b, type *result)                      \
	{                                                                                \
		if (!__builtin_add_overflow(a, b, result))                               \
			return S_OK;                                                     \
		*result = (type)~(type)0;                                                \
		return INTSAFE_E_ARITHMETIC_OVERFLOW;                                    \
	}                                                                                \
	FORCEINLINE HRESULT name##Sub(type a, type b, type *result)                      \
	{                                                                                \
		if (!__builtin_sub_overflow(a, b, result))                               \
			return S_OK;                                                     \
		*result = (type)~(type)0;                                                \
		return INTSAFE_E_ARITHMETIC_OVERFLOW;                                    \
	}                                                                                \
	FORCEINLINE HRESULT name##Mult(type a, type b, type *result)                     \
	{                                                                                \
		if (!__builtin_mul_overflow(a, b, result))                               \
			return S_OK;                                                     \
		*result = (type)~(type)0;                                                \
		return INTSAFE_E_ARITHMETIC_OVERFLOW;                                    \
	}

/* A conversion: whether the value fits is an addition of nothing. */
#define WINSOCK_INTSAFE_CONVERSION(name, from, to)                                       \
	FORCEINLINE HRESULT name(from value, to *result)                                 \
	{                                                                                \
		if (!__builtin_add_overflow(value, (from)0, result))                     \
			return S_OK;                                                     \
		*result = (to)~(to)0;                                                    \
		return INTSAFE_E_ARITHMETIC_OVERFLOW;                                    \
	}

WINSOCK_INTSAFE(UInt, UINT)
WINSOCK_INTSAFE(ULong, ULONG)
WINSOCK_INTSAFE(DWord, DWORD)
WINSOCK_INTSAFE(UShort, USHORT)
WINSOCK_INTSAFE(Word, WORD)
WINSOCK_INTSAFE(SizeT, SIZE_T)
WINSOCK_INTSAFE(ULongLong, ULONGLONG)

WINSOCK_INTSAFE_CONVERSION(SizeTToInt, SIZE_T, INT)
WINSOCK_INTSAFE_CONVERSION(SizeTToUInt, SIZE_T, UINT)
WINSOCK_INTSAFE_CONVERSION(SizeTToULong, SIZE_T, ULONG)
WINSOCK_INTSAFE_CONVERSION(SizeTToDWord, SIZE_T, DWORD)
WINSOCK_INTSAFE_CONVERSION(SizeTToUShort, SIZE_T, USHORT)
WINSOCK_INTSAFE_CONVERSION(IntToUInt, INT, UINT)
WINSOCK_INTSAFE_CONVERSION(IntToUShort, INT, USHORT)
WINSOCK_INTSAFE_CONVERSION(IntToDWord, INT, DWORD)
WINSOCK_INTSAFE_CONVERSION(UIntToInt, UINT, INT)
WINSOCK_INTSAFE_CONVERSION(UIntToUShort, UINT, USHORT)
WINSOCK_INTSAFE_CONVERSION(ULongToInt, ULONG, INT)
WINSOCK_INTSAFE_CONVERSION(ULongToUShort, ULONG, USHORT)
WINSOCK_INTSAFE_CONVERSION(DWordToInt, DWORD, INT)
WINSOCK_INTSAFE_CONVERSION(ULongLongToULong, ULONGLONG, ULONG)
WINSOCK_INTSAFE_CONVERSION(ULongLongToUInt, ULONGLONG, UINT)
WINSOCK_INTSAFE_CONVERSION(LongLongToInt, LONGLONG, INT)

#undef WINSOCK_INTSAFE
#undef WINSOCK_INTSAFE_CONVERSION

#endif
