/* text.c: the texts of callers, and the texts of windows. */
#include "text.h"

#include <stdlib.h>
#include <string.h>

#include "send.h"

#include "utf.h"

bool ws_text_of(struct ws_text *t, const void *text, bool wide)
{
	const int few = sizeof t->few / sizeof t->few[0];
	int n;

	t->heap = NULL;
	t->units = t->few;
	t->few[0] = 0;
	t->n = 0;
	if (text == NULL)
		return true;
	if (wide) {
		t->units = text;
		t->n = (int32_t)lstrlenW(text);
		return true;
	}
	if (strlen(text) < (size_t)few) { /* a byte gives one unit at most */
		t->n = MultiByteToWideChar(CP_ACP, 0, text, -1, t->few, few) - 1;
		return true;
	}
	n = MultiByteToWideChar(CP_ACP, 0, text, -1, NULL, 0);
	t->heap = malloc((size_t)n * sizeof *t->heap);
	if (t->heap == NULL) {
		ws_last_error = ERROR_NOT_ENOUGH_MEMORY;
		return false;
	}
	MultiByteToWideChar(CP_ACP, 0, text, -1, t->heap, n);
	t->units = t->heap;
	t->n = n - 1;
	return true;
}

void ws_text_free(struct ws_text *t)
{
	free(t->heap);
}

int ws_text_give(const WCHAR *units, int32_t n, void *to, int room, bool wide)
{
	char *narrow = to;
	int written = 0;

	if (room <= 0)
		return 0;
	if (wide) {
		if (n > room - 1)
			n = room - 1;
		memcpy(to, units, (size_t)n * sizeof *units);
		((WCHAR *)to)[n] = 0;
		return n;
	}
	while (n > 0) {
		uint32_t c;
		size_t taken = ws_utf16_next((const uint16_t *)units, (size_t)n, &c);
		char bytes[4];
		size_t size = ws_utf8_put(bytes, c);

		if (written + (int)size > room - 1)
			break;
		memcpy(narrow + written, bytes, size);
		written += (int)size;
		units += taken;
		n -= (int32_t)taken;
	}
	narrow[written] = 0;
	return written;
}

char *ws_text_narrow(const WCHAR *text)
{
	int n = WideCharToMultiByte(CP_ACP, 0, text, -1, NULL, 0, NULL, NULL);
	char *narrow = malloc((size_t)n);

	if (narrow != NULL)
		WideCharToMultiByte(CP_ACP, 0, text, -1, narrow, n, NULL, NULL);
	return narrow;
}

WCHAR *ws_text_wide(const char *text)
{
	int n = MultiByteToWideChar(CP_ACP, 0, text, -1, NULL, 0);
	WCHAR *wide = malloc((size_t)n * sizeof *wide);

	if (wide != NULL)
		MultiByteToWideChar(CP_ACP, 0, text, -1, wide, n);
	return wide;
}

bool ws_class_called(struct ws_name_of_class *n, const void *name, bool wide)
{
	if (name == NULL) {
		ws_last_error = ERROR_INVALID_PARAMETER;
		return false;
	}
	n->called = (struct ws_called){.atom = (uint32_t)(uintptr_t)name};
	n->text.heap = NULL;
	if (IS_INTRESOURCE(name))
		return true;
	if (!ws_text_of(&n->text, name, wide))
		return false;
	n->called = (struct ws_called){.text = n->text.units, .n = n->text.n};
	return true;
}

BOOL WINAPI SetWindowTextA(HWND window, LPCSTR text)
{
	if (!IsWindow(window))
		return ws_bool(ERROR_INVALID_WINDOW_HANDLE);
	return SendMessageA(window, WM_SETTEXT, 0, (LPARAM)text) != 0;
}

BOOL WINAPI SetWindowTextW(HWND window, LPCWSTR text)
{
	if (!IsWindow(window))
		return ws_bool(ERROR_INVALID_WINDOW_HANDLE);
	return SendMessageW(window, WM_SETTEXT, 0, (LPARAM)text) != 0;
}

int WINAPI GetWindowTextA(HWND window, LPSTR text, int room)
{
	if (text == NULL || room <= 0)
		return 0;
	text[0] = 0;
	return (int)SendMessageA(window, WM_GETTEXT, (WPARAM)room, (LPARAM)text);
}

int WINAPI GetWindowTextW(HWND window, LPWSTR text, int room)
{
	if (text == NULL || room <= 0)
		return 0;
	text[0] = 0;
	return (int)SendMessageW(window, WM_GETTEXT, (WPARAM)room, (LPARAM)text);
}

int WINAPI GetWindowTextLengthA(HWND window)
{
	return (int)SendMessageA(window, WM_GETTEXTLENGTH, 0, 0);
}

int WINAPI GetWindowTextLengthW(HWND window)
{
	return (int)SendMessageW(window, WM_GETTEXTLENGTH, 0, 0);
}
