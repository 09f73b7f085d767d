/*
 * securityinfo.c: the security of what a handle means. Sockets have some of their
 * own; other objects have none.
 *
 * Source: aclapi.h and securitybaseapi.h documentation; P-420, P-423.
 */
#include <aclapi.h>

#include "advapi32.h"
#include "descriptor.h"

#define ALL_PARTS                                                                          \
	(OWNER_SECURITY_INFORMATION | GROUP_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION | \
	 SACL_SECURITY_INFORMATION)

/* set gives an object parts of a descriptor, and returns an error code. */
static DWORD set(HANDLE object, SECURITY_INFORMATION wanted, const struct ws_parts *parts,
		 WORD control)
{
	DWORD size = ws_relative(parts, control, NULL, 0), error;
	void *relative = LocalAlloc(LMEM_FIXED, size);

	if (relative == NULL)
		return ERROR_NOT_ENOUGH_MEMORY;
	ws_relative(parts, control, relative, size);
	error = (DWORD)ws_go_security_set((uintptr_t)object, wanted, relative, size);
	LocalFree(relative);
	return error;
}

/* is_kernel says whether objects of a type have handles. */
static bool is_kernel(SE_OBJECT_TYPE type)
{
	return type == SE_KERNEL_OBJECT || type == SE_FILE_OBJECT;
}

/* Parts that are not asked for are not looked at. */
DWORD WINAPI SetSecurityInfo(HANDLE object, SE_OBJECT_TYPE type, SECURITY_INFORMATION wanted,
			     PSID owner, PSID group, PACL dacl, PACL sacl)
{
	struct ws_parts parts = {0};
	WORD control = 0;

	WS_NO_CHILD(ERROR_NOT_SUPPORTED);
	if (!is_kernel(type))
		return ERROR_INVALID_PARAMETER;
	if ((wanted & OWNER_SECURITY_INFORMATION) != 0) {
		if (!IsValidSid(owner))
			return ERROR_INVALID_OWNER;
		parts.owner = owner;
	}
	if ((wanted & GROUP_SECURITY_INFORMATION) != 0) {
		if (!IsValidSid(group))
			return ERROR_INVALID_PRIMARY_GROUP;
		parts.group = group;
	}
	if ((wanted & DACL_SECURITY_INFORMATION) != 0) {
		if (dacl != NULL && !IsValidAcl(dacl))
			return ERROR_INVALID_ACL;
		parts.dacl = dacl;
		control |= SE_DACL_PRESENT;
	}
	if ((wanted & SACL_SECURITY_INFORMATION) != 0) {
		if (sacl != NULL && !IsValidAcl(sacl))
			return ERROR_INVALID_ACL;
		parts.sacl = sacl;
		control |= SE_SACL_PRESENT;
	}
	return set(object, wanted & ALL_PARTS, &parts, control);
}

/* get gives a self-relative descriptor that LocalFree frees; an error code. */
static DWORD get(HANDLE object, SECURITY_INFORMATION wanted, void **descriptor, DWORD *size)
{
	int64_t n = ws_go_security_get((uintptr_t)object, wanted & ALL_PARTS, NULL, 0);

	/* It may have grown in between. */
	while (n > 0) {
		DWORD room = (DWORD)n;

		*descriptor = LocalAlloc(LMEM_FIXED, room);
		if (*descriptor == NULL)
			return ERROR_NOT_ENOUGH_MEMORY;
		n = ws_go_security_get((uintptr_t)object, wanted & ALL_PARTS, *descriptor, room);
		if (n > 0 && n <= room) {
			*size = (DWORD)n;
			return ERROR_SUCCESS;
		}
		LocalFree(*descriptor);
	}
	return (DWORD)-n;
}

DWORD WINAPI GetSecurityInfo(HANDLE object, SE_OBJECT_TYPE type, SECURITY_INFORMATION wanted,
			     PSID *owner, PSID *group, PACL *dacl, PACL *sacl,
			     PSECURITY_DESCRIPTOR *descriptor)
{
	struct ws_parts parts;
	void *relative = NULL;
	DWORD error, size;

	WS_NO_CHILD(ERROR_NOT_SUPPORTED);
	/* What the pointers lead to is in the descriptor. */
	if (!is_kernel(type) || descriptor == NULL)
		return ERROR_INVALID_PARAMETER;
	error = get(object, wanted, &relative, &size);
	if (error != ERROR_SUCCESS)
		return error;
	parts = ws_parts_of(relative);
	if (owner != NULL && (wanted & OWNER_SECURITY_INFORMATION) != 0)
		*owner = parts.owner;
	if (group != NULL && (wanted & GROUP_SECURITY_INFORMATION) != 0)
		*group = parts.group;
	if (dacl != NULL && (wanted & DACL_SECURITY_INFORMATION) != 0)
		*dacl = parts.dacl;
	if (sacl != NULL && (wanted & SACL_SECURITY_INFORMATION) != 0)
		*sacl = parts.sacl;
	*descriptor = relative;
	return ERROR_SUCCESS;
}

BOOL WINAPI SetKernelObjectSecurity(HANDLE object, SECURITY_INFORMATION wanted,
				    PSECURITY_DESCRIPTOR descriptor)
{
	struct ws_parts parts;

	WS_NO_CHILD(FALSE);
	if (!IsValidSecurityDescriptor(descriptor))
		return FALSE;
	parts = ws_parts_of(descriptor);
	return ws_bool((int32_t)set(object, wanted & ALL_PARTS, &parts,
				    ((SECURITY_DESCRIPTOR *)descriptor)->Control));
}

BOOL WINAPI GetKernelObjectSecurity(HANDLE object, SECURITY_INFORMATION wanted,
				    PSECURITY_DESCRIPTOR descriptor, DWORD size, LPDWORD needed)
{
	int64_t n;

	WS_NO_CHILD(FALSE);
	n = ws_go_security_get((uintptr_t)object, wanted & ALL_PARTS, descriptor,
			       descriptor == NULL ? 0 : size);
	if (n < 0)
		return ws_bool((int32_t)-n);
	return ws_room(needed, (DWORD)n, descriptor == NULL ? 0 : size);
}
