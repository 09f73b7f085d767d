/* wildcard.c: names that a pattern stands for. */
#include "wildcard.h"

#include <stdint.h>
#include <string.h>
#include <wctype.h>

#include "utf.h"

/* upper is c without its case: Unicode's simple upper case. */
static uint32_t upper(uint32_t c)
{
	if (c < 0x80)
		return c >= 'a' && c <= 'z' ? c - 32 : c;
	return c > 0xFFFF ? c : (uint32_t)towupper((wint_t)c);
}

bool ws_wildcard(const char *pattern, const char *name)
{
	const char *star = NULL, *retry = NULL, *end = pattern + strlen(pattern);
	const bool plain = end > pattern + 1 && end[-1] == '.' && strcmp(pattern, "..") != 0;

	if (plain && name[strspn(name, ".")] != '\0' && strchr(name, '.') != NULL)
		return false;
	for (;;) {
		uint32_t p, c;
		size_t pn = ws_utf8_next(pattern, SIZE_MAX, &p), cn = ws_utf8_next(name, SIZE_MAX, &c);

		if (p == '*') {
			star = ++pattern;
			retry = name;
		} else if (c == 0 && (p == 0 || strcmp(pattern, ".*") == 0 ||
				      (plain && pattern == end - 1))) {
			return true;
		} else if (p == '?' && (c == 0 || c == '.')) {
			pattern++;
		} else if (c != 0 && p != 0 && (p == '?' || upper(p) == upper(c))) {
			pattern += pn;
			name += cn;
		} else if (star != NULL && *retry != '\0') {
			pattern = star;
			retry += ws_utf8_next(retry, SIZE_MAX, &c);
			name = retry;
		} else {
			return false;
		}
	}
}
