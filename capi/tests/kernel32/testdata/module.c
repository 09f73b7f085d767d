/* module.c: LoadLibrary, GetProcAddress and the names of modules. */
#include <winsock2.h>

#include "check.h"

typedef int(WSAAPI *startup)(WORD version, LPWSADATA data);
typedef DWORD(WINAPI *tick)(void);
typedef u_short(WSAAPI *swap)(u_short value);
typedef int (*answer)(void);

int exported(void)
{
	return 12;
}

static void own_dlls(void)
{
	HMODULE ws2 = LoadLibraryA("ws2_32.dll"), kernel = GetModuleHandleA("KERNEL32");
	char name[MAX_PATH];
	startup start;
	WSADATA data;
	HMODULE other;

	CHECK(ws2 != NULL && kernel != NULL && ws2 != kernel);
	CHECK(LoadLibraryA("WS2_32") == ws2 && LoadLibraryW(L"C:\\Windows\\System32\\Ws2_32.DLL") == ws2);
	CHECK(GetModuleHandleW(L"ws2_32.dll") == ws2 && LoadLibraryExA("ws2_32", NULL, LOAD_LIBRARY_SEARCH_SYSTEM32) == ws2);
	CHECK(LoadLibraryA("api-ms-win-core-file-l1-1-0.dll") == kernel);
	start = (startup)GetProcAddress(ws2, "WSAStartup");
	CHECK(start == WSAStartup && start(MAKEWORD(2, 2), &data) == 0);
	CHECK(GetProcAddress(ws2, "bind") == (FARPROC)bind);
	CHECK(((swap)GetProcAddress(ws2, "htons"))(0x1234) == 0x3412);
	CHECK(GetProcAddress(ws2, MAKEINTRESOURCEA(2)) == (FARPROC)bind);
	CHECK(((tick)GetProcAddress(kernel, "GetTickCount"))() != 0);
	FAILS(GetProcAddress(ws2, "GetTickCount"), ERROR_PROC_NOT_FOUND);
	FAILS(GetProcAddress(kernel, "bind"), ERROR_PROC_NOT_FOUND);
	FAILS(GetProcAddress(ws2, "Bind"), ERROR_PROC_NOT_FOUND);
	FAILS(GetProcAddress(ws2, "ws_bind"), ERROR_PROC_NOT_FOUND);
	FAILS(GetProcAddress(ws2, MAKEINTRESOURCEA(9999)), ERROR_PROC_NOT_FOUND);
	FAILS(GetProcAddress((HMODULE)0x1234, "bind"), ERROR_MOD_NOT_FOUND);
	FAILS(LoadLibraryA("no-such-library.dll"), ERROR_MOD_NOT_FOUND);
	FAILS(LoadLibraryA(""), ERROR_MOD_NOT_FOUND);
	FAILS(LoadLibraryA(NULL), ERROR_INVALID_PARAMETER);
	FAILS(LoadLibraryExA("ws2_32.dll", (HANDLE)4, 0), ERROR_INVALID_PARAMETER);
	FAILS(GetModuleHandleA("no-such-library"), ERROR_MOD_NOT_FOUND);
	CHECK(DisableThreadLibraryCalls(ws2));
	FAILS(DisableThreadLibraryCalls((HMODULE)0x1234), ERROR_INVALID_HANDLE);
	CHECK(FreeLibrary(ws2));
	FAILS(FreeLibrary((HMODULE)0x1234), ERROR_INVALID_HANDLE);
	CHECK(GetModuleFileNameA(ws2, name, sizeof name) > 5 && strstr(name, "ws2_32") != NULL);
	CHECK(GetModuleHandleExA(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS, (LPCSTR)GetTickCount, &other) && other == kernel);
	start = NULL;
	WSACleanup();
}

static void the_program(void)
{
	HMODULE me = GetModuleHandleA(NULL), other;
	char name[MAX_PATH], little[4];
	WCHAR wide[MAX_PATH];
	DWORD n = GetModuleFileNameA(NULL, name, sizeof name);

	CHECK(me != NULL && n == strlen(name) && name[1] == ':' && strcmp(strrchr(name, '\\'), "\\module") == 0);
	CHECK(GetModuleFileNameW(me, wide, MAX_PATH) == n);
	SetLastError(0);
	CHECK(GetModuleFileNameA(NULL, little, 4) == 4 && little[3] == 0 && GetLastError() == ERROR_INSUFFICIENT_BUFFER);
	FAILS(GetModuleFileNameA((HMODULE)0x1234, name, sizeof name), ERROR_MOD_NOT_FOUND);
	CHECK(GetProcAddress(me, "exported") == (FARPROC)exported);
	FAILS(GetProcAddress(me, "printf"), ERROR_PROC_NOT_FOUND);
	CHECK(GetModuleHandleExA(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
				 (LPCSTR)exported, &other) && other == me);
	CHECK(GetModuleHandleA("module.exe") == me && GetModuleHandleA("MODULE") == me);
	FAILS(GetModuleHandleExA(3, NULL, &other), ERROR_INVALID_PARAMETER);
}

static void shared_objects(void)
{
	HMODULE h = LoadLibraryA("plugin.dll"), again;
	char name[MAX_PATH];
	FILE *bad = fopen("bad.dll", "w");

	CHECK(h != NULL);
	CHECK(((answer)GetProcAddress(h, "plugin_answer"))() == 42);
	CHECK(((answer)GetProcAddress(h, "plugin_attached"))() == 1);
	FAILS(GetProcAddress(h, "plugin_none"), ERROR_PROC_NOT_FOUND);
	CHECK(GetModuleHandleA("plugin") == h);
	CHECK(GetModuleFileNameA(h, name, sizeof name) != 0 && strcmp(strrchr(name, '\\'), "\\libplugin.so") == 0);
	again = LoadLibraryW(L"plugin");
	CHECK(again == h && ((answer)GetProcAddress(h, "plugin_attached"))() == 1);
	CHECK(FreeLibrary(again));
	CHECK(((answer)GetProcAddress(h, "plugin_answer"))() == 42);
	CHECK(FreeLibrary(h)); /* prints */
	FAILS(FreeLibrary(h), ERROR_INVALID_HANDLE);
	FAILS(GetModuleHandleA("plugin"), ERROR_MOD_NOT_FOUND);
	SetEnvironmentVariableA("PLUGIN_REFUSES", "1");
	FAILS(LoadLibraryA("plugin.dll"), ERROR_DLL_INIT_FAILED);
	h = LoadLibraryExA("plugin", NULL, DONT_RESOLVE_DLL_REFERENCES);
	CHECK(h != NULL && ((answer)GetProcAddress(h, "plugin_attached"))() == 0);
	CHECK(FreeLibrary(h));
	fputs("no library", bad);
	fclose(bad);
	FAILS(LoadLibraryA("bad.dll"), ERROR_BAD_EXE_FORMAT);
	CHECK(GetModuleHandleA("libc.so.6") != NULL);
	CHECK(GetProcAddress(GetModuleHandleA("libc.so.6"), "getpid") != NULL);
}

int main(void)
{
	own_dlls();
	the_program();
	shared_objects();
	return done();
}
