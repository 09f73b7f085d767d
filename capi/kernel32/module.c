/*
 * module.c: modules: the program, the DLLs that the library is, and shared
 * objects.
 *
 * The handle of a DLL of the library is the place of its row in ws_dlls, the
 * program's is the address it was loaded at, and a shared object's what dlopen
 * gave. GetProcAddress finds in a DLL of the library what capi/abi lists for it
 * and nothing else.
 */
#include "module.h"

#include <ctype.h>
#include <dlfcn.h>
#include <link.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/auxv.h>
#include <unistd.h>

#include <windows.h>

#include "fileerror.h"
#include "filepath.h"

/* A shared object that the program loaded. */
struct object {
	struct object *next;
	void *handle;
	unsigned loads;
	bool initialised; /* its DllMain was called */
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct object *objects;

typedef BOOL(WINAPI *dll_main)(HINSTANCE module, DWORD reason, LPVOID reserved);

/* Reasons for calling DllMain. */
enum { DETACH = 0, ATTACH = 1 };

/* base_of is where the object that holds address was loaded; NULL: in none. */
static void *base_of(const void *address)
{
	Dl_info info;

	return dladdr(address, &info) != 0 ? info.dli_fbase : NULL;
}

static HMODULE program(void)
{
	return base_of((const void *)getauxval(AT_ENTRY));
}

/* dll_of is the row of a module of the library, NULL when it is none. */
static const struct ws_dll *dll_of(HMODULE module)
{
	const struct ws_dll *dll = (const struct ws_dll *)(void *)module;

	for (unsigned i = 0; i < ws_dll_count; i++)
		if (dll == &ws_dlls[i])
			return dll;
	return NULL;
}

/* Other names of DLLs of the library; a * stands for any end. */
static const struct {
	const char *name, *dll;
} aliases[] = {
	{"api-ms-win-core-*", "kernel32"},
	{"api-ms-win-crt-*", "msvcrt"},
	{"kernelbase", "kernel32"},
	{"msvcr*", "msvcrt"},
	{"ucrtbase*", "msvcrt"},
	{"vcruntime*", "msvcrt"},
};

static const struct ws_dll *row_of(const char *name)
{
	for (unsigned i = 0; i < ws_dll_count; i++)
		if (strcmp(name, ws_dlls[i].name) == 0)
			return &ws_dlls[i];
	return NULL;
}

/* find_dll looks for a DLL of the library: any path, case, with .dll or without. */
static const struct ws_dll *find_dll(const char *name)
{
	const char *last = name;
	const struct ws_dll *dll;
	char key[32];
	size_t n;

	for (const char *c = name; *c != '\0'; c++)
		if (*c == '\\' || *c == '/')
			last = c + 1;
	n = strlen(last);
	if (n > 4 && strcasecmp(last + n - 4, ".dll") == 0)
		n -= 4;
	else if (n > 0 && last[n - 1] == '.') /* a dot at the end: no extension */
		n--;
	if (n == 0 || n >= sizeof key)
		return NULL;
	for (size_t i = 0; i < n; i++)
		key[i] = (char)tolower((unsigned char)last[i]);
	key[n] = '\0';
	dll = row_of(key);
	for (size_t i = 0; dll == NULL && i < sizeof aliases / sizeof *aliases; i++) {
		size_t length = strlen(aliases[i].name);

		if (aliases[i].name[length - 1] == '*' ? strncmp(key, aliases[i].name, length - 1) == 0
						       : strcmp(key, aliases[i].name) == 0)
			dll = row_of(aliases[i].dll);
	}
	return dll;
}

/* object_of is the loaded object with a handle; the caller holds the lock. */
static struct object *object_of(const void *handle)
{
	struct object *o = objects;

	while (o != NULL && o->handle != handle)
		o = o->next;
	return o;
}

static struct link_map *map_of(void *handle)
{
	struct link_map *map = NULL;

