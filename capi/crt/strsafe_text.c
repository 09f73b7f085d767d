/* strsafe_text.c: what the functions of strsafe.h do, for both kinds of text. */
#include "strsafe_text.h"

#include <string.h>

#include "format.h"

static size_t unit_size(int wide)
{
	return wide ? sizeof(WCHAR) : sizeof(char);
}

struct ws_strsafe ws_strsafe(void *to, size_t size, enum ws_strsafe_kind kind, void *end,
	size_t *remaining, DWORD flags)
{
	struct ws_strsafe s = {
		.to = to, .size = size, .end = end, .remaining = remaining, .flags = flags,
	};

	s.wide = kind == WS_CCH_WIDE || kind == WS_CB_WIDE;
	s.bytes = kind == WS_CB_NARROW || kind == WS_CB_WIDE;
	if (s.bytes) {
		s.size = size / unit_size(s.wide);
		s.odd = size % unit_size(s.wide);
	}
	return s;
}

static unsigned at(const void *text, int wide, size_t i)
{
	return wide ? ((const WCHAR *)text)[i] : ((const unsigned char *)text)[i];
}

static void set(struct ws_strsafe *s, size_t i, unsigned c)
{
	if (s->wide)
		((WCHAR *)s->to)[i] = (WCHAR)c;
	else
		((char *)s->to)[i] = (char)c;
}

/* length_of is the length of text, at most limit. */
static size_t length_of(const void *text, int wide, size_t limit)
{
	size_t n = 0;

	while (n < limit && at(text, wide, n) != 0)
		n++;
	return n;
}

/* fill sets everything from character i to the buffer's end to the flags' byte. */
static void fill(struct ws_strsafe *s, size_t i)
{
	const size_t unit = unit_size(s->wide);

	memset((char *)s->to + i * unit, (int)(s->flags & 0xFF), (s->size - i) * unit + s->odd);
}

static int is_plain(const struct ws_strsafe *s)
{
	return s->flags == WS_STRSAFE_PLAIN;
}

/* report tells where the text ends, n characters in. */
static void report(struct ws_strsafe *s, size_t n)
{
	char *const end = s->to != NULL ? (char *)s->to + n * unit_size(s->wide) : NULL;

	if (s->end != NULL && end != NULL)
		memcpy(s->end, &end, sizeof end);
	if (s->remaining != NULL)
		*s->remaining = s->bytes ? (s->size - n) * unit_size(s->wide) + s->odd : s->size - n;
}

/*
 * finish is the end of every call: the text has n characters, kept of them were
 * there before. The flags say what a failure leaves; NO_TRUNCATION what was
 * there before, or nothing.
 */
static HRESULT finish(struct ws_strsafe *s, HRESULT result, size_t n, size_t kept)
{
	if (is_plain(s) || s->size == 0) {
		report(s, s->size == 0 ? 0 : n);
		return result;
	}
	if (result == S_OK) {
		if (s->flags & STRSAFE_FILL_BEHIND_NULL)
			fill(s, n + 1);
		report(s, n);
		return result;
	}
	if (s->flags & STRSAFE_NO_TRUNCATION)
		n = kept;
	if (s->flags & STRSAFE_FILL_ON_FAILURE) {
		fill(s, 0);
		n = (s->flags & 0xFF) == 0 ? 0 : s->size - 1;
	}
	if (s->flags & STRSAFE_NULL_ON_FAILURE)
		n = 0;
	set(s, n, 0);
	report(s, n);
	return result;
}

/*
 * check refuses a size beyond the greatest, unknown flags and, where there are
 * no flags, an empty buffer.
 */
static HRESULT check(struct ws_strsafe *s, const void **from)
{
	static const WCHAR nothing;

	if (s->size > STRSAFE_MAX_CCH)
		return STRSAFE_E_INVALID_PARAMETER;
	if (is_plain(s))
		return s->size == 0 ? STRSAFE_E_INVALID_PARAMETER : S_OK;
	if ((s->flags & ~(DWORD)STRSAFE_VALID_FLAGS) != 0)
		return STRSAFE_E_INVALID_PARAMETER;
	if (s->flags & STRSAFE_IGNORE_NULLS) {
		if (s->to == NULL && s->size != 0)
			return STRSAFE_E_INVALID_PARAMETER;
		if (from != NULL && *from == NULL)
			*from = &nothing;
	}
	return S_OK;
}

/* no_room is the answer of a buffer of no size. */
static HRESULT no_room(struct ws_strsafe *s, int something)
{
	report(s, 0);
	if (!something)
		return S_OK;
	return s->to == NULL ? STRSAFE_E_INVALID_PARAMETER : STRSAFE_E_INSUFFICIENT_BUFFER;
}

