/*
 * consoleoutput.c: the screen of a console, with the control sequences that
 * terminals have in common (ECMA-48, xterm).
 *
 * The screen buffer is the window: a terminal tells no more. What was written
 * through the C run-time's standard output is flushed first, so that text and
 * colours keep their order.
 */
#include <pthread.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <windows.h>

#include "console.h"
#include "consolekeys.h"
#include "consoleread.h"
#include "fileerror.h"
#include "filepath.h"
#include "utf.h"

#define USUAL (FOREGROUND_RED | FOREGROUND_GREEN | FOREGROUND_BLUE)

/* How long a terminal may take to say where its cursor is, in ms. */
enum { ANSWER_TIME = 200 };

/* What terminals do not tell is remembered. */
static WORD attributes = USUAL;
static CONSOLE_CURSOR_INFO cursor = {25, TRUE};
static char title[512];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* A control sequence in the making. */
struct sequence {
	char text[128];
	size_t n;
};

static void add(struct sequence *s, const char *text)
{
	size_t n = strlen(text);

	if (n > sizeof s->text - s->n)
		return;
	memcpy(s->text + s->n, text, n);
	s->n += n;
}

static void add_number(struct sequence *s, unsigned number)
{
	char digits[12];
	size_t n = sizeof digits;

	digits[--n] = '\0';
	do
		digits[--n] = (char)('0' + number % 10);
	while ((number /= 10) != 0);
	add(s, digits + n);
}

static void add_move(struct sequence *s, COORD at)
{
	add(s, "\033[");
	add_number(s, (unsigned)at.Y + 1);
	add(s, ";");
	add_number(s, (unsigned)at.X + 1);
	add(s, "H");
}

/* colour is ANSI's number of one of Windows' colours. */
static unsigned colour(unsigned bits)
{
	return (bits & 4 ? 1 : 0) | (bits & 2) | (bits & 1 ? 4 : 0);
}

static void add_attributes(struct sequence *s, WORD a)
{
	add(s, "\033[0");
	if ((a & 0x0F) != USUAL) {
		add(s, ";");
		add_number(s, (a & FOREGROUND_INTENSITY ? 90 : 30) + colour(a & 7));
	}
	if ((a & 0xF0) != 0) {
		add(s, ";");
		add_number(s, (a & BACKGROUND_INTENSITY ? 100 : 40) + colour(a >> 4 & 7));
	}
	if (a & COMMON_LVB_UNDERSCORE)
		add(s, ";4");
	if (a & COMMON_LVB_REVERSE_VIDEO)
		add(s, ";7");
	add(s, "m");
}

static bool send(int fd, const struct sequence *s)
{
	fflush(stdout);
	return ws_console_write(fd, s->text, s->n);
}

/* on_console sends a sequence to a console. */
static BOOL on_console(HANDLE console, const struct sequence *s)
{
	struct ws_file file;
	bool ok;

	if (!ws_console_borrow(console, &file))
		return FALSE;
	ok = send(file.fd, s);
	ws_file_return(&file);
	return ok;
}

static COORD size_of(int fd)
{
	struct winsize w;

	if (ioctl(fd, TIOCGWINSZ, &w) != 0 || w.ws_col == 0 || w.ws_row == 0)
		return (COORD){80, 25};
	return (COORD){(SHORT)w.ws_col, (SHORT)w.ws_row};
}

/*
 * parse_position reads ESC [ row ; column R at the end of what came, and returns
 * where it begins; -1 when it is not there yet.
 */
static int parse_position(const char *text, size_t n, COORD *at)
{
	for (size_t i = 0; i + 1 < n; i++) {
		unsigned numbers[2] = {0, 0}, k = 0;
		size_t j = i + 2;

		if (text[i] != '\033' || text[i + 1] != '[')
			continue;
		for (; j < n && ((text[j] >= '0' && text[j] <= '9') || text[j] == ';'); j++) {
			if (text[j] == ';')
				k = 1;
			else
				numbers[k] = numbers[k] * 10 + (unsigned)(text[j] - '0');
		}
		if (j == n || text[j] != 'R' || k != 1 || numbers[0] == 0 || numbers[1] == 0)
			continue;
		at->Y = (SHORT)(numbers[0] - 1);
		at->X = (SHORT)(numbers[1] - 1);
		return (int)i;
	}
	return -1;
}

