/* scan_store.c: text of formatted input on its way into the program's arrays. */
#include <string.h>

#include "scan.h"
#include "utf.h"

static void put(struct ws_store *store, unsigned unit)
{
	if (store->room == 0) {
		store->overflow = 1;
		return;
	}
	store->room--;
	if (store->to_wide) {
		*(uint16_t *)store->at = (uint16_t)unit;
		store->at = (uint16_t *)store->at + 1;
	} else {
		*(char *)store->at = (char)unit;
		store->at = (char *)store->at + 1;
	}
}

static void put_character(struct ws_store *store, uint32_t c)
{
	uint16_t unit[2];
	char byte[4];
	size_t n;

	if (store->to_wide) {
		n = ws_utf16_put(unit, c);
		for (size_t i = 0; i < n; i++)
			put(store, unit[i]);
	} else {
		n = ws_utf8_put(byte, c);
		for (size_t i = 0; i < n; i++)
			put(store, (unsigned char)byte[i]);
	}
}

/* widen takes a byte of UTF-8 and stores the characters that are complete. */
static void widen(struct ws_store *store, unsigned byte, int last)
{
	if (!last)
		store->part[store->part_length++] = (char)byte;
	while (store->part_length > 0) {
		const size_t need = ws_utf8_length((unsigned char)store->part[0]);
		uint32_t c;
		size_t n = ws_utf8_next(store->part, store->part_length, &c);

		if (!last && c == WS_REPLACEMENT && n == store->part_length && n < need)
			return;
		put_character(store, c);
		store->part_length -= n;
		memmove(store->part, store->part + n, store->part_length);
	}
}

/* narrow takes a unit of UTF-16; a high surrogate waits for its other half. */
static void narrow(struct ws_store *store, unsigned unit)
{
	if (store->high != 0) {
		const uint16_t pair[2] = {(uint16_t)store->high, (uint16_t)unit};
		uint32_t c;

		store->high = 0;
		if (ws_utf16_next(pair, 2, &c) == 2) {
			put_character(store, c);
			return;
		}
		put_character(store, WS_REPLACEMENT);
	}
	if (ws_utf16_is_high(unit))
		store->high = unit;
	else
		put_character(store, ws_utf16_is_low(unit) ? WS_REPLACEMENT : unit);
}

void ws_store_unit(struct ws_store *store, unsigned unit)
{
	if (store->at == NULL)
		return;
	if (store->from_wide == store->to_wide)
		put(store, unit);
	else if (store->to_wide)
		widen(store, unit, 0);
	else
		narrow(store, unit);
}

void ws_store_end(struct ws_store *store, int terminate)
{
	if (store->at == NULL)
		return;
	widen(store, 0, 1);
	if (store->high != 0)
		put_character(store, WS_REPLACEMENT);
	if (!terminate)
		return;
	if (store->to_wide)
		*(uint16_t *)store->at = 0;
	else
		*(char *)store->at = '\0';
}
