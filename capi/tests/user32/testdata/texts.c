/* Windows whose texts are of one kind, and callers whose are of the other. */
#include "check.h"

#include <wchar.h>

static int created;

static LRESULT CALLBACK wide(HWND window, UINT message, WPARAM w, LPARAM l)
{
	const CREATESTRUCTW *c = (const CREATESTRUCTW *)l;

	if (message == WM_NCCREATE || message == WM_CREATE) {
		created++;
		CHECK(lstrcmpW(c->lpszName, L"gr\xFC\xDF") == 0);
		CHECK(IS_INTRESOURCE(c->lpszClass) || lstrcmpW(c->lpszClass, L"wide") == 0);
	}
	if (message == WM_USER)
		return 11;
	return DefWindowProcW(window, message, w, l);
}

static LRESULT CALLBACK narrow(HWND window, UINT message, WPARAM w, LPARAM l)
{
	const CREATESTRUCTA *c = (const CREATESTRUCTA *)l;

	if (message == WM_NCCREATE) {
		created++;
		CHECK(strcmp(c->lpszName, "plain") == 0);
		CHECK(strcmp(c->lpszClass, "narrow") == 0);
	}
	if (message == WM_USER + 1)
		return (LRESULT)strlen((const char *)l);
	return DefWindowProcA(window, message, w, l);
}

static void unicode_window(const char *name)
{
	HWND w = CreateWindowExA(0, "wide", name, 0, 0, 0, 0, 0, HWND_MESSAGE, NULL, NULL, NULL);
	char a[32];
	WCHAR u[32];
	WNDPROC other;

	CHECK(w != NULL && IsWindowUnicode(w));
	same("created", created, 2);
	CHECK(GetWindowTextA(w, a, 32) == (int)strlen(name) && strcmp(a, name) == 0);
	CHECK(GetWindowTextW(w, u, 32) == 4 && u[2] == 0xFC && u[3] == 0xDF);
	same("units", GetWindowTextLengthW(w), 4);
	CHECK(GetWindowTextLengthA(w) >= (int)strlen(name));
	CHECK(GetWindowTextW(w, u, 3) == 2 && u[2] == 0);
	CHECK(SetWindowTextA(w, "abc") && GetWindowTextW(w, u, 32) == 3 && u[1] == 'b');
	CHECK(GetClassNameW(w, u, 32) == 4 && u[0] == 'w');
	CHECK(GetClassNameA(w, a, 3) == 2 && strcmp(a, "wi") == 0);
	/* What a narrow caller gets in place of the procedure only CallWindowProc knows. */
	CHECK((WNDPROC)GetWindowLongPtrW(w, GWLP_WNDPROC) == wide);
	other = (WNDPROC)GetWindowLongPtrA(w, GWLP_WNDPROC);
	CHECK(other != wide);
	same("through it", CallWindowProcA(other, w, WM_USER, 0, 0), 11);
	CHECK(CallWindowProcA(other, w, WM_SETTEXT, 0, (LPARAM) "de"));
	CHECK(GetWindowTextW(w, u, 32) == 2 && u[0] == 'd');
	/* A narrow procedure makes it a narrow window, and back. */
	CHECK((WNDPROC)SetWindowLongPtrA(w, GWLP_WNDPROC, (LONG_PTR)narrow) == other);
	CHECK(!IsWindowUnicode(w));
	same("narrow now", SendMessageA(w, WM_USER + 1, 0, (LPARAM) "12345"), 5);
	SetWindowLongPtrA(w, GWLP_WNDPROC, (LONG_PTR)other);
	CHECK(IsWindowUnicode(w) && (WNDPROC)GetWindowLongPtrW(w, GWLP_WNDPROC) == wide);
	DestroyWindow(w);
}

static void narrow_window(void)
{
	HWND w = CreateWindowExW(0, L"narrow", L"plain", 0, 0, 0, 0, 0, HWND_MESSAGE, NULL, NULL,
				 NULL);
	WCHAR u[32];
	char a[32];

	CHECK(w != NULL && !IsWindowUnicode(w));
	same("created", created, 3);
	CHECK(GetWindowTextW(w, u, 32) == 5 && u[0] == 'p');
	CHECK(SetWindowTextW(w, L"xyz") && GetWindowTextA(w, a, 32) == 3 && strcmp(a, "xyz") == 0);
	CHECK(SendMessageW(w, WM_GETTEXT, 2, (LPARAM)u) == 1 && u[0] == 'x' && u[1] == 0);
	CHECK(SetWindowTextA(w, NULL) && GetWindowTextA(w, a, 32) == 0 && a[0] == 0);
	DestroyWindow(w);
}

int main(void)
{
	const WNDCLASSW w = {.lpfnWndProc = wide, .lpszClassName = L"wide"};
	const WNDCLASSA a = {.lpfnWndProc = narrow, .lpszClassName = "narrow"};
	char name[16];

	CHECK(RegisterClassW(&w) && RegisterClassA(&a));
	WideCharToMultiByte(CP_ACP, 0, L"gr\xFC\xDF", -1, name, sizeof name, NULL, NULL);
	unicode_window(name);
	narrow_window();
	return done();
}
