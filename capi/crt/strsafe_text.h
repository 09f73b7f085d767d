/* strsafe_text.h: what the functions of strsafe.h do, for both kinds of text. */
#ifndef WINSOCK_CRT_STRSAFE_TEXT_H
#define WINSOCK_CRT_STRSAFE_TEXT_H

#include <stdarg.h>
#include <stdint.h>
#include <strsafe.h>

/* What a size counts, and of which text. */
enum ws_strsafe_kind { WS_CCH_NARROW, WS_CCH_WIDE, WS_CB_NARROW, WS_CB_WIDE };

/* The flags of a function that has none: an empty or no buffer is an error. */
#define WS_STRSAFE_PLAIN 0x80000000u

/* ws_strsafe is a buffer that a call writes, and where its end is reported. */
struct ws_strsafe {
	void *to;
	size_t size;	/* in characters */
	size_t odd;	/* bytes behind the last whole character */
	int wide, bytes;	/* kind of text; remaining counts bytes */
	void *end;	/* a pointer to a pointer to a character */
	size_t *remaining;
	DWORD flags;
};

struct ws_strsafe ws_strsafe(void *to, size_t size, enum ws_strsafe_kind kind, void *end,
	size_t *remaining, DWORD flags);

/* ws_strsafe_characters is n, which counts what the size of s does, in characters. */
static inline size_t ws_strsafe_characters(const struct ws_strsafe *s, size_t n)
{
	return s->bytes && s->wide ? n / sizeof(WCHAR) : n;
}

/* limit is how many characters of from are taken, STRSAFE_MAX_CCH at most. */
HRESULT ws_strsafe_copy(struct ws_strsafe *s, const void *from, size_t limit);
HRESULT ws_strsafe_cat(struct ws_strsafe *s, const void *from, size_t limit);
HRESULT ws_strsafe_vprintf(struct ws_strsafe *s, const void *format, va_list args);
HRESULT ws_strsafe_gets(struct ws_strsafe *s);
HRESULT ws_strsafe_length(const void *text, size_t size, enum ws_strsafe_kind kind,
	size_t *length);

#endif