/*
 * position_of asks the terminal where its cursor is. What was typed meanwhile is
 * kept for who reads. A terminal that does not answer has it in the corner.
 */
static COORD position_of(int fd)
{
	static const char question[] = "\033[6n";
	struct termios old, raw;
	struct pollfd p = {.fd = fd, .events = POLLIN};
	COORD at = {0, 0};
	char text[128];
	size_t n = 0;
	int start = -1;

	if (tcgetpgrp(fd) != getpgrp() || tcgetattr(fd, &old) != 0)
		return at;
	raw = old;
	raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
	if (tcsetattr(fd, TCSANOW, &raw) != 0)
		return at;
	fflush(stdout);
	if (ws_console_write(fd, question, sizeof question - 1)) {
		while (n < sizeof text && poll(&p, 1, ANSWER_TIME) > 0) {
			if (read(fd, text + n, 1) != 1)
				break;
			n++;
			if (text[n - 1] == 'R' && (start = parse_position(text, n, &at)) >= 0)
				break;
		}
	}
	tcsetattr(fd, TCSANOW, &old);
	ws_console_keep(text, start >= 0 ? (size_t)start : n);
	return at;
}

/*
 * GetConsoleScreenBufferInfo tells the size of the window, where the cursor is
 * and what was set by SetConsoleTextAttribute. Errors: ERROR_INVALID_HANDLE (no
 * console).
 */
BOOL WINAPI GetConsoleScreenBufferInfo(HANDLE console, PCONSOLE_SCREEN_BUFFER_INFO information)
{
	struct ws_file file;
	COORD size;

	if (!ws_console_borrow(console, &file))
		return FALSE;
	size = size_of(file.fd);
	pthread_mutex_lock(&lock);
	*information = (CONSOLE_SCREEN_BUFFER_INFO){
		.dwSize = size,
		.dwCursorPosition = position_of(file.fd),
		.wAttributes = attributes,
		.srWindow = {0, 0, (SHORT)(size.X - 1), (SHORT)(size.Y - 1)},
		.dwMaximumWindowSize = size,
	};
	pthread_mutex_unlock(&lock);
	ws_file_return(&file);
	return TRUE;
}

/* GetLargestConsoleWindowSize is the size of the window; 0, 0 after an error. */
COORD WINAPI GetLargestConsoleWindowSize(HANDLE console)
{
	struct ws_file file;
	COORD size = {0, 0};

	if (!ws_console_borrow(console, &file))
		return size;
	size = size_of(file.fd);
	ws_file_return(&file);
	return size;
}

/*
 * SetConsoleTextAttribute sets the colours of what is written from now on. White
 * on black, the usual, are the terminal's own colours. Errors:
 * ERROR_INVALID_HANDLE.
 */
BOOL WINAPI SetConsoleTextAttribute(HANDLE console, WORD a)
{
	struct sequence s = {.n = 0};

	add_attributes(&s, a);
	if (!on_console(console, &s))
		return FALSE;
	attributes = a;
	return TRUE;
}

/*
 * SetConsoleCursorPosition moves the cursor. Errors: ERROR_INVALID_HANDLE,
 * ERROR_INVALID_PARAMETER (outside of the window).
 */
BOOL WINAPI SetConsoleCursorPosition(HANDLE console, COORD position)
{
	struct sequence s = {.n = 0};
	struct ws_file file;
	COORD size;
	bool ok;

	if (!ws_console_borrow(console, &file))
		return FALSE;
	size = size_of(file.fd);
	add_move(&s, position);
	if (position.X < 0 || position.Y < 0 || position.X >= size.X || position.Y >= size.Y)
		ok = ws_fail_with(ERROR_INVALID_PARAMETER);
	else
		ok = send(file.fd, &s);
	ws_file_return(&file);
	return ok;
}

