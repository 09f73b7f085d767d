/* Windows: from classes to the last message, what they keep, who is above whom. */
#include "check.h"

static char heard[4096];
static LRESULT answer_create;
static LRESULT answer_nccreate = 1;

static void clear(void)
{
	heard[0] = 0;
}

/* expect compares the messages that were heard, but for those about looks. */
static void expect(const char *what, const char *want)
{
	if (strcmp(heard, want) != 0) {
		printf("%s: heard \"%s\", want \"%s\"\n", what, heard, want);
		failures++;
	}
	clear();
}

static void note(HWND window, const char *text)
{
	char name[32];
	int id = GetDlgCtrlID(window);

	snprintf(name, sizeof name, id != 0 ? "%s:%d " : "%s ", text, id);
	strncat(heard, name, sizeof heard - strlen(heard) - 1);
}

static LRESULT CALLBACK procedure(HWND window, UINT message, WPARAM w, LPARAM l)
{
	const CREATESTRUCTA *c = (const CREATESTRUCTA *)l;

	switch (message) {
	case WM_NCCREATE:
		note(window, "nccreate");
		CHECK(IsWindow(window));
		CHECK(strcmp(c->lpszClass, "plain") == 0);
		CHECK((LONG_PTR)c->lpCreateParams == 0x1234);
		if (!answer_nccreate)
			return 0;
		break;
	case WM_CREATE:
		note(window, "create");
		CHECK(c->cx == 30 && c->cy == 40 && c->x == 10 && c->y == 20);
		if (answer_create != 0)
			return answer_create;
		break;
	case WM_DESTROY:
		note(window, "destroy");
		CHECK(IsWindow(window));
		break;
	case WM_NCDESTROY:
		note(window, "ncdestroy");
		break;
	case WM_CLOSE:
		note(window, "close");
		break;
	case WM_USER:
		return (LRESULT)w + 1;
	case WM_PARENTNOTIFY:
		note(window, LOWORD(w) == WM_CREATE ? "child" : "nochild");
		break;
	}
	return DefWindowProcA(window, message, w, l);
}

static HWND make(DWORD style, HWND parent, int id)
{
	return CreateWindowExA(0, "plain", "text", style, 10, 20, 30, 40, parent,
			       (HMENU)(LONG_PTR)id, NULL, (void *)0x1234);
}

static void classes(void)
{
	WNDCLASSA c = {.lpfnWndProc = procedure, .cbClsExtra = 8, .cbWndExtra = 16,
		       .lpszClassName = "plain", .hCursor = LoadCursor(NULL, IDC_ARROW),
		       .style = CS_DBLCLKS,
		       .hbrBackground = (HBRUSH)GetStockObject(WHITE_BRUSH)};
	WNDCLASSA got;
	WNDCLASSEXA ex = {.cbSize = 5, .lpfnWndProc = procedure, .lpszClassName = "other"};
	ATOM atom = RegisterClassA(&c);

	CHECK(atom >= 0xC000);
	FAILS(RegisterClassA(&c), ERROR_CLASS_ALREADY_EXISTS);
	FAILS(RegisterClassExA(&ex), ERROR_INVALID_PARAMETER);
	FAILS(RegisterClassA(NULL), ERROR_INVALID_PARAMETER);
	ex.cbSize = sizeof ex;
	ex.lpszClassName = NULL;
	FAILS(RegisterClassExA(&ex), ERROR_INVALID_PARAMETER);
	CHECK(GetClassInfoA(GetModuleHandle(NULL), "PLAIN", &got));
	CHECK(got.lpfnWndProc == procedure && got.cbClsExtra == 8 && got.cbWndExtra == 16);
	CHECK(got.hCursor == c.hCursor && c.hCursor != NULL && got.style == CS_DBLCLKS);
	CHECK(got.hbrBackground == c.hbrBackground && c.hbrBackground != NULL);
	CHECK(GetStockObject(-1) == NULL && GetStockObject(9) == NULL && GetStockObject(20) == NULL);
	CHECK(GetStockObject(WHITE_BRUSH) != GetStockObject(BLACK_BRUSH));
	FAILS(GetClassInfoA(GetModuleHandle(NULL), "no such", &got), ERROR_CLASS_DOES_NOT_EXIST);
	FAILS(UnregisterClassA("no such", NULL), ERROR_CLASS_DOES_NOT_EXIST);
	FAILS(CreateWindowA("no such", "", 0, 0, 0, 0, 0, NULL, NULL, NULL, NULL),
	      ERROR_CANNOT_FIND_WND_CLASS);
	ex.lpszClassName = "other";
	CHECK(RegisterClassExA(&ex) != 0);
	CHECK(UnregisterClassA("OTHER", NULL));
	FAILS(UnregisterClassA("other", NULL), ERROR_CLASS_DOES_NOT_EXIST);
	FAILS(LoadIcon(GetModuleHandle(NULL), MAKEINTRESOURCE(7)), ERROR_RESOURCE_DATA_NOT_FOUND);
}

