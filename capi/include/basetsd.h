/* basetsd.h: integers of a fixed size and of a pointer's size. */
#ifndef _BASETSD_H_
#define _BASETSD_H_

#include <winsock/keywords.h>

typedef signed char INT8, *PINT8;
typedef short INT16, *PINT16;
typedef int INT32, *PINT32;
__extension__ typedef long long INT64, *PINT64;
typedef unsigned char UINT8, *PUINT8;
typedef unsigned short UINT16, *PUINT16;
typedef unsigned int UINT32, *PUINT32;
__extension__ typedef unsigned long long UINT64, *PUINT64;

typedef int LONG32, *PLONG32;
typedef unsigned int ULONG32, *PULONG32;
typedef unsigned int DWORD32, *PDWORD32;
__extension__ typedef long long LONG64, *PLONG64;
__extension__ typedef unsigned long long ULONG64, *PULONG64;
__extension__ typedef unsigned long long DWORD64, *PDWORD64;

/* The types of size_t and intptr_t, so that pointers to them may be mixed. */
typedef __INTPTR_TYPE__ INT_PTR, *PINT_PTR;
typedef __UINTPTR_TYPE__ UINT_PTR, *PUINT_PTR;
typedef __INTPTR_TYPE__ LONG_PTR, *PLONG_PTR;
typedef __UINTPTR_TYPE__ ULONG_PTR, *PULONG_PTR;
typedef ULONG_PTR DWORD_PTR, *PDWORD_PTR;
typedef ULONG_PTR SIZE_T, *PSIZE_T;
typedef LONG_PTR SSIZE_T, *PSSIZE_T;
typedef ULONG_PTR KAFFINITY, *PKAFFINITY;

typedef int HALF_PTR, *PHALF_PTR;
typedef unsigned int UHALF_PTR, *PUHALF_PTR;
typedef INT_PTR SHANDLE_PTR;
typedef UINT_PTR HANDLE_PTR;

#define __int3264 __INTPTR_TYPE__
#define ADDRESS_TAG_BIT 0x40000000000ULL
#define POINTER_32
#define POINTER_64
#define POINTER_SIGNED
#define POINTER_UNSIGNED
#define FIRMWARE_PTR

#define MAXUINT8 ((UINT8)~((UINT8)0))
#define MAXINT8 ((INT8)(MAXUINT8 >> 1))
#define MININT8 ((INT8)~MAXINT8)
#define MAXUINT16 ((UINT16)~((UINT16)0))
#define MAXINT16 ((INT16)(MAXUINT16 >> 1))
#define MININT16 ((INT16)~MAXINT16)
#define MAXUINT32 ((UINT32)~((UINT32)0))
#define MAXINT32 ((INT32)(MAXUINT32 >> 1))
#define MININT32 ((INT32)~MAXINT32)
#define MAXUINT64 ((UINT64)~((UINT64)0))
#define MAXINT64 ((INT64)(MAXUINT64 >> 1))
#define MININT64 ((INT64)~MAXINT64)
#define MAXULONG32 ((ULONG32)~((ULONG32)0))
#define MAXLONG32 ((LONG32)(MAXULONG32 >> 1))
#define MINLONG32 ((LONG32)~MAXLONG32)
#define MAXULONG64 ((ULONG64)~((ULONG64)0))
#define MAXLONG64 ((LONG64)(MAXULONG64 >> 1))
#define MINLONG64 ((LONG64)~MAXLONG64)
#define MAXULONGLONG ((UINT64)~((UINT64)0))
#define MAXLONGLONG ((INT64)(MAXULONGLONG >> 1))
#define MINLONGLONG ((INT64)~MAXLONGLONG)
#define MAXSIZE_T ((SIZE_T)~((SIZE_T)0))
#define MAXSSIZE_T ((SSIZE_T)(MAXSIZE_T >> 1))
#define MINSSIZE_T ((SSIZE_T)~MAXSSIZE_T)
#define MAXUINT_PTR ((UINT_PTR)~((UINT_PTR)0))
#define MAXINT_PTR ((INT_PTR)(MAXUINT_PTR >> 1))
#define MININT_PTR ((INT_PTR)~MAXINT_PTR)
#define MAXULONG_PTR ((ULONG_PTR)~((ULONG_PTR)0))
#define MAXLONG_PTR ((LONG_PTR)(MAXULONG_PTR >> 1))
#define MINLONG_PTR ((LONG_PTR)~MAXLONG_PTR)
#define MAXDWORD32 ((DWORD32)~((DWORD32)0))
#define MAXDWORD64 ((DWORD64)~((DWORD64)0))
#define MAXDWORD_PTR ((DWORD_PTR)~((DWORD_PTR)0))
#define MAXUINT ((unsigned int)~0U)
#define MAXINT ((int)(MAXUINT >> 1))
#define MININT ((int)~MAXINT)

/* A handle of 32 bits and back, as between programs of both widths. */
#define HandleToULong(handle) ((ULONG32)(ULONG_PTR)(handle))
#define HandleToLong(handle) ((LONG32)(LONG_PTR)(handle))
#define ULongToHandle(value) ((void *)(ULONG_PTR)(value))
#define LongToHandle(value) ((void *)(LONG_PTR)(value))
#define HandleToUlong(handle) HandleToULong(handle)
#define UlongToHandle(value) ULongToHandle(value)
#define PtrToUlong(pointer) ((ULONG32)(ULONG_PTR)(pointer))
#define PtrToULong(pointer) PtrToUlong(pointer)
#define PtrToLong(pointer) ((LONG32)(LONG_PTR)(pointer))
#define PtrToUint(pointer) ((UINT32)(UINT_PTR)(pointer))
#define PtrToInt(pointer) ((INT32)(INT_PTR)(pointer))
#define PtrToUshort(pointer) ((unsigned short)(ULONG_PTR)(pointer))
#define PtrToShort(pointer) ((short)(LONG_PTR)(pointer))
#define IntToPtr(value) ((void *)(INT_PTR)(int)(value))
#define UIntToPtr(value) ((void *)(UINT_PTR)(unsigned int)(value))
#define UintToPtr(value) UIntToPtr(value)
#define LongToPtr(value) ((void *)(LONG_PTR)(int)(value))
#define ULongToPtr(value) ((void *)(ULONG_PTR)(unsigned int)(value))
#define UlongToPtr(value) ULongToPtr(value)

WINSOCK_ASSERT(sizeof(INT_PTR) == 8, "a pointer has 64 bits");
WINSOCK_ASSERT(sizeof(ULONG32) == 4, "ULONG32 has 32 bits");

#endif
