/* consolemode.c: modes, code pages, and having a console. */
#include "console.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <windows.h>

#include "consolekeys.h"
#include "consoleread.h"
#include "fileerror.h"

bool ws_console_borrow(void *handle, struct ws_file *file)
{
	if (!ws_file_borrow(handle, file))
		return false;
	if (file->kind == WS_CONSOLE)
		return true;
	ws_file_return(file);
	ws_fail_with(ERROR_INVALID_HANDLE);
	return false;
}

bool ws_console_write(int fd, const char *text, size_t n)
{
	struct pollfd p = {.fd = fd, .events = POLLOUT};

	while (n > 0) {
		ssize_t k = write(fd, text, n);

		if (k >= 0) {
			text += k;
			n -= (size_t)k;
		} else if (errno == EAGAIN) {
			poll(&p, 1, -1);
		} else if (errno != EINTR) {
			return ws_fail();
		}
	}
	return true;
}

/* is_output: the descriptor is one for output. */
static bool is_output(int fd)
{
	return (fcntl(fd, F_GETFL) & O_ACCMODE) == O_WRONLY || fd == STDOUT_FILENO ||
	       fd == STDERR_FILENO;
}

/* What modes were set that terminals have no settings for. */
static DWORD input_extra = ENABLE_INSERT_MODE | ENABLE_QUICK_EDIT_MODE | ENABLE_EXTENDED_FLAGS;
static DWORD output_mode = ENABLE_PROCESSED_OUTPUT | ENABLE_WRAP_AT_EOL_OUTPUT |
			   ENABLE_VIRTUAL_TERMINAL_PROCESSING;

#define INPUT_SETTINGS (ENABLE_PROCESSED_INPUT | ENABLE_LINE_INPUT | ENABLE_ECHO_INPUT)

/*
 * GetConsoleMode tells how a console takes input (ENABLE_LINE_INPUT ...) or gives
 * output. Errors: ERROR_INVALID_HANDLE (no console).
 */
BOOL WINAPI GetConsoleMode(HANDLE console, LPDWORD mode)
{
	struct ws_file file;
	struct termios t;
	bool ok = true;

	if (!ws_console_borrow(console, &file))
		return FALSE;
	if (is_output(file.fd)) {
		*mode = output_mode;
	} else if (tcgetattr(file.fd, &t) != 0) {
		ok = ws_fail();
	} else {
		*mode = input_extra;
		if (t.c_lflag & ISIG)
			*mode |= ENABLE_PROCESSED_INPUT;
		if (t.c_lflag & ICANON)
			*mode |= ENABLE_LINE_INPUT;
		if (t.c_lflag & ECHO)
			*mode |= ENABLE_ECHO_INPUT;
	}
	ws_file_return(&file);
	return ok;
}

static bool set_input(int fd, DWORD mode)
{
	struct termios t;

	if ((mode & ENABLE_ECHO_INPUT) && !(mode & ENABLE_LINE_INPUT))
		return ws_fail_with(ERROR_INVALID_PARAMETER);
	ws_console_leave_keys();
	if (tcgetattr(fd, &t) != 0)
		return ws_fail();
	t.c_lflag &= ~(tcflag_t)(ISIG | ICANON | ECHO);
	if (mode & ENABLE_PROCESSED_INPUT)
		t.c_lflag |= ISIG;
	if (mode & ENABLE_LINE_INPUT)
		t.c_lflag |= ICANON;
	if (mode & ENABLE_ECHO_INPUT)
		t.c_lflag |= ECHO;
	/* Enter is CR to who reads keys, and ends a line for who reads lines. */
	if (mode & ENABLE_LINE_INPUT)
		t.c_iflag |= ICRNL;
	else
		t.c_iflag &= ~(tcflag_t)ICRNL;
	t.c_cc[VMIN] = 1;
	t.c_cc[VTIME] = 0;
	if (!ws_console_set(fd, &t))
		return ws_fail();
	input_extra = mode & ~(DWORD)INPUT_SETTINGS;
	return true;
}

