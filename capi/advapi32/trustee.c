/*
 * trustee.c: access control lists from descriptions of who may do what.
 *
 * Source: aclapi.h documentation; P-423.
 */
#include <aclapi.h>

#include <string.h>

#include "advapi32.h"

VOID WINAPI BuildTrusteeWithNameA(PTRUSTEE_A trustee, LPSTR name)
{
	*trustee = (TRUSTEE_A){.TrusteeForm = TRUSTEE_IS_NAME, .ptstrName = name};
}

VOID WINAPI BuildTrusteeWithNameW(PTRUSTEE_W trustee, LPWSTR name)
{
	*trustee = (TRUSTEE_W){.TrusteeForm = TRUSTEE_IS_NAME, .ptstrName = name};
}

VOID WINAPI BuildTrusteeWithSidA(PTRUSTEE_A trustee, PSID sid)
{
	*trustee = (TRUSTEE_A){.TrusteeForm = TRUSTEE_IS_SID, .ptstrName = sid};
}

VOID WINAPI BuildTrusteeWithSidW(PTRUSTEE_W trustee, PSID sid)
{
	*trustee = (TRUSTEE_W){.TrusteeForm = TRUSTEE_IS_SID, .ptstrName = sid};
}

VOID WINAPI BuildExplicitAccessWithNameA(PEXPLICIT_ACCESS_A entry, LPSTR name, DWORD rights,
					 ACCESS_MODE mode, DWORD inheritance)
{
	*entry = (EXPLICIT_ACCESS_A){rights, mode, inheritance, {0}};
	BuildTrusteeWithNameA(&entry->Trustee, name);
}

VOID WINAPI BuildExplicitAccessWithNameW(PEXPLICIT_ACCESS_W entry, LPWSTR name, DWORD rights,
					 ACCESS_MODE mode, DWORD inheritance)
{
	*entry = (EXPLICIT_ACCESS_W){rights, mode, inheritance, {0}};
	BuildTrusteeWithNameW(&entry->Trustee, name);
}

/* A description whose trustee has become an identifier. */
struct entry {
	DWORD rights, flags;
	ACCESS_MODE mode;
	char sid[SECURITY_MAX_SID_SIZE];
};

#define LONGEST 256 /* bytes of a name */

/* narrow turns a name into UTF-8. */
static bool narrow(const WCHAR *name, char *to)
{
	size_t n = 0;

	for (; *name != 0 && n < LONGEST - 1; name++) {
		if (*name > 0x7F)
			return false; /* no account here has such a name */
		to[n++] = (char)*name;
	}
	to[n] = 0;
	return *name == 0;
}

/* resolve finds out who a trustee is. */
static DWORD resolve(struct entry *to, TRUSTEE_FORM form, const void *who, bool wide)
{
	char name[LONGEST];

	switch (form) {
	case TRUSTEE_IS_SID:
		if (!CopySid(sizeof to->sid, to->sid, (PSID)who))
			return ERROR_INVALID_SID;
		return ERROR_SUCCESS;
	case TRUSTEE_IS_NAME:
		if (who == NULL)
			return ERROR_INVALID_PARAMETER;
		if (wide && !narrow(who, name))
			return ERROR_NONE_MAPPED;
		if (!ws_account(wide ? name : who, to->sid, sizeof to->sid))
			return ERROR_NONE_MAPPED;
		return ERROR_SUCCESS;
	default:
		return ERROR_INVALID_PARAMETER;
	}
}

/* is_known says whether an entry has a layout that is looked into. */
static bool is_known(const ACE_HEADER *ace)
{
	return ace->AceType <= SYSTEM_AUDIT_ACE_TYPE &&
	       ace->AceSize >= offsetof(SYSTEM_AUDIT_ACE, SidStart) + ws_sid_size(0);
}

/* is_replaced says whether an entry goes because of one that is set for its trustee. */
static bool is_replaced(const ACE_HEADER *ace, const struct entry *entries, ULONG count)
{
	PSID sid = (PSID)&((SYSTEM_AUDIT_ACE *)ace)->SidStart;

	if (!is_known(ace))
		return false;
	for (ULONG i = 0; i < count; i++) {
		bool audit = entries[i].mode == SET_AUDIT_SUCCESS ||
			     entries[i].mode == SET_AUDIT_FAILURE;

		if (!EqualSid(sid, (PSID)entries[i].sid))
			continue;
		if (audit ? ace->AceType == SYSTEM_AUDIT_ACE_TYPE :
			    (entries[i].mode == SET_ACCESS || entries[i].mode == REVOKE_ACCESS) &&
				    ace->AceType != SYSTEM_AUDIT_ACE_TYPE)
			return true;
	}
	return false;
}

