/*
 * descriptor.c: security descriptors, absolute (pointers to the parts) and
 * self-relative (the parts follow, offsets lead to them).
 *
 * Source: securitybaseapi.h documentation; P-427.
 */
#include "descriptor.h"

#include <string.h>

#include "advapi32.h"

#define ALIGN(n) (((n) + 3u) & ~3u)

BOOL WINAPI InitializeSecurityDescriptor(PSECURITY_DESCRIPTOR descriptor, DWORD revision)
{
	if (revision != SECURITY_DESCRIPTOR_REVISION)
		return ws_fail(ERROR_UNKNOWN_REVISION);
	memset(descriptor, 0, sizeof(SECURITY_DESCRIPTOR));
	((SECURITY_DESCRIPTOR *)descriptor)->Revision = SECURITY_DESCRIPTOR_REVISION;
	return TRUE;
}

struct ws_parts ws_parts_of(PSECURITY_DESCRIPTOR descriptor)
{
	const SECURITY_DESCRIPTOR *d = descriptor;
	const SECURITY_DESCRIPTOR_RELATIVE *r = descriptor;
	struct ws_parts parts = {0};

	if ((d->Control & SE_SELF_RELATIVE) == 0) {
		parts = (struct ws_parts){d->Owner, d->Group, d->Sacl, d->Dacl};
	} else {
		char *base = descriptor;

		if (r->Owner != 0)
			parts.owner = base + r->Owner;
		if (r->Group != 0)
			parts.group = base + r->Group;
		if (r->Sacl != 0)
			parts.sacl = (PACL)(base + r->Sacl);
		if (r->Dacl != 0)
			parts.dacl = (PACL)(base + r->Dacl);
	}
	if ((d->Control & SE_SACL_PRESENT) == 0)
		parts.sacl = NULL;
	if ((d->Control & SE_DACL_PRESENT) == 0)
		parts.dacl = NULL;
	return parts;
}

BOOL WINAPI IsValidSecurityDescriptor(PSECURITY_DESCRIPTOR descriptor)
{
	struct ws_parts parts;

	if (descriptor == NULL ||
	    ((SECURITY_DESCRIPTOR *)descriptor)->Revision != SECURITY_DESCRIPTOR_REVISION)
		return ws_fail(ERROR_INVALID_SECURITY_DESCR);
	parts = ws_parts_of(descriptor);
	if ((parts.owner == NULL || IsValidSid(parts.owner)) &&
	    (parts.group == NULL || IsValidSid(parts.group)) &&
	    (parts.sacl == NULL || IsValidAcl(parts.sacl)) &&
	    (parts.dacl == NULL || IsValidAcl(parts.dacl)))
		return TRUE;
	return ws_fail(ERROR_INVALID_SECURITY_DESCR);
}

static DWORD sid_size(PSID sid)
{
	return sid == NULL ? 0 : ALIGN(GetLengthSid(sid));
}

static DWORD acl_size(PACL acl)
{
	return acl == NULL ? 0 : ALIGN(acl->AclSize);
}

static DWORD relative_size(const struct ws_parts *parts)
{
	return (DWORD)sizeof(SECURITY_DESCRIPTOR_RELATIVE) + sid_size(parts->owner) +
	       sid_size(parts->group) + acl_size(parts->sacl) + acl_size(parts->dacl);
}

DWORD WINAPI GetSecurityDescriptorLength(PSECURITY_DESCRIPTOR descriptor)
{
	struct ws_parts parts = ws_parts_of(descriptor);
	DWORD head = (((SECURITY_DESCRIPTOR *)descriptor)->Control & SE_SELF_RELATIVE) != 0 ?
			     (DWORD)sizeof(SECURITY_DESCRIPTOR_RELATIVE) :
			     (DWORD)sizeof(SECURITY_DESCRIPTOR);

	return relative_size(&parts) - (DWORD)sizeof(SECURITY_DESCRIPTOR_RELATIVE) + head;
}

BOOL WINAPI GetSecurityDescriptorControl(PSECURITY_DESCRIPTOR descriptor,
					 PSECURITY_DESCRIPTOR_CONTROL control, LPDWORD revision)
{
	const SECURITY_DESCRIPTOR *d = descriptor;

	*revision = d->Revision;
	*control = d->Control;
	return d->Revision == SECURITY_DESCRIPTOR_REVISION || ws_fail(ERROR_UNKNOWN_REVISION);
}

