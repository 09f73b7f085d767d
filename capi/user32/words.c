/* words.c: what a window and its class keep (sdk-api, GetWindowLongPtr, GetClassLongPtr). */
#include "queue.h"
#include "send.h"
#include "windowgo.h"

typedef int32_t access_word(HWND window, int32_t index, int32_t size, int32_t unicode,
			    uintptr_t *word);

/* word reads one, or sets it to value and gives what it was; 0 for an error. */
static uintptr_t word(access_word *access, HWND window, int index, int size, bool wide,
		      uintptr_t value)
{
	int32_t error;

	WS_NO_CHILD(0);
	error = access(window, index, size, wide, &value);
	return ws_bool(error) ? value : 0;
}

/* set_word is word for a window, which hears of a new style. */
static uintptr_t set_word(HWND window, int index, int size, bool wide, uintptr_t value)
{
	STYLESTRUCT style;
	uintptr_t before;

	if (index != GWL_STYLE && index != GWL_EXSTYLE)
		return word(ws_go_window_set_word, window, index, size, wide, value);
	before = word(ws_go_window_word, window, index, size, wide, 0);
	style = (STYLESTRUCT){(DWORD)before, (DWORD)value};
	if (!IsWindow(window))
		return 0;
	ws_window_send(window, WM_STYLECHANGING, (WPARAM)index, (LPARAM)&style, wide);
	before = word(ws_go_window_set_word, window, index, size, wide, style.styleNew);
	ws_window_send(window, WM_STYLECHANGED, (WPARAM)index, (LPARAM)&style, wide);
	return before;
}

LONG WINAPI GetWindowLongA(HWND window, int index)
{
	return (LONG)word(ws_go_window_word, window, index, 4, false, 0);
}

LONG WINAPI GetWindowLongW(HWND window, int index)
{
	return (LONG)word(ws_go_window_word, window, index, 4, true, 0);
}

LONG WINAPI SetWindowLongA(HWND window, int index, LONG value)
{
	return (LONG)set_word(window, index, 4, false, (uintptr_t)(LONG_PTR)value);
}

LONG WINAPI SetWindowLongW(HWND window, int index, LONG value)
{
	return (LONG)set_word(window, index, 4, true, (uintptr_t)(LONG_PTR)value);
}

LONG_PTR WINAPI GetWindowLongPtrA(HWND window, int index)
{
	return (LONG_PTR)word(ws_go_window_word, window, index, 8, false, 0);
}

LONG_PTR WINAPI GetWindowLongPtrW(HWND window, int index)
{
	return (LONG_PTR)word(ws_go_window_word, window, index, 8, true, 0);
}

LONG_PTR WINAPI SetWindowLongPtrA(HWND window, int index, LONG_PTR value)
{
	return (LONG_PTR)set_word(window, index, 8, false, (uintptr_t)value);
}

LONG_PTR WINAPI SetWindowLongPtrW(HWND window, int index, LONG_PTR value)
{
	return (LONG_PTR)set_word(window, index, 8, true, (uintptr_t)value);
}

DWORD WINAPI GetClassLongA(HWND window, int index)
{
	return (DWORD)word(ws_go_class_word, window, index, 4, false, 0);
}

DWORD WINAPI GetClassLongW(HWND window, int index)
{
	return (DWORD)word(ws_go_class_word, window, index, 4, true, 0);
}

DWORD WINAPI SetClassLongA(HWND window, int index, LONG value)
{
	return (DWORD)word(ws_go_class_set_word, window, index, 4, false,
			   (uintptr_t)(LONG_PTR)value);
}

DWORD WINAPI SetClassLongW(HWND window, int index, LONG value)
{
	return (DWORD)word(ws_go_class_set_word, window, index, 4, true,
			   (uintptr_t)(LONG_PTR)value);
}

ULONG_PTR WINAPI GetClassLongPtrA(HWND window, int index)
{
	return word(ws_go_class_word, window, index, 8, false, 0);
}

ULONG_PTR WINAPI GetClassLongPtrW(HWND window, int index)
{
	return word(ws_go_class_word, window, index, 8, true, 0);
}

ULONG_PTR WINAPI SetClassLongPtrA(HWND window, int index, LONG_PTR value)
{
	return word(ws_go_class_set_word, window, index, 8, false, (uintptr_t)value);
}

ULONG_PTR WINAPI SetClassLongPtrW(HWND window, int index, LONG_PTR value)
{
	return word(ws_go_class_set_word, window, index, 8, true, (uintptr_t)value);
}
