/* scan.h: formatted input by Microsoft's rules, and where it comes from. */
#ifndef WINSOCK_CRT_SCAN_H
#define WINSOCK_CRT_SCAN_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* ws_in gives units, bytes or 16-bit characters, with one of them to look at. */
struct ws_in {
	int (*read)(struct ws_in *in);	/* the next unit; -1 at the end */
	int held;	/* the unit that was looked at */
	int holding;
	size_t taken;	/* how many units were taken */
	const void *text, *end;	/* memory */
	FILE *file;
	char character[4];	/* of a wide stream: the last character's bytes */
	size_t character_length;
	int low;	/* and the low surrogate that comes next, or -1 */
};

/* Memory ends at its NUL or after length units, a stream is locked by the caller. */
void ws_in_text(struct ws_in *in, const char *text, size_t length);
void ws_in_wide_text(struct ws_in *in, const wchar_t *text, size_t length);
void ws_in_stream(struct ws_in *in, FILE *stream);
void ws_in_wide_stream(struct ws_in *in, FILE *stream);

/* ws_in_close gives a stream back the unit that was only looked at. */
void ws_in_close(struct ws_in *in);

/* ws_peek looks at the next unit; -1 at the end. */
static inline int ws_peek(struct ws_in *in)
{
	if (!in->holding) {
		in->held = in->read(in);
		in->holding = 1;
	}
	return in->held;
}

/* ws_take takes the unit that ws_peek showed; it is not the end. */
static inline void ws_take(struct ws_in *in)
{
	in->holding = 0;
	in->taken++;
}

/* How a conversion ends. */
enum ws_scanned { WS_SCANNED, WS_MISMATCH, WS_INPUT_ENDED };

/*
 * ws_scan_integer reads an optional sign and digits of base, 0 for 0x, 0 or
 * decimal, from at most width units. Too large a number is the largest there is.
 */
enum ws_scanned ws_scan_integer(struct ws_in *in, size_t width, unsigned base, int is_signed,
				uint64_t *value);

/* ws_scanned_real is the number in the three types that arguments have. */
struct ws_scanned_real {
	float f;
	double d;
	long double l;
};

/* ws_scan_real reads what strtod would from at most width units. */
enum ws_scanned ws_scan_real(struct ws_in *in, size_t width, struct ws_scanned_real *value);

/*
 * ws_store takes units of one kind and stores them as text of its own: UTF-8 or
 * UTF-16. It stores nothing when at is NULL.
 */
struct ws_store {
	void *at;
	size_t room;	/* how many units still fit */
	int from_wide, to_wide;
	int overflow;	/* more came than fitted */
	char part[4];	/* the beginning of a character that comes in pieces */
	size_t part_length;
	unsigned high;
};

void ws_store_unit(struct ws_store *store, unsigned unit);

/* ws_store_end stores what was begun and, when asked, the NUL, which needs no room. */
void ws_store_end(struct ws_store *store, int terminate);

/*
 * ws_scan and ws_scan_wide read by the format and return how many arguments they
 * assigned; EOF when the input ends before the first conversion. secure: a size
 * follows each pointer of %s, %c and %[. A NULL format is an invalid parameter.
 */
int ws_scan(struct ws_in *in, int secure, const char *format, va_list args);
int ws_scan_wide(struct ws_in *in, int secure, const wchar_t *format, va_list args);

#endif
