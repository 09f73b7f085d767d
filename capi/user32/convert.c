/*
 * convert.c: a message of a sender whose texts are of the other kind than the
 * window procedure's: narrow (the code page) or UTF-16.
 *
 * Source: win32, "Window Procedures"; sdk-api, IsWindowUnicode.
 */
#include <stdlib.h>
#include <string.h>

#include "send.h"
#include "text.h"

static LRESULT pass(const struct ws_call *call, WPARAM wparam, const void *lparam)
{
	return call->procedure(call->window, call->message, wparam, (LPARAM)lparam);
}

/* other is a text of the procedure's kind, NULL for NULL and names that are numbers. */
static void *other(const struct ws_call *call, const void *text)
{
	if (IS_INTRESOURCE(text))
		return NULL;
	return call->unicode ? (void *)ws_text_wide(text) : (void *)ws_text_narrow(text);
}

/* create tells the texts in a CREATESTRUCT, which has the same shape for both kinds. */
static LRESULT create(const struct ws_call *call)
{
	CREATESTRUCTA told = *(const CREATESTRUCTA *)call->lparam;
	void *name = other(call, told.lpszName), *class_name = other(call, told.lpszClass);
	LRESULT result;

	if (name != NULL)
		told.lpszName = name;
	if (class_name != NULL)
		told.lpszClass = class_name;
	result = pass(call, call->wparam, &told);
	free(name);
	free(class_name);
	return result;
}

static LRESULT set_text(const struct ws_call *call)
{
	void *text = other(call, (const void *)call->lparam);
	LRESULT result = pass(call, call->wparam, text);

	free(text);
	return result;
}

/* get_text asks for the text in the procedure's kind and gives it in the sender's. */
static LRESULT get_text(const struct ws_call *call)
{
	/* A unit of UTF-16 takes three bytes at most. */
	size_t room = call->unicode ? call->wparam : 3 * call->wparam + 1;
	void *text = calloc(room + 1, sizeof(WCHAR));
	struct ws_text units;
	LRESULT result = 0;

	if (text == NULL || call->wparam == 0)
		goto out;
	pass(call, room, text);
	if (ws_text_of(&units, text, call->unicode)) {
		result = ws_text_give(units.units, units.n, (void *)call->lparam,
				      (int)call->wparam, call->sender);
		ws_text_free(&units);
	}
out:
	free(text);
	return result;
}

LRESULT ws_deliver_converted(const struct ws_call *call)
{
	switch (call->message) {
	case WM_NCCREATE:
	case WM_CREATE:
		return create(call);
	case WM_SETTEXT:
	case WM_WININICHANGE:
		return set_text(call);
	case WM_GETTEXT:
		return get_text(call);
	case WM_GETTEXTLENGTH: { /* it may be more than the text will have */
		LRESULT n = pass(call, call->wparam, (void *)call->lparam);

		return call->unicode ? 3 * n : n;
	}
	default:
		return pass(call, call->wparam, (void *)call->lparam);
	}
}
