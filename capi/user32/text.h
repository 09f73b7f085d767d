/* text.h: the texts of callers, as the Go side wants them: in UTF-16. */
#ifndef WINSOCK_USER32_TEXT_H
#define WINSOCK_USER32_TEXT_H

#include <stdbool.h>
#include <stdint.h>

#include <windows.h>

#include "windowgo.h"

/* A text in UTF-16; what was converted is in few or, when that is too small, on the heap. */
struct ws_text {
	const WCHAR *units;
	int32_t n;	/* without the terminator */
	WCHAR *heap;
	WCHAR few[128];
};

/*
 * ws_text_of makes *t the text of a caller whose texts are wide or not; NULL is
 * empty. Without memory the last error is set and the result false.
 */
bool ws_text_of(struct ws_text *t, const void *text, bool wide);
void ws_text_free(struct ws_text *t);

/*
 * ws_text_give writes n units to the room of a caller, as many as fit, and a
 * terminator. It returns how many characters of the caller's it wrote.
 */
int ws_text_give(const WCHAR *units, int32_t n, void *to, int room, bool wide);

/* ws_text_narrow is a new text in the code page, ws_text_wide one in UTF-16; NULL: no memory. */
char *ws_text_narrow(const WCHAR *text);
WCHAR *ws_text_wide(const char *text);

/* How a class is called, by a text or an atom; called.text is in text. */
struct ws_name_of_class {
	struct ws_called called;
	struct ws_text text;
};

/*
 * ws_class_called makes *n the class that a caller names; it is freed as its text
 * is. Errors: ERROR_INVALID_PARAMETER (NULL), no memory.
 */
bool ws_class_called(struct ws_name_of_class *n, const void *name, bool wide);

#endif
