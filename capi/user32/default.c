/*
 * default.c: what a window does by itself: it keeps its text, ends when it is
 * closed, and tells where it has been moved.
 *
 * Source: win32, "DefWindowProc" and the messages' pages.
 */
#include <stdlib.h>

#include "queue.h"
#include "send.h"
#include "show.h"
#include "text.h"

static BOOL keep_text(HWND window, const void *text, bool wide)
{
	struct ws_text t;
	int32_t error;

	if (!ws_text_of(&t, text, wide))
		return FALSE;
	error = ws_go_window_set_text(window, t.units, t.n);
	ws_text_free(&t);
	return ws_bool(error);
}

/* text_of gives the text of a window, which the caller frees; NULL: none or no memory. */
static WCHAR *text_of(HWND window, int32_t *n)
{
	WCHAR *units = NULL;
	int32_t room = 0;

	while ((*n = ws_go_window_text(window, units, room)) > room) {
		free(units);
		room = *n;
		units = malloc((size_t)room * sizeof *units);
		if (units == NULL)
			*n = room = 0;
	}
	if (*n < 0)
		*n = 0;
	return units;
}

static LRESULT give_text(HWND window, void *to, size_t room, bool wide)
{
	int32_t n;
	WCHAR *units = text_of(window, &n);
	LRESULT given = ws_text_give(units, n, to, room > INT32_MAX ? INT32_MAX : (int)room, wide);

	free(units);
	return given;
}

static LRESULT text_length(HWND window, bool wide)
{
	int32_t n;
	WCHAR *units = text_of(window, &n);

	if (!wide && n > 0)
		n = WideCharToMultiByte(CP_ACP, 0, units, n, NULL, 0, NULL, NULL);
	free(units);
	return n;
}

static void moved(HWND window, const WINDOWPOS *to)
{
	if ((to->flags & SWP_NOMOVE) == 0)
		ws_window_send(window, WM_MOVE, 0, MAKELPARAM(to->x, to->y), true);
	if ((to->flags & SWP_NOSIZE) == 0)
		ws_window_send(window, WM_SIZE, SIZE_RESTORED, MAKELPARAM(to->cx, to->cy), true);
}

static LRESULT behave(HWND window, UINT message, WPARAM wparam, LPARAM lparam, bool wide)
{
	switch (message) {
	case WM_NCCREATE:
		if (lparam != 0)
			keep_text(window, ((const CREATESTRUCTW *)lparam)->lpszName, wide);
		return TRUE;
	case WM_SETTEXT:
		return keep_text(window, (const void *)lparam, wide);
	case WM_GETTEXT:
		return lparam != 0 ? give_text(window, (void *)lparam, wparam, wide) : 0;
	case WM_GETTEXTLENGTH:
		return text_length(window, wide);
	case WM_CLOSE:
		DestroyWindow(window);
		return 0;
	case WM_SYSCOMMAND:
		if ((wparam & 0xFFF0) == SC_CLOSE)
			ws_window_send(window, WM_CLOSE, 0, 0, wide);
		return 0;
	case WM_WINDOWPOSCHANGED:
		moved(window, (const WINDOWPOS *)lparam);
		return 0;
	case WM_SETREDRAW:
		ws_style_change(window, wparam ? WS_VISIBLE : 0, wparam ? 0 : WS_VISIBLE);
		return 0;
	case WM_QUERYOPEN:
	case WM_QUERYENDSESSION:
		return TRUE;
	default:
		return 0;
	}
}

LRESULT WINAPI DefWindowProcA(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
	WS_NO_CHILD(0);
	return behave(window, message, wparam, lparam, false);
}

LRESULT WINAPI DefWindowProcW(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
	WS_NO_CHILD(0);
	return behave(window, message, wparam, lparam, true);
}
