/*
 * console.c: single keys and plain text of the console.
 *
 * Keys come from standard input. A terminal is switched to raw mode only while a
 * key is waited for or looked for, so nothing has to be put right at exit.
 */
#include <conio.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

#include "secure.h"
#include "utf.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int put_back = EOF;     /* by _ungetch */
static unsigned char rest[8];  /* bytes of a key that were read but not given yet */
static size_t rest_size;

/* raw switches the terminal to single keys without echo and keeps its old state. */
static int raw(struct termios *old)
{
	struct termios now;

	if (tcgetattr(STDIN_FILENO, old) != 0)
		return 0;
	now = *old;
	now.c_lflag &= (tcflag_t)~(ICANON | ECHO | ISIG);
	now.c_iflag &= (tcflag_t)~ICRNL;
	now.c_cc[VMIN] = 1;
	now.c_cc[VTIME] = 0;
	return tcsetattr(STDIN_FILENO, TCSANOW, &now) == 0;
}

static int ready(int milliseconds)
{
	struct pollfd input = {STDIN_FILENO, POLLIN, 0};

	return poll(&input, 1, milliseconds) > 0;
}

/* byte reads a byte; EOF at the end. What stdio has read already comes first. */
static int byte(void)
{
	unsigned char c;
	ssize_t n;

	if (__fpending(stdout))
		fflush(stdout);
	if (stdin && __fbufsize(stdin) && stdin->_IO_read_ptr < stdin->_IO_read_end)
		return getc(stdin);
	do
		n = read(STDIN_FILENO, &c, 1);
	while (n < 0 && errno == EINTR);
	return n == 1 ? c : EOF;
}

/*
 * Special keys are two codes, 0xE0 and the key's scan code (documentation of
 * _getch), or 0 and the scan code for function keys up to F10. Terminals send
 * escape sequences: these are the usual ones.
 */
static const struct {
	char sequence[6];
	unsigned char first, second;
} keys[] = {
	{"[A", 0xE0, 72},  {"[B", 0xE0, 80},  {"[C", 0xE0, 77},  {"[D", 0xE0, 75},
	{"OA", 0xE0, 72},  {"OB", 0xE0, 80},  {"OC", 0xE0, 77},  {"OD", 0xE0, 75},
	{"[H", 0xE0, 71},  {"[F", 0xE0, 79},  {"OH", 0xE0, 71},  {"OF", 0xE0, 79},
	{"[1~", 0xE0, 71}, {"[4~", 0xE0, 79}, {"[2~", 0xE0, 82}, {"[3~", 0xE0, 83},
	{"[5~", 0xE0, 73}, {"[6~", 0xE0, 81}, {"OP", 0, 59},     {"OQ", 0, 60},
	{"OR", 0, 61},     {"OS", 0, 62},     {"[15~", 0, 63},   {"[17~", 0, 64},
	{"[18~", 0, 65},   {"[19~", 0, 66},   {"[20~", 0, 67},   {"[21~", 0, 68},
	{"[23~", 0xE0, 133}, {"[24~", 0xE0, 134},
};

/* escape reads what follows the escape character; a sequence unknown is given as it is. */
static int escape(void)
{
	char text[6] = "";
	size_t n = 0;

	while (n < sizeof text - 1 && ready(n ? 20 : 5)) {
		int c = byte();

		if (c == EOF)
			break;
		text[n++] = (char)c;
		for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
			if (strcmp(text, keys[i].sequence) == 0) {
				rest[0] = keys[i].second;
				rest_size = 1;
				return keys[i].first;
			}
		}
		if (n > 1 && ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '~'))
			break;
	}
	memcpy(rest, text, n);
	rest_size = n;
	return 27;
}

static int key(void)
{
	struct termios old;
	int terminal, c;

	if (put_back != EOF) {
		c = put_back;
		put_back = EOF;
		return c;
	}
	if (rest_size) {
		c = rest[0];
		memmove(rest, rest + 1, --rest_size);
		return c;
	}
	terminal = raw(&old);
	c = byte();
	if (terminal && c == 27)
		c = escape();
	else if (!terminal && c == '\n')
		c = '\r'; /* the enter key */
	if (terminal && c == 127)
		c = '\b';
	if (terminal)
		tcsetattr(STDIN_FILENO, TCSANOW, &old);
	return c;
}

