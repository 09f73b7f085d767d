/*
 * messagebox.c: questions to somebody at a display, where nobody is: the text
 * goes to standard error, and the answer is the default button.
 *
 * Source: sdk-api, MessageBox.
 */
#include <stdio.h>
#include <stdlib.h>

#include <windows.h>

#include "lasterror.h"
#include "text.h"

/* The buttons by type, in order. */
static const unsigned char buttons[][3] = {
	[MB_OK] = {IDOK},
	[MB_OKCANCEL] = {IDOK, IDCANCEL},
	[MB_ABORTRETRYIGNORE] = {IDABORT, IDRETRY, IDIGNORE},
	[MB_YESNOCANCEL] = {IDYES, IDNO, IDCANCEL},
	[MB_YESNO] = {IDYES, IDNO},
	[MB_RETRYCANCEL] = {IDRETRY, IDCANCEL},
	[MB_CANCELTRYCONTINUE] = {IDCANCEL, IDTRYAGAIN, IDCONTINUE},
};

int WINAPI MessageBoxExA(HWND owner, LPCSTR text, LPCSTR caption, UINT type, WORD language)
{
	unsigned kind = type & MB_TYPEMASK, chosen = (type & MB_DEFMASK) >> 8;

	(void)language;
	if (owner != NULL && !IsWindow(owner)) {
		ws_last_error = ERROR_INVALID_WINDOW_HANDLE;
		return 0;
	}
	if (kind >= sizeof buttons / sizeof buttons[0]) {
		ws_last_error = ERROR_INVALID_MSGBOX_STYLE;
		return 0;
	}
	fprintf(stderr, "%s: %s\n", caption != NULL ? caption : "Error", text != NULL ? text : "");
	if (chosen >= sizeof buttons[0] || buttons[kind][chosen] == 0)
		chosen = 0;
	return buttons[kind][chosen];
}

int WINAPI MessageBoxExW(HWND owner, LPCWSTR text, LPCWSTR caption, UINT type, WORD language)
{
	char *t = text != NULL ? ws_text_narrow(text) : NULL;
	char *c = caption != NULL ? ws_text_narrow(caption) : NULL;
	int answer = MessageBoxExA(owner, t, c, type, language);

	free(t);
	free(c);
	return answer;
}

int WINAPI MessageBoxA(HWND owner, LPCSTR text, LPCSTR caption, UINT type)
{
	return MessageBoxExA(owner, text, caption, type, 0);
}

int WINAPI MessageBoxW(HWND owner, LPCWSTR text, LPCWSTR caption, UINT type)
{
	return MessageBoxExW(owner, text, caption, type, 0);
}