/*
 * SetConsoleMode sets what GetConsoleMode tells. Of output a terminal has nothing
 * to set: the mode is kept. Errors: ERROR_INVALID_HANDLE, ERROR_INVALID_PARAMETER
 * (echo without lines).
 */
BOOL WINAPI SetConsoleMode(HANDLE console, DWORD mode)
{
	struct ws_file file;
	bool ok = true;

	if (!ws_console_borrow(console, &file))
		return FALSE;
	if (is_output(file.fd))
		output_mode = mode;
	else
		ok = set_input(file.fd, mode);
	ws_file_return(&file);
	return ok;
}

/* Consoles speak UTF-8 whatever a program sets. */
static UINT input_page = CP_UTF8, output_page = CP_UTF8;

/* GetConsoleCP is the code page set for input; text is UTF-8 in any. */
UINT WINAPI GetConsoleCP(void)
{
	return input_page;
}

/* GetConsoleOutputCP is the code page set for output; text is UTF-8 in any. */
UINT WINAPI GetConsoleOutputCP(void)
{
	return output_page;
}

/* SetConsoleCP keeps the code page. Errors: ERROR_INVALID_PARAMETER (0). */
BOOL WINAPI SetConsoleCP(UINT code_page)
{
	if (code_page == 0)
		return ws_fail_with(ERROR_INVALID_PARAMETER);
	input_page = code_page;
	return TRUE;
}

/* SetConsoleOutputCP keeps the code page. Errors: ERROR_INVALID_PARAMETER (0). */
BOOL WINAPI SetConsoleOutputCP(UINT code_page)
{
	if (code_page == 0)
		return ws_fail_with(ERROR_INVALID_PARAMETER);
	output_page = code_page;
	return TRUE;
}

/* has_console: the process has a terminal that is its own. */
static bool has_console(void)
{
	int fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

/* AttachConsole and AllocConsole work for a process that gave its console up. */
static bool detached;

/*
 * AllocConsole takes the terminal of the process's session, for there is no
 * other. Errors: ERROR_ACCESS_DENIED (it has it already), ERROR_GEN_FAILURE (there
 * is none).
 */
BOOL WINAPI AllocConsole(void)
{
	if (!detached && has_console())
		return ws_fail_with(ERROR_ACCESS_DENIED);
	if (!has_console())
		return ws_fail_with(ERROR_GEN_FAILURE);
	detached = false;
	return TRUE;
}

/*
 * AttachConsole takes the terminal again that FreeConsole gave up: the one that
 * the parent has too. Errors: ERROR_ACCESS_DENIED (it has it already),
 * ERROR_INVALID_HANDLE (there is none).
 */
BOOL WINAPI AttachConsole(DWORD process)
{
	(void)process;
	if (!has_console())
		return ws_fail_with(ERROR_INVALID_HANDLE);
	if (!detached)
		return ws_fail_with(ERROR_ACCESS_DENIED);
	detached = false;
	return TRUE;
}

/*
 * FreeConsole gives the console up; the standard handles stay what they are.
 * Errors: ERROR_INVALID_PARAMETER (there is none).
 */
BOOL WINAPI FreeConsole(void)
{
	if (detached || !has_console())
		return ws_fail_with(ERROR_INVALID_PARAMETER);
	detached = true;
	return TRUE;
}

/* GetConsoleWindow is NULL: a terminal's window is not the program's. */
HWND WINAPI GetConsoleWindow(void)
{
	return NULL;
}

/*
 * FlushConsoleInputBuffer forgets what was typed. Errors: ERROR_INVALID_HANDLE.
 */
BOOL WINAPI FlushConsoleInputBuffer(HANDLE console)
{
	struct ws_file file;

	if (!ws_console_borrow(console, &file))
		return FALSE;
	ws_console_forget(file.fd);
	ws_file_return(&file);
	return TRUE;
}
