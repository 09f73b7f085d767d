/*
 * start.c: calls the entry point of a program that has no main, or of a DLL.
 *
 * wscc compiles it when it links such a program. WINSOCK_<name> tells which
 * entry point it is and WINSOCK_ENTRY its symbol: C++ programs define it without
 * extern "C".
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef WINSOCK_DllMain

int entry(void *module, unsigned int reason, void *reserved) __asm__(WINSOCK_ENTRY);

/* What DllMain said; LoadLibrary looks for it in each library by this name. */
static int attached;
extern int ws_dll_attached __attribute__((alias("attached"), visibility("default")));

/* module is the library's handle, as dlopen and LoadLibrary know it. */
static void *module(void)
{
	Dl_info info;
	void *map = NULL;
	return dladdr1(&attached, &info, &map, RTLD_DL_LINKMAP) != 0 ? map : NULL;
}

/* DLL_PROCESS_ATTACH */
__attribute__((constructor)) static void attach(void)
{
	attached = entry(module(), 1, NULL);
}

/* DLL_PROCESS_DETACH, not for a library that has refused to be loaded. */
__attribute__((destructor)) static void detach(void)
{
	if (attached)
		entry(module(), 0, NULL);
}

#elif defined(WINSOCK_wmain)

/* allocate ends the program when there is no memory to begin it. */
static void *allocate(size_t count, size_t size)
{
	void *memory = calloc(count, size);
	if (memory == NULL) {
		fputs("no memory to start the program\n", stderr);
		exit(255);
	}
	return memory;
}

/* decode reads a code point; bytes that are not UTF-8 become U+FFFD, one each. */
static uint32_t decode(const unsigned char **text)
{
	static const uint32_t least[] = {0, 0x80, 0x800, 0x10000};
	const unsigned char *s = *text;
	uint32_t point = *s;
	int more = point >= 0xf0 && point < 0xf5 ? 3 : point >= 0xe0 && point < 0xf0 ? 2 :
		point >= 0xc2 && point < 0xe0 ? 1 : 0;
	*text = s + 1;
	if (point < 0x80)
		return point;
	if (more == 0)
		return 0xfffd;
	point &= 0x3fu >> more;
	for (int i = 1; i <= more; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0xfffd;
		point = point << 6 | (s[i] & 0x3f);
	}
	if (point < least[more] || point > 0x10ffff || (point >= 0xd800 && point < 0xe000))
		return 0xfffd;
	*text = s + 1 + more;
	return point;
}

/* widen returns text in UTF-16. */
static uint16_t *widen(const char *text)
{
	const unsigned char *from = (const unsigned char *)text;
	uint16_t *wide = allocate(strlen(text) + 1, sizeof *wide);
	uint16_t *to = wide;
	while (*from != 0) {
		uint32_t point = decode(&from);
		if (point >= 0x10000) {
			*to++ = (uint16_t)(0xd7c0 + (point >> 10));
			point = 0xdc00 + (point & 0x3ff);
		}
		*to++ = (uint16_t)point;
	}
	return wide;
}

int entry(int argc, uint16_t **argv, uint16_t **envp) __asm__(WINSOCK_ENTRY);

/* widen_all returns a list of strings in UTF-16, with the null at its end. */
static uint16_t **widen_all(char **list)
{
	size_t count = 0;
	while (list[count] != NULL)
		count++;
	uint16_t **wide = allocate(count + 1, sizeof *wide);
	for (size_t i = 0; i < count; i++)
		wide[i] = widen(list[i]);
	return wide;
}

/* What the program gets lasts until the process ends, which leak checkers see here. */
__attribute__((used)) static uint16_t **wide_argv, **wide_envp;

int main(int argc, char **argv, char **envp)
{
	wide_argv = widen_all(argv);
	wide_envp = widen_all(envp);
	return entry(argc, wide_argv, wide_envp);
}

#else

void *GetModuleHandleA(const char *name);

enum { SHOW_DEFAULT = 10 }; /* SW_SHOWDEFAULT */

#ifdef WINSOCK_wWinMain
typedef uint16_t letter;
letter *GetCommandLineW(void);
#define GetCommandLine GetCommandLineW
#else
typedef char letter;
letter *GetCommandLineA(void);
#define GetCommandLine GetCommandLineA
#endif

int entry(void *instance, void *previous, letter *arguments, int show) __asm__(WINSOCK_ENTRY);

/* arguments returns what follows the program's name on the command line. */
static letter *arguments(letter *line)
{
	int quoted = 0;
	for (; *line != 0 && (quoted || (*line != ' ' && *line != '\t')); line++)
		quoted ^= *line == '"';
	while (*line == ' ' || *line == '\t')
		line++;
	return line;
}

int main(void)
{
	return entry(GetModuleHandleA(NULL), NULL, arguments(GetCommandLine()), SHOW_DEFAULT);
}

#endif
