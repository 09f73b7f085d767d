/*
 * createprocess_find.c: which file a command means.
 *
 * A program without a directory is looked for beside the caller's, in the current
 * directory and in PATH; it is called prog, prog.exe, or prog for prog.exe, since
 * programs have no extension here. The command interpreter, cmd or cmd.exe, is
 * the system's shell where no such file is: "cmd /c words" is sh -c words.
 */
#include "createprocess.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include <windows.h>

#include "commandline.h"

/* runs: path is a file, or leads to one; *error becomes what is wrong with it. */
static bool runs(const char *path, unsigned *error)
{
	struct statx st;

	if (statx(AT_FDCWD, path, 0, STATX_TYPE, &st) != 0 || S_ISDIR(st.stx_mode))
		return false;
	if (access(path, X_OK) == 0)
		return true;
	*error = ERROR_ACCESS_DENIED;
	return false;
}

/* try_names tries the names that path can have, with room for four more bytes. */
static bool try_names(char *path, bool extend, unsigned *error)
{
	size_t n = strlen(path);
	const char *last = strrchr(path, '/');

	if (runs(path, error))
		return true;
	if (n > 4 && strcasecmp(path + n - 4, ".exe") == 0) {
		char end[5];

		memcpy(end, path + n - 4, 5);
		path[n - 4] = '\0';
		if (runs(path, error))
			return true;
		memcpy(path + n - 4, end, 5);
	} else if (extend && strchr(last != NULL ? last : path, '.') == NULL) {
		strcpy(path + n, ".exe");
		if (runs(path, error))
			return true;
		path[n] = '\0';
	}
	return false;
}

/* try_in looks in a directory of n bytes. */
static bool try_in(const char *directory, size_t n, const char *name, char *path, unsigned *error)
{
	size_t length = strlen(name);

	if (n == 0 || n + length + 6 > WS_PATH)
		return false;
	memcpy(path, directory, n);
	path[n] = '/';
	memcpy(path + n + 1, name, length + 1);
	return try_names(path, true, error);
}

/* try_search looks for a name without a directory where programs are. */
static bool try_search(const char *name, char *path, unsigned *error)
{
	char own[WS_PATH];
	ssize_t n = readlink("/proc/self/exe", own, sizeof own);
	const char *at = getenv("PATH");

	while (n > 0 && own[n - 1] != '/')
		n--;
	if (n > 1 && try_in(own, (size_t)n - 1, name, path, error))
		return true;
	if (try_in(".", 1, name, path, error))
		return true;
	while (at != NULL && *at != '\0') {
		size_t length = strcspn(at, ":");

		if (try_in(at, length, name, path, error))
			return true;
		at += length + (at[length] == ':');
	}
	return false;
}

/* try_token looks for the program that text names; NULL memory is its error. */
static bool try_token(const char *text, size_t n, char *path, unsigned *error)
{
	char name[WS_PATH], token[WS_PATH];
	unsigned bad;

	if (n == 0 || n >= sizeof token)
		return false;
	memcpy(token, text, n);
	token[n] = '\0';
	bad = ws_path(token, name, NULL);
	if (bad != 0) {
		*error = bad;
		return false;
	}
	if (strchr(name, '/') == NULL)
		return try_search(name, path, error);
	if (strlen(name) + 5 > WS_PATH)
		return false;
	strcpy(path, name);
	return try_names(path, true, error);
}

/*
 * find_in_line finds the program at the beginning of a line. Without quotes the
 * name may end at any space: "a b c" means a, else "a b", else "a b c".
 */
static bool find_in_line(const char *line, char *path, unsigned *error)
{
	size_t n;

	line += strspn(line, " \t");
	if (*line == '"') {
		line++;
		return try_token(line, strcspn(line, "\""), path, error);
	}
	for (n = strcspn(line, " \t"); n > 0; n += strcspn(line + n, " \t")) {
		if (try_token(line, n, path, error))
			return true;
		if (line[n] == '\0')
			break;
		n += strspn(line + n, " \t");
		if (line[n] == '\0')
			break;
	}
	return false;
}

/*
 * after_interpreter is what follows cmd or cmd.exe, of any directory, in a line;
 * NULL when another program is meant.
 */
static const char *after_interpreter(const char *application, const char *line)
{
	const char *name = application, *rest = line + strspn(line, " \t");
	size_t n;

	if (*rest == '"') {
		n = strcspn(++rest, "\"");
	} else {
		n = strcspn(rest, " \t");
	}
	if (name == NULL) {
		name = rest;
	} else {
		n = strlen(name);
	}
	rest += strcspn(rest, "\" \t");
	rest += *rest == '"';
	for (size_t i = n; i > 0; i--) {
		if (name[i - 1] == '\\' || name[i - 1] == '/') {
			name += i;
			n -= i;
			break;
		}
	}
	if ((n == 3 && strncasecmp(name, "cmd", 3) == 0) ||
	    (n == 7 && strncasecmp(name, "cmd.exe", 7) == 0))
		return rest;
	return NULL;
}

/* shell_arguments makes the shell's arguments of what follows cmd. */
static char **shell_arguments(const char *rest)
{
	size_t size = strlen(rest) + 16;
	char **vector = malloc(4 * sizeof *vector + size);
	char *text;
	bool command = false;
	size_t n;

	if (vector == NULL)
		return NULL;
	text = (char *)(vector + 4);
	rest += strspn(rest, " \t");
	while (*rest == '/' && rest[1] != '\0' && !command) { /* /q /d /s, and /c or /k */
		command = strchr("cCkK", rest[1]) != NULL;
		rest += command ? 2 : strcspn(rest, " \t");
		rest += strspn(rest, " \t");
	}
	strcpy(text, "sh");
	vector[0] = text;
	vector[1] = NULL;
	if (!command)
		return vector;
	strcpy(text + 3, "-c");
	n = strlen(rest);
	if (n >= 2 && rest[0] == '"' && rest[n - 1] == '"') { /* cmd takes the outer quotes off */
		rest++;
		n -= 2;
	}
	memcpy(text + 6, rest, n);
	text[6 + n] = '\0';
	vector[1] = text + 3;
	vector[2] = text + 6;
	vector[3] = NULL;
	return vector;
}

unsigned ws_find_program(const char *application, const char *line, struct ws_start *start)
{
	unsigned error = ERROR_FILE_NOT_FOUND;
	const char *rest = after_interpreter(application, line);
	bool found;
	int count;

	if (application != NULL) {
		unsigned bad = ws_path(application, start->path, NULL);

		if (bad != 0)
			return bad;
		if (strlen(start->path) + 5 > WS_PATH)
			return ERROR_FILENAME_EXCED_RANGE;
		found = try_names(start->path, false, &error);
	} else {
		found = find_in_line(line, start->path, &error);
	}
	if (!found && rest != NULL) {
		strcpy(start->path, "/bin/sh");
		start->arguments = shell_arguments(rest);
	} else if (!found) {
		return error;
	} else {
		start->arguments = ws_split(line, &count);
	}
	return start->arguments != NULL ? 0 : ERROR_NOT_ENOUGH_MEMORY;
}