	dlinfo(handle, RTLD_DI_LINKMAP, &map);
	return map;
}

/* own_symbol is a symbol of the object itself, not of one that it needs. */
static void *own_symbol(void *handle, const char *name)
{
	void *symbol = dlsym(handle, name);
	struct link_map *map = map_of(handle);
	void *extra = NULL;
	Dl_info info;

	if (symbol == NULL || map == NULL)
		return NULL;
	if (dladdr1(symbol, &info, &extra, RTLD_DL_LINKMAP) == 0 || extra != map)
		return NULL;
	return symbol;
}

/*
 * enrol counts a load of what dlopen gave; the first one calls DllMain. What wscc
 * links calls its DllMain itself, also when it is loaded with the program, and
 * keeps the answer in ws_dll_attached.
 */
static HMODULE enrol(void *handle, bool initialise)
{
	struct object *o;
	dll_main entry = NULL;
	const int *attached = initialise ? own_symbol(handle, "ws_dll_attached") : NULL;
	bool first;

	pthread_mutex_lock(&lock);
	o = object_of(handle);
	first = o == NULL;
	if (first) {
		o = calloc(1, sizeof *o);
		if (o == NULL) {
			pthread_mutex_unlock(&lock);
			dlclose(handle);
			ws_fail_with(ERROR_NOT_ENOUGH_MEMORY);
			return NULL;
		}
		o->handle = handle;
		o->next = objects;
		objects = o;
	}
	o->loads++;
	if (initialise && attached == NULL && !o->initialised) {
		entry = (dll_main)own_symbol(handle, "DllMain");
		o->initialised = true;
	}
	pthread_mutex_unlock(&lock);
	if ((attached != NULL && !*attached) || (entry != NULL && !entry(handle, ATTACH, NULL))) {
		FreeLibrary(handle);
		ws_fail_with(ERROR_DLL_INIT_FAILED);
		return NULL;
	}
	return handle;
}

/* try_open loads path when it is there. *found: it is, and is no shared object. */
static void *try_open(const char *path, int mode, bool *found)
{
	void *handle;

	if (access(path, F_OK) != 0)
		return NULL;
	handle = dlopen(path, mode);
	if (handle == NULL)
		*found = true;
	return handle;
}

/*
 * open_in loads a library from a directory ("" or with a slash at its end) by
 * the names it can have: foo.dll, and for foo and foo.dll foo.so and libfoo.so.
 */
static void *open_in(const char *directory, const char *name, int mode, bool *found)
{
	size_t n = strlen(name);
	bool dll = n > 4 && strcasecmp(name + n - 4, ".dll") == 0;
	int stem = (int)(dll ? n - 4 : n);
	const struct {
		const char *before, *after;
		int length;
	} tries[] = {
		{"", "", (int)n}, {"", dll ? "" : ".dll", (int)n}, {"", ".so", stem},
		{"lib", ".so", stem},
	};

	for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
		char path[WS_PATH];
		size_t d = strlen(directory), b = strlen(tries[i].before);
		size_t length = (size_t)tries[i].length, a = strlen(tries[i].after);
		void *handle;

		if (d + b + length + a >= sizeof path)
			continue;
		memcpy(path, directory, d);
		memcpy(path + d, tries[i].before, b);
		memcpy(path + d + b, name, length);
		memcpy(path + d + b + length, tries[i].after, a + 1);
		handle = try_open(path, mode, found);
		/* The dynamic linker looks for a bare name where libraries are. */
		if (handle == NULL && *directory == '\0')
			handle = dlopen(path, mode);
		if (handle != NULL)
			return handle;
	}
	return NULL;
}

/* program_directory writes the program's directory with a slash at its end. */
static bool program_directory(char path[WS_PATH])
{
	ssize_t n = readlink("/proc/self/exe", path, WS_PATH - 1);

	while (n > 0 && path[n - 1] != '/')
		n--;
	if (n <= 0)
		return false;
	path[n] = '\0';
	return true;
}

/* open_object loads a shared object as LoadLibrary looks for it. */
static void *open_object(const char *name, int mode, bool *found)
{
	char path[WS_PATH], directory[WS_PATH];
	void *handle = NULL;
	char *slash;
	size_t n;

	*found = false;
	if (ws_path(name, path, NULL) != 0)
		return NULL;
	n = strlen(path);
	if (n > 0 && path[n - 1] == '.')
		path[--n] = '\0';
	slash = strrchr(path, '/');
	if (slash != NULL) {
		memcpy(directory, path, (size_t)(slash + 1 - path));
		directory[slash + 1 - path] = '\0';
		return open_in(directory, slash + 1, mode, found);
	}
	if (program_directory(directory))
		handle = open_in(directory, path, mode, found);
	if (handle == NULL)
		handle = open_in("./", path, mode, found);
	return handle != NULL ? handle : open_in("", path, mode, found);
}

