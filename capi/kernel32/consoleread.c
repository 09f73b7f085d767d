/*
 * consoleread.c: what is typed at a terminal, as text.
 *
 * Windows ends a line that was typed with CR LF; the terminal ends it with LF.
 * What does not fit into the caller's buffer is kept for the next call: the LF
 * of a line end, bytes of a character. There is one terminal in a process, so
 * there is one place for that.
 */
#include "consoleread.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <windows.h>

#include "console.h"
#include "consolekeys.h"
#include "fileerror.h"
#include "utf.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char kept[256]; /* bytes that were read and not yet given */
static size_t kept_count;

/* lines reports whether a console gives whole lines. */
static bool lines(int fd)
{
	struct termios t;

	return tcgetattr(fd, &t) == 0 && (t.c_lflag & ICANON);
}

static size_t take_kept(char *buffer, size_t count)
{
	size_t n = kept_count < count ? kept_count : count;

	memcpy(buffer, kept, n);
	memmove(kept, kept + n, kept_count - n);
	kept_count -= n;
	return n;
}

void ws_console_keep(const char *bytes, size_t n)
{
	pthread_mutex_lock(&lock);
	if (n <= sizeof kept - kept_count) {
		memmove(kept + n, kept, kept_count);
		memcpy(kept, bytes, n);
		kept_count += n;
	}
	pthread_mutex_unlock(&lock);
}

static ssize_t read_again(int fd, char *buffer, size_t count)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};
	ssize_t n;

	while ((n = read(fd, buffer, count)) < 0 && (errno == EINTR || errno == EAGAIN))
		if (errno == EAGAIN)
			poll(&p, 1, -1);
	return n;
}

/* What was typed while the terminal gave keys ends in CR. */
static bool ends_line(char c)
{
	return c == '\n' || c == '\r';
}

/*
 * read_line reads up to a line's end where the terminal gives lines. What was
 * typed before it did comes at once, finished or not; the rest follows.
 */
static ssize_t read_line(int fd, char *buffer, size_t count)
{
	ssize_t n = read_again(fd, buffer, count), more;

	while (n > 0 && (size_t)n < count && !ends_line(buffer[n - 1]) && lines(fd)) {
		more = read_again(fd, buffer + n, count - (size_t)n);
		if (more <= 0)
			break;
		n += more;
	}
	return n;
}

ssize_t ws_console_read_keys(int fd, char *buffer, size_t count)
{
	ssize_t n;

	pthread_mutex_lock(&lock);
	n = (ssize_t)take_kept(buffer, count);
	pthread_mutex_unlock(&lock);
	return n != 0 ? n : read_again(fd, buffer, count);
}

ssize_t ws_console_read_bytes(int fd, char *buffer, size_t count)
{
	ssize_t n;

	if (count == 0)
		return 0;
	ws_console_leave_keys();
	pthread_mutex_lock(&lock);
	n = (ssize_t)take_kept(buffer, count);
	pthread_mutex_unlock(&lock);
	if (n != 0)
		return n;
	n = read_line(fd, buffer, count > 1 ? count - 1 : 1); /* a line end needs a byte more */
	if (n <= 0 || !ends_line(buffer[n - 1]) || !lines(fd))
		return n;
	buffer[n - 1] = '\r';
	if ((size_t)n < count) {
		buffer[n++] = '\n';
		return n;
	}
	ws_console_keep("\n", 1);
	return n;
}

size_t ws_console_typed(int fd)
{
	int n = 0;
	size_t here;

	ioctl(fd, FIONREAD, &n);
	pthread_mutex_lock(&lock);
	here = kept_count;
	pthread_mutex_unlock(&lock);
	return here + (size_t)(n > 0 ? n : 0);
}

void ws_console_forget(int fd)
{
	pthread_mutex_lock(&lock);
	kept_count = 0;
	pthread_mutex_unlock(&lock);
	tcflush(fd, TCIFLUSH);
}

/*
 * ReadConsole reads characters that were typed. With ENABLE_LINE_INPUT it
 * returns when a line was, with its CR LF; without, when any key was. Errors:
 * ERROR_INVALID_HANDLE (no console).
 */
BOOL WINAPI ReadConsoleA(HANDLE console, LPVOID buffer, DWORD count, LPDWORD done,
			 PCONSOLE_READCONSOLE_CONTROL control)
{
	struct ws_file file;
	ssize_t n;

	(void)control;
	if (!ws_console_borrow(console, &file))
		return FALSE;
	n = ws_console_read_bytes(file.fd, buffer, count);
	ws_file_return(&file);
	if (n < 0)
		return ws_fail();
	if (done != NULL)
		*done = (DWORD)n;
	return TRUE;
}

/* whole is how many of n bytes of UTF-8 are whole characters. */
static size_t whole(const char *text, size_t n)
{
	size_t back = 0, need;
	unsigned char lead;

	while (back < 3 && back < n && ((unsigned char)text[n - 1 - back] & 0xC0) == 0x80)
		back++;
	if (back == n)
		return n;
	lead = (unsigned char)text[n - 1 - back];
	need = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
	return need > back + 1 ? n - 1 - back : n;
}

BOOL WINAPI ReadConsoleW(HANDLE console, LPVOID buffer, DWORD count, LPDWORD done,
			 PCONSOLE_READCONSOLE_CONTROL control)
{
	struct ws_file file;
	uint16_t *out = buffer;
	DWORD units = 0;
	char text[4096];
	size_t have = 0, room = sizeof text, end = 0;
	ssize_t n;

	(void)control;
	/* A unit holds at least a byte's worth, so that all that is read fits. */
	if (count < room)
		room = count > 4 ? count : 4;
	if (!ws_console_borrow(console, &file))
		return FALSE;
	do {
		n = ws_console_read_bytes(file.fd, text + have, room - have);
		if (n > 0) {
			have += (size_t)n;
			end = whole(text, have);
		}
	} while (n > 0 && end == 0 && have < room);
	ws_file_return(&file);
	if (n < 0)
		return ws_fail();
	if (n == 0)
		end = have;
	for (size_t i = 0; i < end;) {
		uint32_t c;
		size_t step = ws_utf8_next(text + i, end - i, &c);

		if (units + (c > 0xFFFF ? 2 : 1) > count) {
			end = i;
			break;
		}
		units += (DWORD)ws_utf16_put(out + units, c);
		i += step;
	}
	ws_console_keep(text + end, have - end);
	if (done != NULL)
		*done = units;
	return TRUE;
}
