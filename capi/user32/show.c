/*
 * show.c: how a window would look if there were a display: whether it is shown,
 * enabled, and where it is.
 *
 * Source: sdk-api, ShowWindow, SetWindowPos.
 */
#include "show.h"

#include "probe.h"
#include "queue.h"
#include "send.h"
#include "windowgo.h"

DWORD ws_style_change(HWND window, DWORD set, DWORD clear)
{
	uintptr_t style = 0, changed;

	if (ws_go_window_word(window, GWL_STYLE, 4, 0, &style) != 0)
		return 0;
	changed = (style | set) & ~(uintptr_t)clear;
	if (changed != style)
		ws_go_window_set_word(window, GWL_STYLE, 4, 0, &changed);
	return (DWORD)style;
}

void ws_hide(HWND window)
{
	ws_style_change(window, 0, WS_VISIBLE);
}

static DWORD style_of(HWND window)
{
	uintptr_t style = 0;

	WS_NO_CHILD(0);
	if (!ws_bool(ws_go_window_word(window, GWL_STYLE, 4, 0, &style)))
		return 0;
	return (DWORD)style;
}

/* tell_place sends WM_SIZE and WM_MOVE, as the window is now. */
static void tell_place(HWND window, bool size, bool move)
{
	RECT rect, screen;
	DWORD style = style_of(window);
	WPARAM how = (style & WS_MINIMIZE) != 0 ? SIZE_MINIMIZED
		: (style & WS_MAXIMIZE) != 0 ? SIZE_MAXIMIZED : SIZE_RESTORED;

	ws_go_window_rect(window, &rect, &screen);
	if (size)
		ws_window_send(window, WM_SIZE, how,
			MAKELPARAM(rect.right - rect.left, rect.bottom - rect.top), true);
	if (move)
		ws_window_send(window, WM_MOVE, 0, MAKELPARAM(rect.left, rect.top), true);
}

/* show makes a window visible in the state that the command wants. */
static void show(HWND window, int command)
{
	DWORD set = WS_VISIBLE, clear = 0, before;

	switch (command) {
	case SW_SHOWMINIMIZED:
	case SW_MINIMIZE:
	case SW_SHOWMINNOACTIVE:
	case SW_FORCEMINIMIZE:
		set |= WS_MINIMIZE;
		break;
	case SW_SHOWMAXIMIZED:
		set |= WS_MAXIMIZE;
		clear = WS_MINIMIZE;
		break;
	case SW_SHOWNORMAL:
	case SW_SHOWNOACTIVATE:
	case SW_RESTORE:
	case SW_SHOWDEFAULT:
		clear = WS_MINIMIZE | WS_MAXIMIZE;
		break;
	}
	if ((style_of(window) & WS_VISIBLE) == 0)
		ws_window_send(window, WM_SHOWWINDOW, TRUE, 0, true);
	before = ws_style_change(window, set, clear);
	if (before != ((before | set) & ~clear))
		tell_place(window, true, (before & WS_VISIBLE) == 0);
}

BOOL WINAPI ShowWindow(HWND window, int command)
{
	BOOL was = (style_of(window) & WS_VISIBLE) != 0;

	if (!IsWindow(window))
		return FALSE;
	if (command != SW_HIDE) {
		show(window, command);
	} else if (was) {
		ws_window_send(window, WM_SHOWWINDOW, FALSE, 0, true);
		ws_hide(window);
	}
	return was;
}

/* Nothing waits to be drawn. */
BOOL WINAPI UpdateWindow(HWND window)
{
	WS_NO_CHILD(FALSE);
	return ws_bool(IsWindow(window) ? 0 : ERROR_INVALID_WINDOW_HANDLE);
}

BOOL WINAPI CloseWindow(HWND window)
{
	if (!UpdateWindow(window))
		return FALSE;
	ShowWindow(window, SW_MINIMIZE);
	return TRUE;
}

BOOL WINAPI IsWindowVisible(HWND window)
{
	HWND desktop = GetDesktopWindow();

	for (; window != NULL && window != desktop; window = GetAncestor(window, GA_PARENT))
		if ((style_of(window) & WS_VISIBLE) == 0)
			return FALSE;
	return window != NULL;
}