static HMODULE load(const char *name, DWORD flags)
{
	const DWORD data = LOAD_LIBRARY_AS_DATAFILE | LOAD_LIBRARY_AS_DATAFILE_EXCLUSIVE |
			   LOAD_LIBRARY_AS_IMAGE_RESOURCE | DONT_RESOLVE_DLL_REFERENCES;
	const struct ws_dll *dll;
	void *handle;
	bool found;

	if (name == NULL || *name == '\0') {
		ws_fail_with(name == NULL ? ERROR_INVALID_PARAMETER : ERROR_MOD_NOT_FOUND);
		return NULL;
	}
	dll = find_dll(name);
	if (dll != NULL)
		return (HMODULE)(void *)(uintptr_t)dll;
	handle = open_object(name, RTLD_NOW | RTLD_LOCAL, &found);
	if (handle == NULL) {
		ws_fail_with(found ? ERROR_BAD_EXE_FORMAT : ERROR_MOD_NOT_FOUND);
		return NULL;
	}
	return enrol(handle, (flags & data) == 0);
}

/*
 * LoadLibraryEx loads a DLL of the library, by any path and case, or a shared
 * object: foo.dll, foo.so or libfoo.so, looked for beside the program, in the
 * current directory and where the dynamic linker looks. Its DllMain is called
 * when it is loaded first. Errors: ERROR_MOD_NOT_FOUND, ERROR_BAD_EXE_FORMAT (it
 * can't be loaded), ERROR_DLL_INIT_FAILED, ERROR_INVALID_PARAMETER (NULL, or
 * file is not).
 */
HMODULE WINAPI LoadLibraryExA(LPCSTR name, HANDLE file, DWORD flags)
{
	if (file != NULL) {
		ws_fail_with(ERROR_INVALID_PARAMETER);
		return NULL;
	}
	return load(name, flags);
}

HMODULE WINAPI LoadLibraryExW(LPCWSTR name, HANDLE file, DWORD flags)
{
	char *narrow = ws_narrow_copy(name);
	HMODULE module = LoadLibraryExA(narrow, file, flags);

	free(narrow);
	return module;
}

HMODULE WINAPI LoadLibraryA(LPCSTR name)
{
	return load(name, 0);
}

HMODULE WINAPI LoadLibraryW(LPCWSTR name)
{
	return LoadLibraryExW(name, NULL, 0);
}

/*
 * FreeLibrary takes back one load. The program and the DLLs of the library stay.
 * Errors: ERROR_INVALID_HANDLE.
 */
BOOL WINAPI FreeLibrary(HMODULE module)
{
	struct object *o, **link;
	dll_main entry = NULL;
	bool last = false;

	if (dll_of(module) != NULL || module == program())
		return TRUE;
	pthread_mutex_lock(&lock);
	o = object_of(module);
	if (o == NULL) {
		pthread_mutex_unlock(&lock);
		return ws_fail_with(ERROR_INVALID_HANDLE);
	}
	if (--o->loads == 0) {
		last = true;
		if (o->initialised)
			entry = (dll_main)own_symbol(o->handle, "DllMain");
		for (link = &objects; *link != o; link = &(*link)->next)
			continue;
		*link = o->next;
	}
	pthread_mutex_unlock(&lock);
	if (entry != NULL)
		entry(module, DETACH, NULL);
	dlclose(module);
	if (last)
		free(o);
	return TRUE;
}

/* FreeLibraryAndExitThread is FreeLibrary and ExitThread in one. */
VOID WINAPI FreeLibraryAndExitThread(HMODULE module, DWORD code)
{
	FreeLibrary(module);
	ExitThread(code);
}

/* known reports whether module is a handle of a module. */
static bool known(HMODULE module)
{
	bool found;

	if (dll_of(module) != NULL || module == program())
		return true;
	pthread_mutex_lock(&lock);
	found = object_of(module) != NULL;
	pthread_mutex_unlock(&lock);
	return found;
}

/*
 * DisableThreadLibraryCalls says that module needs no calls of its DllMain for
 * threads; there are none here. Errors: ERROR_INVALID_HANDLE.
 */
BOOL WINAPI DisableThreadLibraryCalls(HMODULE module)
{
	return known(module) ? TRUE : ws_fail_with(ERROR_INVALID_HANDLE);
}

