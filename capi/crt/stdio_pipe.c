/* stdio_pipe.c: streams of commands. */
#include <stdio.h>

#include "format.h"

/* The C library's own, which refuses the letters b and t. */
FILE *ws_system_popen(const char *command, const char *mode) __asm__("popen");

/* popen runs a command of the shell; the mode is r or w, with b or t. */
FILE *popen(const char *command, const char *mode)
{
	char to[3] = {0, 'e', 0};

	if (command == NULL || mode == NULL || (*mode != 'r' && *mode != 'w') ||
	    strspn(mode + 1, "bt") != strlen(mode + 1)) {
		ws_format_invalid();
		return NULL;
	}
	to[0] = *mode;
	return ws_system_popen(command, to);
}
