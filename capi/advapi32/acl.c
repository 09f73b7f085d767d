/*
 * acl.c: access control lists.
 *
 * Source: securitybaseapi.h documentation; P-424, P-425.
 */
#include <string.h>

#include "advapi32.h"

#define MIN_REVISION 2
#define MAX_REVISION 4

static bool is_revision(DWORD revision)
{
	return revision >= MIN_REVISION && revision <= MAX_REVISION;
}

BOOL WINAPI InitializeAcl(PACL acl, DWORD size, DWORD revision)
{
	if (size < sizeof *acl)
		return ws_fail(ERROR_INSUFFICIENT_BUFFER);
	if (!is_revision(revision) || size > 0xFFFF)
		return ws_fail(ERROR_INVALID_PARAMETER);
	memset(acl, 0, size);
	acl->AclRevision = (BYTE)revision;
	acl->AclSize = (WORD)(size & ~3u);
	return TRUE;
}

/* walk steps over n entries; NULL when the list has not as many, or is broken. */
static char *walk(const ACL *acl, DWORD n)
{
	char *p = (char *)(acl + 1), *end = (char *)acl + acl->AclSize;

	for (; n > 0; n--) {
		const ACE_HEADER *ace = (const ACE_HEADER *)p;

		if (end - p < (ptrdiff_t)sizeof *ace || ace->AceSize < sizeof *ace ||
		    ace->AceSize % 4 != 0 || ace->AceSize > end - p)
			return NULL;
		p += ace->AceSize;
	}
	return p;
}

char *ws_acl_end(const ACL *acl)
{
	return walk(acl, acl->AceCount);
}

BOOL WINAPI IsValidAcl(PACL acl)
{
	if (acl != NULL && is_revision(acl->AclRevision) && acl->AclSize >= sizeof *acl &&
	    acl->AclSize % 4 == 0 && ws_acl_end(acl) != NULL)
		return TRUE;
	return ws_fail(ERROR_INVALID_ACL);
}

BOOL WINAPI GetAclInformation(PACL acl, LPVOID information, DWORD size,
			      ACL_INFORMATION_CLASS what)
{
	ACL_REVISION_INFORMATION *revision = information;
	ACL_SIZE_INFORMATION *sizes = information;

	if (!IsValidAcl(acl))
		return ws_fail(ERROR_INVALID_PARAMETER);
	switch (what) {
	case AclRevisionInformation:
		if (size < sizeof *revision)
			return ws_fail(ERROR_INSUFFICIENT_BUFFER);
		revision->AclRevision = acl->AclRevision;
		return TRUE;
	case AclSizeInformation:
		if (size < sizeof *sizes)
			return ws_fail(ERROR_INSUFFICIENT_BUFFER);
		sizes->AceCount = acl->AceCount;
		sizes->AclBytesInUse = (DWORD)(ws_acl_end(acl) - (char *)acl);
		sizes->AclBytesFree = acl->AclSize - sizes->AclBytesInUse;
		return TRUE;
	}
	return ws_fail(ERROR_INVALID_PARAMETER);
}

/* make_room opens a gap of size bytes for n entries before entry index, or NULL. */
static char *make_room(PACL acl, DWORD revision, DWORD index, DWORD size, DWORD n)
{
	char *at, *end;

	if (!IsValidAcl(acl))
		return NULL;
	if (!is_revision(revision)) {
		ws_last_error = ERROR_REVISION_MISMATCH;
		return NULL;
	}
	end = ws_acl_end(acl);
	if (size > (DWORD)((char *)acl + acl->AclSize - end) || acl->AceCount + n > 0xFFFF) {
		ws_last_error = ERROR_ALLOTTED_SPACE_EXCEEDED;
		return NULL;
	}
	at = index >= acl->AceCount ? end : walk(acl, index);
	memmove(at + size, at, (size_t)(end - at));
	acl->AceCount = (WORD)(acl->AceCount + n);
	if (acl->AclRevision < revision)
		acl->AclRevision = (BYTE)revision;
	return at;
}

