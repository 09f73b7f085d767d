/* process.c: programs started and replaced. */
#include <errno.h>
#include <process.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <wchar.h>

#include "path.h"
#include "secure.h"
#include "stdio_path.h"

int _getpid(void)
{
	return getpid();
}

void _cexit(void)
{
	fflush(NULL);
}

void _c_exit(void)
{
}

static int refused(const char *path, const char *const *arguments)
{
	if (path && *path && arguments && arguments[0] && *arguments[0])
		return 0;
	ws_refuse(EINVAL);
	return 1;
}

/*
 * spawn starts a program. search looks in PATH for a name without a folder. A
 * process handle of ours is the process's number, which _cwait takes.
 */
static intptr_t spawn(int mode, const char *name, const char *const *arguments,
	const char *const *environment, int search)
{
	char path[WS_PATH];
	pid_t pid;
	int code;

	if (refused(name, arguments))
		return -1;
	if (mode < _P_WAIT || mode > _P_DETACH) {
		ws_refuse(EINVAL);
		return -1;
	}
	if (ws_stdio_path(name, path) != 0)
		return -1;
	if (!environment)
		environment = (const char *const *)environ;
	fflush(NULL);
	if (mode == _P_OVERLAY) {
		if (search)
			execvpe(path, (char *const *)arguments, (char *const *)environment);
		else
			execve(path, (char *const *)arguments, (char *const *)environment);
		return -1;
	}
	code = (search ? posix_spawnp : posix_spawn)(&pid, path, NULL, NULL,
		(char *const *)arguments, (char *const *)environment);
	if (code) {
		errno = code;
		return -1;
	}
	if (mode == _P_WAIT) {
		if (_cwait(&code, pid, _WAIT_CHILD) < 0)
			return -1;
		return code;
	}
	return mode == _P_DETACH ? 0 : pid;
}

/* _cwait waits for a process of _spawn; the code of one that a signal ended is 128 + signal. */
intptr_t _cwait(int *code, intptr_t process, int action)
{
	int status;
	pid_t done;

	(void)action;
	if (process <= 0) {
		ws_refuse(EINVAL);
		return -1;
	}
	do
		done = waitpid((pid_t)process, &status, 0);
	while (done < 0 && errno == EINTR);
	if (done < 0)
		return -1;
	if (code)
		*code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	return process;
}

intptr_t _spawnv(int mode, const char *path, const char *const *arguments)
{
	return spawn(mode, path, arguments, NULL, 0);
}

intptr_t _spawnve(int mode, const char *path, const char *const *arguments,
	const char *const *environment)
{
	return spawn(mode, path, arguments, environment, 0);
}

intptr_t _spawnvp(int mode, const char *path, const char *const *arguments)
{
	return spawn(mode, path, arguments, NULL, 1);
}

intptr_t _spawnvpe(int mode, const char *path, const char *const *arguments,
	const char *const *environment)
{
	return spawn(mode, path, arguments, environment, 1);
}

/*
 * listed starts a program whose arguments are listed up to NULL, and then, when
 * has_environment, an environment follows.
 */
static intptr_t listed(int mode, const char *path, const char *first, va_list args,
	int has_environment, int search)
{
	const char *const *environment = NULL;
	const char **vector;
	size_t n = 1;
	intptr_t result;
	va_list counting;

	va_copy(counting, args);
	while (first && va_arg(counting, const char *))
		n++;
	va_end(counting);
	vector = malloc((n + 1) * sizeof *vector);
	if (!vector)
		return -1;
	vector[0] = first;
	for (size_t i = 1; first && i <= n; i++)
		vector[i] = va_arg(args, const char *);
	if (has_environment)
		environment = va_arg(args, const char *const *);
	result = spawn(mode, path, vector, environment, search);
	free(vector);
	return result;
}

#define LISTED(name, mode_parameter, mode, has_environment, search)                       \
	intptr_t name(mode_parameter const char *path, const char *first, ...)            \
	{                                                                                 \
		va_list args;                                                             \
		intptr_t result;                                                          \
                                                                                          \
		va_start(args, first);                                                    \
		result = listed(mode, path, first, args, has_environment, search);        \
		va_end(args);                                                             \
		return result;                                                            \
	}
#define MODE int mode,
#define NO_MODE

LISTED(_spawnl, MODE, mode, 0, 0)
LISTED(_spawnle, MODE, mode, 1, 0)
LISTED(_spawnlp, MODE, mode, 0, 1)
LISTED(_spawnlpe, MODE, mode, 1, 1)
LISTED(_execl, NO_MODE, _P_OVERLAY, 0, 0)
LISTED(_execle, NO_MODE, _P_OVERLAY, 1, 0)
LISTED(_execlp, NO_MODE, _P_OVERLAY, 0, 1)
LISTED(_execlpe, NO_MODE, _P_OVERLAY, 1, 1)

intptr_t _execv(const char *path, const char *const *arguments)
{
	return spawn(_P_OVERLAY, path, arguments, NULL, 0);
}

intptr_t _execve(const char *path, const char *const *arguments, const char *const *environment)
{
	return spawn(_P_OVERLAY, path, arguments, environment, 0);
}

intptr_t _execvp(const char *path, const char *const *arguments)
{
	return spawn(_P_OVERLAY, path, arguments, NULL, 1);
}

intptr_t _execvpe(const char *path, const char *const *arguments, const char *const *environment)
{
	return spawn(_P_OVERLAY, path, arguments, environment, 1);
}

/* wide_spawn is spawn of 16-bit text. */
static intptr_t wide_spawn(int mode, const wchar_t *path, const wchar_t *const *arguments,
	int search)
{
	struct ws_narrowed name;
	char **vector = NULL;
	size_t n = 0;
	intptr_t result = -1;

	while (arguments && arguments[n])
		n++;
	vector = calloc(n + 1, sizeof *vector);
	for (size_t i = 0; vector && i < n; i++) {
		size_t size = wcslen(arguments[i]) * 3 + 1;

		vector[i] = malloc(size);
		if (vector[i] && wcstombs(vector[i], arguments[i], size) == (size_t)-1)
			vector[i][0] = 0;
	}
	if (vector && ws_narrowed(&name, path))
		result = spawn(mode, name.text, (const char *const *)vector, NULL, search);
	if (vector)
		ws_narrowed_free(&name);
	for (size_t i = 0; vector && i < n; i++)
		free(vector[i]);
	free(vector);
	return result;
}

intptr_t _wspawnv(int mode, const wchar_t *path, const wchar_t *const *arguments)
{
	return wide_spawn(mode, path, arguments, 0);
}

intptr_t _wspawnvp(int mode, const wchar_t *path, const wchar_t *const *arguments)
{
	return wide_spawn(mode, path, arguments, 1);
}

intptr_t _wexecv(const wchar_t *path, const wchar_t *const *arguments)
{
	return wide_spawn(_P_OVERLAY, path, arguments, 0);
}

intptr_t _wexecvp(const wchar_t *path, const wchar_t *const *arguments)
{
	return wide_spawn(_P_OVERLAY, path, arguments, 1);
}
