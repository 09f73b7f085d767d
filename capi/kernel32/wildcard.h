/* wildcard.h: names that a pattern stands for. */
#ifndef WINSOCK_KERNEL32_WILDCARD_H
#define WINSOCK_KERNEL32_WILDCARD_H

#include <stdbool.h>

/*
 * ws_wildcard compares a name with a pattern, both UTF-8, by characters, without
 * case: * is any text, ? any character, or none at the end of the name or of its
 * part before a dot. A pattern that ends in ".*" also takes names without a dot,
 * and one that ends in "." takes only those.
 */
bool ws_wildcard(const char *pattern, const char *name);

#endif