/* append copies at most limit characters behind the first n. */
static HRESULT append(struct ws_strsafe *s, const void *from, size_t limit, size_t n)
{
	const size_t unit = unit_size(s->wide), room = s->size - n - 1;
	const size_t length = length_of(from, s->wide, limit < room ? limit : room);
	const int cut = length == room && length < limit && at(from, s->wide, length) != 0;

	memmove((char *)s->to + n * unit, from, length * unit);
	set(s, n + length, 0);
	return finish(s, cut ? STRSAFE_E_INSUFFICIENT_BUFFER : S_OK, n + length, n);
}

HRESULT ws_strsafe_copy(struct ws_strsafe *s, const void *from, size_t limit)
{
	HRESULT result = check(s, &from);

	if (result == S_OK && limit > STRSAFE_MAX_CCH)
		result = STRSAFE_E_INVALID_PARAMETER;
	if (result != S_OK)
		return result;
	if (s->size == 0)
		return no_room(s, limit != 0 && at(from, s->wide, 0) != 0);
	return append(s, from, limit, 0);
}

HRESULT ws_strsafe_cat(struct ws_strsafe *s, const void *from, size_t limit)
{
	HRESULT result = check(s, &from);
	size_t n;

	if (result == S_OK && limit > STRSAFE_MAX_CCH)
		result = STRSAFE_E_INVALID_PARAMETER;
	if (result != S_OK)
		return result;
	if (s->size == 0)
		return no_room(s, limit != 0 && at(from, s->wide, 0) != 0);
	n = length_of(s->to, s->wide, s->size);
	if (n == s->size)
		return STRSAFE_E_INVALID_PARAMETER;
	return append(s, from, limit, n);
}

HRESULT ws_strsafe_vprintf(struct ws_strsafe *s, const void *format, va_list args)
{
	HRESULT result = check(s, &format);
	struct ws_out out;
	int n;

	if (result != S_OK)
		return result;
	if (s->size == 0)
		return no_room(s, at(format, s->wide, 0) != 0);
	ws_out_memory(&out, s->to, (s->size - 1) * unit_size(s->wide));
	n = s->wide ? ws_format_wide(&out, 0, format, args) : ws_format(&out, 0, format, args);
	if (n < 0) {
		set(s, 0, 0);
		return finish(s, STRSAFE_E_INSUFFICIENT_BUFFER, 0, 0);
	}
	if ((size_t)n >= s->size) {
		set(s, s->size - 1, 0);
		return finish(s, STRSAFE_E_INSUFFICIENT_BUFFER, s->size - 1, 0);
	}
	set(s, (size_t)n, 0);
	return finish(s, S_OK, (size_t)n, 0);
}

static int wide_getc(void)
{
	wint_t c = fgetwc(stdin);

	return c == (wint_t)EOF ? EOF : (int)c;
}

/*
 * ws_strsafe_gets reads a line of standard input, without its newline, as far
 * as it fits; the rest is left for the next read.
 */
HRESULT ws_strsafe_gets(struct ws_strsafe *s)
{
	HRESULT result = S_OK;
	size_t n = 0;

	if (s->size <= 1 && s->size <= STRSAFE_MAX_CCH) {
		if (s->size == 1)
			set(s, 0, 0);
		return STRSAFE_E_INSUFFICIENT_BUFFER;
	}
	result = check(s, NULL);
	if (result != S_OK)
		return result;
	while (n < s->size - 1) {
		int c = s->wide ? wide_getc() : getc(stdin);

		if (c == EOF && n == 0)
			result = STRSAFE_E_END_OF_FILE;
		if (c == EOF || c == '\n')
			break;
		set(s, n++, (unsigned)c);
	}
	set(s, n, 0);
	return finish(s, result, n, 0);
}

HRESULT ws_strsafe_length(const void *text, size_t size, enum ws_strsafe_kind kind,
	size_t *length)
{
	const int wide = kind == WS_CCH_WIDE || kind == WS_CB_WIDE;
	const int bytes = kind == WS_CB_NARROW || kind == WS_CB_WIDE;
	const size_t most = bytes ? size / unit_size(wide) : size;
	size_t n = 0;
	HRESULT result = STRSAFE_E_INVALID_PARAMETER;

	if (text != NULL && most <= STRSAFE_MAX_CCH) {
		n = length_of(text, wide, most);
		if (n < most)
			result = S_OK;
		else
			n = 0;
	}
	if (length != NULL)
		*length = bytes ? n * unit_size(wide) : n;
	return result;
}
