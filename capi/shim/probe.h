/* probe.h: whether a caller's memory is there (S-113). */
#ifndef WINSOCK_SHIM_PROBE_H
#define WINSOCK_SHIM_PROBE_H

#include <stdbool.h>
#include <stddef.h>

/* ws_readable reports whether the n bytes at p can be read. */
bool ws_readable(const void *p, size_t n);

/* ws_writable reports whether the n bytes at p can be written; it changes none. */
bool ws_writable(void *p, size_t n);

/* ws_text reports whether a zero byte ends the text at p, which can be read up to there. */
bool ws_text(const char *p);

/* ws_wide_text is ws_text for UTF-16. */
bool ws_wide_text(const unsigned short *p);

/* ws_optional_text reports whether a text is NULL or all there. */
static inline bool ws_optional_text(const char *p)
{
	return p == NULL || ws_text(p);
}

/* ws_optional_wide_text is ws_optional_text for UTF-16. */
static inline bool ws_optional_wide_text(const unsigned short *p)
{
	return p == NULL || ws_wide_text(p);
}

#endif
