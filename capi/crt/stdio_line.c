/* stdio_line.c: lines of standard input, without their newline. */
#include <errno.h>
#include <stdio.h>

#include "format.h"
#include "invalid.h"

/* skip_line drops what is left of the line that c belongs to. */
static void skip_line(int c)
{
	while (c != '\n' && c != EOF)
		c = getc_unlocked(stdin);
}

/* gets reads a line into a buffer that is hoped to be long enough. */
char *gets(char *buffer)
{
	size_t n = 0;
	int c;

	if (buffer == NULL) {
		ws_format_invalid();
		return NULL;
	}
	flockfile(stdin);
	while ((c = getc_unlocked(stdin)) != '\n' && c != EOF)
		buffer[n++] = (char)c;
	if (c == EOF && (n == 0 || ferror_unlocked(stdin)))
		buffer = NULL;
	else
		buffer[n] = '\0';
	funlockfile(stdin);
	return buffer;
}

/*
 * gets_s reads a line that fits into size bytes with its terminator. A longer
 * one is dropped and an invalid parameter: an empty string, ERANGE and NULL.
 */
char *gets_s(char *buffer, size_t size)
{
	size_t n = 0;
	int c;

	if (buffer == NULL || size == 0) {
		ws_format_invalid();
		return NULL;
	}
	flockfile(stdin);
	while ((c = getc_unlocked(stdin)) != '\n' && c != EOF && n < size)
		buffer[n++] = (char)c;
	if (n == size)
		skip_line(c);
	funlockfile(stdin);
	if (n == size) {
		buffer[0] = '\0';
		ws_invalid_parameter();
		errno = ERANGE;
		return NULL;
	}
	buffer[n] = '\0';
	return c == EOF && n == 0 ? NULL : buffer;
}
