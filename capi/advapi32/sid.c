/*
 * sid.c: security identifiers.
 *
 * Source: securitybaseapi.h documentation; P-426.
 */
#include <stdarg.h>
#include <string.h>

#include "advapi32.h"

BOOL WINAPI IsValidSid(PSID sid)
{
	const SID *s = sid;

	if (s != NULL && s->Revision == SID_REVISION &&
	    s->SubAuthorityCount <= SID_MAX_SUB_AUTHORITIES)
		return TRUE;
	return ws_fail(ERROR_INVALID_SID);
}

DWORD WINAPI GetSidLengthRequired(UCHAR count)
{
	return ws_sid_size(count);
}

DWORD WINAPI GetLengthSid(PSID sid)
{
	return ws_sid_size(((const SID *)sid)->SubAuthorityCount);
}

BOOL WINAPI InitializeSid(PSID sid, PSID_IDENTIFIER_AUTHORITY authority, BYTE count)
{
	SID *s = sid;

	if (count > SID_MAX_SUB_AUTHORITIES)
		return ws_fail(ERROR_INVALID_PARAMETER);
	memset(s, 0, ws_sid_size(count));
	s->Revision = SID_REVISION;
	s->SubAuthorityCount = count;
	s->IdentifierAuthority = *authority;
	return TRUE;
}

BOOL WINAPI AllocateAndInitializeSid(PSID_IDENTIFIER_AUTHORITY authority, BYTE count, DWORD sub0,
				     DWORD sub1, DWORD sub2, DWORD sub3, DWORD sub4, DWORD sub5,
				     DWORD sub6, DWORD sub7, PSID *sid)
{
	DWORD sub[] = {sub0, sub1, sub2, sub3, sub4, sub5, sub6, sub7};
	SID *s;

	if (count > ARRAYSIZE(sub))
		return ws_fail(ERROR_INVALID_SID);
	s = LocalAlloc(LMEM_FIXED, ws_sid_size(count));
	if (s == NULL)
		return ws_fail(ERROR_NOT_ENOUGH_MEMORY);
	InitializeSid(s, authority, count);
	memcpy(s->SubAuthority, sub, count * sizeof *sub);
	*sid = s;
	return TRUE;
}

PVOID WINAPI FreeSid(PSID sid)
{
	return LocalFree(sid);
}

BOOL WINAPI EqualSid(PSID first, PSID second)
{
	const SID *a = first, *b = second;

	ws_last_error = ERROR_SUCCESS;
	return a->Revision == b->Revision && a->SubAuthorityCount == b->SubAuthorityCount &&
	       memcmp(a, b, GetLengthSid(first)) == 0;
}

BOOL WINAPI EqualPrefixSid(PSID first, PSID second)
{
	const SID *a = first, *b = second;
	DWORD n = a->SubAuthorityCount;

	return a->Revision == b->Revision && n == b->SubAuthorityCount &&
	       memcmp(a, b, ws_sid_size(n == 0 ? 0 : n - 1)) == 0;
}

BOOL WINAPI CopySid(DWORD room, PSID to, PSID from)
{
	if (!IsValidSid(from))
		return FALSE;
	if (room < GetLengthSid(from))
		return ws_fail(ERROR_INSUFFICIENT_BUFFER);
	memmove(to, from, GetLengthSid(from));
	return TRUE;
}

PSID_IDENTIFIER_AUTHORITY WINAPI GetSidIdentifierAuthority(PSID sid)
{
	ws_last_error = ERROR_SUCCESS;
	return &((SID *)sid)->IdentifierAuthority;
}

PDWORD WINAPI GetSidSubAuthority(PSID sid, DWORD index)
{
	ws_last_error = ERROR_SUCCESS;
	return &((SID *)sid)->SubAuthority[index];
}

PUCHAR WINAPI GetSidSubAuthorityCount(PSID sid)
{
	ws_last_error = ERROR_SUCCESS;
	return &((SID *)sid)->SubAuthorityCount;
}

/* Identifiers that belong to a domain there are none here. */
BOOL WINAPI CreateWellKnownSid(WELL_KNOWN_SID_TYPE type, PSID domain, PSID sid, DWORD *size)
{
	char buffer[SECURITY_MAX_SID_SIZE];
	int64_t n;

	(void)domain;
	WS_NO_CHILD(FALSE);
	if (size == NULL)
		return ws_fail(ERROR_INVALID_PARAMETER);
	n = ws_go_sid_known((uint32_t)type, buffer, sizeof buffer);
	if (n < 0)
		return ws_fail(ERROR_INVALID_PARAMETER);
	if (sid == NULL || *size < n) {
		*size = (DWORD)n;
		return ws_fail(ERROR_INSUFFICIENT_BUFFER);
	}
	*size = (DWORD)n;
	memcpy(sid, buffer, (size_t)n);
	return TRUE;
}

BOOL WINAPI IsWellKnownSid(PSID sid, WELL_KNOWN_SID_TYPE type)
{
	char buffer[SECURITY_MAX_SID_SIZE];

	WS_NO_CHILD(FALSE);
	return ws_go_sid_known((uint32_t)type, buffer, sizeof buffer) > 0 &&
	       EqualSid(sid, (PSID)buffer);
}