/* loaded is the module with a name when it is in the process, with a load more. */
static HMODULE loaded(const char *name)
{
	const struct ws_dll *dll;
	char path[WS_PATH];
	ssize_t n;
	void *handle;
	bool found;

	if (name == NULL)
		return program();
	dll = find_dll(name);
	if (dll != NULL)
		return (HMODULE)(void *)(uintptr_t)dll;
	n = readlink("/proc/self/exe", path, sizeof path - 1);
	if (n > 0) {
		const char *base;

		path[n] = '\0';
		base = strrchr(path, '/') + 1;
		n = (ssize_t)strlen(base);
		if (strncasecmp(name, base, (size_t)n) == 0 &&
		    (name[n] == '\0' || strcasecmp(name + n, ".exe") == 0))
			return program();
	}
	handle = open_object(name, RTLD_LAZY | RTLD_NOLOAD, &found);
	if (handle == NULL) {
		ws_fail_with(ERROR_MOD_NOT_FOUND);
		return NULL;
	}
	return enrol(handle, false);
}

/* at is the module that holds an address, with a load more. */
static HMODULE at(const void *address)
{
	Dl_info info;
	void *handle;

	if (dladdr(address, &info) == 0) {
		ws_fail_with(ERROR_MOD_NOT_FOUND);
		return NULL;
	}
	if (info.dli_fbase == (void *)program())
		return program();
	if (info.dli_fbase == base_of(ws_dlls))
		return (HMODULE)(void *)(uintptr_t)row_of("kernel32");
	handle = dlopen(info.dli_fname, RTLD_LAZY | RTLD_NOLOAD);
	if (handle == NULL) {
		ws_fail_with(ERROR_MOD_NOT_FOUND);
		return NULL;
	}
	return enrol(handle, false);
}

/*
 * uncount takes back the load that loaded and at counted. The only one stays: it
 * is an object that was not loaded by LoadLibrary, and its handle is to be known.
 */
static void uncount(HMODULE module)
{
	struct object *o;

	pthread_mutex_lock(&lock);
	o = object_of(module);
	if (o != NULL && o->loads > 1) {
		o->loads--;
		dlclose(o->handle);
	}
	pthread_mutex_unlock(&lock);
}

/*
 * GetModuleHandle is the module with a name, NULL: the program, when it is in
 * the process. Errors: ERROR_MOD_NOT_FOUND.
 */
HMODULE WINAPI GetModuleHandleA(LPCSTR name)
{
	HMODULE module = loaded(name);

	if (module != NULL)
		uncount(module);
	return module;
}

HMODULE WINAPI GetModuleHandleW(LPCWSTR name)
{
	char *narrow = ws_narrow_copy(name);
	HMODULE module = GetModuleHandleA(narrow);

	free(narrow);
	return module;
}

/*
 * GetModuleHandleEx is GetModuleHandle that counts a load unless flags say not
 * to, and can look for the module that holds an address. Errors:
 * ERROR_MOD_NOT_FOUND, ERROR_INVALID_PARAMETER (PIN and UNCHANGED_REFCOUNT
 * together; no place for the answer).
 */
BOOL WINAPI GetModuleHandleExA(DWORD flags, LPCSTR name, HMODULE *module)
{
	const DWORD both = GET_MODULE_HANDLE_EX_FLAG_PIN | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT;

	if (module == NULL)
		return ws_fail_with(ERROR_INVALID_PARAMETER);
	*module = NULL;
	if ((flags & both) == both)
		return ws_fail_with(ERROR_INVALID_PARAMETER);
	*module = (flags & GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS) ? at(name) : loaded(name);
	if (*module == NULL)
		return FALSE;
	if (flags & GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT)
		uncount(*module);
	return TRUE;
}

BOOL WINAPI GetModuleHandleExW(DWORD flags, LPCWSTR name, HMODULE *module)
{
	char *narrow;
	BOOL ok;

	if (flags & GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS)
		return GetModuleHandleExA(flags, (LPCSTR)name, module);
	narrow = ws_narrow_copy(name);
	ok = GetModuleHandleExA(flags, narrow, module);
	free(narrow);
	return ok;
}

/* file_of writes the path of a module's file; false with the last error set. */
static bool file_of(HMODULE module, char path[WS_PATH])
{
	ssize_t n;
	Dl_info info;
	struct link_map *map;

	if (module == NULL || module == program()) {
		n = readlink("/proc/self/exe", path, WS_PATH - 1);
		if (n < 0)
			return ws_fail();
		path[n] = '\0';
		return true;
	}
	if (!known(module)) {
		ws_fail_with(ERROR_MOD_NOT_FOUND);
		return false;
	}
	if (dll_of(module) != NULL) {
		if (dladdr(ws_dlls, &info) == 0 || realpath(info.dli_fname, path) == NULL)
			return ws_fail_with(ERROR_MOD_NOT_FOUND);
		return true;
	}
	map = map_of(module);
	if (map == NULL || realpath(map->l_name, path) == NULL)
		return ws_fail_with(ERROR_MOD_NOT_FOUND);
	return true;
}

