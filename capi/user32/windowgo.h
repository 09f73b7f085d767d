/* windowgo.h: windows and classes, which the Go side keeps. Results are error codes, 0 for none. */
#ifndef WINSOCK_USER32_WINDOWGO_H
#define WINSOCK_USER32_WINDOWGO_H

#include <stdint.h>

#include <windows.h>

/* How a class is called: by its atom, else by a text. */
struct ws_called {
	const WCHAR *text;
	int32_t n;
	uint32_t atom;
};

struct ws_class {
	uint32_t style;
	uint32_t unicode;
	int32_t class_extra, extra;
	HINSTANCE instance;
	WNDPROC procedure;
	const void *menu;
	HICON icon;
	HCURSOR cursor;
	HBRUSH brush;
	HICON small;
};

struct ws_creation {
	struct ws_called class_name;
	HINSTANCE instance;
	HWND parent;
	HMENU menu;
	uint32_t style, ex_style;
	RECT rect;
};

/* These return the atom, or the negative error code. */
int32_t ws_go_class_register(const struct ws_called *name, const struct ws_class *info);
int32_t ws_go_class_info(const struct ws_called *name, HINSTANCE instance, struct ws_class *info);

int32_t ws_go_class_unregister(const struct ws_called *name, HINSTANCE instance);
int32_t ws_go_class_name(HWND window, WCHAR *text, int32_t room);
int32_t ws_go_proc(WNDPROC *procedure, int32_t unicode);

int32_t ws_go_window_create(void *queue, const struct ws_creation *made, HWND *window);
int32_t ws_go_window_end(void *queue, HWND window, int32_t *before);
void ws_go_window_remove(HWND window);
int32_t ws_go_window_exists(HWND window);
int32_t ws_go_window_owner(HWND window, uint32_t *thread, int32_t *unicode);
int32_t ws_go_window_rect(HWND window, RECT *inside, RECT *screen);
int32_t ws_go_window_set_rect(HWND window, const RECT *rect);

/* These return the length of the whole text, or the negative error code. */
int32_t ws_go_window_text(HWND window, WCHAR *text, int32_t room);
int32_t ws_go_window_set_text(HWND window, const WCHAR *text, int32_t n);

/* Words of size bytes; the setters give back what it was. */
int32_t ws_go_window_word(HWND window, int32_t index, int32_t size, int32_t unicode,
			  uintptr_t *word);
int32_t ws_go_window_set_word(HWND window, int32_t index, int32_t size, int32_t unicode,
			      uintptr_t *word);
int32_t ws_go_class_word(HWND window, int32_t index, int32_t size, int32_t unicode,
			 uintptr_t *word);
int32_t ws_go_class_set_word(HWND window, int32_t index, int32_t size, int32_t unicode,
			     uintptr_t *word);

int32_t ws_go_window_relative(HWND window, uint32_t what, HWND *to);
int32_t ws_go_window_ancestor(HWND window, uint32_t what, HWND *to);
int32_t ws_go_window_parent(HWND window, HWND *to);
int32_t ws_go_window_set_parent(HWND window, HWND parent, HWND *to);
int32_t ws_go_window_is_below(HWND above, HWND below);
HWND ws_go_window_desktop(void);
int32_t ws_go_window_child(HWND above, uint32_t id, HWND *to);
int32_t ws_go_window_find(HWND above, HWND after, const struct ws_called *class_name,
			  const WCHAR *text, int32_t n, HWND *to);

/* These return how many windows there are, or the negative error code. */
int32_t ws_go_window_below(HWND above, int32_t deep, uint32_t thread, HWND *to, int32_t room);
int32_t ws_go_window_owned(HWND window, HWND *to, int32_t room);

#endif
