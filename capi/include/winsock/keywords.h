/* keywords.h: words that Microsoft's compilers know, for gcc and clang. */
#pragma GCC system_header
#ifndef WINSOCK_KEYWORDS_H
#define WINSOCK_KEYWORDS_H

#include <winsock/config.h>

/* Both sides of every call use the platform's own convention. */
#undef __cdecl
#undef _cdecl
#undef __stdcall
#undef _stdcall
#undef __fastcall
#undef _fastcall
#undef __thiscall
#undef __vectorcall
#undef __pascal
#undef _pascal
#undef __clrcall
#define __cdecl
#define _cdecl
#define __stdcall
#define _stdcall
#define __fastcall
#define _fastcall
#define __thiscall
#define __vectorcall
#define __pascal
#define _pascal
#define __clrcall

#undef __unaligned
#undef __ptr32
#undef __ptr64
#undef __w64
#undef __sptr
#undef __uptr
#define __unaligned
#define __ptr32
#define __ptr64
#define __w64
#define __sptr
#define __uptr

/* Macros, not types: programs write "unsigned __int64". */
#undef __int8
#undef __int16
#undef __int32
#undef __int64
#undef _int8
#undef _int16
#undef _int32
#undef _int64
#define __int8 char
#define __int16 short
#define __int32 int
#define __int64 long long
#define _int8 char
#define _int16 short
#define _int32 int
#define _int64 long long

#undef __forceinline
#undef _forceinline
#undef _inline
#define __forceinline __inline__ __attribute__((__always_inline__))
#define _forceinline __forceinline
#define _inline __inline__

#undef __assume
#define __assume(fact) ((fact) ? (void)0 : __builtin_unreachable())
#undef __noop
#define __noop(...) ((void)0)
#undef __debugbreak
#define __debugbreak() __asm__ volatile("int3")

/*
 * __declspec(word) becomes the attribute of that meaning; words that say
 * nothing here become an empty attribute. Only the operand itself is pasted, so
 * align(n) and deprecated("text") keep their arguments.
 */
#undef __declspec
#undef _declspec
#define __declspec(word) __attribute__((WINSOCK_DECLSPEC_##word))
#define _declspec(word) __attribute__((WINSOCK_DECLSPEC_##word))
#define WINSOCK_DECLSPEC_
#define WINSOCK_DECLSPEC_align __aligned__
#define WINSOCK_DECLSPEC_allocate(section)
#define WINSOCK_DECLSPEC_allocator
#define WINSOCK_DECLSPEC_code_seg(section)
#define WINSOCK_DECLSPEC_deprecated __deprecated__
#define WINSOCK_DECLSPEC_dllexport __visibility__("default")
#define WINSOCK_DECLSPEC_dllimport
#define WINSOCK_DECLSPEC_empty_bases
#define WINSOCK_DECLSPEC_guard(what)
#define WINSOCK_DECLSPEC_naked __naked__
#define WINSOCK_DECLSPEC_noalias
#define WINSOCK_DECLSPEC_noinline __noinline__
#define WINSOCK_DECLSPEC_noreturn __noreturn__
#define WINSOCK_DECLSPEC_nothrow __nothrow__
#define WINSOCK_DECLSPEC_novtable
#define WINSOCK_DECLSPEC_restrict
#define WINSOCK_DECLSPEC_safebuffers
#define WINSOCK_DECLSPEC_selectany __weak__
#define WINSOCK_DECLSPEC_spectre(what)
#define WINSOCK_DECLSPEC_uuid(text)
/* A storage class can't stand in an attribute: close it and open an empty one. */
#ifdef __cplusplus
#define WINSOCK_DECLSPEC_thread )) __thread __attribute__((
#else
#define WINSOCK_DECLSPEC_thread )) _Thread_local __attribute__((
#endif

#endif
