/*
 * createprocess.c: CreateProcess.
 *
 * The child gets standard input, output and error. They are the files, pipes and
 * sockets that STARTUPINFO names, else the caller's standard handles; /dev/null
 * stands for what is none of these. A socket's descriptor becomes one that waits,
 * since that is what programs expect; the library bears that. A child that inherits
 * gets the inheritable sockets too: with this library it has them under the same
 * handles.
 */
#include "createprocess.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <windows.h>

#include "file.h"
#include "fileerror.h"
#include "fork.h"
#include "stdhandle.h"

int64_t ws_go_bequeath(uint64_t *standard, int32_t **files, char **variable);
int64_t ws_go_process_child(int32_t pid, int32_t suspended, uint32_t inherit_process,
			    uint32_t inherit_thread, uint64_t *thread);

extern char **environ;

/* The flags that ask for a debugger. */
#define DEBUGGED (DEBUG_PROCESS | DEBUG_ONLY_THIS_PROCESS)

/* What CreateProcess was asked for, in UTF-8. */
struct request {
	const char *application, *line, *directory;
	const void *environment;
	const SECURITY_ATTRIBUTES *process_security, *thread_security;
	DWORD flags;
	bool use_handles;
	bool inherit;
	HANDLE handles[3];
	PROCESS_INFORMATION *information;
};

/*
 * descriptor_of is a descriptor of the caller's own for a child's standard
 * descriptor, not below 3; -1 with errno set. inherited: the child has h as a socket
 * beside, which a layer may have made of something else than a descriptor.
 */
static int descriptor_of(HANDLE h, bool inherited)
{
	struct ws_file file;
	int fd = -1;

	if (h == NULL || h == INVALID_HANDLE_VALUE || !ws_file_borrow(h, &file))
		return open("/dev/null", O_RDWR | O_CLOEXEC);
	if (file.fd >= 0) {
		fd = fcntl(file.fd, F_DUPFD_CLOEXEC, 3);
		if (file.kind == WS_SOCKET && fd >= 0) {
			int listens = 0;
			socklen_t size = sizeof listens;

			getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size);
			if (!listens)
				fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK);
		}
	} else if (inherited) {
		fd = open("/dev/null", O_RDWR | O_CLOEXEC);
	} else {
		errno = EOPNOTSUPP; /* a transport in user space has no descriptor */
	}
	ws_file_return(&file);
	return fd;
}

static void close_descriptors(struct ws_start *start)
{
	for (int i = 0; i < 3; i++)
		if (start->standard[i] >= 0)
			close(start->standard[i]);
	for (int i = 0; i < start->inherits; i++)
		close(start->inherited[i]);
	free(start->inherited);
}

/* standard_of is the i-th standard handle of the child. */
static HANDLE standard_of(const struct request *r, int i)
{
	return r->use_handles ? r->handles[i] : ws_standard_handle(i);
}

/* open_standard makes the descriptors that the child gets; errno tells an error. */
static bool open_standard(const struct request *r, struct ws_start *start)
{
	for (int i = 0; i < 3; i++) {
		int fd = descriptor_of(standard_of(r, i), start->sockets[i]), above;

		if (fd >= 0 && fd < 3) { /* /dev/null, when the caller has no such descriptor */
			above = fcntl(fd, F_DUPFD_CLOEXEC, 3);
			close(fd);
			fd = above;
		}
		start->standard[i] = fd;
		if (fd < 0)
			return false;
	}
	return true;
}

/* with_variable is environment with variable in the place of one of that name. */
static char **with_variable(char **environment, const char *variable)
{
	size_t count = 0, size = strlen(variable) + 1, name = strcspn(variable, "=") + 1, n = 0;
	char **vector, *text;

	for (; environment[count] != NULL; count++)
		size += strlen(environment[count]) + 1;
	vector = malloc((count + 2) * sizeof *vector + size);
	if (vector == NULL)
		return NULL;
	text = (char *)(vector + count + 2);
	for (size_t i = 0; i <= count; i++) {
		const char *one = i < count ? environment[i] : variable;

		if (i < count && strncmp(one, variable, name) == 0)
			continue;
		vector[n++] = strcpy(text, one);
		text += strlen(one) + 1;
	}
	vector[n] = NULL;
	return vector;
}