static void life(void)
{
	HWND w = make(0, HWND_MESSAGE, 0), child;
	DWORD process = 0;

	expect("beginning", "nccreate create ");
	CHECK(IsWindow(w) && !IsWindowUnicode(w));
	same("thread", GetWindowThreadProcessId(w, &process), GetCurrentThreadId());
	same("process", process, GetCurrentProcessId());
	FAILS(UnregisterClassA("plain", NULL), ERROR_CLASS_HAS_WINDOWS);
	SendMessageA(w, WM_CLOSE, 0, 0);
	expect("closing", "close destroy ncdestroy ");
	CHECK(!IsWindow(w));
	FAILS(DestroyWindow(w), ERROR_INVALID_WINDOW_HANDLE);
	FAILS(SendMessageA(w, WM_USER, 0, 0), ERROR_INVALID_WINDOW_HANDLE);

	answer_create = -1;
	CHECK(make(0, HWND_MESSAGE, 0) == NULL);
	expect("no create", "nccreate create destroy ncdestroy ");
	answer_create = 0;
	answer_nccreate = 0;
	CHECK(make(0, HWND_MESSAGE, 0) == NULL);
	expect("no nccreate", "nccreate ncdestroy ");
	answer_nccreate = 1;

	w = make(WS_OVERLAPPEDWINDOW, NULL, 0);
	child = make(WS_CHILD, w, 5);
	expect("with a child", "nccreate create nccreate:5 create:5 child ");
	CHECK(GetParent(child) == w && IsChild(w, child) && GetDlgItem(w, 5) == child);
	FAILS(GetDlgItem(w, 6), ERROR_CONTROL_ID_NOT_FOUND);
	make(WS_CHILD, child, 6);
	clear();
	DestroyWindow(w);
	expect("with children", "destroy destroy:5 destroy:6 ncdestroy:6 ncdestroy:5 ncdestroy ");
	CHECK(!IsWindow(child));
	FAILS(make(WS_CHILD, NULL, 1), ERROR_TLW_WITH_WSCHILD);
	FAILS(make(WS_CHILD, (HWND)0x7ABC0020, 1), ERROR_INVALID_WINDOW_HANDLE);
	clear();
}

static void owners(void)
{
	HWND owner = make(WS_OVERLAPPEDWINDOW, NULL, 0), owned = make(WS_POPUP, owner, 0);

	CHECK(GetParent(owned) == owner && GetWindow(owned, GW_OWNER) == owner);
	CHECK(GetAncestor(owned, GA_PARENT) == GetDesktopWindow());
	CHECK(GetAncestor(owned, GA_ROOTOWNER) == owner);
	CHECK(GetParent(owner) == NULL && !IsChild(owner, owned));
	CHECK(FindWindowA("plain", "TEXT") != NULL);
	CHECK(FindWindowA("plain", "other text") == NULL);
	CHECK(FindWindowA("no such", NULL) == NULL);
	DestroyWindow(owner);
	CHECK(!IsWindow(owned));
	clear();
}

static BOOL CALLBACK count(HWND window, LPARAM n)
{
	char name[32];

	if (GetClassNameA(window, name, sizeof name) > 0 && strcmp(name, "plain") == 0)
		++*(int *)n;
	return TRUE;
}

static void lists(void)
{
	HWND top = make(0, NULL, 0), a = make(WS_CHILD, top, 1), b = make(WS_CHILD, top, 2);
	HWND deep = make(WS_CHILD, a, 3), hidden = make(0, HWND_MESSAGE, 0);
	int n = 0;

	EnumChildWindows(top, count, (LPARAM)&n);
	same("all below", n, 3);
	n = 0;
	EnumThreadWindows(GetCurrentThreadId(), count, (LPARAM)&n);
	same("of the thread", n, 1);
	n = 0;
	EnumWindows(count, (LPARAM)&n);
	same("on the desktop", n, 1);
	CHECK(GetWindow(top, GW_CHILD) == b || GetWindow(top, GW_CHILD) == a);
	CHECK(FindWindowExA(top, NULL, "plain", NULL) == GetWindow(top, GW_CHILD));
	CHECK(FindWindowExA(HWND_MESSAGE, NULL, "plain", NULL) == hidden);
	CHECK(FindWindowExA(top, GetWindow(top, GW_CHILD), "plain", NULL) ==
	      GetWindow(GetWindow(top, GW_CHILD), GW_HWNDNEXT));
	CHECK(SetParent(deep, b) == a && IsChild(b, deep) && !IsChild(a, deep));
	DestroyWindow(a);
	CHECK(IsWindow(deep));
	DestroyWindow(top);
	CHECK(!IsWindow(deep) && IsWindow(hidden));
	DestroyWindow(hidden);
	clear();
}

