/*
 * types.h: the scalar types of Windows on a 64-bit system: int and long have 32
 * bits there, so LONG, DWORD and their family are made of int here (LLP64).
 */
#ifndef WINSOCK_TYPES_H
#define WINSOCK_TYPES_H

#include <basetsd.h>
#include <sal.h>
#include <stddef.h>

#ifndef VOID
#define VOID void
#endif
#ifndef CONST
#define CONST const
#endif
#ifndef FAR
#define FAR
#endif
#ifndef NEAR
#define NEAR
#endif
#ifndef far
#define far
#endif
#ifndef near
#define near
#endif
#ifndef pascal
#define pascal
#endif
#ifndef IN
#define IN
#endif
#ifndef OUT
#define OUT
#endif
#ifndef OPTIONAL
#define OPTIONAL
#endif

#define CALLBACK
#define WINAPI
#define WINAPIV
#define APIENTRY
#define APIPRIVATE
#define NTAPI
#undef PASCAL
#define PASCAL
#undef CDECL
#define CDECL
#define STDMETHODCALLTYPE
#define STDMETHODVCALLTYPE
#define STDAPICALLTYPE
#define STDAPIVCALLTYPE
#define FASTCALL
#define WINBASEAPI
#define WINADVAPI
#define WINUSERAPI
#define WINGDIAPI
#define NTSYSAPI
#define NTSYSCALLAPI
#define _CRTAPI1
#define _CRTAPI2
#define UNALIGNED
#define RESTRICTED_POINTER

#ifndef EXTERN_C
#ifdef __cplusplus
#define EXTERN_C extern "C"
#else
#define EXTERN_C extern
#endif
#endif
#ifdef __cplusplus
#define EXTERN_C_START extern "C" {
#define EXTERN_C_END }
#else
#define EXTERN_C_START
#define EXTERN_C_END
#endif

#define DECLSPEC_IMPORT
#define DECLSPEC_EXPORT __attribute__((__visibility__("default")))
#define DECLSPEC_NORETURN __attribute__((__noreturn__))
#define DECLSPEC_ALIGN(n) __attribute__((__aligned__(n)))
#define DECLSPEC_CACHEALIGN __attribute__((__aligned__(64)))
#define DECLSPEC_SELECTANY __attribute__((__weak__))
#define DECLSPEC_NOINLINE __attribute__((__noinline__))
#define DECLSPEC_ALLOCATOR
#define DECLSPEC_DEPRECATED __attribute__((__deprecated__))
#define DECLSPEC_UUID(text)
#define DECLSPEC_NOVTABLE
#define FORCEINLINE static __inline__ __attribute__((__always_inline__, __unused__))
#define CFORCEINLINE FORCEINLINE
#define NOP_FUNCTION ((void)0)

#ifndef NULL
#ifdef __cplusplus
#define NULL 0
#else
#define NULL ((void *)0)
#endif
#endif
#ifndef FALSE
#define FALSE 0
#endif
#ifndef TRUE
#define TRUE 1
#endif

typedef void *PVOID, *LPVOID;
typedef const void *LPCVOID, *PCVOID;

typedef char CHAR, *PCHAR, *LPCH, *PCH, CCHAR, *PCCHAR;
typedef short SHORT, *PSHORT;
typedef int LONG, *PLONG, *LPLONG;
typedef int INT, *PINT, *LPINT;
typedef int BOOL, *PBOOL, *LPBOOL;
typedef unsigned char UCHAR, *PUCHAR, BYTE, *PBYTE, *LPBYTE;
typedef BYTE BOOLEAN, *PBOOLEAN;
typedef unsigned short USHORT, *PUSHORT, WORD, *PWORD, *LPWORD;
typedef unsigned int ULONG, *PULONG, DWORD, *PDWORD, *LPDWORD;
typedef unsigned int UINT, *PUINT, *LPUINT;
typedef float FLOAT, *PFLOAT;
typedef double DOUBLE;
__extension__ typedef long long LONGLONG, *PLONGLONG;
__extension__ typedef unsigned long long ULONGLONG, *PULONGLONG, DWORDLONG, *PDWORDLONG;
__extension__ typedef long long USN;
typedef ULONG LOGICAL, *PLOGICAL;
typedef int HRESULT;
typedef int NTSTATUS, *PNTSTATUS;
typedef ULONG LCID, *PLCID, LCTYPE;
typedef USHORT LANGID, ATOM;
typedef ULONG ACCESS_MASK, *PACCESS_MASK;
typedef unsigned short CSHORT;
__extension__ typedef unsigned long long REGHANDLE, *PREGHANDLE;

