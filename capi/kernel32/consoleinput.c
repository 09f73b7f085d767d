/*
 * consoleinput.c: keys as events.
 *
 * A terminal sends characters, not keys: a key is pressed and released at once,
 * and keys that send nothing (Shift alone) are not seen. While events are read
 * the terminal gives keys one by one and does not echo them; the next read of
 * text brings lines back.
 */
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <string.h>

#include <windows.h>

#include "console.h"
#include "consolekeys.h"
#include "consoleread.h"
#include "fileerror.h"
#include "utf.h"

/* How long the rest of a key's sequence may take, in ms. */
enum { SEQUENCE_TIME = 30 };

/* Virtual key codes (winuser.h). */
enum {
	KEY_BACK = 0x08, KEY_TAB = 0x09, KEY_RETURN = 0x0D, KEY_ESCAPE = 0x1B, KEY_SPACE = 0x20,
	KEY_PRIOR = 0x21, KEY_NEXT = 0x22, KEY_END = 0x23, KEY_HOME = 0x24, KEY_LEFT = 0x25,
	KEY_UP = 0x26, KEY_RIGHT = 0x27, KEY_DOWN = 0x28, KEY_INSERT = 0x2D, KEY_DELETE = 0x2E,
	KEY_F1 = 0x70,
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static INPUT_RECORD queue[512]; /* events that nobody read yet */
static size_t queued;

static void post(uint32_t character, unsigned key, DWORD state)
{
	for (int down = 1; down >= 0; down--) {
		INPUT_RECORD *r = &queue[queued];

		if (queued == sizeof queue / sizeof *queue)
			return;
		memset(r, 0, sizeof *r);
		r->EventType = KEY_EVENT;
		r->Event.KeyEvent.bKeyDown = down;
		r->Event.KeyEvent.wRepeatCount = 1;
		r->Event.KeyEvent.wVirtualKeyCode = (WORD)key;
		r->Event.KeyEvent.uChar.UnicodeChar = (WCHAR)character;
		r->Event.KeyEvent.dwControlKeyState = state;
		queued++;
	}
}

/* post_character posts the key that gives an ordinary character. */
static void post_character(uint32_t c, DWORD state)
{
	if (c == '\r' || c == '\n')
		post('\r', KEY_RETURN, state);
	else if (c == '\t')
		post('\t', KEY_TAB, state);
	else if (c == 0x7F || c == 0x08)
		post(0x08, KEY_BACK, state);
	else if (c == 0x1B)
		post(c, KEY_ESCAPE, state);
	else if (c < 0x20)
		post(c, c == 0 ? KEY_SPACE : 'A' - 1 + c, state | LEFT_CTRL_PRESSED);
	else if (c >= 'a' && c <= 'z')
		post(c, c - 'a' + 'A', state);
	else if (c >= 'A' && c <= 'Z')
		post(c, c, state | SHIFT_PRESSED);
	else if ((c >= '0' && c <= '9') || c == ' ')
		post(c, c, state);
	else if (c > 0xFFFF) {
		uint16_t pair[2];

		ws_utf16_put(pair, c);
		post(pair[0], 0, state);
		post(pair[1], 0, state);
	} else {
		post(c, 0, state);
	}
}

/* key_of is the key of ESC [ number ~, 0 for none (xterm). */
static unsigned key_of(unsigned number)
{
	static const unsigned char keys[] = {
		[1] = KEY_HOME, [2] = KEY_INSERT, [3] = KEY_DELETE, [4] = KEY_END,
		[5] = KEY_PRIOR, [6] = KEY_NEXT, [7] = KEY_HOME, [8] = KEY_END,
		[11] = KEY_F1, [12] = KEY_F1 + 1, [13] = KEY_F1 + 2, [14] = KEY_F1 + 3,
		[15] = KEY_F1 + 4, [17] = KEY_F1 + 5, [18] = KEY_F1 + 6, [19] = KEY_F1 + 7,
		[20] = KEY_F1 + 8, [21] = KEY_F1 + 9, [23] = KEY_F1 + 10, [24] = KEY_F1 + 11,
	};

	return number < sizeof keys ? keys[number] : 0;
}

/* letter_key is the key of ESC [ letter and ESC O letter. */
static unsigned letter_key(char letter)
{
	switch (letter) {
	case 'A': return KEY_UP;
	case 'B': return KEY_DOWN;
	case 'C': return KEY_RIGHT;
	case 'D': return KEY_LEFT;
	case 'F': return KEY_END;
	case 'H': return KEY_HOME;
	case 'P': case 'Q': case 'R': case 'S': return KEY_F1 + (unsigned)(letter - 'P');
	default: return 0;
	}
}

/* modifiers is the state of Shift, Alt and Ctrl in a sequence's second number. */
static DWORD modifiers(unsigned number)
{
	DWORD state = 0;

	if (number == 0)
		return 0;
	number--;
	if (number & 1)
		state |= SHIFT_PRESSED;
	if (number & 2)
		state |= LEFT_ALT_PRESSED;
	if (number & 4)
		state |= LEFT_CTRL_PRESSED;
	return state;
}

/*
 * take_sequence posts the key whose sequence begins at text with ESC, and returns
 * its length; 0 when it is none.
 */
static size_t take_sequence(const char *text, size_t n)
{
	unsigned numbers[2] = {0, 0}, k = 0, key;
	size_t i = 2;

	if (n < 3 || (text[1] != '[' && text[1] != 'O'))
		return 0;
	for (; i < n && ((text[i] >= '0' && text[i] <= '9') || text[i] == ';'); i++) {
		if (text[i] == ';')
			k = 1;
		else
			numbers[k] = (numbers[k] * 10 + (unsigned)(text[i] - '0')) & 0xFFFF;
	}
	if (i == n)
		return 0;
	key = text[i] == '~' ? key_of(numbers[0]) : letter_key(text[i]);
	if (key == 0)
		return 0;
	post(0, key, modifiers(numbers[1]) | ENHANCED_KEY);
	return i + 1;
}

/* post_all posts what n bytes mean and keeps the beginning of a character. */
static void post_all(const char *text, size_t n)
{
	while (n > 0) {
		uint32_t c;
		size_t step = *text == '\033' ? take_sequence(text, n) : 0;

		if (step == 0 && *text == '\033' && n > 1 && (unsigned char)text[1] >= 0x20) {
			step = 1 + ws_utf8_next(text + 1, n - 1, &c); /* Alt and a key */
			post_character(c, LEFT_ALT_PRESSED);
		} else if (step == 0) {
			step = ws_utf8_next(text, n, &c);
			post_character(c, 0);
		}
		text += step;
		n -= step;
	}
}

/* unfinished: more bytes must follow, or may after ESC. */
static bool unfinished(const char *text, size_t n)
{
	unsigned char last = (unsigned char)text[n - 1];

	if (last == '\033' || last >= 0xC0)
		return true;
	if (n >= 2 && text[n - 2] == '\033' && (last == '[' || last == 'O'))
		return true;
	return n >= 2 && last >= 0x80 && (unsigned char)text[n - 2] >= 0xE0;
}

/* gather reads what was typed; false: the terminal is gone. */
static bool gather(int fd)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};
	char text[128];
	size_t n = 0;

	ws_console_enter_keys(fd);
	if (ws_console_typed(fd) == 0 && poll(&p, 1, 0) <= 0)
		return true;
	do {
		ssize_t k = ws_console_read_keys(fd, text + n, sizeof text - n);

		if (k <= 0)
			return k == 0 ? ws_fail_with(ERROR_INVALID_HANDLE) : ws_fail();
		n += (size_t)k;
	} while (n < sizeof text && unfinished(text, n) && poll(&p, 1, SEQUENCE_TIME) > 0);
	post_all(text, n);
	return true;
}

