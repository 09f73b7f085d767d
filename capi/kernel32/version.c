/* version.c: the Windows that this passes for: 10, build 19045, a workstation. */
#include <sysinfoapi.h>
#include <winbase.h>
#include <winerror.h>

#include <string.h>

#include "lasterror.h"

#define MAJOR 10
#define MINOR 0
#define BUILD 19045

/* GetVersion has the version in the low half and the build in the high one. */
DWORD WINAPI GetVersion(VOID)
{
	return BUILD << 16 | MINOR << 8 | MAJOR;
}

static BOOL wrong(DWORD error)
{
	ws_last_error = error;
	return FALSE;
}

/* GetVersionEx fails with ERROR_INSUFFICIENT_BUFFER for other sizes. */
BOOL WINAPI GetVersionExA(LPOSVERSIONINFOA version)
{
	DWORD size = version->dwOSVersionInfoSize;
	if (size != sizeof(OSVERSIONINFOA) && size != sizeof(OSVERSIONINFOEXA))
		return wrong(ERROR_INSUFFICIENT_BUFFER);
	OSVERSIONINFOEXA v = {size, MAJOR, MINOR, BUILD, VER_PLATFORM_WIN32_NT, "", 0, 0,
			      VER_SUITE_SINGLEUSERTS, VER_NT_WORKSTATION, 0};
	memcpy(version, &v, size);
	return TRUE;
}

BOOL WINAPI GetVersionExW(LPOSVERSIONINFOW version)
{
	DWORD size = version->dwOSVersionInfoSize;
	if (size != sizeof(OSVERSIONINFOW) && size != sizeof(OSVERSIONINFOEXW))
		return wrong(ERROR_INSUFFICIENT_BUFFER);
	OSVERSIONINFOEXW v = {size, MAJOR, MINOR, BUILD, VER_PLATFORM_WIN32_NT, {0}, 0, 0,
			      VER_SUITE_SINGLEUSERTS, VER_NT_WORKSTATION, 0};
	memcpy(version, &v, size);
	return TRUE;
}

/* VerSetConditionMask adds how the number of a type shall compare. */
ULONGLONG WINAPI VerSetConditionMask(ULONGLONG mask, DWORD type, BYTE condition)
{
	if (type == 0 || (condition & VER_CONDITION_MASK) == 0)
		return 0;
	int place = 31 - __builtin_clz(type) ;
	if (place > 7)
		return mask;
	return mask | (ULONGLONG)(condition & VER_CONDITION_MASK)
			      << (place * VER_NUM_BITS_PER_CONDITION_MASK);
}

static int condition_of(DWORDLONG conditions, DWORD type)
{
	return (int)(conditions >> (__builtin_ctz(type) * VER_NUM_BITS_PER_CONDITION_MASK) &
		     VER_CONDITION_MASK);
}

static BOOL holds(DWORD ours, DWORD wanted, int condition)
{
	switch (condition) {
	case VER_EQUAL:
		return ours == wanted;
	case VER_GREATER:
		return ours > wanted;
	case VER_GREATER_EQUAL:
		return ours >= wanted;
	case VER_LESS:
		return ours < wanted;
	case VER_LESS_EQUAL:
		return ours <= wanted;
	default:
		return FALSE;
	}
}

/* version_holds compares the numbers in their order: the first that differs decides. */
static BOOL version_holds(const OSVERSIONINFOEXW *v, DWORD types, DWORDLONG conditions)
{
	const struct {
		DWORD type, ours, wanted;
	} parts[] = {
		{VER_MAJORVERSION, MAJOR, v->dwMajorVersion},
		{VER_MINORVERSION, MINOR, v->dwMinorVersion},
		{VER_SERVICEPACKMAJOR, 0, v->wServicePackMajor},
		{VER_SERVICEPACKMINOR, 0, v->wServicePackMinor},
	};
	BOOL result = TRUE;
	for (int i = 0; i < (int)ARRAYSIZE(parts); i++) {
		if ((types & parts[i].type) == 0)
			continue;
		result = holds(parts[i].ours, parts[i].wanted,
			       condition_of(conditions, parts[i].type));
		if (parts[i].ours != parts[i].wanted)
			break;
	}
	return result;
}

static BOOL suite_holds(WORD wanted, int condition)
{
	WORD common = wanted & VER_SUITE_SINGLEUSERTS;
	return condition == VER_AND ? common == wanted : common != 0;
}

/*
 * VerifyVersionInfo fails with ERROR_OLD_WIN_VERSION when a condition does not
 * hold, with ERROR_BAD_ARGUMENTS when there is none.
 */
BOOL WINAPI VerifyVersionInfoW(LPOSVERSIONINFOEXW v, DWORD types, DWORDLONG conditions)
{
	if (types == 0 || conditions == 0)
		return wrong(ERROR_BAD_ARGUMENTS);
	const struct {
		DWORD type, ours, wanted;
	} single[] = {
		{VER_PRODUCT_TYPE, VER_NT_WORKSTATION, v->wProductType},
		{VER_PLATFORMID, VER_PLATFORM_WIN32_NT, v->dwPlatformId},
		{VER_BUILDNUMBER, BUILD, v->dwBuildNumber},
	};
	BOOL result = version_holds(v, types, conditions);
	for (int i = 0; i < (int)ARRAYSIZE(single); i++)
		if ((types & single[i].type) != 0)
			result &= holds(single[i].ours, single[i].wanted,
					condition_of(conditions, single[i].type));
	if ((types & VER_SUITENAME) != 0)
		result &= suite_holds(v->wSuiteMask, condition_of(conditions, VER_SUITENAME));
	return result ? TRUE : wrong(ERROR_OLD_WIN_VERSION);
}

BOOL WINAPI VerifyVersionInfoA(LPOSVERSIONINFOEXA v, DWORD types, DWORDLONG conditions)
{
	OSVERSIONINFOEXW wide = {
		.dwMajorVersion = v->dwMajorVersion,
		.dwMinorVersion = v->dwMinorVersion,
		.dwBuildNumber = v->dwBuildNumber,
		.dwPlatformId = v->dwPlatformId,
		.wServicePackMajor = v->wServicePackMajor,
		.wServicePackMinor = v->wServicePackMinor,
		.wSuiteMask = v->wSuiteMask,
		.wProductType = v->wProductType,
	};
	return VerifyVersionInfoW(&wide, types, conditions);
}
