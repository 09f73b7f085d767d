/* system.c: commands. */
#include <conio.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/wait.h>
#include <unistd.h>
#include <wchar.h>

#include "path.h"

/* The C library's own, which the header's declaration hides. */
extern int ws_libc_system(const char *command) __asm__("system");

/*
 * is tells whether command is the word, in any case, alone or followed by what
 * only redirects its output or input.
 */
static int is(const char *command, const char *word)
{
	size_t n = strlen(word);

	if (strncasecmp(command, word, n) != 0)
		return 0;
	command += n;
	while (isspace((unsigned char)*command))
		command++;
	return !*command || *command == '>' || *command == '<';
}

/* pause waits for a key as cmd.exe does; at the end of input it goes on. */
static int pause_command(const char *command)
{
	if (!strchr(command, '>')) {
		fputs("Press any key to continue . . . ", stdout);
		fflush(stdout);
	}
	_getch();
	if (!strchr(command, '>'))
		fputs("\n", stdout);
	return 0;
}

/* cls clears the screen and its history; what is no terminal has none. */
static int clear_command(void)
{
	fflush(stdout);
	if (isatty(STDOUT_FILENO)) {
		fputs("\033[H\033[2J\033[3J", stdout);
		fflush(stdout);
	}
	return 0;
}

/* Commands that set the console's look have nothing to do here. */
static int cosmetic(const char *command)
{
	static const char *const words[] = {"color", "title", "mode", "chcp"};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		size_t n = strlen(words[i]);

		if (strncasecmp(command, words[i], n) == 0 &&
		    (!command[n] || isspace((unsigned char)command[n])))
			return 1;
	}
	return 0;
}

int system(const char *command)
{
	int status;

	if (!command)
		return ws_libc_system(NULL) != 0;
	while (isspace((unsigned char)*command))
		command++;
	if (is(command, "pause"))
		return pause_command(command);
	if (is(command, "cls"))
		return clear_command();
	if (cosmetic(command))
		return 0;
	fflush(NULL);
	status = ws_libc_system(command);
	if (status == -1)
		return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int _wsystem(const wchar_t *command)
{
	struct ws_narrowed n;
	int result = -1;

	if (!command)
		return system(NULL);
	if (ws_narrowed(&n, command))
		result = system(n.text);
	ws_narrowed_free(&n);
	return result;
}
