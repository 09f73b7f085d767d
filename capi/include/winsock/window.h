/*
 * winsock/window.h: windows that are never drawn, and their classes. Part of
 * <winuser.h>.
 */
#ifndef WINSOCK_WINDOW_H
#define WINSOCK_WINDOW_H

#include <libloaderapi.h>
#include <winsock/messagequeue.h>
#include <winsock/windowstyles.h>

WINSOCK_BEGIN

typedef struct tagWNDCLASSA {
	UINT style;
	WNDPROC lpfnWndProc;
	int cbClsExtra;
	int cbWndExtra;
	HINSTANCE hInstance;
	HICON hIcon;
	HCURSOR hCursor;
	HBRUSH hbrBackground;
	LPCSTR lpszMenuName;
	LPCSTR lpszClassName;
} WNDCLASSA, *PWNDCLASSA, *NPWNDCLASSA, *LPWNDCLASSA;

typedef struct tagWNDCLASSW {
	UINT style;
	WNDPROC lpfnWndProc;
	int cbClsExtra;
	int cbWndExtra;
	HINSTANCE hInstance;
	HICON hIcon;
	HCURSOR hCursor;
	HBRUSH hbrBackground;
	LPCWSTR lpszMenuName;
	LPCWSTR lpszClassName;
} WNDCLASSW, *PWNDCLASSW, *NPWNDCLASSW, *LPWNDCLASSW;

typedef struct tagWNDCLASSEXA {
	UINT cbSize;
	UINT style;
	WNDPROC lpfnWndProc;
	int cbClsExtra;
	int cbWndExtra;
	HINSTANCE hInstance;
	HICON hIcon;
	HCURSOR hCursor;
	HBRUSH hbrBackground;
	LPCSTR lpszMenuName;
	LPCSTR lpszClassName;
	HICON hIconSm;
} WNDCLASSEXA, *PWNDCLASSEXA, *NPWNDCLASSEXA, *LPWNDCLASSEXA;

typedef struct tagWNDCLASSEXW {
	UINT cbSize;
	UINT style;
	WNDPROC lpfnWndProc;
	int cbClsExtra;
	int cbWndExtra;
	HINSTANCE hInstance;
	HICON hIcon;
	HCURSOR hCursor;
	HBRUSH hbrBackground;
	LPCWSTR lpszMenuName;
	LPCWSTR lpszClassName;
	HICON hIconSm;
} WNDCLASSEXW, *PWNDCLASSEXW, *NPWNDCLASSEXW, *LPWNDCLASSEXW;

/* What WM_NCCREATE and WM_CREATE tell. */
typedef struct tagCREATESTRUCTA {
	LPVOID lpCreateParams;
	HINSTANCE hInstance;
	HMENU hMenu;
	HWND hwndParent;
	int cy;
	int cx;
	int y;
	int x;
	LONG style;
	LPCSTR lpszName;
	LPCSTR lpszClass;
	DWORD dwExStyle;
} CREATESTRUCTA, *LPCREATESTRUCTA;

typedef struct tagCREATESTRUCTW {
	LPVOID lpCreateParams;
	HINSTANCE hInstance;
	HMENU hMenu;
	HWND hwndParent;
	int cy;
	int cx;
	int y;
	int x;
	LONG style;
	LPCWSTR lpszName;
	LPCWSTR lpszClass;
	DWORD dwExStyle;
} CREATESTRUCTW, *LPCREATESTRUCTW;

typedef struct tagSTYLESTRUCT {
	DWORD styleOld;
	DWORD styleNew;
} STYLESTRUCT, *LPSTYLESTRUCT;

typedef struct tagWINDOWPOS {
	HWND hwnd;
	HWND hwndInsertAfter;
	int x;
	int y;
	int cx;
	int cy;
	UINT flags;
} WINDOWPOS, *LPWINDOWPOS, *PWINDOWPOS;

/* A name of a resource or class that is a number. */
#define IS_INTRESOURCE(name) (((ULONG_PTR)(name) >> 16) == 0)

typedef BOOL(CALLBACK *WNDENUMPROC)(HWND window, LPARAM parameter);

/* Classes. */
ATOM WINAPI RegisterClassA(const WNDCLASSA *info);
ATOM WINAPI RegisterClassW(const WNDCLASSW *info);
ATOM WINAPI RegisterClassExA(const WNDCLASSEXA *info);
ATOM WINAPI RegisterClassExW(const WNDCLASSEXW *info);
BOOL WINAPI UnregisterClassA(LPCSTR name, HINSTANCE instance);
BOOL WINAPI UnregisterClassW(LPCWSTR name, HINSTANCE instance);
BOOL WINAPI GetClassInfoA(HINSTANCE instance, LPCSTR name, LPWNDCLASSA info);
BOOL WINAPI GetClassInfoW(HINSTANCE instance, LPCWSTR name, LPWNDCLASSW info);
BOOL WINAPI GetClassInfoExA(HINSTANCE instance, LPCSTR name, LPWNDCLASSEXA info);
BOOL WINAPI GetClassInfoExW(HINSTANCE instance, LPCWSTR name, LPWNDCLASSEXW info);
int WINAPI GetClassNameA(HWND window, LPSTR name, int room);
int WINAPI GetClassNameW(HWND window, LPWSTR name, int room);

