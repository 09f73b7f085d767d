/*
 * create.c: the beginning and the end of a window, and what its procedure hears
 * of them.
 *
 * Source: sdk-api, CreateWindowEx, DestroyWindow; win32, "WM_NCCREATE",
 * "WM_CREATE", "WM_DESTROY", "WM_NCDESTROY".
 */
#include <stdlib.h>

#include "queue.h"
#include "send.h"
#include "show.h"
#include "text.h"

/* Where a window is that leaves the choice to the system. */
enum { USUAL_WIDTH = 640, USUAL_HEIGHT = 480 };

/* The windows below or owned by another one, which do not change while it ends. */
struct family {
	HWND *windows;
	int32_t n;
};

static struct family family(int32_t (*list)(HWND, HWND *, int32_t), HWND window)
{
	struct family f = {NULL, 0};
	int32_t room = 0;

	while ((f.n = list(window, f.windows, room)) > room) {
		free(f.windows);
		room = f.n;
		f.windows = malloc((size_t)room * sizeof *f.windows);
		if (f.windows == NULL)
			room = INT32_MAX;
	}
	if (f.windows == NULL)
		f.n = 0;
	return f;
}

static int32_t children(HWND window, HWND *to, int32_t room)
{
	return ws_go_window_below(window, 0, 0, to, room);
}

/* tell_parent tells a parent that its child begins or ends. */
static void tell_parent(HWND window, UINT what, LONG style, DWORD ex_style)
{
	HWND parent = NULL;

	if ((style & WS_CHILD) == 0 || (ex_style & WS_EX_NOPARENTNOTIFY) != 0)
		return;
	ws_go_window_parent(window, &parent);
	if (parent != NULL)
		ws_window_send(parent, WM_PARENTNOTIFY, MAKEWPARAM(what, GetDlgCtrlID(window)),
			(LPARAM)window, true);
}

/* tell_destroy sends WM_DESTROY to a window and then to all that are below it. */
static void tell_destroy(HWND window)
{
	struct family below;

	ws_window_send(window, WM_DESTROY, 0, 0, true);
	below = family(children, window);
	for (int32_t i = 0; i < below.n; i++)
		tell_destroy(below.windows[i]);
	free(below.windows);
}

/* finish ends all that are below a window, then the window. */
static void finish(HWND window)
{
	struct family below = family(children, window);

	for (int32_t i = 0; i < below.n; i++)
		finish(below.windows[i]);
	free(below.windows);
	ws_window_send(window, WM_NCDESTROY, 0, 0, true);
	ws_go_window_remove(window);
}

BOOL WINAPI DestroyWindow(HWND window)
{
	struct family owned;
	int32_t before, error;
	LONG style;

	WS_NO_CHILD(FALSE);
	error = ws_go_window_end(ws_queue_self(), window, &before);
	if (error != 0 || before)
		return ws_bool(error);
	style = GetWindowLongW(window, GWL_STYLE);
	owned = family(ws_go_window_owned, window);
	for (int32_t i = 0; i < owned.n; i++)
		DestroyWindow(owned.windows[i]);
	free(owned.windows);
	tell_parent(window, WM_DESTROY, style, (DWORD)GetWindowLongW(window, GWL_EXSTYLE));
	ws_hide(window);
	tell_destroy(window);
	finish(window);
	return TRUE;
}

/* usual chooses what the program left to the system. */
static void usual(struct ws_creation *made, int *x, int *y, int *width, int *height)
{
	bool child = (made->style & (WS_CHILD | WS_POPUP)) != 0;

	if (*x == CW_USEDEFAULT)
		*x = *y = 0;
	if (*width == CW_USEDEFAULT) {
		*width = child ? 0 : USUAL_WIDTH;
		*height = child ? 0 : USUAL_HEIGHT;
	}
	made->rect = (RECT){*x, *y, *x + *width, *y + *height};
}

