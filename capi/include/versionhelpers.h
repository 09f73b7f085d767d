/* versionhelpers.h: whether the system is at least a certain Windows. */
#ifndef _versionhelpers_H_INCLUDED_
#define _versionhelpers_H_INCLUDED_

#include <sdkddkver.h>
#include <winbase.h>

#define VERSIONHELPERAPI FORCEINLINE BOOL

VERSIONHELPERAPI IsWindowsVersionOrGreater(WORD major, WORD minor, WORD service_pack)
{
	OSVERSIONINFOEXW v;
	DWORDLONG mask = 0;
	ZeroMemory(&v, sizeof(v));
	v.dwOSVersionInfoSize = sizeof(v);
	v.dwMajorVersion = major;
	v.dwMinorVersion = minor;
	v.wServicePackMajor = service_pack;
	mask = VerSetConditionMask(mask, VER_MAJORVERSION, VER_GREATER_EQUAL);
	mask = VerSetConditionMask(mask, VER_MINORVERSION, VER_GREATER_EQUAL);
	mask = VerSetConditionMask(mask, VER_SERVICEPACKMAJOR, VER_GREATER_EQUAL);
	return VerifyVersionInfoW(&v, VER_MAJORVERSION | VER_MINORVERSION | VER_SERVICEPACKMAJOR,
				  mask);
}

VERSIONHELPERAPI IsWindowsXPOrGreater(VOID)
{
	return IsWindowsVersionOrGreater(5, 1, 0);
}

VERSIONHELPERAPI IsWindowsXPSP3OrGreater(VOID)
{
	return IsWindowsVersionOrGreater(5, 1, 3);
}

VERSIONHELPERAPI IsWindowsVistaOrGreater(VOID)
{
	return IsWindowsVersionOrGreater(6, 0, 0);
}

VERSIONHELPERAPI IsWindows7OrGreater(VOID)
{
	return IsWindowsVersionOrGreater(6, 1, 0);
}

VERSIONHELPERAPI IsWindows7SP1OrGreater(VOID)
{
	return IsWindowsVersionOrGreater(6, 1, 1);
}

VERSIONHELPERAPI IsWindows8OrGreater(VOID)
{
	return IsWindowsVersionOrGreater(6, 2, 0);
}

VERSIONHELPERAPI IsWindows8Point1OrGreater(VOID)
{
	return IsWindowsVersionOrGreater(6, 3, 0);
}

VERSIONHELPERAPI IsWindows10OrGreater(VOID)
{
	return IsWindowsVersionOrGreater(10, 0, 0);
}

VERSIONHELPERAPI IsWindowsServer(VOID)
{
	OSVERSIONINFOEXW v;
	ZeroMemory(&v, sizeof(v));
	v.dwOSVersionInfoSize = sizeof(v);
	v.wProductType = VER_NT_WORKSTATION;
	return !VerifyVersionInfoW(&v, VER_PRODUCT_TYPE,
				   VerSetConditionMask(0, VER_PRODUCT_TYPE, VER_EQUAL));
}

#endif
