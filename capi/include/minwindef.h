/* minwindef.h: the basic types, and macros that take words apart. */
#ifndef _MINWINDEF_
#define _MINWINDEF_

#include <specstrings.h>
#include <winapifamily.h>
#include <winsock/types.h>
#include <winnt.h>

#ifndef WINVER
#define WINVER 0x0A00
#endif

#undef MAX_PATH
#define MAX_PATH 260

typedef UINT_PTR WPARAM;
typedef LONG_PTR LPARAM;
typedef LONG_PTR LRESULT;
typedef int HFILE;

DECLARE_HANDLE(HINSTANCE);
DECLARE_HANDLE(HKEY);
DECLARE_HANDLE(HKL);
DECLARE_HANDLE(HLSURF);
DECLARE_HANDLE(HMETAFILE);
DECLARE_HANDLE(HRGN);
DECLARE_HANDLE(HRSRC);
DECLARE_HANDLE(HSPRITE);
DECLARE_HANDLE(HSTR);
DECLARE_HANDLE(HTASK);
DECLARE_HANDLE(HWINSTA);
typedef HINSTANCE HMODULE;
typedef HKEY *PHKEY;

/* In C without a prototype, so that any arguments may be passed. */
typedef INT_PTR(WINAPI *FARPROC)();
typedef INT_PTR(WINAPI *NEARPROC)();
typedef INT_PTR(WINAPI *PROC)();

typedef struct _FILETIME {
	DWORD dwLowDateTime;
	DWORD dwHighDateTime;
} FILETIME, *PFILETIME, *LPFILETIME;
#define _FILETIME_

#define MAKEWORD(low, high) \
	((WORD)(((BYTE)((DWORD_PTR)(low) & 0xff)) | ((WORD)((BYTE)((DWORD_PTR)(high) & 0xff))) << 8))
#define MAKELONG(low, high)                                                              \
	((LONG)(((WORD)((DWORD_PTR)(low) & 0xffff)) |                                    \
		((DWORD)((WORD)((DWORD_PTR)(high) & 0xffff))) << 16))
#define LOWORD(value) ((WORD)((DWORD_PTR)(value) & 0xffff))
#define HIWORD(value) ((WORD)((DWORD_PTR)(value) >> 16 & 0xffff))
#define LOBYTE(value) ((BYTE)((DWORD_PTR)(value) & 0xff))
#define HIBYTE(value) ((BYTE)((DWORD_PTR)(value) >> 8 & 0xff))

/*
 * min and max: macros in C, as on Windows. In C++ macros would break the
 * standard library; there they are templates for operands of any two types,
 * behind std::min and std::max when both are seen.
 */
#ifndef NOMINMAX
#ifndef __cplusplus
#ifndef max
#define max(a, b) (((a) > (b)) ? (a) : (b))
#endif
#ifndef min
#define min(a, b) (((a) < (b)) ? (a) : (b))
#endif
#elif __cplusplus >= 201103L
#undef max
#undef min
extern "C++" {

template <typename T>
T winsock_value();

template <typename A, typename B>
constexpr auto max(A a, B b) -> decltype(true ? winsock_value<A>() : winsock_value<B>())
{
	return a > b ? a : b;
}

template <typename A, typename B>
constexpr auto min(A a, B b) -> decltype(true ? winsock_value<A>() : winsock_value<B>())
{
	return a < b ? a : b;
}

}
#endif
#endif

WINSOCK_ASSERT(sizeof(FILETIME) == 8, "size of FILETIME");

#endif