/* born tells the procedure of a new window. It returns false when it wants none. */
static bool born(HWND window, CREATESTRUCTW *told, bool wide)
{
	RECT rect, screen;

	if (ws_window_send(window, WM_NCCREATE, 0, (LPARAM)told, wide) == 0) {
		if (IsWindow(window)) {
			ws_window_send(window, WM_NCDESTROY, 0, 0, wide);
			ws_go_window_remove(window);
		}
		return false;
	}
	ws_go_window_rect(window, &rect, &screen);
	ws_window_send(window, WM_NCCALCSIZE, FALSE, (LPARAM)&rect, wide);
	if (ws_window_send(window, WM_CREATE, 0, (LPARAM)told, wide) == -1) {
		DestroyWindow(window);
		return false;
	}
	return IsWindow(window);
}

static HWND create(struct ws_creation *made, const void *name, CREATESTRUCTW *told, bool wide)
{
	struct ws_name_of_class n;
	HWND window = NULL;
	int32_t error;

	WS_NO_CHILD(NULL);
	if (!ws_class_called(&n, name, wide))
		return NULL;
	made->class_name = n.called;
	error = ws_go_window_create(ws_queue_self(), made, &window);
	ws_text_free(&n.text);
	if (!ws_bool(error) || !born(window, told, wide))
		return NULL;
	tell_parent(window, WM_CREATE, told->style, told->dwExStyle);
	if ((told->style & WS_VISIBLE) != 0)
		ShowWindow(window, SW_SHOW);
	return window;
}

/* The text of a CREATESTRUCT is the caller's kind; ws_window_send converts it. */
HWND WINAPI CreateWindowExW(DWORD ex_style, LPCWSTR class_name, LPCWSTR text, DWORD style, int x,
			    int y, int width, int height, HWND parent, HMENU menu,
			    HINSTANCE instance, LPVOID parameter)
{
	struct ws_creation made = {
		.instance = instance != NULL ? instance : GetModuleHandleW(NULL),
		.parent = parent,
		.menu = menu,
		.style = style & ~(DWORD)WS_VISIBLE,
		.ex_style = ex_style,
	};

	usual(&made, &x, &y, &width, &height);
	CREATESTRUCTW told = {parameter, instance, menu, parent, height, width, y, x, (LONG)style,
			      text, class_name, ex_style};
	return create(&made, class_name, &told, true);
}

HWND WINAPI CreateWindowExA(DWORD ex_style, LPCSTR class_name, LPCSTR text, DWORD style, int x,
			    int y, int width, int height, HWND parent, HMENU menu,
			    HINSTANCE instance, LPVOID parameter)
{
	struct ws_creation made = {
		.instance = instance != NULL ? instance : GetModuleHandleW(NULL),
		.parent = parent,
		.menu = menu,
		.style = style & ~(DWORD)WS_VISIBLE,
		.ex_style = ex_style,
	};

	usual(&made, &x, &y, &width, &height);
	CREATESTRUCTA told = {parameter, instance, menu, parent, height, width, y, x, (LONG)style,
			      text, class_name, ex_style};
	return create(&made, class_name, (CREATESTRUCTW *)&told, false);
}

BOOL WINAPI IsWindow(HWND window)
{
	WS_NO_CHILD(FALSE);
	return ws_go_window_exists(window);
}

BOOL WINAPI IsWindowUnicode(HWND window)
{
	uint32_t thread;
	int32_t unicode;

	WS_NO_CHILD(FALSE);
	return ws_bool(ws_go_window_owner(window, &thread, &unicode)) && unicode;
}

DWORD WINAPI GetWindowThreadProcessId(HWND window, LPDWORD process)
{
	uint32_t thread;
	int32_t unicode;

	WS_NO_CHILD(0);
	if (!ws_bool(ws_go_window_owner(window, &thread, &unicode)))
		return 0;
	if (process != NULL)
		*process = GetCurrentProcessId();
	return thread;
}
