/*
 * widefile.c: 16-bit characters from and to streams of UTF-8. Only the byte
 * functions of the C library are used, so a stream never gets an orientation.
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "secure.h"
#include "utf.h"

static wint_t damaged(void)
{
	errno = EILSEQ;
	return WEOF;
}

/*
 * get reads a character of a locked stream. One outside of the Basic
 * Multilingual Plane gives its high surrogate first; its last two bytes go back
 * to the stream, where they can't be mistaken for a character: two bytes that
 * only continue one are the low surrogate.
 */
static wint_t get(FILE *f)
{
	char bytes[4];
	size_t n = 1, want;
	uint32_t c;
	uint16_t units[2];
	int byte = getc_unlocked(f);

	if (byte == EOF)
		return WEOF;
	if (byte < 0x80)
		return (wint_t)byte;
	bytes[0] = (char)byte;
	if (byte < 0xC0) {
		int last = getc_unlocked(f);

		if (last == EOF)
			return damaged();
		if ((last & 0xC0) != 0x80) {
			ungetc(last, f);
			return damaged();
		}
		return 0xDC00u | (unsigned)(byte & 0xF) << 6 | (unsigned)(last & 0x3F);
	}
	want = byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
	while (n < want) {
		byte = getc_unlocked(f);
		if (byte == EOF)
			return damaged();
		if ((byte & 0xC0) != 0x80) {
			ungetc(byte, f);
			return damaged();
		}
		bytes[n++] = (char)byte;
	}
	if (ws_utf8_next(bytes, n, &c) != n)
		return damaged();
	if (ws_utf16_put(units, c) == 2) {
		ungetc((unsigned char)bytes[3], f);
		ungetc((unsigned char)bytes[2], f);
	}
	return units[0];
}

wint_t fgetwc(FILE *f)
{
	wint_t c;

	flockfile(f);
	c = get(f);
	funlockfile(f);
	return c;
}

wint_t getwchar(void)
{
	return fgetwc(stdin);
}

/*
 * A high surrogate waits for its other half, which the next character written
 * by the same thread to the same stream must be; else U+FFFD stands for it.
 */
static __thread struct {
	FILE *stream;
	wchar_t high;
} waiting;

static int put_value(uint32_t c, FILE *f)
{
	char bytes[4];
	size_t n = ws_utf8_put(bytes, c);

	return fwrite_unlocked(bytes, 1, n, f) == n ? 0 : EOF;
}

static int put(wchar_t c, FILE *f)
{
	if (waiting.stream) {
		FILE *stream = waiting.stream;

		waiting.stream = NULL;
		if (stream == f && ws_utf16_is_low(c))
			return put_value(0x10000 + ((waiting.high & 0x3FFu) << 10 | (c & 0x3FFu)), f);
		if (stream == f && put_value(WS_REPLACEMENT, f) == EOF)
			return EOF;
	}
	if (ws_utf16_is_high(c)) {
		waiting.stream = f;
		waiting.high = c;
		return 0;
	}
	return put_value(ws_utf16_is_low(c) ? WS_REPLACEMENT : c, f);
}

wint_t fputwc(wchar_t c, FILE *f)
{
	int failed;

	flockfile(f);
	failed = put(c, f);
	funlockfile(f);
	return failed ? WEOF : c;
}

wint_t putwchar(wchar_t c)
{
	return fputwc(c, stdout);
}

int fputws(const wchar_t *s, FILE *f)
{
	int failed = 0;

	flockfile(f);
	while (*s && !failed)
		failed = put(*s++, f);
	funlockfile(f);
	return failed ? -1 : 0;
}

int _putws(const wchar_t *s)
{
	int failed;

	flockfile(stdout);
	failed = fputws(s, stdout) < 0 || fputwc('\n', stdout) == WEOF;
	funlockfile(stdout);
	return failed ? -1 : 0;
}

wint_t ungetwc(wint_t c, FILE *f)
{
	char bytes[4];
	size_t n;

	if (c > 0xFFFF || (c & 0xF800) == 0xD800)
		return WEOF;
	n = ws_utf8_put(bytes, c);
	while (n) {
		if (ungetc((unsigned char)bytes[--n], f) == EOF)
			return WEOF;
	}
	return c;
}

wchar_t *fgetws(wchar_t *to, int n, FILE *f)
{
	int done = 0;
	wint_t c = 0;

	if (!to || n <= 0) {
		ws_refuse(EINVAL);
		return NULL;
	}
	flockfile(f);
	while (done < n - 1 && c != '\n' && (c = get(f)) != WEOF)
		to[done++] = (wchar_t)c;
	funlockfile(f);
	if (c == WEOF && (done == 0 || ferror(f)))
		return NULL;
	to[done] = 0;
	return to;
}

/* line reads a line without its newline, at most room characters; others are skipped. */
static wchar_t *line(wchar_t *to, size_t room, int *too_long)
{
	size_t done = 0;
	wint_t c;

	*too_long = 0;
	flockfile(stdin);
	while ((c = get(stdin)) != WEOF && c != '\n') {
		if (done < room)
			to[done++] = (wchar_t)c;
		else
			*too_long = 1;
	}
	funlockfile(stdin);
	if (c == WEOF && done == 0)
		return NULL;
	to[done] = 0;
	return to;
}

wchar_t *_getws(wchar_t *to)
{
	int too_long;

	return line(to, (size_t)-1, &too_long);
}

wchar_t *_getws_s(wchar_t *to, size_t size)
{
	int too_long;
	wchar_t *result;

	if (!to || !size) {
		ws_refuse(EINVAL);
		return NULL;
	}
	result = line(to, size - 1, &too_long);
	if (too_long) {
		*to = 0;
		ws_refuse(ERANGE);
		return NULL;
	}
	return result;
}

/* fwide tells that no stream of ours has an orientation. */
int fwide(FILE *f, int mode)
{
	(void)f;
	(void)mode;
	return 0;
}
