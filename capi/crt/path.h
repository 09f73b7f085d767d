/* path.h: names given as 16-bit text. */
#ifndef WINSOCK_CRT_PATH_H
#define WINSOCK_CRT_PATH_H

#include <wchar.h>

/*
 * ws_narrowed is 16-bit text as UTF-8, in small when it fits and else on the
 * heap; ws_narrowed_free gives that back. NULL, with errno, for NULL (after the
 * invalid parameter handler), halves of pairs, or without memory.
 */
struct ws_narrowed {
	char *text;
	char small[300];
};

char *ws_narrowed(struct ws_narrowed *n, const wchar_t *s);
void ws_narrowed_free(struct ws_narrowed *n);

#endif