/* From the beginning to the end of a window. */
HWND WINAPI CreateWindowExA(DWORD ex_style, LPCSTR class_name, LPCSTR text, DWORD style, int x,
			    int y, int width, int height, HWND parent, HMENU menu,
			    HINSTANCE instance, LPVOID parameter);
HWND WINAPI CreateWindowExW(DWORD ex_style, LPCWSTR class_name, LPCWSTR text, DWORD style, int x,
			    int y, int width, int height, HWND parent, HMENU menu,
			    HINSTANCE instance, LPVOID parameter);
BOOL WINAPI DestroyWindow(HWND window);
BOOL WINAPI CloseWindow(HWND window);
BOOL WINAPI IsWindow(HWND window);
BOOL WINAPI IsWindowUnicode(HWND window);
DWORD WINAPI GetWindowThreadProcessId(HWND window, LPDWORD process);

/* How it would look. */
BOOL WINAPI ShowWindow(HWND window, int command);
BOOL WINAPI UpdateWindow(HWND window);
BOOL WINAPI IsWindowVisible(HWND window);
BOOL WINAPI EnableWindow(HWND window, BOOL enable);
BOOL WINAPI IsWindowEnabled(HWND window);
BOOL WINAPI IsIconic(HWND window);
BOOL WINAPI IsZoomed(HWND window);
BOOL WINAPI GetClientRect(HWND window, LPRECT rect);
BOOL WINAPI GetWindowRect(HWND window, LPRECT rect);
BOOL WINAPI MoveWindow(HWND window, int x, int y, int width, int height, BOOL repaint);
BOOL WINAPI SetWindowPos(HWND window, HWND after, int x, int y, int width, int height,
			 UINT flags);

/* Texts. */
BOOL WINAPI SetWindowTextA(HWND window, LPCSTR text);
BOOL WINAPI SetWindowTextW(HWND window, LPCWSTR text);
int WINAPI GetWindowTextA(HWND window, LPSTR text, int room);
int WINAPI GetWindowTextW(HWND window, LPWSTR text, int room);
int WINAPI GetWindowTextLengthA(HWND window);
int WINAPI GetWindowTextLengthW(HWND window);
HWND WINAPI GetDlgItem(HWND window, int id);
int WINAPI GetDlgCtrlID(HWND window);
BOOL WINAPI SetDlgItemTextA(HWND window, int id, LPCSTR text);
BOOL WINAPI SetDlgItemTextW(HWND window, int id, LPCWSTR text);
UINT WINAPI GetDlgItemTextA(HWND window, int id, LPSTR text, int room);
UINT WINAPI GetDlgItemTextW(HWND window, int id, LPWSTR text, int room);
LRESULT WINAPI SendDlgItemMessageA(HWND window, int id, UINT message, WPARAM wparam,
				   LPARAM lparam);
LRESULT WINAPI SendDlgItemMessageW(HWND window, int id, UINT message, WPARAM wparam,
				   LPARAM lparam);

/* What is above, below and beside it. */
HWND WINAPI GetParent(HWND window);
HWND WINAPI SetParent(HWND window, HWND parent);
HWND WINAPI GetAncestor(HWND window, UINT what);
HWND WINAPI GetWindow(HWND window, UINT what);
BOOL WINAPI IsChild(HWND parent, HWND window);
HWND WINAPI GetDesktopWindow(VOID);
HWND WINAPI FindWindowA(LPCSTR class_name, LPCSTR text);
HWND WINAPI FindWindowW(LPCWSTR class_name, LPCWSTR text);
HWND WINAPI FindWindowExA(HWND parent, HWND after, LPCSTR class_name, LPCSTR text);
HWND WINAPI FindWindowExW(HWND parent, HWND after, LPCWSTR class_name, LPCWSTR text);
BOOL WINAPI EnumWindows(WNDENUMPROC function, LPARAM parameter);
BOOL WINAPI EnumChildWindows(HWND parent, WNDENUMPROC function, LPARAM parameter);
BOOL WINAPI EnumThreadWindows(DWORD thread, WNDENUMPROC function, LPARAM parameter);

