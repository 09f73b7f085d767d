/*
 * resource.c: the cursors and icons of the system. They are handles that classes
 * carry about; nothing draws them. A program has no resources of its own.
 *
 * Source: sdk-api, LoadCursor, LoadIcon.
 */
#include <stdbool.h>
#include <stdint.h>

#include <windows.h>

#include "lasterror.h"

/* The numbers of the system's resources. */
enum {
	FIRST_ICON = 32512,
	LAST_ICON = 32518,
	FIRST_CURSOR = 32512,
	LAST_CURSOR = 32651,
};

/* Handles begin where no window's do. */
enum { CURSORS = 0x10000000, ICONS = 0x20000000 };

static HANDLE load(HINSTANCE instance, const void *name, uintptr_t first, uintptr_t last,
		   uintptr_t handles)
{
	const uintptr_t number = (uintptr_t)name;

	if (instance == NULL && number >= first && number <= last)
		return (HANDLE)(handles + 2 * (number - first + 1));
	ws_last_error = instance == NULL ? ERROR_RESOURCE_NAME_NOT_FOUND
		: ERROR_RESOURCE_DATA_NOT_FOUND;
	return NULL;
}

HCURSOR WINAPI LoadCursorA(HINSTANCE instance, LPCSTR name)
{
	return load(instance, name, FIRST_CURSOR, LAST_CURSOR, CURSORS);
}

HCURSOR WINAPI LoadCursorW(HINSTANCE instance, LPCWSTR name)
{
	return load(instance, name, FIRST_CURSOR, LAST_CURSOR, CURSORS);
}

HICON WINAPI LoadIconA(HINSTANCE instance, LPCSTR name)
{
	return load(instance, name, FIRST_ICON, LAST_ICON, ICONS);
}

HICON WINAPI LoadIconW(HINSTANCE instance, LPCWSTR name)
{
	return load(instance, name, FIRST_ICON, LAST_ICON, ICONS);
}
