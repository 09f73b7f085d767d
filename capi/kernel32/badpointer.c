/* badpointer.c: whether memory is there. TRUE means that it is not. */
#include <winbase.h>

#include "probe.h"

BOOL WINAPI IsBadReadPtr(const VOID *memory, UINT_PTR n)
{
	return !ws_readable(memory, n);
}

BOOL WINAPI IsBadWritePtr(LPVOID memory, UINT_PTR n)
{
	return !ws_writable(memory, n);
}

/* Strings are looked at up to their end, or n characters. */
BOOL WINAPI IsBadStringPtrA(LPCSTR text, UINT_PTR n)
{
	for (; n > 0; n--, text++) {
		if (!ws_readable(text, 1))
			return TRUE;
		if (*text == 0)
			return FALSE;
	}
	return FALSE;
}

BOOL WINAPI IsBadStringPtrW(LPCWSTR text, UINT_PTR n)
{
	for (; n > 0; n--, text++) {
		if (!ws_readable(text, sizeof(*text)))
			return TRUE;
		if (*text == 0)
			return FALSE;
	}
	return FALSE;
}

BOOL WINAPI IsBadCodePtr(FARPROC code)
{
	return !ws_readable((const void *)code, 1);
}
