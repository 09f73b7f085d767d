/* class.c: classes of windows (sdk-api, RegisterClassEx, GetClassInfoEx). */
#include <stdlib.h>

#include "queue.h"
#include "text.h"

/* module is the module that a program means; NULL is its own. */
static HINSTANCE module(HINSTANCE instance)
{
	return instance != NULL ? instance : GetModuleHandleW(NULL);
}

static ATOM register_class(const void *name, struct ws_class info)
{
	struct ws_name_of_class n;
	int32_t atom;

	WS_NO_CHILD(0);
	if (info.procedure == NULL) {
		ws_last_error = ERROR_INVALID_PARAMETER;
		return 0;
	}
	if (!ws_class_called(&n, name, info.unicode))
		return 0;
	info.instance = module(info.instance);
	atom = ws_go_class_register(&n.called, &info);
	ws_text_free(&n.text);
	return (ATOM)ws_value(atom, 0);
}

/* of is the Go side's view of a WNDCLASSEX, which has the same shape for both kinds. */
static struct ws_class of(const WNDCLASSEXW *info, bool wide)
{
	return (struct ws_class){
		.style = info->style,
		.unicode = wide,
		.class_extra = info->cbClsExtra,
		.extra = info->cbWndExtra,
		.instance = info->hInstance,
		.procedure = info->lpfnWndProc,
		.menu = info->lpszMenuName,
		.icon = info->hIcon,
		.cursor = info->hCursor,
		.brush = info->hbrBackground,
		.small = info->hIconSm,
	};
}

ATOM WINAPI RegisterClassExW(const WNDCLASSEXW *info)
{
	if (info == NULL || info->cbSize != sizeof *info) {
		ws_last_error = ERROR_INVALID_PARAMETER;
		return 0;
	}
	return register_class(info->lpszClassName, of(info, true));
}

ATOM WINAPI RegisterClassExA(const WNDCLASSEXA *info)
{
	if (info == NULL || info->cbSize != sizeof *info) {
		ws_last_error = ERROR_INVALID_PARAMETER;
		return 0;
	}
	return register_class(info->lpszClassName, of((const WNDCLASSEXW *)info, false));
}

static ATOM register_short(const WNDCLASSW *info, bool wide)
{
	WNDCLASSEXW whole;

	if (info == NULL) {
		ws_last_error = ERROR_INVALID_PARAMETER;
		return 0;
	}
	whole = (WNDCLASSEXW){
		.style = info->style,
		.lpfnWndProc = info->lpfnWndProc,
		.cbClsExtra = info->cbClsExtra,
		.cbWndExtra = info->cbWndExtra,
		.hInstance = info->hInstance,
		.hIcon = info->hIcon,
		.hCursor = info->hCursor,
		.hbrBackground = info->hbrBackground,
		.lpszMenuName = info->lpszMenuName,
	};
	return register_class(info->lpszClassName, of(&whole, wide));
}

ATOM WINAPI RegisterClassW(const WNDCLASSW *info)
{
	return register_short(info, true);
}

ATOM WINAPI RegisterClassA(const WNDCLASSA *info)
{
	return register_short((const WNDCLASSW *)info, false);
}

static BOOL unregister(const void *name, HINSTANCE instance, bool wide)
{
	struct ws_name_of_class n;
	int32_t error;

	WS_NO_CHILD(FALSE);
	if (!ws_class_called(&n, name, wide))
		return FALSE;
	error = ws_go_class_unregister(&n.called, module(instance));
	ws_text_free(&n.text);
	return ws_bool(error);
}

BOOL WINAPI UnregisterClassA(LPCSTR name, HINSTANCE instance)
{
	return unregister(name, instance, false);
}

BOOL WINAPI UnregisterClassW(LPCWSTR name, HINSTANCE instance)
{
	return unregister(name, instance, true);
}

/* class_info fills info but for its size, and returns the atom. */
static BOOL class_info(HINSTANCE instance, const void *name, WNDCLASSEXW *info, bool wide)
{
	struct ws_name_of_class n;
	struct ws_class found = {.unicode = wide};
	int32_t atom;

	WS_NO_CHILD(FALSE);
	if (info == NULL)
		return ws_bool(ERROR_NOACCESS);
	if (!ws_class_called(&n, name, wide))
		return FALSE;
	atom = ws_go_class_info(&n.called, module(instance), &found);
	ws_text_free(&n.text);
	if (atom < 0)
		return ws_bool(-atom);
	info->style = found.style;
	info->lpfnWndProc = found.procedure;
	info->cbClsExtra = found.class_extra;
	info->cbWndExtra = found.extra;
	info->hInstance = instance;
	info->hIcon = found.icon;
	info->hCursor = found.cursor;
	info->hbrBackground = found.brush;
	info->lpszMenuName = found.menu;
	info->lpszClassName = name;
	info->hIconSm = found.small;
	return atom;
}

BOOL WINAPI GetClassInfoExW(HINSTANCE instance, LPCWSTR name, LPWNDCLASSEXW info)
{
	return class_info(instance, name, info, true);
}

BOOL WINAPI GetClassInfoExA(HINSTANCE instance, LPCSTR name, LPWNDCLASSEXA info)
{
	return class_info(instance, name, (WNDCLASSEXW *)info, false);
}

static BOOL class_info_short(HINSTANCE instance, const void *name, WNDCLASSW *info, bool wide)
{
	WNDCLASSEXW whole;
	BOOL atom = class_info(instance, name, info != NULL ? &whole : NULL, wide);

	if (atom)
		*info = (WNDCLASSW){
			.style = whole.style,
			.lpfnWndProc = whole.lpfnWndProc,
			.cbClsExtra = whole.cbClsExtra,
			.cbWndExtra = whole.cbWndExtra,
			.hInstance = whole.hInstance,
			.hIcon = whole.hIcon,
			.hCursor = whole.hCursor,
			.hbrBackground = whole.hbrBackground,
			.lpszMenuName = whole.lpszMenuName,
			.lpszClassName = whole.lpszClassName,
		};
	return atom;
}

BOOL WINAPI GetClassInfoW(HINSTANCE instance, LPCWSTR name, LPWNDCLASSW info)
{
	return class_info_short(instance, name, info, true);
}

BOOL WINAPI GetClassInfoA(HINSTANCE instance, LPCSTR name, LPWNDCLASSA info)
{
	return class_info_short(instance, name, (WNDCLASSW *)info, false);
}

static int class_name(HWND window, void *name, int room, bool wide)
{
	WCHAR units[256]; /* the longest name */
	int32_t n;

	WS_NO_CHILD(0);
	n = ws_go_class_name(window, units, sizeof units / sizeof units[0]);
	if (n < 0 || name == NULL || room <= 0) {
		ws_last_error = n < 0 ? (DWORD)-n : ERROR_INSUFFICIENT_BUFFER;
		return 0;
	}
	return ws_text_give(units, n, name, room, wide);
}

int WINAPI GetClassNameA(HWND window, LPSTR name, int room)
{
	return class_name(window, name, room, false);
}

int WINAPI GetClassNameW(HWND window, LPWSTR name, int room)
{
	return class_name(window, name, room, true);
}