/* 16 bits: wchar_t itself where the program is compiled with -fshort-wchar. */
#if __SIZEOF_WCHAR_T__ == 2
typedef wchar_t WCHAR;
#else
typedef unsigned short WCHAR;
#endif
typedef WCHAR *PWCHAR, *LPWCH, *PWCH, *LPWSTR, *PWSTR, *NWPSTR;
typedef PWSTR *PZPWSTR;
typedef const WCHAR *LPCWCH, *PCWCH, *LPCWSTR, *PCWSTR, *LPCUWSTR, *PCUWSTR, *PCNZWCH;
typedef WCHAR *LPUWSTR, *PUWSTR, *PZZWSTR;
typedef const WCHAR *PCZZWSTR;
typedef CHAR *LPSTR, *PSTR, *NPSTR, *PZZSTR, *PNZCH;
typedef PSTR *PZPSTR;
typedef const CHAR *LPCSTR, *PCSTR, *LPCCH, *PCCH, *PCZZSTR, *PCNZCH;

#ifndef _TCHAR_DEFINED
#define _TCHAR_DEFINED
#ifdef UNICODE
typedef WCHAR TCHAR, *PTCHAR;
typedef WCHAR TBYTE, *PTBYTE;
#else
typedef char TCHAR, *PTCHAR;
typedef unsigned char TBYTE, *PTBYTE;
#endif
#endif
#ifdef UNICODE
typedef LPWSTR LPTCH, PTCH, PTSTR, LPTSTR;
typedef LPCWSTR LPCTCH, PCTCH, PCTSTR, LPCTSTR;
#define __TEXT(literal) L##literal
#else
typedef LPSTR LPTCH, PTCH, PTSTR, LPTSTR;
typedef LPCSTR LPCTCH, PCTCH, PCTSTR, LPCTSTR;
#define __TEXT(literal) literal
#endif
#define TEXT(literal) __TEXT(literal)

typedef void *HANDLE;
typedef HANDLE *PHANDLE, *LPHANDLE, *SPHANDLE;
typedef HANDLE HGLOBAL, HLOCAL, GLOBALHANDLE, LOCALHANDLE;

/* With STRICT (the default) each kind of handle is a type of its own. */
#if !defined(STRICT) && !defined(NO_STRICT)
#define STRICT 1
#endif
#ifdef NO_STRICT
#define DECLARE_HANDLE(name) typedef HANDLE name
#else
#define DECLARE_HANDLE(name)                                                             \
	struct name##__ {                                                                \
		int unused;                                                              \
	};                                                                               \
	typedef struct name##__ *name
#endif

#define MAXLONG 0x7fffffff
#define MINLONG ((LONG)0x80000000)
#define MAXDWORD 0xffffffff
#define MAXWORD 0xffff
#define MAXBYTE 0xff
#define MAXSHORT 0x7fff
#define MINSHORT 0x8000
#define MAXCHAR 0x7f
#define MINCHAR 0x80
#define MAXUCHAR 0xff
#define MAXUSHORT 0xffff
#define MAXULONG 0xffffffff
#define ANYSIZE_ARRAY 1

typedef union _LARGE_INTEGER {
	__extension__ struct {
		DWORD LowPart;
		LONG HighPart;
	};
	struct {
		DWORD LowPart;
		LONG HighPart;
	} u;
	LONGLONG QuadPart;
} LARGE_INTEGER, *PLARGE_INTEGER, *LPLARGE_INTEGER;

typedef union _ULARGE_INTEGER {
	__extension__ struct {
		DWORD LowPart;
		DWORD HighPart;
	};
	struct {
		DWORD LowPart;
		DWORD HighPart;
	} u;
	ULONGLONG QuadPart;
} ULARGE_INTEGER, *PULARGE_INTEGER, *LPULARGE_INTEGER;

typedef struct _LUID {
	DWORD LowPart;
	LONG HighPart;
} LUID, *PLUID;

typedef struct _LIST_ENTRY {
	struct _LIST_ENTRY *Flink;
	struct _LIST_ENTRY *Blink;
} LIST_ENTRY, *PLIST_ENTRY, *RESTRICTED_POINTER PRLIST_ENTRY;

typedef struct _SINGLE_LIST_ENTRY {
	struct _SINGLE_LIST_ENTRY *Next;
} SINGLE_LIST_ENTRY, *PSINGLE_LIST_ENTRY;

typedef struct _GROUP_AFFINITY {
	KAFFINITY Mask;
	WORD Group;
	WORD Reserved[3];
} GROUP_AFFINITY, *PGROUP_AFFINITY;

typedef struct _PROCESSOR_NUMBER {
	WORD Group;
	BYTE Number;
	BYTE Reserved;
} PROCESSOR_NUMBER, *PPROCESSOR_NUMBER;


WINSOCK_ASSERT(sizeof(LONG) == 4 && sizeof(DWORD) == 4, "LONG and DWORD have 32 bits");
WINSOCK_ASSERT(sizeof(WCHAR) == 2, "WCHAR has 16 bits");
WINSOCK_ASSERT(sizeof(LARGE_INTEGER) == 8, "LARGE_INTEGER has 64 bits");

#endif
