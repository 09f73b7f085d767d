/* codetable.h: code pages of one or two bytes a character, as tables. */
#ifndef WINSOCK_KERNEL32_CODETABLE_H
#define WINSOCK_KERNEL32_CODETABLE_H

#include <stdint.h>

/*
 * A character of one byte is at index byte, of two at lead << 8 | trail. What does
 * not exist is 0, but for the character 0 itself.
 */
struct ws_code_table {
	unsigned page;
	uint8_t is_lead[256];
	uint16_t to_wide[65536];
	uint16_t from_wide[65536];
	struct ws_code_table *next;
};

/*
 * ws_code_table is the table of a code page, made at its first use; NULL when
 * there is no such code page or no memory.
 */
const struct ws_code_table *ws_code_table(unsigned page);

#endif