/* bequeath adds what the child inherits; 0 or the error. */
static unsigned bequeath(const struct request *r, struct ws_start *start)
{
	uint64_t standard[3];
	char *variable, **environment;
	int64_t n;

	if (!r->inherit)
		return 0;
	for (int i = 0; i < 3; i++)
		standard[i] = (uint64_t)(uintptr_t)standard_of(r, i);
	n = ws_go_bequeath(standard, &start->inherited, &variable);
	if (n < 0)
		return ERROR_NOT_ENOUGH_MEMORY;
	start->inherits = (int)n;
	for (int i = 0; i < 3; i++)
		start->sockets[i] = standard[i] != 0;
	environment = with_variable(start->environment != NULL ? start->environment : environ,
				    variable);
	free(variable);
	if (environment == NULL)
		return ERROR_NOT_ENOUGH_MEMORY;
	free(start->environment);
	start->environment = environment;
	return 0;
}

/* copy_environment makes environ's like of a block of n bytes. */
static char **copy_environment(const char *block, size_t n)
{
	size_t count = 0;
	char **vector, *text;

	for (size_t i = 0; i < n; i += strlen(block + i) + 1)
		count++;
	vector = malloc((count + 1) * sizeof *vector + n);
	if (vector == NULL)
		return NULL;
	text = (char *)(vector + count + 1);
	memcpy(text, block, n);
	count = 0;
	for (size_t i = 0; i < n; i += strlen(text + i) + 1)
		if (text[i] != '=') /* current directories of drives */
			vector[count++] = text + i;
	vector[count] = NULL;
	return vector;
}

static char **environment_of(const struct request *r)
{
	char **environment, *narrow;
	size_t n = 0, k = 0;

	if (!(r->flags & CREATE_UNICODE_ENVIRONMENT)) {
		const char *block = r->environment;

		while (block[n] != '\0')
			n += strlen(block + n) + 1;
		return copy_environment(block, n);
	}
	for (const uint16_t *block = r->environment; block[n] != 0; n++)
		while (block[n] != 0)
			n++;
	narrow = malloc(n * 3 + 1);
	if (narrow == NULL)
		return NULL;
	for (const uint16_t *at = r->environment; *at != 0; at++) {
		k += ws_narrow(at, narrow + k, SIZE_MAX) + 1;
		while (*at != 0)
			at++;
	}
	environment = copy_environment(narrow, k);
	free(narrow);
	return environment;
}

/* prepare finds out what is to run; 0 or the error. */
static unsigned prepare(const struct request *r, struct ws_start *start, char directory[WS_PATH])
{
	struct statx st;
	unsigned error;

	if (r->application == NULL && (r->line == NULL || *r->line == '\0'))
		return ERROR_INVALID_PARAMETER;
	if (r->flags & DEBUGGED)
		return ERROR_NOT_SUPPORTED;
	error = ws_find_program(r->application, r->line != NULL ? r->line : r->application, start);
	if (error != 0)
		return error;
	if (r->directory != NULL) {
		error = ws_path(r->directory, directory, NULL);
		if (error != 0 || statx(AT_FDCWD, directory, 0, STATX_TYPE, &st) != 0 ||
		    !S_ISDIR(st.stx_mode))
			return ERROR_DIRECTORY;
		start->directory = directory;
	}
	if (r->environment != NULL) {
		start->environment = environment_of(r);
		if (start->environment == NULL)
			return ERROR_NOT_ENOUGH_MEMORY;
	}
	start->group = (r->flags & CREATE_NEW_PROCESS_GROUP) != 0;
	start->session = (r->flags & DETACHED_PROCESS) != 0;
	start->suspended = (r->flags & CREATE_SUSPENDED) != 0;
	return 0;
}

static uint32_t inherits(const SECURITY_ATTRIBUTES *security)
{
	return security != NULL && security->bInheritHandle ? HANDLE_FLAG_INHERIT : 0;
}

/* enter gives handles to the child; 0 or the error. */
static unsigned enter(const struct request *r, pid_t pid)
{
	uint64_t thread;
	int64_t process = ws_go_process_child(pid, (r->flags & CREATE_SUSPENDED) != 0,
					      inherits(r->process_security),
					      inherits(r->thread_security), &thread);

	if (process < 0)
		return (unsigned)-process;
	*r->information = (PROCESS_INFORMATION){
		.hProcess = (HANDLE)(uintptr_t)process,
		.hThread = (HANDLE)(uintptr_t)thread,
		.dwProcessId = (DWORD)pid,
		.dwThreadId = (DWORD)pid,
	};
	return 0;
}

