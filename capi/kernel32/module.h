/* module.h: the tables of what the DLLs of the library export. */
#ifndef WINSOCK_KERNEL32_MODULE_H
#define WINSOCK_KERNEL32_MODULE_H

/* A name of a DLL, the symbol behind it, and its ordinal (0: none). */
struct ws_export {
	const char *name;
	const char *symbol;
	unsigned short ordinal;
};

/* A DLL, its name in lower case, and its exports sorted by name (strcmp). */
struct ws_dll {
	const char *name;
	const struct ws_export *exports;
	unsigned count;
};

/* ws_dlls is sorted by name and ends with a row of zeros. */
extern const struct ws_dll ws_dlls[];
extern const unsigned ws_dll_count;

#endif
