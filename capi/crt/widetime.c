/* widetime.c: times as 16-bit text. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <wchar.h>

#include "secure.h"

/* widened copies text, which fits and is UTF-8, to to. */
static wchar_t *widened(wchar_t *to, const char *text)
{
	mbstowcs(to, text, strlen(text) + 1);
	return to;
}

/* The format goes to bytes and the result comes back; both ways nothing is lost. */
size_t wcsftime(wchar_t *to, size_t n, const wchar_t *format, const struct tm *t)
{
	size_t room = wcslen(format) * 3 + 2, length = 0;
	char *narrow = malloc(room), *text = malloc(n * 3 + 2);

	if (narrow && text && wcstombs(narrow, format, room - 1) != (size_t)-1) {
		/* A last character of ours tells an empty result from one too long. */
		strcat(narrow, "|");
		length = strftime(text, n * 3 + 2, narrow, t);
		if (length) {
			text[length - 1] = 0;
			length = mbstowcs(NULL, text, 0);
			if (length >= n)
				length = 0;
			else
				mbstowcs(to, text, n);
		}
	}
	free(narrow);
	free(text);
	if (!length && n)
		*to = 0;
	return length;
}

/* begun empties the 26 characters that a time needs; EINVAL when there are fewer. */
static errno_t begun(wchar_t *to, size_t size)
{
	if (to && size)
		*to = 0;
	return !to || size < 26 ? ws_refuse(EINVAL) : 0;
}

errno_t _wasctime_s(wchar_t *to, size_t size, const struct tm *t)
{
	char text[26];
	errno_t code = begun(to, size);

	if (!code)
		code = asctime_s(text, sizeof text, t);
	if (!code)
		widened(to, text);
	return code;
}

static errno_t ctime_in(wchar_t *to, size_t size, const __time64_t *t)
{
	char text[26];
	errno_t code = begun(to, size);

	if (!code)
		code = _ctime64_s(text, sizeof text, t);
	if (!code)
		widened(to, text);
	return code;
}

errno_t _wctime_s(wchar_t *to, size_t size, const time_t *t)
{
	return ctime_in(to, size, (const __time64_t *)t);
}

static wchar_t *own_text(void)
{
	static __thread wchar_t own[26];

	return own;
}

wchar_t *_wasctime(const struct tm *t)
{
	return _wasctime_s(own_text(), 26, t) == 0 ? own_text() : NULL;
}

wchar_t *_wctime(const time_t *t)
{
	return _wctime_s(own_text(), 26, t) == 0 ? own_text() : NULL;
}

wchar_t *_wctime64(const __time64_t *t)
{
	return ctime_in(own_text(), 26, t) == 0 ? own_text() : NULL;
}

wchar_t *_wstrdate(wchar_t *to)
{
	char text[9];

	return widened(to, _strdate(text));
}

wchar_t *_wstrtime(wchar_t *to)
{
	char text[9];

	return widened(to, _strtime(text));
}