int _getch(void)
{
	int c;

	pthread_mutex_lock(&lock);
	c = key();
	pthread_mutex_unlock(&lock);
	return c;
}

int _getche(void)
{
	int c = _getch();

	if (c != EOF)
		_putch(c);
	return c;
}

int _ungetch(int c)
{
	int done = EOF;

	pthread_mutex_lock(&lock);
	if (c != EOF && put_back == EOF)
		done = put_back = c;
	pthread_mutex_unlock(&lock);
	return done;
}

/* At the end of a file or pipe there is no key; what closes it would be one for poll. */
int _kbhit(void)
{
	struct termios old;
	int found, terminal, waiting = 0;

	pthread_mutex_lock(&lock);
	found = put_back != EOF || rest_size || stdin->_IO_read_ptr < stdin->_IO_read_end;
	if (!found) {
		terminal = raw(&old);
		found = ready(0);
		if (found && ioctl(STDIN_FILENO, FIONREAD, &waiting) == 0)
			found = waiting > 0;
		if (terminal)
			tcsetattr(STDIN_FILENO, TCSANOW, &old);
	}
	pthread_mutex_unlock(&lock);
	return found;
}

int _putch(int c)
{
	if (putc((unsigned char)c, stdout) == EOF || fflush(stdout) != 0)
		return EOF;
	return (unsigned char)c;
}

int _cputs(const char *s)
{
	if (!s) {
		ws_refuse(EINVAL);
		return -1;
	}
	return fputs(s, stdout) == EOF || fflush(stdout) != 0 ? -1 : 0;
}

errno_t _cgets_s(char *to, size_t size, size_t *done)
{
	size_t n = 0;
	int c;

	if (!to || !size || !done)
		return ws_refuse(EINVAL);
	fflush(stdout);
	while ((c = getc(stdin)) != EOF && c != '\n') {
		if (n < size - 1)
			to[n++] = (char)c;
	}
	to[n] = 0;
	*done = n;
	return c == EOF && n == 0 ? errno : 0;
}

char *_cgets(char *s)
{
	size_t n;

	if (!s || s[0] <= 0) {
		ws_refuse(EINVAL);
		return NULL;
	}
	_cgets_s(s + 2, (unsigned char)s[0], &n);
	s[1] = (char)n;
	return s + 2;
}

/* _getwch puts the bytes of a character together; WEOF at the end. */
wint_t _getwch(void)
{
	static wchar_t low;
	char bytes[4];
	size_t n = 1, want;
	uint32_t c;
	uint16_t units[2];
	wint_t result;
	int first;

	pthread_mutex_lock(&lock);
	if (low) {
		result = low;
		low = 0;
		pthread_mutex_unlock(&lock);
		return result;
	}
	first = key();
	result = first == EOF ? WEOF : (wint_t)first;
	if (first >= 0xC2 && first <= 0xF4 && !(first == 0xE0 && rest_size)) {
		bytes[0] = (char)first;
		want = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
		while (n < want && (first = key()) != EOF)
			bytes[n++] = (char)first;
		ws_utf8_next(bytes, n, &c);
		if (ws_utf16_put(units, c) == 2)
			low = units[1];
		result = units[0];
	}
	pthread_mutex_unlock(&lock);
	return result;
}

wint_t _getwche(void)
{
	wint_t c = _getwch();

	if (c != WEOF)
		_putwch((wchar_t)c);
	return c;
}

wint_t _putwch(wchar_t c)
{
	return fputwc(c, stdout) == WEOF || fflush(stdout) != 0 ? WEOF : c;
}

int _cputws(const wchar_t *s)
{
	if (!s) {
		ws_refuse(EINVAL);
		return -1;
	}
	return fputws(s, stdout) < 0 || fflush(stdout) != 0 ? -1 : 0;
}
