/* computername.c: the computer's names and the system's folders. */
#include <sysinfoapi.h>
#include <winbase.h>
#include <winerror.h>
#include <winnls.h>

#include <string.h>
#include <sys/utsname.h>

#include "filepath.h"
#include "lasterror.h"

/* find_name writes a name of the computer; false if there is no such kind. */
static BOOL find_name(COMPUTER_NAME_FORMAT format, char to[65])
{
	struct utsname u;
	if (uname(&u) != 0)
		u.nodename[0] = 0;
	char *dot = strchr(u.nodename, '.');
	to[0] = 0;
	switch (format) {
	case ComputerNameNetBIOS:
	case ComputerNamePhysicalNetBIOS:
	case ComputerNameDnsHostname:
	case ComputerNamePhysicalDnsHostname:
		if (dot != NULL)
			*dot = 0;
		break;
	case ComputerNameDnsDomain:
	case ComputerNamePhysicalDnsDomain:
		if (dot != NULL)
			strcpy(to, dot + 1);
		return TRUE;
	case ComputerNameDnsFullyQualified:
	case ComputerNamePhysicalDnsFullyQualified:
		break;
	default:
		return FALSE;
	}
	strcpy(to, u.nodename);
	if (format == ComputerNameNetBIOS || format == ComputerNamePhysicalNetBIOS) {
		to[MAX_COMPUTERNAME_LENGTH] = 0;
		for (char *p = to; *p != 0; p++)
			if (*p >= 'a' && *p <= 'z')
				*p -= 'a' - 'A';
	}
	return TRUE;
}

/* answer gives the name, or the size it needs with the error too_small. */
static BOOL answer(const char *name, LPSTR to, LPDWORD size, DWORD too_small)
{
	DWORD n = (DWORD)strlen(name);
	if (*size <= n || to == NULL) {
		*size = n + 1;
		ws_last_error = too_small;
		return FALSE;
	}
	memcpy(to, name, n + 1);
	*size = n;
	return TRUE;
}

/* answer_wide does so in 16-bit text. */
static BOOL answer_wide(const char *name, LPWSTR to, LPDWORD size, DWORD too_small)
{
	WCHAR wide[65];
	int n = MultiByteToWideChar(CP_UTF8, 0, name, -1, wide, (int)ARRAYSIZE(wide));
	if (*size < (DWORD)n || to == NULL) {
		*size = (DWORD)n;
		ws_last_error = too_small;
		return FALSE;
	}
	memcpy(to, wide, (size_t)n * sizeof(WCHAR));
	*size = (DWORD)n - 1;
	return TRUE;
}

static BOOL unknown_format(void)
{
	ws_last_error = ERROR_INVALID_PARAMETER;
	return FALSE;
}

/* GetComputerName is the NetBIOS name; a small buffer gives ERROR_BUFFER_OVERFLOW. */
BOOL WINAPI GetComputerNameA(LPSTR name, LPDWORD size)
{
	char n[65];
	find_name(ComputerNameNetBIOS, n);
	return answer(n, name, size, ERROR_BUFFER_OVERFLOW);
}

BOOL WINAPI GetComputerNameW(LPWSTR name, LPDWORD size)
{
	char n[65];
	find_name(ComputerNameNetBIOS, n);
	return answer_wide(n, name, size, ERROR_BUFFER_OVERFLOW);
}

/* GetComputerNameEx gives ERROR_MORE_DATA for a small buffer. */
BOOL WINAPI GetComputerNameExA(COMPUTER_NAME_FORMAT format, LPSTR name, LPDWORD size)
{
	char n[65];
	return find_name(format, n) ? answer(n, name, size, ERROR_MORE_DATA) : unknown_format();
}

BOOL WINAPI GetComputerNameExW(COMPUTER_NAME_FORMAT format, LPWSTR name, LPDWORD size)
{
	char n[65];
	return find_name(format, n) ? answer_wide(n, name, size, ERROR_MORE_DATA)
				    : unknown_format();
}

#define WINDOWS "C:\\Windows"
#define SYSTEM32 WINDOWS "\\system32"

UINT WINAPI GetSystemDirectoryA(LPSTR path, UINT size)
{
	return ws_give(SYSTEM32, path, size);
}

UINT WINAPI GetSystemDirectoryW(LPWSTR path, UINT size)
{
	return ws_give_wide(SYSTEM32, path, size);
}

UINT WINAPI GetWindowsDirectoryA(LPSTR path, UINT size)
{
	return ws_give(WINDOWS, path, size);
}

UINT WINAPI GetWindowsDirectoryW(LPWSTR path, UINT size)
{
	return ws_give_wide(WINDOWS, path, size);
}

UINT WINAPI GetSystemWindowsDirectoryA(LPSTR path, UINT size)
{
	return ws_give(WINDOWS, path, size);
}

UINT WINAPI GetSystemWindowsDirectoryW(LPWSTR path, UINT size)
{
	return ws_give_wide(WINDOWS, path, size);
}
