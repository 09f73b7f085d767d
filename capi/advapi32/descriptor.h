/* descriptor.h: the parts of a security descriptor. */
#ifndef WINSOCK_ADVAPI32_DESCRIPTOR_H
#define WINSOCK_ADVAPI32_DESCRIPTOR_H

#include <windows.h>

struct ws_parts {
	PSID owner, group;
	PACL sacl, dacl;
};

/* ws_parts_of finds the parts of a descriptor of either form. */
struct ws_parts ws_parts_of(PSECURITY_DESCRIPTOR descriptor);

/*
 * ws_relative writes a self-relative descriptor with these parts when there is
 * room for it, and returns its size.
 */
DWORD ws_relative(const struct ws_parts *parts, WORD control, void *to, DWORD room);

#endif
