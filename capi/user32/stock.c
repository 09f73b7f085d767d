/*
 * stock.c: the brushes, pens and fonts of the system. They are handles that
 * classes carry about; nothing draws with them.
 *
 * Source: sdk-api, GetStockObject.
 */
#include <stdint.h>

#include <windows.h>

/* Handles begin where no window's do. */
enum { STOCK = 0x30000000, LAST = DC_PEN };

HGDIOBJ WINAPI GetStockObject(int object)
{
	if (object < 0 || object > LAST || object == NULL_PEN + 1)
		return NULL;
	return (HGDIOBJ)(uintptr_t)(STOCK + 2 * (object + 1));
}
