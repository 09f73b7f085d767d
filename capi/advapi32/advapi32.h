/* advapi32.h: what the parts of advapi32 share. */
#ifndef WINSOCK_ADVAPI32_H
#define WINSOCK_ADVAPI32_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <windows.h>

#include "../kernel32/objects.h"

/* ws_fail ends a call with an error. */
static inline BOOL ws_fail(DWORD error)
{
	ws_last_error = error;
	return FALSE;
}

/* ws_room notes the size that is needed and says whether it is there. */
static inline BOOL ws_room(LPDWORD needed, DWORD size, DWORD room)
{
	if (needed != NULL)
		*needed = size;
	return room >= size || ws_fail(ERROR_INSUFFICIENT_BUFFER);
}

/* ws_sid_size is the size of an identifier with n subauthorities. */
static inline DWORD ws_sid_size(DWORD n)
{
	return (DWORD)offsetof(SID, SubAuthority) + n * (DWORD)sizeof(DWORD);
}

/* ws_acl_end is where the next entry of a valid list goes. */
char *ws_acl_end(const ACL *acl);

/* ws_account is the identifier of an account by its name, or false. */
bool ws_account(const char *name, PSID sid, DWORD room);

/* The Go side. */
int64_t ws_go_token_open(void *thread, uintptr_t process, uint32_t access);
int32_t ws_go_token_of_thread(void *thread, uintptr_t h);
int64_t ws_go_token_privileges(uintptr_t token, void *list, uint32_t room);
int64_t ws_go_token_adjust(uintptr_t token, const void *list, uint32_t n, int32_t disable,
			   void *previous, uint32_t room);
int64_t ws_go_token_identity(uintptr_t token, int32_t what, void *sids, uint32_t room);
int64_t ws_go_privilege_find(const void *name, int32_t n);
int64_t ws_go_privilege_name(uint32_t privilege, void *name, uint32_t room);
int64_t ws_go_sid_known(uint32_t type, void *sid, uint32_t room);
int64_t ws_go_sid_text(const void *sid, uint32_t size, void *text, uint32_t room);
int64_t ws_go_sid_parse(const void *text, uint32_t size, void *sid, uint32_t room);
int32_t ws_go_security_set(uintptr_t h, uint32_t parts, const void *descriptor, uint32_t size);
int64_t ws_go_security_get(uintptr_t h, uint32_t parts, void *descriptor, uint32_t room);

#endif