BOOL WINAPI AddAce(PACL acl, DWORD revision, DWORD index, LPVOID list, DWORD size)
{
	DWORD n = 0, at = 0;
	char *to;

	while (at < size) {
		const ACE_HEADER *ace = (const ACE_HEADER *)((char *)list + at);

		if (size - at < sizeof *ace || ace->AceSize < sizeof *ace ||
		    ace->AceSize % 4 != 0 || ace->AceSize > size - at)
			return ws_fail(ERROR_INVALID_PARAMETER);
		at += ace->AceSize;
		n++;
	}
	to = make_room(acl, revision, index, size, n);
	if (to == NULL)
		return FALSE;
	memcpy(to, list, size);
	return TRUE;
}

BOOL WINAPI GetAce(PACL acl, DWORD index, LPVOID *ace)
{
	if (ace == NULL || !IsValidAcl(acl) || index >= acl->AceCount)
		return ws_fail(ERROR_INVALID_PARAMETER);
	*ace = walk(acl, index);
	return TRUE;
}

BOOL WINAPI DeleteAce(PACL acl, DWORD index)
{
	char *at, *next, *end;

	if (!IsValidAcl(acl) || index >= acl->AceCount)
		return ws_fail(ERROR_INVALID_PARAMETER);
	at = walk(acl, index);
	next = walk(acl, index + 1);
	end = ws_acl_end(acl);
	memmove(at, next, (size_t)(end - next));
	memset(at + (end - next), 0, (size_t)(next - at));
	acl->AceCount--;
	return TRUE;
}

BOOL WINAPI FindFirstFreeAce(PACL acl, LPVOID *ace)
{
	char *end;

	if (ace == NULL || !IsValidAcl(acl))
		return ws_fail(ERROR_INVALID_ACL);
	end = ws_acl_end(acl);
	*ace = end < (char *)acl + acl->AclSize ? end : NULL;
	return TRUE;
}

/* add puts an entry for sid behind the others. */
static BOOL add(PACL acl, DWORD revision, BYTE type, DWORD flags, DWORD mask, PSID sid)
{
	const DWORD known = VALID_INHERIT_FLAGS | SUCCESSFUL_ACCESS_ACE_FLAG |
			    FAILED_ACCESS_ACE_FLAG;
	SYSTEM_AUDIT_ACE *ace;
	DWORD size;

	if (!IsValidSid(sid))
		return FALSE;
	if ((flags & ~known) != 0)
		return ws_fail(ERROR_INVALID_FLAGS);
	size = (DWORD)offsetof(SYSTEM_AUDIT_ACE, SidStart) + GetLengthSid(sid);
	ace = (SYSTEM_AUDIT_ACE *)make_room(acl, revision, MAXDWORD, size, 1);
	if (ace == NULL)
		return FALSE;
	ace->Header = (ACE_HEADER){type, (BYTE)flags, (WORD)size};
	ace->Mask = mask;
	memcpy(&ace->SidStart, sid, GetLengthSid(sid));
	return TRUE;
}

BOOL WINAPI AddAccessAllowedAce(PACL acl, DWORD revision, DWORD mask, PSID sid)
{
	return add(acl, revision, ACCESS_ALLOWED_ACE_TYPE, 0, mask, sid);
}

BOOL WINAPI AddAccessAllowedAceEx(PACL acl, DWORD revision, DWORD flags, DWORD mask, PSID sid)
{
	return add(acl, revision, ACCESS_ALLOWED_ACE_TYPE, flags, mask, sid);
}

BOOL WINAPI AddAccessDeniedAce(PACL acl, DWORD revision, DWORD mask, PSID sid)
{
	return add(acl, revision, ACCESS_DENIED_ACE_TYPE, 0, mask, sid);
}

BOOL WINAPI AddAccessDeniedAceEx(PACL acl, DWORD revision, DWORD flags, DWORD mask, PSID sid)
{
	return add(acl, revision, ACCESS_DENIED_ACE_TYPE, flags, mask, sid);
}

BOOL WINAPI AddAuditAccessAce(PACL acl, DWORD revision, DWORD mask, PSID sid, BOOL success,
			      BOOL failure)
{
	return AddAuditAccessAceEx(acl, revision, 0, mask, sid, success, failure);
}

BOOL WINAPI AddAuditAccessAceEx(PACL acl, DWORD revision, DWORD flags, DWORD mask, PSID sid,
				BOOL success, BOOL failure)
{
	if (success)
		flags |= SUCCESSFUL_ACCESS_ACE_FLAG;
	if (failure)
		flags |= FAILED_ACCESS_ACE_FLAG;
	return add(acl, revision, SYSTEM_AUDIT_ACE_TYPE, flags, mask, sid);
}
