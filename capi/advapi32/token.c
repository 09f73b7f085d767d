/*
 * token.c: access tokens. All are the process's own.
 *
 * Source: processthreadsapi.h and securitybaseapi.h documentation; P-418, P-421.
 */
#include <string.h>

#include "../kernel32/threads.h"
#include "advapi32.h"

BOOL WINAPI OpenProcessToken(HANDLE process, DWORD access, PHANDLE token)
{
	int64_t h;

	WS_NO_CHILD(FALSE);
	if (token == NULL)
		return ws_fail(ERROR_NOACCESS);
	h = ws_go_token_open(ws_thread_self()->go, (uintptr_t)process, access);
	*token = ws_handle(h);
	return h >= 0;
}

BOOL WINAPI OpenThreadToken(HANDLE thread, DWORD access, BOOL as_self, PHANDLE token)
{
	(void)access;
	(void)as_self;
	WS_NO_CHILD(FALSE);
	if (token != NULL)
		*token = NULL;
	return ws_bool(ws_go_token_of_thread(ws_thread_self()->go, (uintptr_t)thread));
}

/* Where the privileges of a list begin. */
#define HEAD ((DWORD)offsetof(TOKEN_PRIVILEGES, Privileges))
#define MOST 64

/*
 * Of the privileges that are not held the last error tells: ERROR_NOT_ALL_ASSIGNED,
 * and the call succeeds all the same.
 */
BOOL WINAPI AdjustTokenPrivileges(HANDLE token, BOOL disable_all, PTOKEN_PRIVILEGES state,
				  DWORD size, PTOKEN_PRIVILEGES previous, PDWORD needed)
{
	DWORD n = disable_all || state == NULL ? 0 : state->PrivilegeCount;
	DWORD most = disable_all ? MOST : n;
	int64_t result;

	WS_NO_CHILD(FALSE);
	if (!disable_all && state == NULL)
		return ws_fail(ERROR_INVALID_PARAMETER);
	if (previous != NULL && size < HEAD + most * sizeof(LUID_AND_ATTRIBUTES)) {
		DWORD least = HEAD + most * (DWORD)sizeof(LUID_AND_ATTRIBUTES);

		if (needed == NULL)
			return ws_fail(ERROR_NOACCESS);
		if (!disable_all || size < HEAD) {
			*needed = least;
			return ws_fail(ERROR_INSUFFICIENT_BUFFER);
		}
	}
	result = ws_go_token_adjust((uintptr_t)token, n == 0 ? NULL : state->Privileges, n,
				    disable_all != 0, previous == NULL ? NULL : previous->Privileges,
				    previous == NULL ? 0 : (size - HEAD) /
						       (DWORD)sizeof(LUID_AND_ATTRIBUTES));
	if (result < 0)
		return ws_bool((int32_t)-result);
	if (previous != NULL)
		previous->PrivilegeCount = (DWORD)result & 0xFFFF;
	if (needed != NULL)
		*needed = previous == NULL ? 0 : HEAD + ((DWORD)result & 0xFFFF) *
						       (DWORD)sizeof(LUID_AND_ATTRIBUTES);
	ws_last_error = result >> 16 != 0 ? ERROR_NOT_ALL_ASSIGNED : ERROR_SUCCESS;
	return TRUE;
}

/* Which identity is asked for. */
enum { USER, GROUP, OTHERS };

#define MOST_SIDS (16 * 1024)

/* one_sid answers with a structure that begins with a pointer to an identifier. */
static BOOL one_sid(HANDLE token, int who, void *to, DWORD head, DWORD size, PDWORD needed)
{
	char sid[SECURITY_MAX_SID_SIZE];
	int64_t n = ws_go_token_identity((uintptr_t)token, who, sid, sizeof sid);

	if (n < 0)
		return ws_bool((int32_t)-n);
	if (!ws_room(needed, head + (DWORD)n, size))
		return FALSE;
	memset(to, 0, head);
	*(PSID *)to = memcpy((char *)to + head, sid, (size_t)n);
	return TRUE;
}