/* GetConsoleCursorInfo tells what was set. Errors: ERROR_INVALID_HANDLE. */
BOOL WINAPI GetConsoleCursorInfo(HANDLE console, PCONSOLE_CURSOR_INFO information)
{
	struct sequence nothing = {.n = 0};

	if (!on_console(console, &nothing))
		return FALSE;
	*information = cursor;
	return TRUE;
}

/*
 * SetConsoleCursorInfo shows or hides the cursor; its size is kept, and the
 * terminal's business. Errors: ERROR_INVALID_HANDLE, ERROR_INVALID_PARAMETER (a
 * size outside of 1 to 100).
 */
BOOL WINAPI SetConsoleCursorInfo(HANDLE console, const CONSOLE_CURSOR_INFO *information)
{
	struct sequence s = {.n = 0};

	if (information->dwSize < 1 || information->dwSize > 100)
		return ws_fail_with(ERROR_INVALID_PARAMETER);
	add(&s, information->bVisible ? "\033[?25h" : "\033[?25l");
	if (!on_console(console, &s))
		return FALSE;
	cursor = *information;
	return TRUE;
}

/* clip is how many of count cells from at on are in the window. */
static DWORD clip(COORD size, COORD at, DWORD count)
{
	DWORD cells = (DWORD)size.X * (DWORD)size.Y;
	DWORD before = (DWORD)at.Y * (DWORD)size.X + (DWORD)at.X;

	if (at.X < 0 || at.Y < 0 || at.X >= size.X || before >= cells)
		return 0;
	return count < cells - before ? count : cells - before;
}

/* fill writes a character count times at a place and leaves the cursor alone. */
static BOOL fill(HANDLE console, uint32_t character, DWORD count, COORD at, LPDWORD done)
{
	struct sequence s = {.n = 0};
	struct ws_file file;
	char one[4], *text;
	size_t width = ws_utf8_put(one, character);
	DWORD cells;
	bool ok;

	if (!ws_console_borrow(console, &file))
		return FALSE;
	cells = clip(size_of(file.fd), at, count);
	text = malloc((size_t)cells * width + 1);
	if (text == NULL) {
		ok = ws_fail_with(ERROR_NOT_ENOUGH_MEMORY);
	} else {
		for (DWORD i = 0; i < cells; i++)
			memcpy(text + i * width, one, width);
		add(&s, "\0337");
		add_move(&s, at);
		ok = send(file.fd, &s) && ws_console_write(file.fd, text, cells * width) &&
		     ws_console_write(file.fd, "\0338", 2);
	}
	free(text);
	ws_file_return(&file);
	if (done != NULL)
		*done = ok ? cells : 0;
	return ok;
}

/*
 * FillConsoleOutputCharacter writes a character count times from a place on, in
 * the colours that are set; the cursor stays. Errors: ERROR_INVALID_HANDLE.
 */
BOOL WINAPI FillConsoleOutputCharacterA(HANDLE console, CHAR character, DWORD count, COORD at,
					LPDWORD done)
{
	unsigned char c = (unsigned char)character;

	return fill(console, c < 0x20 || c > 0x7E ? ' ' : c, count, at, done);
}

BOOL WINAPI FillConsoleOutputCharacterW(HANDLE console, WCHAR character, DWORD count, COORD at,
					LPDWORD done)
{
	return fill(console, character < 0x20 ? ' ' : character, count, at, done);
}

/*
 * FillConsoleOutputAttribute colours cells. A terminal can't colour what it
 * shows without writing it again: only the colours of what is written later are
 * anybody's to set, so the call counts the cells, as programs that clear the
 * screen expect, and changes none. Errors: ERROR_INVALID_HANDLE.
 */
