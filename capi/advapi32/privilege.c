/*
 * privilege.c: privileges and their names. Other systems than this one are not
 * asked.
 *
 * Source: winbase.h documentation; P-417.
 */
#include <string.h>

#include "advapi32.h"

#define LONGEST 64

static BOOL find(const char *name, size_t n, PLUID luid)
{
	int64_t value;

	WS_NO_CHILD(FALSE);
	value = ws_go_privilege_find(name, (int32_t)n);
	if (value < 0)
		return ws_fail(ERROR_NO_SUCH_PRIVILEGE);
	*luid = (LUID){(DWORD)value, 0};
	return TRUE;
}

BOOL WINAPI LookupPrivilegeValueA(LPCSTR system, LPCSTR name, PLUID luid)
{
	(void)system;
	if (name == NULL || luid == NULL)
		return ws_fail(ERROR_INVALID_PARAMETER);
	return find(name, strnlen(name, LONGEST), luid);
}

BOOL WINAPI LookupPrivilegeValueW(LPCWSTR system, LPCWSTR name, PLUID luid)
{
	char buffer[LONGEST];
	size_t n;

	(void)system;
	if (name == NULL || luid == NULL)
		return ws_fail(ERROR_INVALID_PARAMETER);
	for (n = 0; n < LONGEST && name[n] != 0; n++)
		buffer[n] = name[n] > 0x7E ? '?' : (char)name[n];
	return find(buffer, n, luid);
}

/* name_of gives the name of a privilege and its length, or -1. */
static int name_of(PLUID luid, char *name)
{
	int64_t n = -1;

	WS_NO_CHILD(-1);
	if (luid->HighPart == 0)
		n = ws_go_privilege_name(luid->LowPart, name, LONGEST);
	if (n < 0)
		ws_last_error = ERROR_NO_SUCH_PRIVILEGE;
	return (int)n;
}

/* fits says whether n characters and NUL fit; size tells how many there are then. */
static BOOL fits(int n, LPDWORD size)
{
	if (*size > (DWORD)n) {
		*size = (DWORD)n;
		return TRUE;
	}
	*size = (DWORD)n + 1;
	return ws_fail(ERROR_INSUFFICIENT_BUFFER);
}

/* give_name gives the name of a privilege, all ASCII, in characters of unit bytes each. */
static BOOL give_name(PLUID luid, char *name, LPDWORD size, size_t unit)
{
	char buffer[LONGEST];
	int n = name_of(luid, buffer);

	if (n < 0 || !fits(n, size))
		return FALSE;
	memset(name, 0, ((size_t)n + 1) * unit);
	for (int i = 0; i < n; i++)
		name[(size_t)i * unit] = buffer[i];
	return TRUE;
}

BOOL WINAPI LookupPrivilegeNameA(LPCSTR system, PLUID luid, LPSTR name, LPDWORD size)
{
	(void)system;
	return give_name(luid, name, size, sizeof *name);
}

BOOL WINAPI LookupPrivilegeNameW(LPCWSTR system, PLUID luid, LPWSTR name, LPDWORD size)
{
	(void)system;
	return give_name(luid, (char *)name, size, sizeof *name);
}