BOOL WINAPI EnableWindow(HWND window, BOOL enable)
{
	DWORD before;

	if (!IsWindow(window)) {
		ws_last_error = ERROR_INVALID_WINDOW_HANDLE;
		return FALSE;
	}
	before = ws_style_change(window, enable ? 0 : WS_DISABLED, enable ? WS_DISABLED : 0);
	if (((before & WS_DISABLED) != 0) == (enable != 0))
		ws_window_send(window, WM_ENABLE, enable != 0, 0, true);
	return (before & WS_DISABLED) != 0;
}

BOOL WINAPI IsWindowEnabled(HWND window)
{
	return IsWindow(window) && (style_of(window) & WS_DISABLED) == 0;
}

BOOL WINAPI IsIconic(HWND window)
{
	return (style_of(window) & WS_MINIMIZE) != 0;
}

BOOL WINAPI IsZoomed(HWND window)
{
	return (style_of(window) & WS_MAXIMIZE) != 0;
}

BOOL WINAPI GetWindowRect(HWND window, LPRECT rect)
{
	RECT inside;

	WS_NO_CHILD(FALSE);
	if (!ws_writable(rect, sizeof *rect))
		return ws_bool(ERROR_NOACCESS);
	return ws_bool(ws_go_window_rect(window, &inside, rect));
}

/* A window has no frame: it is all client area. */
BOOL WINAPI GetClientRect(HWND window, LPRECT rect)
{
	RECT screen;

	if (!GetWindowRect(window, &screen))
		return FALSE;
	if (!ws_writable(rect, sizeof *rect))
		return ws_bool(ERROR_NOACCESS);
	*rect = (RECT){0, 0, screen.right - screen.left, screen.bottom - screen.top};
	return TRUE;
}

/* unchanged adds the flags for what stays as it is. */
static UINT unchanged(const WINDOWPOS *to, const RECT *now)
{
	UINT flags = to->flags;

	if (to->x == now->left && to->y == now->top)
		flags |= SWP_NOMOVE;
	if (to->cx == now->right - now->left && to->cy == now->bottom - now->top)
		flags |= SWP_NOSIZE;
	return flags;
}

BOOL WINAPI SetWindowPos(HWND window, HWND after, int x, int y, int width, int height, UINT flags)
{
	WINDOWPOS to = {window, after, x, y, width, height, flags};
	RECT now, screen;
	DWORD style = style_of(window);

	WS_NO_CHILD(FALSE);
	if (!ws_bool(ws_go_window_rect(window, &now, &screen)))
		return FALSE;
	if ((flags & SWP_NOMOVE) != 0) {
		to.x = now.left;
		to.y = now.top;
	}
	if ((flags & SWP_NOSIZE) != 0) {
		to.cx = now.right - now.left;
		to.cy = now.bottom - now.top;
	}
	to.cx = to.cx < 0 ? 0 : to.cx;
	to.cy = to.cy < 0 ? 0 : to.cy;
	to.flags = unchanged(&to, &now);
	if ((flags & SWP_NOSENDCHANGING) == 0)
		ws_window_send(window, WM_WINDOWPOSCHANGING, 0, (LPARAM)&to, true);
	if ((to.flags & SWP_NOMOVE) == 0)
		now = (RECT){to.x, to.y, to.x + now.right - now.left, to.y + now.bottom - now.top};
	if ((to.flags & SWP_NOSIZE) == 0)
		now = (RECT){now.left, now.top, now.left + to.cx, now.top + to.cy};
	if (!ws_bool(ws_go_window_set_rect(window, &now)))
		return FALSE;
	if ((to.flags & SWP_SHOWWINDOW) != 0)
		ws_style_change(window, WS_VISIBLE, 0);
	if ((to.flags & SWP_HIDEWINDOW) != 0)
		ws_hide(window);
	if ((to.flags & (SWP_NOMOVE | SWP_NOSIZE)) != (SWP_NOMOVE | SWP_NOSIZE) ||
	    style_of(window) != style)
		ws_window_send(window, WM_WINDOWPOSCHANGED, 0, (LPARAM)&to, true);
	return TRUE;
}

BOOL WINAPI MoveWindow(HWND window, int x, int y, int width, int height, BOOL repaint)
{
	(void)repaint;
	return SetWindowPos(window, NULL, x, y, width, height, SWP_NOZORDER | SWP_NOACTIVATE);
}
