/*
 * format_read.h: what formats of output and of input have in common. Functions
 * that read a format are written once and compiled twice, for bytes and for
 * 16-bit characters: wide is a constant in each of the two.
 */
#ifndef WINSOCK_CRT_FORMAT_READ_H
#define WINSOCK_CRT_FORMAT_READ_H

#include <stdint.h>

#define TWICE static inline __attribute__((always_inline))

/* size is what a directive says of its argument's size. */
enum size {
	SIZE_NONE,
	SIZE_BYTE,	/* hh */
	SIZE_SHORT,	/* h: 16 bits, or narrow text */
	SIZE_LONG,	/* l: 32 bits, a double, or wide text */
	SIZE_64,	/* ll, I64, I, j, z, t */
	SIZE_WIDE,	/* w */
	SIZE_LONG_DOUBLE,	/* L */
};

/* unit_at is the unit of the format at p. */
TWICE unsigned unit_at(const char *p, int wide)
{
	return wide ? *(const uint16_t *)p : *(const unsigned char *)p;
}

/* read_size reads the size at p and returns what follows. I32 is an int's. */
TWICE const char *read_size(const char *p, int wide, enum size *size)
{
	const int step = wide ? 2 : 1;

	*size = SIZE_NONE;
	for (;; p += step) {
		switch (unit_at(p, wide)) {
		case 'h':
			*size = *size == SIZE_SHORT ? SIZE_BYTE : SIZE_SHORT;
			continue;
		case 'l':
			*size = *size == SIZE_LONG ? SIZE_64 : SIZE_LONG;
			continue;
		case 'w':
			*size = SIZE_WIDE;
			continue;
		case 'L':
			*size = SIZE_LONG_DOUBLE;
			continue;
		case 'j': case 'z': case 't':
			*size = SIZE_64;
			continue;
		case 'I':
			*size = SIZE_64;
			if (unit_at(p + step, wide) == '6' && unit_at(p + 2 * step, wide) == '4') {
				p += 2 * step;
			} else if (unit_at(p + step, wide) == '3' &&
				   unit_at(p + 2 * step, wide) == '2') {
				p += 2 * step;
				*size = SIZE_NONE;
			}
			continue;
		}
		return p;
	}
}

/* store_integer stores value in an integer of a size. */
static inline void store_integer(void *where, enum size size, uint64_t value)
{
	switch (size) {
	case SIZE_BYTE:
		*(uint8_t *)where = (uint8_t)value;
		break;
	case SIZE_SHORT:
		*(uint16_t *)where = (uint16_t)value;
		break;
	case SIZE_64:
		*(uint64_t *)where = value;
		break;
	default:
		*(uint32_t *)where = (uint32_t)value;
	}
}

#endif