static LRESULT CALLBACK subclass(HWND window, UINT message, WPARAM w, LPARAM l)
{
	WNDPROC before = (WNDPROC)GetWindowLongPtrA(window, GWLP_USERDATA);

	if (message == WM_USER)
		w += 100;
	return CallWindowProcA(before, window, message, w, l);
}

static void words(void)
{
	HWND w = make(WS_POPUP, NULL, 0);

	same("user data", SetWindowLongPtrA(w, GWLP_USERDATA, 0x123456789LL), 0);
	same("user data", GetWindowLongPtrA(w, GWLP_USERDATA), 0x123456789LL);
	same("half of it", GetWindowLongA(w, GWLP_USERDATA), 0x23456789);
	same("own bytes", SetWindowLongPtrA(w, 8, -2), 0);
	same("own bytes", GetWindowLongPtrA(w, 8), -2);
	FAILS(SetWindowLongPtrA(w, 9, 1), ERROR_INVALID_INDEX);
	FAILS(GetWindowLongPtrA(w, -100), ERROR_INVALID_INDEX);
	FAILS(GetWindowLongA(w, GWLP_WNDPROC), ERROR_INVALID_INDEX);
	FAILS(GetWindowLongPtrA(NULL, GWLP_USERDATA), ERROR_INVALID_WINDOW_HANDLE);
	CHECK((WNDPROC)GetWindowLongPtrA(w, GWLP_WNDPROC) == procedure);
	CHECK((WNDPROC)GetClassLongPtrA(w, GCLP_WNDPROC) == procedure);
	same("class bytes", GetClassLongA(w, GCL_CBCLSEXTRA), 8);
	same("set class bytes", SetClassLongA(w, 0, 77), 0);
	same("class bytes", GetClassLongA(w, 0), 77);
	same("answer", SendMessageA(w, WM_USER, 1, 0), 2);
	SetWindowLongPtrA(w, GWLP_USERDATA, (LONG_PTR)procedure);
	CHECK((WNDPROC)SetWindowLongPtrA(w, GWLP_WNDPROC, (LONG_PTR)subclass) == procedure);
	same("answer of both", SendMessageA(w, WM_USER, 1, 0), 102);
	CHECK((GetWindowLongA(w, GWL_STYLE) & WS_POPUP) != 0);
	DestroyWindow(w);
	clear();
}

static void looks(void)
{
	HWND w = make(WS_OVERLAPPEDWINDOW, NULL, 0);
	RECT r;

	CHECK(!IsWindowVisible(w));
	same("was hidden", ShowWindow(w, SW_SHOW), FALSE);
	CHECK(IsWindowVisible(w) && UpdateWindow(w));
	same("was shown", ShowWindow(w, SW_HIDE), TRUE);
	CHECK(!IsWindowVisible(w));
	CHECK(IsWindowEnabled(w));
	same("was enabled", EnableWindow(w, FALSE), FALSE);
	CHECK(!IsWindowEnabled(w));
	same("was disabled", EnableWindow(w, TRUE), TRUE);
	CHECK(MoveWindow(w, 100, 110, 300, 200, FALSE));
	CHECK(GetWindowRect(w, &r));
	CHECK(r.left == 100 && r.top == 110 && r.right == 400 && r.bottom == 310);
	CHECK(!IsIconic(w));
	CloseWindow(w);
	CHECK(IsIconic(w));
	FAILS(GetWindowRect(NULL, &r), ERROR_INVALID_WINDOW_HANDLE);
	FAILS(GetWindowRect(w, NULL), ERROR_NOACCESS);
	FAILS(GetClientRect(w, NULL), ERROR_NOACCESS);
	DestroyWindow(w);
	clear();
}

/* Posted messages reach the window's procedure; a dead one's are gone. */
static void posted(void)
{
	HWND w = make(0, HWND_MESSAGE, 0), other = make(0, HWND_MESSAGE, 0);
	MSG m;

	CHECK(PostMessageA(w, WM_USER, 9, 0) && PostMessageA(other, WM_USER + 1, 0, 0));
	CHECK(PostMessageA(w, WM_USER + 2, 0, 0));
	CHECK(PeekMessageA(&m, other, 0, 0, PM_NOREMOVE) && m.message == WM_USER + 1);
	CHECK(GetMessageA(&m, NULL, 0, 0) && m.hwnd == w);
	same("dispatched", DispatchMessageA(&m), 10);
	DestroyWindow(w);
	CHECK(GetMessageA(&m, NULL, 0, 0) && m.hwnd == other);
	CHECK(!PeekMessageA(&m, NULL, 0, 0, PM_REMOVE));
	same("to nobody", DispatchMessageA(&(MSG){.hwnd = w, .message = WM_USER}), 0);
	DestroyWindow(other);
	clear();
}

int main(void)
{
	classes();
	life();
	owners();
	lists();
	words();
	looks();
	posted();
	CHECK(UnregisterClassA("plain", NULL));
	return done();
}