/* Words. */
LONG WINAPI GetWindowLongA(HWND window, int index);
LONG WINAPI GetWindowLongW(HWND window, int index);
LONG WINAPI SetWindowLongA(HWND window, int index, LONG value);
LONG WINAPI SetWindowLongW(HWND window, int index, LONG value);
LONG_PTR WINAPI GetWindowLongPtrA(HWND window, int index);
LONG_PTR WINAPI GetWindowLongPtrW(HWND window, int index);
LONG_PTR WINAPI SetWindowLongPtrA(HWND window, int index, LONG_PTR value);
LONG_PTR WINAPI SetWindowLongPtrW(HWND window, int index, LONG_PTR value);
DWORD WINAPI GetClassLongA(HWND window, int index);
DWORD WINAPI GetClassLongW(HWND window, int index);
DWORD WINAPI SetClassLongA(HWND window, int index, LONG value);
DWORD WINAPI SetClassLongW(HWND window, int index, LONG value);
ULONG_PTR WINAPI GetClassLongPtrA(HWND window, int index);
ULONG_PTR WINAPI GetClassLongPtrW(HWND window, int index);
ULONG_PTR WINAPI SetClassLongPtrA(HWND window, int index, LONG_PTR value);
ULONG_PTR WINAPI SetClassLongPtrW(HWND window, int index, LONG_PTR value);

WINSOCK_END

#define CreateWindowA(class_name, text, style, x, y, width, height, parent, menu, instance, \
		      parameter) \
	CreateWindowExA(0L, class_name, text, style, x, y, width, height, parent, menu, instance, \
			parameter)
#define CreateWindowW(class_name, text, style, x, y, width, height, parent, menu, instance, \
		      parameter) \
	CreateWindowExW(0L, class_name, text, style, x, y, width, height, parent, menu, instance, \
			parameter)

#ifdef UNICODE
typedef WNDCLASSW WNDCLASS, *PWNDCLASS, *NPWNDCLASS, *LPWNDCLASS;
typedef WNDCLASSEXW WNDCLASSEX, *PWNDCLASSEX, *NPWNDCLASSEX, *LPWNDCLASSEX;
typedef CREATESTRUCTW CREATESTRUCT, *LPCREATESTRUCT;
#define RegisterClass RegisterClassW
#define RegisterClassEx RegisterClassExW
#define UnregisterClass UnregisterClassW
#define GetClassInfo GetClassInfoW
#define GetClassInfoEx GetClassInfoExW
#define GetClassName GetClassNameW
#define CreateWindow CreateWindowW
#define CreateWindowEx CreateWindowExW
#define SetWindowText SetWindowTextW
#define GetWindowText GetWindowTextW
#define GetWindowTextLength GetWindowTextLengthW
#define SetDlgItemText SetDlgItemTextW
#define GetDlgItemText GetDlgItemTextW
#define SendDlgItemMessage SendDlgItemMessageW
#define FindWindow FindWindowW
#define FindWindowEx FindWindowExW
#define GetWindowLong GetWindowLongW
#define SetWindowLong SetWindowLongW
#define GetWindowLongPtr GetWindowLongPtrW
#define SetWindowLongPtr SetWindowLongPtrW
#define GetClassLong GetClassLongW
#define SetClassLong SetClassLongW
#define GetClassLongPtr GetClassLongPtrW
#define SetClassLongPtr SetClassLongPtrW
#else
typedef WNDCLASSA WNDCLASS, *PWNDCLASS, *NPWNDCLASS, *LPWNDCLASS;
typedef WNDCLASSEXA WNDCLASSEX, *PWNDCLASSEX, *NPWNDCLASSEX, *LPWNDCLASSEX;
typedef CREATESTRUCTA CREATESTRUCT, *LPCREATESTRUCT;
#define RegisterClass RegisterClassA
#define RegisterClassEx RegisterClassExA
#define UnregisterClass UnregisterClassA
#define GetClassInfo GetClassInfoA
#define GetClassInfoEx GetClassInfoExA
#define GetClassName GetClassNameA
#define CreateWindow CreateWindowA
#define CreateWindowEx CreateWindowExA
#define SetWindowText SetWindowTextA
#define GetWindowText GetWindowTextA
#define GetWindowTextLength GetWindowTextLengthA
#define SetDlgItemText SetDlgItemTextA
#define GetDlgItemText GetDlgItemTextA
#define SendDlgItemMessage SendDlgItemMessageA
#define FindWindow FindWindowA
#define FindWindowEx FindWindowExA
#define GetWindowLong GetWindowLongA
#define SetWindowLong SetWindowLongA
#define GetWindowLongPtr GetWindowLongPtrA
#define SetWindowLongPtr SetWindowLongPtrA
#define GetClassLong GetClassLongA
#define SetClassLong SetClassLongA
#define GetClassLongPtr GetClassLongPtrA
#define SetClassLongPtr SetClassLongPtrA
#endif

#endif