/*
 * GetModuleFileName writes the path of a module's file, NULL: the program's, and
 * returns its length. What does not fit is cut off, and the result is room
 * (ERROR_INSUFFICIENT_BUFFER). Errors: ERROR_MOD_NOT_FOUND.
 */
DWORD WINAPI GetModuleFileNameA(HMODULE module, LPSTR name, DWORD room)
{
	char path[WS_PATH], full[WS_PATH + 3];
	size_t n;

	if (!file_of(module, path))
		return 0;
	n = ws_path_name(path, full);
	if (n < room) {
		memcpy(name, full, n + 1);
		return (DWORD)n;
	}
	if (room != 0) {
		memcpy(name, full, room - 1);
		name[room - 1] = '\0';
	}
	ws_fail_with(ERROR_INSUFFICIENT_BUFFER);
	return room;
}

DWORD WINAPI GetModuleFileNameW(HMODULE module, LPWSTR name, DWORD room)
{
	char path[WS_PATH], full[WS_PATH + 3];
	uint16_t wide[WS_PATH + 3];
	size_t n;

	if (!file_of(module, path))
		return 0;
	ws_path_name(path, full);
	n = ws_widen(full, wide, WS_PATH + 3);
	if (n < room) {
		memcpy(name, wide, (n + 1) * 2);
		return (DWORD)n;
	}
	if (room != 0) {
		memcpy(name, wide, (room - 1) * 2);
		name[room - 1] = 0;
	}
	ws_fail_with(ERROR_INSUFFICIENT_BUFFER);
	return room;
}

static int compare(const void *key, const void *row)
{
	return strcmp(key, ((const struct ws_export *)row)->name);
}

/* symbol_of finds what a DLL of the library exports by name or ordinal. */
static const char *symbol_of(const struct ws_dll *dll, const char *name)
{
	const struct ws_export *e;

	if ((uintptr_t)name > 0xFFFF) {
		e = bsearch(name, dll->exports, dll->count, sizeof *dll->exports, compare);
		return e != NULL ? e->symbol : NULL;
	}
	for (unsigned i = 0; i < dll->count; i++)
		if (dll->exports[i].ordinal != 0 && dll->exports[i].ordinal == (uintptr_t)name)
			return dll->exports[i].symbol;
	return NULL;
}

/* itself is what dlopen gives for the library. */
static void *itself(void)
{
	static void *handle;
	void *h = __atomic_load_n(&handle, __ATOMIC_ACQUIRE);
	Dl_info info;

	if (h == NULL && dladdr(ws_dlls, &info) != 0) {
		h = dlopen(info.dli_fname, RTLD_LAZY | RTLD_NOLOAD);
		if (h == NULL)
			h = dlopen(NULL, RTLD_LAZY); /* linked into the program */
		__atomic_store_n(&handle, h, __ATOMIC_RELEASE);
	}
	return h;
}

/*
 * GetProcAddress is the address of a function or variable that module exports,
 * by its name (the case counts) or its ordinal; a NULL module is the program.
 * Errors: ERROR_PROC_NOT_FOUND, ERROR_MOD_NOT_FOUND (no module).
 */
FARPROC WINAPI GetProcAddress(HMODULE module, LPCSTR name)
{
	const struct ws_dll *dll = dll_of(module);
	void *address = NULL;

	if (dll != NULL) {
		const char *symbol = symbol_of(dll, name);

		if (symbol != NULL)
			address = dlsym(itself(), symbol);
	} else if ((uintptr_t)name <= 0xFFFF) {
		; /* shared objects have no ordinals */
	} else if (module == NULL || module == program()) {
		address = dlsym(RTLD_DEFAULT, name);
		if (address != NULL && base_of(address) != (void *)program())
			address = NULL;
	} else if (known(module)) {
		address = dlsym(module, name);
	} else {
		ws_fail_with(ERROR_MOD_NOT_FOUND);
		return NULL;
	}
	if (address == NULL)
		ws_fail_with(ERROR_PROC_NOT_FOUND);
	return (FARPROC)address;
}