/* What inheritance is about may be changed, and nothing else. */
BOOL WINAPI SetSecurityDescriptorControl(PSECURITY_DESCRIPTOR descriptor,
					 SECURITY_DESCRIPTOR_CONTROL mask,
					 SECURITY_DESCRIPTOR_CONTROL bits)
{
	const SECURITY_DESCRIPTOR_CONTROL changeable =
		SE_DACL_AUTO_INHERIT_REQ | SE_SACL_AUTO_INHERIT_REQ | SE_DACL_AUTO_INHERITED |
		SE_SACL_AUTO_INHERITED | SE_DACL_PROTECTED | SE_SACL_PROTECTED;
	SECURITY_DESCRIPTOR *d = descriptor;

	if ((mask & ~changeable) != 0 || (bits & ~mask) != 0)
		return ws_fail(ERROR_INVALID_PARAMETER);
	d->Control = (WORD)((d->Control & ~mask) | bits);
	return TRUE;
}

/* absolute is a descriptor that may be changed, or NULL. */
static SECURITY_DESCRIPTOR *absolute(PSECURITY_DESCRIPTOR descriptor)
{
	SECURITY_DESCRIPTOR *d = descriptor;

	if (d->Revision == SECURITY_DESCRIPTOR_REVISION && (d->Control & SE_SELF_RELATIVE) == 0)
		return d;
	ws_last_error = d->Revision != SECURITY_DESCRIPTOR_REVISION ? ERROR_UNKNOWN_REVISION :
								     ERROR_INVALID_SECURITY_DESCR;
	return NULL;
}

static void note(SECURITY_DESCRIPTOR *d, WORD bit, BOOL on)
{
	d->Control = (WORD)(on ? d->Control | bit : d->Control & ~bit);
}

static void tell(LPBOOL to, const SECURITY_DESCRIPTOR *d, WORD bit)
{
	if (to != NULL)
		*to = (d->Control & bit) != 0;
}

BOOL WINAPI GetSecurityDescriptorOwner(PSECURITY_DESCRIPTOR descriptor, PSID *owner,
				       LPBOOL defaulted)
{
	*owner = ws_parts_of(descriptor).owner;
	tell(defaulted, descriptor, SE_OWNER_DEFAULTED);
	return TRUE;
}

BOOL WINAPI SetSecurityDescriptorOwner(PSECURITY_DESCRIPTOR descriptor, PSID owner,
				       BOOL defaulted)
{
	SECURITY_DESCRIPTOR *d = absolute(descriptor);

	if (d == NULL || (owner != NULL && !IsValidSid(owner)))
		return FALSE;
	d->Owner = owner;
	note(d, SE_OWNER_DEFAULTED, defaulted);
	return TRUE;
}

BOOL WINAPI GetSecurityDescriptorGroup(PSECURITY_DESCRIPTOR descriptor, PSID *group,
				       LPBOOL defaulted)
{
	*group = ws_parts_of(descriptor).group;
	tell(defaulted, descriptor, SE_GROUP_DEFAULTED);
	return TRUE;
}

BOOL WINAPI SetSecurityDescriptorGroup(PSECURITY_DESCRIPTOR descriptor, PSID group,
				       BOOL defaulted)
{
	SECURITY_DESCRIPTOR *d = absolute(descriptor);

	if (d == NULL || (group != NULL && !IsValidSid(group)))
		return FALSE;
	d->Group = group;
	note(d, SE_GROUP_DEFAULTED, defaulted);
	return TRUE;
}

BOOL WINAPI GetSecurityDescriptorDacl(PSECURITY_DESCRIPTOR descriptor, LPBOOL present, PACL *dacl,
				      LPBOOL defaulted)
{
	tell(present, descriptor, SE_DACL_PRESENT);
	*dacl = ws_parts_of(descriptor).dacl;
	tell(defaulted, descriptor, SE_DACL_DEFAULTED);
	return TRUE;
}

BOOL WINAPI SetSecurityDescriptorDacl(PSECURITY_DESCRIPTOR descriptor, BOOL present, PACL dacl,
				      BOOL defaulted)
{
	SECURITY_DESCRIPTOR *d = absolute(descriptor);

	if (d == NULL)
		return FALSE;
	note(d, SE_DACL_PRESENT, present);
	d->Dacl = present ? dacl : NULL;
	note(d, SE_DACL_DEFAULTED, present && defaulted);
	return TRUE;
}

BOOL WINAPI GetSecurityDescriptorSacl(PSECURITY_DESCRIPTOR descriptor, LPBOOL present, PACL *sacl,
				      LPBOOL defaulted)
{
	tell(present, descriptor, SE_SACL_PRESENT);
	*sacl = ws_parts_of(descriptor).sacl;
	tell(defaulted, descriptor, SE_SACL_DEFAULTED);
	return TRUE;
}