static unsigned run(const struct request *r, struct ws_start *start)
{
	char directory[WS_PATH];
	unsigned error = prepare(r, start, directory);
	pid_t pid;

	if (error != 0)
		return error;
	error = bequeath(r, start);
	if (error != 0)
		return error;
	if (!open_standard(r, start))
		return ws_win32_error(errno);
	pid = ws_spawn(start);
	return pid < 0 ? ws_win32_error(errno) : enter(r, pid);
}

static BOOL create(const struct request *r)
{
	struct ws_start start = {.standard = {-1, -1, -1}};
	unsigned error;

	if (ws_forked)
		return ws_fail_with(ERROR_NOT_SUPPORTED);
	error = run(r, &start);
	close_descriptors(&start);
	free(start.arguments);
	free(start.environment);
	return error == 0 ? TRUE : ws_fail_with(error);
}

/*
 * CreateProcess starts a program. Its standard handles are those of startup, when
 * STARTF_USESTDHANDLES is set, whether they are inheritable or not. With inherit it has
 * the caller's inheritable sockets as well; other handles are not inherited. Of flags
 * CREATE_SUSPENDED, CREATE_NEW_PROCESS_GROUP, DETACHED_PROCESS (a session of its own)
 * and CREATE_UNICODE_ENVIRONMENT mean something, DEBUG_PROCESS is ERROR_NOT_SUPPORTED.
 * Errors: those of
 * ws_find_program, ERROR_DIRECTORY, ERROR_BAD_EXE_FORMAT, ERROR_INVALID_PARAMETER
 * (nothing to run), ERROR_NOT_ENOUGH_MEMORY.
 */
BOOL WINAPI CreateProcessA(LPCSTR application, LPSTR command_line,
			   LPSECURITY_ATTRIBUTES process_security,
			   LPSECURITY_ATTRIBUTES thread_security, BOOL inherit, DWORD flags,
			   LPVOID environment, LPCSTR directory, LPSTARTUPINFOA startup,
			   LPPROCESS_INFORMATION information)
{
	struct request r = {
		.application = application,
		.line = command_line,
		.directory = directory,
		.environment = environment,
		.process_security = process_security,
		.thread_security = thread_security,
		.flags = flags,
		.inherit = inherit != FALSE,
		.use_handles = (startup->dwFlags & STARTF_USESTDHANDLES) != 0,
		.handles = {startup->hStdInput, startup->hStdOutput, startup->hStdError},
		.information = information,
	};

	return create(&r);
}

BOOL WINAPI CreateProcessW(LPCWSTR application, LPWSTR command_line,
			   LPSECURITY_ATTRIBUTES process_security,
			   LPSECURITY_ATTRIBUTES thread_security, BOOL inherit, DWORD flags,
			   LPVOID environment, LPCWSTR directory, LPSTARTUPINFOW startup,
			   LPPROCESS_INFORMATION information)
{
	char *name = ws_narrow_copy(application), *line = ws_narrow_copy(command_line);
	char *where = ws_narrow_copy(directory);
	STARTUPINFOA narrow = {
		.dwFlags = startup->dwFlags,
		.hStdInput = startup->hStdInput,
		.hStdOutput = startup->hStdOutput,
		.hStdError = startup->hStdError,
	};
	BOOL ok = CreateProcessA(name, line, process_security, thread_security, inherit, flags,
				 environment, where, &narrow, information);

	free(name);
	free(line);
	free(where);
	return ok;
}

/*
 * GetStartupInfo tells how the process was started: with standard handles, and
 * nothing else that anybody knows.
 */
VOID WINAPI GetStartupInfoA(LPSTARTUPINFOA information)
{
	static char empty[1];

	*information = (STARTUPINFOA){
		.cb = sizeof *information,
		.lpDesktop = empty,
		.lpTitle = empty,
		.dwFlags = STARTF_USESTDHANDLES,
		.hStdInput = ws_standard_handle(0),
		.hStdOutput = ws_standard_handle(1),
		.hStdError = ws_standard_handle(2),
	};
}

VOID WINAPI GetStartupInfoW(LPSTARTUPINFOW information)
{
	static WCHAR empty[1];

	*information = (STARTUPINFOW){
		.cb = sizeof *information,
		.lpDesktop = empty,
		.lpTitle = empty,
		.dwFlags = STARTF_USESTDHANDLES,
		.hStdInput = ws_standard_handle(0),
		.hStdOutput = ws_standard_handle(1),
		.hStdError = ws_standard_handle(2),
	};
}
