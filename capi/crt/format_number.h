/* format_number.h: numbers as text, the digits of formatted output. */
#ifndef WINSOCK_CRT_FORMAT_NUMBER_H
#define WINSOCK_CRT_FORMAT_NUMBER_H

#include <stddef.h>

/* Room for a 64-bit number in any base that is offered. */
enum { WS_DIGITS = 22 };

/*
 * ws_digits writes value in base 8, 10 or 16 so that it ends before end, and
 * returns its first digit; 0 has none. upper chooses ABCDEF.
 */
char *ws_digits(char *end, unsigned long long value, unsigned base, int upper);

/* ws_real is a floating-point argument. */
struct ws_real {
	int is_long;	/* l counts, else d */
	double d;
	long double l;
};

/* ws_real_text is its text, without sign and, for %a, without 0x. */
struct ws_real_text {
	const char *text;
	size_t length;
	int negative;
	int finite;	/* else the text is inf or a kind of nan */
	char *heap;	/* to be freed; NULL when room was enough */
	char room[400];
};

/*
 * ws_real_format writes value as type (one of aAeEfFgG) with precision digits,
 * -1 for the type's default; alternate is the flag #. It returns -1 with errno
 * set when there is no memory for so long a text, else 0.
 */
int ws_real_format(struct ws_real_text *t, struct ws_real value, char type, int precision,
		   int alternate);

#endif
