/* pipe.c: pipes without names. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <windows.h>

#include "file.h"
#include "fileerror.h"
#include "fileopen.h"

/*
 * CreatePipe makes a pipe and gives handles to its ends; both are inherited when
 * security says so. size is a wish for the room in it, 0 the usual. Errors:
 * ERROR_TOO_MANY_OPEN_FILES, ERROR_NOT_ENOUGH_MEMORY.
 */
BOOL WINAPI CreatePipe(PHANDLE read_end, PHANDLE write_end, LPSECURITY_ATTRIBUTES security,
		       DWORD size)
{
	unsigned inherit = security != NULL && security->bInheritHandle ? HANDLE_FLAG_INHERIT : 0;
	struct ws_opened ends[2] = {
		{.kind = WS_STREAM, .inherit = inherit},
		{.kind = WS_STREAM, .inherit = inherit},
	};
	int fds[2];

	if (pipe2(fds, O_CLOEXEC) != 0)
		return ws_fail();
	if (size != 0 && size <= INT32_MAX)
		fcntl(fds[1], F_SETPIPE_SZ, (int)size);
	ends[0].fd = fds[0];
	ends[1].fd = fds[1];
	*read_end = ws_file_enter(&ends[0]);
	if (*read_end == INVALID_HANDLE_VALUE) {
		close(fds[1]);
		return FALSE;
	}
	*write_end = ws_file_enter(&ends[1]);
	if (*write_end == INVALID_HANDLE_VALUE) {
		unsigned error = GetLastError();

		CloseHandle(*read_end);
		return ws_fail_with(error);
	}
	return TRUE;
}

/*
 * peek copies what is in a pipe without taking it: with tee(2) it is seen in
 * another pipe. It returns the count, or -1 with errno set.
 */
static ssize_t peek(int fd, void *buffer, size_t count)
{
	int copy[2];
	ssize_t n;

	if (pipe2(copy, O_CLOEXEC | O_NONBLOCK) != 0)
		return -1;
	if (count > 1 << 16)
		fcntl(copy[1], F_SETPIPE_SZ, (int)(count < 1 << 20 ? count : 1 << 20));
	n = tee(fd, copy[1], count, SPLICE_F_NONBLOCK);
	if (n > 0)
		n = read(copy[0], buffer, (size_t)n);
	close(copy[0]);
	close(copy[1]);
	return n < 0 && errno == EAGAIN ? 0 : n;
}

/* ended: no writer is left. */
static bool ended(int fd)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};

	return poll(&p, 1, 0) > 0 && (p.revents & (POLLHUP | POLLIN)) == POLLHUP;
}

/*
 * PeekNamedPipe copies what can be read from a pipe, named or not, leaves it
 * there and tells how much there is; it does not wait. Errors:
 * ERROR_INVALID_HANDLE, ERROR_INVALID_FUNCTION (no pipe), ERROR_BROKEN_PIPE (it
 * is empty and has no writers), ERROR_ACCESS_DENIED (the end for writing).
 */
BOOL WINAPI PeekNamedPipe(HANDLE pipe, LPVOID buffer, DWORD room, LPDWORD done, LPDWORD available,
			  LPDWORD left_of_message)
{
	struct ws_file file;
	int total = 0;
	ssize_t n = 0;
	bool ok = true;

	if (!ws_file_borrow(pipe, &file))
		return FALSE;
	if (file.kind != WS_STREAM || !ws_is_pipe(file.fd))
		ok = ws_fail_with(ERROR_INVALID_FUNCTION);
	else if ((fcntl(file.fd, F_GETFL) & O_ACCMODE) == O_WRONLY)
		ok = ws_fail_with(ERROR_ACCESS_DENIED);
	else if (ioctl(file.fd, FIONREAD, &total) != 0)
		ok = ws_fail();
	else if (total == 0 && ended(file.fd))
		ok = ws_fail_with(ERROR_BROKEN_PIPE);
	else if (buffer != NULL && room != 0 && total != 0 && (n = peek(file.fd, buffer, room)) < 0)
		ok = ws_fail();
	ws_file_return(&file);
	if (!ok)
		return FALSE;
	if (done != NULL)
		*done = (DWORD)n;
	if (available != NULL)
		*available = (DWORD)total;
	if (left_of_message != NULL)
		*left_of_message = 0;
	return TRUE;
}

/*
 * ignore_sigpipe: nobody on Windows dies of writing to a pipe that nobody reads.
 * Programs that CreateProcess starts get the signal's usual action.
 */
__attribute__((constructor)) static void ignore_sigpipe(void)
{
	struct sigaction action;

	if (sigaction(SIGPIPE, NULL, &action) == 0 && action.sa_handler == SIG_DFL) {
		action.sa_handler = SIG_IGN;
		sigaction(SIGPIPE, &action, NULL);
	}
}