static BOOL add(PACL acl, struct entry *e)
{
	switch (e->mode) {
	case GRANT_ACCESS:
	case SET_ACCESS:
		return AddAccessAllowedAceEx(acl, ACL_REVISION, e->flags, e->rights, e->sid);
	case DENY_ACCESS:
		return AddAccessDeniedAceEx(acl, ACL_REVISION, e->flags, e->rights, e->sid);
	case SET_AUDIT_SUCCESS:
	case SET_AUDIT_FAILURE:
		return AddAuditAccessAceEx(acl, ACL_REVISION, e->flags, e->rights, e->sid,
					   e->mode == SET_AUDIT_SUCCESS,
					   e->mode == SET_AUDIT_FAILURE);
	default:
		return TRUE;
	}
}

/*
 * merge makes the list. New entries that deny stand first, then those that allow or
 * audit, then what is left of the old list.
 */
static DWORD merge(struct entry *entries, ULONG count, PACL old, PACL *merged)
{
	DWORD size = (DWORD)sizeof(ACL) + (old == NULL ? 0 : old->AclSize);
	BOOL done = TRUE;
	PACL acl;

	for (ULONG i = 0; i < count; i++)
		size += (DWORD)offsetof(SYSTEM_AUDIT_ACE, SidStart) +
			GetLengthSid(entries[i].sid);
	acl = LocalAlloc(LMEM_FIXED, size);
	if (acl == NULL)
		return ERROR_NOT_ENOUGH_MEMORY;
	if (!InitializeAcl(acl, size, ACL_REVISION)) {
		LocalFree(acl);
		return ERROR_INVALID_PARAMETER;
	}
	for (int denied = 1; denied >= 0; denied--)
		for (ULONG i = 0; done && i < count; i++)
			if ((entries[i].mode == DENY_ACCESS) == denied)
				done = add(acl, &entries[i]);
	for (DWORD i = 0; done && old != NULL && i < old->AceCount; i++) {
		ACE_HEADER *ace;

		GetAce(old, i, (LPVOID *)&ace);
		if (!is_replaced(ace, entries, count))
			done = AddAce(acl, old->AclRevision, MAXDWORD, ace, ace->AceSize);
	}
	if (!done) {
		LocalFree(acl);
		return ws_last_error;
	}
	acl->AclSize = (WORD)(ws_acl_end(acl) - (char *)acl);
	*merged = acl;
	return ERROR_SUCCESS;
}

/* set_entries is SetEntriesInAcl; the entries of both kinds have one layout. */
static DWORD set_entries(ULONG count, const EXPLICIT_ACCESS_A *list, PACL old, PACL *merged,
			 bool wide)
{
	struct entry *entries;
	DWORD error = ERROR_SUCCESS;

	if (merged == NULL || (count > 0 && list == NULL) || count > 0xFFFF)
		return ERROR_INVALID_PARAMETER;
	if (old != NULL && !IsValidAcl(old))
		return ERROR_INVALID_ACL;
	entries = LocalAlloc(LMEM_ZEROINIT, (count + 1) * sizeof *entries);
	if (entries == NULL)
		return ERROR_NOT_ENOUGH_MEMORY;
	for (ULONG i = 0; error == ERROR_SUCCESS && i < count; i++) {
		entries[i].rights = list[i].grfAccessPermissions;
		entries[i].flags = list[i].grfInheritance & VALID_INHERIT_FLAGS;
		entries[i].mode = list[i].grfAccessMode;
		error = resolve(&entries[i], list[i].Trustee.TrusteeForm, list[i].Trustee.ptstrName,
				wide);
	}
	if (error == ERROR_SUCCESS)
		error = merge(entries, count, old, merged);
	LocalFree(entries);
	return error;
}

DWORD WINAPI SetEntriesInAclA(ULONG count, PEXPLICIT_ACCESS_A list, PACL old, PACL *merged)
{
	return set_entries(count, list, old, merged, false);
}

DWORD WINAPI SetEntriesInAclW(ULONG count, PEXPLICIT_ACCESS_W list, PACL old, PACL *merged)
{
	return set_entries(count, (const EXPLICIT_ACCESS_A *)list, old, merged, true);
}
