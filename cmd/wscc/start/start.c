/*
 * start.c: calls the entry point of a program that has no main, or of a DLL.
 *
 * wscc compiles it when it links such a program. WINSOCK_<name> tells which
 * entry point it is and WINSOCK_ENTRY its symbol: C++ programs define it without
 * extern "C".
 */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *GetModuleHandleA(const char *name);

#ifdef WINSOCK_DllMain

int entry(void *instance, unsigned int reason, void *reserved) __asm__(WINSOCK_ENTRY);

extern const char image[] __asm__("__ehdr_start") __attribute__((visibility("hidden")));

/* DLL_PROCESS_ATTACH; a DLL that says no cannot be unloaded from here. */
__attribute__((constructor)) static void attach(void)
{
	if (!entry((void *)image, 1, NULL)) {
		fputs("DllMain: the library refuses to be loaded\n", stderr);
		exit(3);
	}
}

/* DLL_PROCESS_DETACH */
__attribute__((destructor)) static void detach(void)
{
	entry((void *)image, 0, NULL);
}

#else

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

#ifdef WINSOCK_wmain

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

int main(int argc, char **argv, char **envp)
{
	return entry(argc, widen_all(argv), widen_all(envp));
}

#else

enum { SHOW_DEFAULT = 10 }; /* SW_SHOWDEFAULT */

/*
 * quote appends an argument so that CommandLineToArgvW takes it apart again:
 * blanks need quotes, and backslashes before a quote are doubled.
 */
static char *quote(char *to, const char *word)
{
	int quoted = *word == 0 || strpbrk(word, " \t\"") != NULL;
	if (quoted)
		*to++ = '"';
	for (;;) {
		size_t slashes = strspn(word, "\\");
		char next = word[slashes];
		size_t copies = (next == '"' || (next == 0 && quoted)) ? 2 * slashes : slashes;
		memset(to, '\\', copies);
		to += copies;
		word += slashes;
		if (next == 0)
			break;
		if (next == '"')
			*to++ = '\\';
		*to++ = *word++;
	}
	if (quoted)
		*to++ = '"';
	return to;
}

/* command_line returns the arguments after the program's name as one string. */
static char *command_line(char **argv)
{
	size_t size = 1;
	for (char **arg = argv; *arg != NULL; arg++)
		size += 2 * strlen(*arg) + 3;
	char *line = allocate(size, 1);
	char *to = line;
	for (char **arg = argv; *arg != NULL; arg++) {
		if (arg > argv)
			*to++ = ' ';
		to = quote(to, *arg);
	}
	return line;
}

#ifdef WINSOCK_wWinMain
int entry(void *instance, void *previous, uint16_t *line, int show) __asm__(WINSOCK_ENTRY);
#else
int entry(void *instance, void *previous, char *line, int show) __asm__(WINSOCK_ENTRY);
static char *same(char *line) { return line; }
#define widen same
#endif

int main(int argc, char **argv)
{
	char *line = command_line(argv + (argc > 0));
	return entry(GetModuleHandleA(NULL), NULL, widen(line), SHOW_DEFAULT);
}

#endif
#endif