/* gather_locked gathers with the lock, which stays with the caller. */
static bool gather_locked(int fd, bool wait)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};
	bool ok;

	pthread_mutex_lock(&lock);
	ok = gather(fd);
	while (ok && wait && queued == 0) {
		pthread_mutex_unlock(&lock);
		poll(&p, 1, -1);
		pthread_mutex_lock(&lock);
		ok = gather(fd);
	}
	return ok;
}

/* ask fills records from the queue; take: they leave it. */
static BOOL ask(HANDLE console, INPUT_RECORD *records, DWORD room, LPDWORD count, bool take)
{
	struct ws_file file;
	size_t n;
	bool ok;

	if (!ws_console_borrow(console, &file))
		return FALSE;
	ok = gather_locked(file.fd, take);
	n = queued < room ? queued : room;
	if (ok && records != NULL)
		memcpy(records, queue, n * sizeof *records);
	if (ok && take) {
		memmove(queue, queue + n, (queued - n) * sizeof *queue);
		queued -= n;
	}
	pthread_mutex_unlock(&lock);
	ws_file_return(&file);
	if (ok && count != NULL)
		*count = (DWORD)n;
	return ok;
}

/*
 * GetNumberOfConsoleInputEvents counts what ReadConsoleInput would give without
 * waiting. Errors: ERROR_INVALID_HANDLE (no console).
 */
BOOL WINAPI GetNumberOfConsoleInputEvents(HANDLE console, LPDWORD count)
{
	return ask(console, NULL, UINT32_MAX, count, false);
}

/*
 * PeekConsoleInput copies events and leaves them; it does not wait. Errors:
 * ERROR_INVALID_HANDLE.
 */
BOOL WINAPI PeekConsoleInputW(HANDLE console, PINPUT_RECORD records, DWORD room, LPDWORD count)
{
	return ask(console, records, room, count, false);
}

/*
 * ReadConsoleInput takes events, at least one: it waits for a key. Errors:
 * ERROR_INVALID_HANDLE.
 */
BOOL WINAPI ReadConsoleInputW(HANDLE console, PINPUT_RECORD records, DWORD room, LPDWORD count)
{
	return ask(console, records, room, count, true);
}

/* narrow makes of the characters of events bytes, where one is enough. */
static BOOL narrow(BOOL ok, INPUT_RECORD *records, LPDWORD count)
{
	for (DWORD i = 0; ok && i < *count; i++) {
		KEY_EVENT_RECORD *key = &records[i].Event.KeyEvent;
		WCHAR c = key->uChar.UnicodeChar;

		key->uChar.UnicodeChar = 0;
		key->uChar.AsciiChar = c < 0x80 ? (CHAR)c : '?';
	}
	return ok;
}

BOOL WINAPI PeekConsoleInputA(HANDLE console, PINPUT_RECORD records, DWORD room, LPDWORD count)
{
	return narrow(PeekConsoleInputW(console, records, room, count), records, count);
}

BOOL WINAPI ReadConsoleInputA(HANDLE console, PINPUT_RECORD records, DWORD room, LPDWORD count)
{
	return narrow(ReadConsoleInputW(console, records, room, count), records, count);
}
