/*
 * strings.c: the lstr functions. A NULL that should be text gives 0 or NULL, as
 * on Windows, where they survive any wrong pointer.
 */
#include <stringapiset.h>
#include <winbase.h>
#include <winnls.h>

#include <string.h>


int WINAPI lstrlenA(LPCSTR text)
{
	return text == NULL ? 0 : (int)strlen(text);
}

int WINAPI lstrlenW(LPCWSTR text)
{
	int n = 0;
	while (text != NULL && text[n] != 0)
		n++;
	return n;
}

LPSTR WINAPI lstrcpyA(LPSTR to, LPCSTR from)
{
	return to == NULL || from == NULL ? NULL : strcpy(to, from);
}

LPWSTR WINAPI lstrcpyW(LPWSTR to, LPCWSTR from)
{
	if (to == NULL || from == NULL)
		return NULL;
	memmove(to, from, ((size_t)lstrlenW(from) + 1) * sizeof(WCHAR));
	return to;
}

/* lstrcpyn copies at most size - 1 characters and always ends the text. */
LPSTR WINAPI lstrcpynA(LPSTR to, LPCSTR from, int size)
{
	if (to == NULL || from == NULL)
		return NULL;
	int n = 0;
	for (; n < size - 1 && from[n] != 0; n++)
		to[n] = from[n];
	if (size > 0)
		to[n] = 0;
	return to;
}

LPWSTR WINAPI lstrcpynW(LPWSTR to, LPCWSTR from, int size)
{
	if (to == NULL || from == NULL)
		return NULL;
	int n = 0;
	for (; n < size - 1 && from[n] != 0; n++)
		to[n] = from[n];
	if (size > 0)
		to[n] = 0;
	return to;
}

LPSTR WINAPI lstrcatA(LPSTR to, LPCSTR from)
{
	return to == NULL || from == NULL ? NULL : strcat(to, from);
}

LPWSTR WINAPI lstrcatW(LPWSTR to, LPCWSTR from)
{
	if (to == NULL || from == NULL)
		return NULL;
	lstrcpyW(to + lstrlenW(to), from);
	return to;
}

/* compare orders NULL before any text. */
static int compareA(LPCSTR a, LPCSTR b, DWORD flags)
{
	if (a == NULL || b == NULL)
		return (a != NULL) - (b != NULL);
	return CompareStringA(LOCALE_USER_DEFAULT, flags, a, -1, b, -1) - CSTR_EQUAL;
}

static int compareW(LPCWSTR a, LPCWSTR b, DWORD flags)
{
	if (a == NULL || b == NULL)
		return (a != NULL) - (b != NULL);
	return CompareStringW(LOCALE_USER_DEFAULT, flags, a, -1, b, -1) - CSTR_EQUAL;
}

int WINAPI lstrcmpA(LPCSTR a, LPCSTR b)
{
	return compareA(a, b, 0);
}

int WINAPI lstrcmpW(LPCWSTR a, LPCWSTR b)
{
	return compareW(a, b, 0);
}

int WINAPI lstrcmpiA(LPCSTR a, LPCSTR b)
{
	return compareA(a, b, NORM_IGNORECASE);
}

int WINAPI lstrcmpiW(LPCWSTR a, LPCWSTR b)
{
	return compareW(a, b, NORM_IGNORECASE);
}