static BOOL privileges(HANDLE token, TOKEN_PRIVILEGES *to, DWORD size, PDWORD needed)
{
	LUID_AND_ATTRIBUTES list[MOST];
	int64_t n = ws_go_token_privileges((uintptr_t)token, list, MOST);

	if (n < 0)
		return ws_bool((int32_t)-n);
	if (!ws_room(needed, HEAD + (DWORD)n * (DWORD)sizeof *list, size))
		return FALSE;
	to->PrivilegeCount = (DWORD)n;
	memcpy(to->Privileges, list, (size_t)n * sizeof *list);
	return TRUE;
}

static BOOL groups(HANDLE token, TOKEN_GROUPS *to, DWORD size, PDWORD needed)
{
	const DWORD head = offsetof(TOKEN_GROUPS, Groups);
	char *sids = LocalAlloc(LMEM_FIXED, MOST_SIDS), *p;
	int64_t n;
	DWORD count = 0, all;
	BOOL done = FALSE;

	if (sids == NULL)
		return ws_fail(ERROR_NOT_ENOUGH_MEMORY);
	n = ws_go_token_identity((uintptr_t)token, OTHERS, sids, MOST_SIDS);
	if (n < 0) {
		ws_last_error = (unsigned)-n;
		goto end;
	}
	for (p = sids; p < sids + n; p += GetLengthSid(p))
		count++;
	all = head + count * (DWORD)sizeof(SID_AND_ATTRIBUTES);
	if (!ws_room(needed, all + (DWORD)n, size))
		goto end;
	p = memcpy((char *)to + all, sids, (size_t)n);
	to->GroupCount = count;
	for (DWORD i = 0; i < count; i++, p += GetLengthSid(p))
		to->Groups[i] = (SID_AND_ATTRIBUTES){
			p, SE_GROUP_MANDATORY | SE_GROUP_ENABLED_BY_DEFAULT | SE_GROUP_ENABLED};
	done = TRUE;
end:
	LocalFree(sids);
	return done;
}

BOOL WINAPI GetTokenInformation(HANDLE token, TOKEN_INFORMATION_CLASS what, LPVOID information,
				DWORD size, PDWORD needed)
{
	TOKEN_TYPE *type = information;
	int64_t n;

	WS_NO_CHILD(FALSE);
	if (information == NULL)
		size = 0;
	switch (what) {
	case TokenUser:
		return one_sid(token, USER, information, sizeof(TOKEN_USER), size, needed);
	case TokenOwner:
		return one_sid(token, USER, information, sizeof(TOKEN_OWNER), size, needed);
	case TokenPrimaryGroup:
		return one_sid(token, GROUP, information, sizeof(TOKEN_PRIMARY_GROUP), size, needed);
	case TokenGroups:
		return groups(token, information, size, needed);
	case TokenPrivileges:
		return privileges(token, information, size, needed);
	case TokenType:
		n = ws_go_token_privileges((uintptr_t)token, NULL, 0);
		if (n < 0)
			return ws_bool((int32_t)-n);
		if (!ws_room(needed, sizeof *type, size))
			return FALSE;
		*type = TokenPrimary;
		return TRUE;
	}
	return ws_fail(ERROR_INVALID_PARAMETER);
}

/* The attributes of those that are enabled get SE_PRIVILEGE_USED_FOR_ACCESS. */
BOOL WINAPI PrivilegeCheck(HANDLE token, PPRIVILEGE_SET set, LPBOOL result)
{
	LUID_AND_ATTRIBUTES held[MOST];
	DWORD enabled = 0;
	int64_t n;

	WS_NO_CHILD(FALSE);
	n = ws_go_token_privileges((uintptr_t)token, held, MOST);
	if (n < 0)
		return ws_bool((int32_t)-n);
	for (DWORD i = 0; i < set->PrivilegeCount; i++) {
		LUID_AND_ATTRIBUTES *wanted = &set->Privilege[i];

		wanted->Attributes &= ~SE_PRIVILEGE_USED_FOR_ACCESS;
		for (int64_t k = 0; k < n; k++) {
			if (memcmp(&held[k].Luid, &wanted->Luid, sizeof(LUID)) != 0 ||
			    (held[k].Attributes & SE_PRIVILEGE_ENABLED) == 0)
				continue;
			wanted->Attributes |= SE_PRIVILEGE_USED_FOR_ACCESS;
			enabled++;
		}
	}
	*result = (set->Control & PRIVILEGE_SET_ALL_NECESSARY) != 0 ?
			  enabled == set->PrivilegeCount :
			  enabled > 0;
	return TRUE;
}