BOOL WINAPI FillConsoleOutputAttribute(HANDLE console, WORD a, DWORD count, COORD at, LPDWORD done)
{
	struct ws_file file;

	(void)a;
	if (!ws_console_borrow(console, &file))
		return FALSE;
	if (done != NULL)
		*done = clip(size_of(file.fd), at, count);
	ws_file_return(&file);
	return TRUE;
}

/*
 * SetConsoleTitle sets the title of the terminal's window, when standard output
 * is one. Errors: ERROR_INVALID_PARAMETER (NULL).
 */
BOOL WINAPI SetConsoleTitleA(LPCSTR text)
{
	struct sequence begin = {.n = 0};
	bool ok = true;
	size_t n;

	if (text == NULL)
		return ws_fail_with(ERROR_INVALID_PARAMETER);
	n = strnlen(text, sizeof title - 1);
	pthread_mutex_lock(&lock);
	memcpy(title, text, n);
	title[n] = '\0';
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)title[i] < 0x20)
			title[i] = ' ';
	if (isatty(STDOUT_FILENO)) {
		add(&begin, "\033]0;");
		ok = send(STDOUT_FILENO, &begin) && ws_console_write(STDOUT_FILENO, title, n) &&
		     ws_console_write(STDOUT_FILENO, "\007", 1);
	}
	pthread_mutex_unlock(&lock);
	return ok;
}

BOOL WINAPI SetConsoleTitleW(LPCWSTR text)
{
	char *narrow = ws_narrow_copy(text);
	BOOL ok = SetConsoleTitleA(narrow);

	free(narrow);
	return ok;
}

/*
 * GetConsoleTitle copies what SetConsoleTitle set and returns its length; too
 * small a room gets its beginning.
 */
DWORD WINAPI GetConsoleTitleA(LPSTR text, DWORD room)
{
	size_t n;

	pthread_mutex_lock(&lock);
	n = strlen(title);
	if (room != 0) {
		size_t k = n < room ? n : room - 1;

		memcpy(text, title, k);
		text[k] = '\0';
	}
	pthread_mutex_unlock(&lock);
	return (DWORD)n;
}

DWORD WINAPI GetConsoleTitleW(LPWSTR text, DWORD room)
{
	uint16_t wide[sizeof title];
	size_t n;

	pthread_mutex_lock(&lock);
	n = ws_widen(title, wide, sizeof title);
	pthread_mutex_unlock(&lock);
	if (room != 0) {
		size_t k = n < room ? n : room - 1;

		memcpy(text, wide, k * 2);
		text[k] = 0;
	}
	return (DWORD)n;
}

/*
 * WriteConsole writes text. Errors: ERROR_INVALID_HANDLE (no console; files take
 * WriteFile).
 */
BOOL WINAPI WriteConsoleA(HANDLE console, const VOID *text, DWORD count, LPDWORD done,
			  LPVOID reserved)
{
	struct ws_file file;
	bool ok;

	(void)reserved;
	if (done != NULL)
		*done = 0;
	if (!ws_console_borrow(console, &file))
		return FALSE;
	fflush(stdout);
	ok = ws_console_write(file.fd, text, count);
	ws_file_return(&file);
	if (ok && done != NULL)
		*done = count;
	return ok;
}

BOOL WINAPI WriteConsoleW(HANDLE console, const VOID *text, DWORD count, LPDWORD done,
			  LPVOID reserved)
{
	const uint16_t *units = text;
	char *narrow = malloc((size_t)count * 3 + 1);
	size_t n = 0;
	BOOL ok;

	if (done != NULL)
		*done = 0;
	if (narrow == NULL)
		return ws_fail_with(ERROR_NOT_ENOUGH_MEMORY);
	for (DWORD i = 0; i < count;) {
		uint32_t c;

		i += (DWORD)ws_utf16_next(units + i, count - i, &c);
		n += ws_utf8_put(narrow + n, c);
	}
	ok = WriteConsoleA(console, narrow, (DWORD)n, NULL, reserved);
	free(narrow);
	if (ok && done != NULL)
		*done = count;
	return ok;
}