BOOL WINAPI SetSecurityDescriptorSacl(PSECURITY_DESCRIPTOR descriptor, BOOL present, PACL sacl,
				      BOOL defaulted)
{
	SECURITY_DESCRIPTOR *d = absolute(descriptor);

	if (d == NULL)
		return FALSE;
	note(d, SE_SACL_PRESENT, present);
	d->Sacl = present ? sacl : NULL;
	note(d, SE_SACL_DEFAULTED, present && defaulted);
	return TRUE;
}

/* put copies a part behind the others and returns its offset. */
static DWORD put(char *base, DWORD *end, const void *part, DWORD size)
{
	DWORD at = *end;

	if (part == NULL)
		return 0;
	memcpy(base + at, part, size);
	*end += ALIGN(size);
	return at;
}

DWORD ws_relative(const struct ws_parts *parts, WORD control, void *to, DWORD room)
{
	SECURITY_DESCRIPTOR_RELATIVE *r = to;
	DWORD size = relative_size(parts), end = sizeof *r;

	if (size > room)
		return size;
	memset(to, 0, size);
	r->Revision = SECURITY_DESCRIPTOR_REVISION;
	r->Control = control | SE_SELF_RELATIVE;
	if (parts->sacl != NULL)
		r->Sacl = put(to, &end, parts->sacl, parts->sacl->AclSize);
	if (parts->dacl != NULL)
		r->Dacl = put(to, &end, parts->dacl, parts->dacl->AclSize);
	if (parts->owner != NULL)
		r->Owner = put(to, &end, parts->owner, GetLengthSid(parts->owner));
	if (parts->group != NULL)
		r->Group = put(to, &end, parts->group, GetLengthSid(parts->group));
	return size;
}

BOOL WINAPI MakeSelfRelativeSD(PSECURITY_DESCRIPTOR descriptor, PSECURITY_DESCRIPTOR relative,
			       LPDWORD size)
{
	const SECURITY_DESCRIPTOR *d = descriptor;
	struct ws_parts parts;
	DWORD room;

	if (size == NULL || (d->Control & SE_SELF_RELATIVE) != 0)
		return ws_fail(size == NULL ? ERROR_INVALID_PARAMETER : ERROR_BAD_DESCRIPTOR_FORMAT);
	parts = ws_parts_of(descriptor);
	room = relative == NULL ? 0 : *size;
	*size = ws_relative(&parts, d->Control, relative, room);
	return *size <= room || ws_fail(ERROR_INSUFFICIENT_BUFFER);
}

/* has_room notes the size of a part and says whether it fits. */
static bool has_room(LPDWORD size, DWORD needed)
{
	bool fits = *size >= needed;

	*size = needed;
	return fits;
}

BOOL WINAPI MakeAbsoluteSD(PSECURITY_DESCRIPTOR relative, PSECURITY_DESCRIPTOR descriptor,
			   LPDWORD size, PACL dacl, LPDWORD dacl_size, PACL sacl,
			   LPDWORD sacl_size, PSID owner, LPDWORD owner_size, PSID group,
			   LPDWORD group_size)
{
	const SECURITY_DESCRIPTOR *from = relative;
	SECURITY_DESCRIPTOR *d = descriptor;
	struct ws_parts parts;
	bool fits;

	if ((from->Control & SE_SELF_RELATIVE) == 0)
		return ws_fail(ERROR_BAD_DESCRIPTOR_FORMAT);
	parts = ws_parts_of(relative);
	fits = has_room(size, sizeof *d);
	fits &= has_room(dacl_size, acl_size(parts.dacl));
	fits &= has_room(sacl_size, acl_size(parts.sacl));
	fits &= has_room(owner_size, sid_size(parts.owner));
	fits &= has_room(group_size, sid_size(parts.group));
	if (!fits)
		return ws_fail(ERROR_INSUFFICIENT_BUFFER);
	memset(d, 0, sizeof *d);
	d->Revision = SECURITY_DESCRIPTOR_REVISION;
	d->Control = from->Control & (WORD)~SE_SELF_RELATIVE;
	if (parts.dacl != NULL)
		d->Dacl = memcpy(dacl, parts.dacl, parts.dacl->AclSize);
	if (parts.sacl != NULL)
		d->Sacl = memcpy(sacl, parts.sacl, parts.sacl->AclSize);
	if (parts.owner != NULL)
		d->Owner = memcpy(owner, parts.owner, GetLengthSid(parts.owner));
	if (parts.group != NULL)
		d->Group = memcpy(group, parts.group, GetLengthSid(parts.group));
	return TRUE;
}
