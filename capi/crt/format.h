/* format.h: formatted output by Microsoft's rules, and where it goes. */
#ifndef WINSOCK_CRT_FORMAT_H
#define WINSOCK_CRT_FORMAT_H

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

/*
 * ws_out takes the text. Its units, bytes or 16-bit characters, are written at
 * at; when at meets end, drain makes room: it sends the buffer on, or turns to
 * one that nobody reads. Lengths are in bytes for both kinds.
 */
struct ws_out {
	char *base;	/* the buffer */
	char *at;	/* the next unit */
	char *end;	/* the end of its room */
	size_t passed;	/* what went through base before */
	void (*drain)(struct ws_out *out);
	FILE *file;	/* the stream, when there is one */
	int failed;	/* the stream took less than it was given */
	unsigned high;	/* a high surrogate that waits for its other half */
	char void_room[64];	/* takes what does not fit in memory */
};

/* ws_out_memory sends what fits into the bytes at buffer and forgets the rest. */
void ws_out_memory(struct ws_out *out, void *buffer, size_t bytes);

/*
 * ws_out_stream sends bytes, ws_out_wide_stream 16-bit characters as UTF-8, to
 * a stream that the caller has locked, in chunks of the size of buffer.
 */
void ws_out_stream(struct ws_out *out, FILE *stream, void *buffer, size_t bytes);
void ws_out_wide_stream(struct ws_out *out, FILE *stream, void *buffer, size_t bytes);

/* ws_out_close sends what is left; -1 when the stream failed, else 0. */
int ws_out_close(struct ws_out *out);

/* ws_out_bytes is how much was written, taken or not. */
static inline size_t ws_out_bytes(const struct ws_out *out)
{
	return out->passed + (size_t)(out->at - out->base);
}

/* What formats may ask for. */
enum {
	WS_FORMAT_STRICT = 1,	/* an unknown directive is an error (printf_s) */
	WS_FORMAT_POSITIONAL = 2,	/* %1$d is known (_printf_p) */
	WS_FORMAT_USER = 4,	/* wsprintf: no floating point */
};

/*
 * ws_format and ws_format_wide write the formatted text, without a terminator,
 * and return its length in units of the format; -1 with errno set after a
 * failure. The invalid parameter handler was called when the format is at
 * fault (EINVAL).
 */
int ws_format(struct ws_out *out, unsigned mode, const char *format, va_list args);
int ws_format_wide(struct ws_out *out, unsigned mode, const wchar_t *format, va_list args);

/* ws_format_invalid calls the handler, sets errno to EINVAL and returns -1. */
int ws_format_invalid(void);

#endif
