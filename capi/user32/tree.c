/* tree.c: which window is above, below and beside another (sdk-api, GetWindow, FindWindowEx). */
#include <stdlib.h>

#include "queue.h"
#include "text.h"

/* window_or_error is what was found, or NULL with the last error. */
static HWND window_or_error(HWND found, int32_t error)
{
	return ws_bool(error) ? found : NULL;
}

HWND WINAPI GetParent(HWND window)
{
	HWND to = NULL;
	int32_t error;

	WS_NO_CHILD(NULL);
	error = ws_go_window_parent(window, &to);
	return window_or_error(to, error);
}

HWND WINAPI SetParent(HWND window, HWND parent)
{
	HWND to = NULL;
	int32_t error;

	WS_NO_CHILD(NULL);
	error = ws_go_window_set_parent(window, parent, &to);
	return window_or_error(to, error);
}

HWND WINAPI GetAncestor(HWND window, UINT what)
{
	HWND to = NULL;
	int32_t error;

	WS_NO_CHILD(NULL);
	error = ws_go_window_ancestor(window, what, &to);
	return window_or_error(to, error);
}

HWND WINAPI GetWindow(HWND window, UINT what)
{
	HWND to = NULL;
	int32_t error;

	WS_NO_CHILD(NULL);
	error = ws_go_window_relative(window, what, &to);
	return window_or_error(to, error);
}

BOOL WINAPI IsChild(HWND parent, HWND window)
{
	WS_NO_CHILD(FALSE);
	return ws_go_window_is_below(parent, window);
}

HWND WINAPI GetDesktopWindow(VOID)
{
	WS_NO_CHILD(NULL);
	return ws_go_window_desktop();
}

static HWND find(HWND parent, HWND after, const void *class_name, const void *text, bool wide)
{
	struct ws_name_of_class name;
	struct ws_text t = {0};
	HWND to = NULL;
	int32_t error;

	WS_NO_CHILD(NULL);
	if (class_name != NULL && !ws_class_called(&name, class_name, wide))
		return NULL;
	if (text != NULL && !ws_text_of(&t, text, wide)) {
		if (class_name != NULL)
			ws_text_free(&name.text);
		return NULL;
	}
	error = ws_go_window_find(parent, after, class_name != NULL ? &name.called : NULL,
				  text != NULL ? t.units : NULL, t.n, &to);
	if (class_name != NULL)
		ws_text_free(&name.text);
	ws_text_free(&t);
	return window_or_error(to, error);
}

HWND WINAPI FindWindowA(LPCSTR class_name, LPCSTR text)
{
	return find(NULL, NULL, class_name, text, false);
}

HWND WINAPI FindWindowW(LPCWSTR class_name, LPCWSTR text)
{
	return find(NULL, NULL, class_name, text, true);
}

HWND WINAPI FindWindowExA(HWND parent, HWND after, LPCSTR class_name, LPCSTR text)
{
	return find(parent, after, class_name, text, false);
}

HWND WINAPI FindWindowExW(HWND parent, HWND after, LPCWSTR class_name, LPCWSTR text)
{
	return find(parent, after, class_name, text, true);
}

/* enumerate calls function with each window that was there, until it returns FALSE. */
static BOOL enumerate(HWND above, bool deep, DWORD thread, WNDENUMPROC function, LPARAM parameter)
{
	HWND *windows = NULL;
	int32_t n, room = 0;
	BOOL more = TRUE;

	WS_NO_CHILD(FALSE);
	while ((n = ws_go_window_below(above, deep, thread, windows, room)) > room) {
		free(windows);
		room = n;
		windows = malloc((size_t)room * sizeof *windows);
		if (windows == NULL)
			return ws_bool(ERROR_NOT_ENOUGH_MEMORY);
	}
	if (n < 0)
		more = ws_bool(-n);
	for (int32_t i = 0; i < n && more; i++)
		if (IsWindow(windows[i]))
			more = function(windows[i], parameter);
	free(windows);
	return more;
}

BOOL WINAPI EnumWindows(WNDENUMPROC function, LPARAM parameter)
{
	return enumerate(NULL, false, 0, function, parameter);
}

BOOL WINAPI EnumChildWindows(HWND parent, WNDENUMPROC function, LPARAM parameter)
{
	return enumerate(parent, true, 0, function, parameter);
}

BOOL WINAPI EnumThreadWindows(DWORD thread, WNDENUMPROC function, LPARAM parameter)
{
	return enumerate(NULL, false, thread, function, parameter);
}

/* Children by their number. */

HWND WINAPI GetDlgItem(HWND window, int id)
{
	HWND to = NULL;
	int32_t error;

	WS_NO_CHILD(NULL);
	error = ws_go_window_child(window, (uint32_t)id, &to);
	if (error == 0 && to == NULL)
		error = ERROR_CONTROL_ID_NOT_FOUND;
	return window_or_error(to, error);
}

int WINAPI GetDlgCtrlID(HWND window)
{
	return (int)GetWindowLongW(window, GWL_ID);
}

BOOL WINAPI SetDlgItemTextA(HWND window, int id, LPCSTR text)
{
	HWND item = GetDlgItem(window, id);

	return item != NULL && SetWindowTextA(item, text);
}

BOOL WINAPI SetDlgItemTextW(HWND window, int id, LPCWSTR text)
{
	HWND item = GetDlgItem(window, id);

	return item != NULL && SetWindowTextW(item, text);
}

UINT WINAPI GetDlgItemTextA(HWND window, int id, LPSTR text, int room)
{
	HWND item = GetDlgItem(window, id);

	if (room > 0)
		text[0] = 0;
	return item != NULL ? (UINT)GetWindowTextA(item, text, room) : 0;
}

UINT WINAPI GetDlgItemTextW(HWND window, int id, LPWSTR text, int room)
{
	HWND item = GetDlgItem(window, id);

	if (room > 0)
		text[0] = 0;
	return item != NULL ? (UINT)GetWindowTextW(item, text, room) : 0;
}

LRESULT WINAPI SendDlgItemMessageA(HWND window, int id, UINT message, WPARAM wparam,
				   LPARAM lparam)
{
	HWND item = GetDlgItem(window, id);

	return item != NULL ? SendMessageA(item, message, wparam, lparam) : 0;
}

LRESULT WINAPI SendDlgItemMessageW(HWND window, int id, UINT message, WPARAM wparam,
				   LPARAM lparam)
{
	HWND item = GetDlgItem(window, id);

	return item != NULL ? SendMessageW(item, message, wparam, lparam) : 0;
}
