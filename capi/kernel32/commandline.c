/* commandline.c: command lines as Windows programs read and write them. */
#include "commandline.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <windows.h>
#include <shellapi.h>

#include "fileerror.h"
#include "filepath.h"

static bool is_space(char c)
{
	return c == ' ' || c == '\t';
}

/* first_argument copies the program's name: quotes go, backslashes mean nothing. */
static const char *first_argument(const char *in, char **out)
{
	bool quoted = false;

	for (; *in != '\0' && (quoted || !is_space(*in)); in++) {
		if (*in == '"')
			quoted = !quoted;
		else
			*(*out)++ = *in;
	}
	*(*out)++ = '\0';
	return in;
}

/*
 * next_argument copies an argument: 2n backslashes and a quote are n backslashes
 * and a quote that begins or ends quoting, 2n+1 are n and a quote that is meant;
 * two quotes while quoting are one that is meant; other backslashes are meant.
 */
static const char *next_argument(const char *in, char **out)
{
	bool quoted = false;

	while (*in != '\0' && (quoted || !is_space(*in))) {
		size_t slashes = strspn(in, "\\");

		in += slashes;
		if (*in != '"') {
			memset(*out, '\\', slashes);
			*out += slashes;
			if (*in != '\0' && (quoted || !is_space(*in)))
				*(*out)++ = *in++;
			continue;
		}
		memset(*out, '\\', slashes / 2);
		*out += slashes / 2;
		if (slashes % 2 != 0) {
			*(*out)++ = '"';
		} else if (quoted && in[1] == '"') {
			*(*out)++ = '"';
			in++;
		} else {
			quoted = !quoted;
		}
		in++;
	}
	*(*out)++ = '\0';
	return in;
}

char **ws_split(const char *line, int *count)
{
	/* Each argument but the first needs a space before it and gets a NUL. */
	size_t n = strlen(line), most = n / 2 + 2;
	char **vector = malloc((most + 1) * sizeof *vector + n + most + 1);
	char *out;
	int k = 0;

	if (vector == NULL)
		return NULL;
	out = (char *)(vector + most + 1);
	vector[k++] = out;
	line = first_argument(line, &out);
	for (;;) {
		while (is_space(*line))
			line++;
		if (*line == '\0')
			break;
		vector[k++] = out;
		line = next_argument(line, &out);
	}
	vector[k] = NULL;
	*count = k;
	return vector;
}

static void put(char *out, size_t *n, char c)
{
	if (out != NULL)
		out[*n] = c;
	++*n;
}

size_t ws_quote(const char *argument, char *out)
{
	bool quotes = *argument == '\0' || strpbrk(argument, " \t\"") != NULL;
	size_t n = 0, slashes = 0;

	if (quotes)
		put(out, &n, '"');
	for (const char *c = argument; *c != '\0'; c++) {
		if (*c == '"')
			for (size_t i = 0; i <= slashes; i++) /* theirs again, and the quote's */
				put(out, &n, '\\');
		slashes = *c == '\\' ? slashes + 1 : 0;
		put(out, &n, *c);
	}
	if (quotes) {
		for (size_t i = 0; i < slashes; i++)
			put(out, &n, '\\');
		put(out, &n, '"');
	}
	return n;
}

/* read_arguments is /proc/self/cmdline, with its size; NULL after an error. */
static char *read_arguments(size_t *size)
{
	int fd = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
	size_t room = 4096, n = 0;
	char *text = malloc(room);
	ssize_t k;

	while (fd >= 0 && text != NULL && (k = read(fd, text + n, room - n)) > 0) {
		n += (size_t)k;
		if (n == room) {
			char *more = realloc(text, room *= 2);

			if (more == NULL) {
				free(text);
				text = NULL;
			} else {
				text = more;
			}
		}
	}
	if (fd >= 0)
		close(fd);
	*size = n;
	return text;
}

static char *line;
static uint16_t *wide_line;

/* make_line writes the command line again from the arguments of the process. */
static void make_line(void)
{
	size_t size = 0, length = 1, n = 0;
	char *arguments = read_arguments(&size);

	if (arguments != NULL && (size == 0 || arguments[size - 1] != '\0'))
		size = 0;
	for (size_t i = 0; i < size; i += strlen(arguments + i) + 1)
		length += ws_quote(arguments + i, NULL) + 1;
	line = malloc(length);
	wide_line = malloc(length * sizeof *wide_line);
	if (line == NULL || wide_line == NULL)
		abort();
	for (size_t i = 0; i < size; i += strlen(arguments + i) + 1) {
		if (n != 0)
			line[n++] = ' ';
		n += ws_quote(arguments + i, line + n);
	}
	line[n] = '\0';
	ws_widen(line, wide_line, length);
	free(arguments);
}

static pthread_once_t once = PTHREAD_ONCE_INIT;

/*
 * GetCommandLine is the command line of the process: its arguments, quoted so
 * that they can be taken apart again.
 */
LPSTR WINAPI GetCommandLineA(VOID)
{
	pthread_once(&once, make_line);
	return line;
}

LPWSTR WINAPI GetCommandLineW(VOID)
{
	pthread_once(&once, make_line);
	return (LPWSTR)wide_line;
}

/*
 * CommandLineToArgvW takes a command line apart; an empty one gives the path of
 * the program. The vector is one piece of memory for LocalFree. It returns NULL
 * after an error: ERROR_INVALID_PARAMETER, ERROR_NOT_ENOUGH_MEMORY.
 */
LPWSTR *WINAPI CommandLineToArgvW(LPCWSTR command_line, int *count)
{
	char *narrow = ws_narrow_copy(command_line), **vector = NULL;
	LPWSTR *result = NULL;
	int n = 0;

	if (command_line == NULL || count == NULL) {
		free(narrow);
		ws_fail_with(ERROR_INVALID_PARAMETER);
		return NULL;
	}
	if (narrow != NULL && *narrow == '\0') {
		free(narrow);
		narrow = malloc(WS_PATH + 3);
		if (narrow != NULL)
			GetModuleFileNameA(NULL, narrow, WS_PATH + 3);
		vector = narrow != NULL ? calloc(2, sizeof *vector) : NULL;
		if (vector != NULL)
			vector[n++] = narrow;
	} else if (narrow != NULL) {
		vector = ws_split(narrow, &n);
	}
	if (vector != NULL) {
		size_t size = (size_t)(n + 1) * sizeof *result;

		for (int i = 0; i < n; i++)
			size += (strlen(vector[i]) + 1) * sizeof(WCHAR);
		result = LocalAlloc(LMEM_FIXED, size);
	}
	if (result != NULL) {
		LPWSTR out = (LPWSTR)(result + n + 1);

		for (int i = 0; i < n; i++) {
			result[i] = out;
			out += ws_widen(vector[i], (uint16_t *)out, SIZE_MAX) + 1;
		}
		result[n] = NULL;
		*count = n;
	} else {
		ws_fail_with(ERROR_NOT_ENOUGH_MEMORY);
	}
	free(vector);
	free(narrow);
	return result;
}
