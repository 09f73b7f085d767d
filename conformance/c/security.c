/* security.c: identifiers, access control lists, security descriptors. P-417, P-424…P-427. */
#include "check.h"

#include <aclapi.h>
#include <sddl.h>

#ifndef SUCCESSFUL_ACCESS_ACE_FLAG
#define SUCCESSFUL_ACCESS_ACE_FLAG 0x40
#define FAILED_ACCESS_ACE_FLAG 0x80
#endif

static SID_IDENTIFIER_AUTHORITY world = SECURITY_WORLD_SID_AUTHORITY;
static SID_IDENTIFIER_AUTHORITY nt = SECURITY_NT_AUTHORITY;

static void identifiers(void)
{
	static const BYTE everyone[] = {1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0};
	BYTE buffer[SECURITY_MAX_SID_SIZE];
	DWORD size;
	PSID sid = NULL, again = NULL;
	char *text = NULL;

	check("P-426", AllocateAndInitializeSid(&world, 1, 0, 0, 0, 0, 0, 0, 0, 0, &sid),
		"AllocateAndInitializeSid of everyone");
	expect("P-426", "its size", GetLengthSid(sid), 12);
	check("P-426", memcmp(sid, everyone, sizeof everyone) == 0, "its bytes");
	check("P-426", ConvertSidToStringSidA(sid, &text) && strcmp(text, "S-1-1-0") == 0, "its text");
	LocalFree(text);
	size = sizeof buffer;
	check("P-426", CreateWellKnownSid(WinWorldSid, NULL, buffer, &size) && size == 12,
		"CreateWellKnownSid");
	check("P-426", EqualSid(sid, buffer), "EqualSid");
	size = 11;
	check("P-426", !CreateWellKnownSid(WinWorldSid, NULL, buffer, &size) && size == 12 &&
		GetLastError() == ERROR_INSUFFICIENT_BUFFER, "CreateWellKnownSid without room");
	check("P-426", ConvertStringSidToSidA("S-1-5-32-544", &again), "ConvertStringSidToSid");
	expect("P-426", "subauthorities", *GetSidSubAuthorityCount(again), 2);
	expect("P-426", "the second", *GetSidSubAuthority(again, 1), 544);
	expect("P-426", "the authority", GetSidIdentifierAuthority(again)->Value[5], 5);
	check("P-426", !EqualSid(sid, again), "others are not equal");
	check("P-426", IsWellKnownSid(again, WinBuiltinAdministratorsSid), "IsWellKnownSid");
	check("P-426", !CopySid(11, buffer, sid), "CopySid without room");
	check("P-426", CopySid(12, buffer, sid) && EqualSid(sid, buffer), "CopySid");
	buffer[0] = 2;
	check("P-426", !IsValidSid(buffer), "another revision is not valid");
	check("P-426", !ConvertStringSidToSidA("S-1-x", &again) && GetLastError() == ERROR_INVALID_SID,
		"text that is none");
	check("P-426", InitializeSid(buffer, &nt, 15), "15 subauthorities");
	check("P-426", !InitializeSid(buffer, &nt, 16), "16 are too many");
	FreeSid(sid);
}

static void lists(void)
{
	BYTE everyone[SECURITY_MAX_SID_SIZE];
	DWORD size = sizeof everyone, room[64];
	PACL acl = (PACL)room;
	ACL_SIZE_INFORMATION sizes;
	BYTE *ace = NULL;

	CreateWellKnownSid(WinWorldSid, NULL, everyone, &size);
	check("P-424", !InitializeAcl(acl, 7, ACL_REVISION), "a list without room for its header");
	check("P-424", InitializeAcl(acl, sizeof room, ACL_REVISION), "InitializeAcl");
	expect("P-424", "revision", ((BYTE *)acl)[0], 2);
	expect("P-424", "size", *(WORD *)((BYTE *)acl + 2), sizeof room);
	expect("P-424", "entries", *(WORD *)((BYTE *)acl + 4), 0);
	check("P-425", AddAuditAccessAce(acl, ACL_REVISION, 0x001F01FF, everyone, FALSE, TRUE),
		"AddAuditAccessAce");
	check("P-425", AddAccessAllowedAce(acl, ACL_REVISION, GENERIC_ALL, everyone),
		"AddAccessAllowedAce");
	check("P-425", AddAccessDeniedAce(acl, ACL_REVISION, GENERIC_READ, everyone),
		"AddAccessDeniedAce");
	check("P-425", GetAce(acl, 0, (void **)&ace), "GetAce");
	expect("P-425", "the type of an audit entry", ace[0], SYSTEM_AUDIT_ACE_TYPE);
	expect("P-425", "its flags", ace[1], FAILED_ACCESS_ACE_FLAG);
	expect("P-425", "its size", *(WORD *)(ace + 2), 20);
	expect("P-425", "its mask", *(DWORD *)(ace + 4), 0x001F01FF);
	check("P-425", EqualSid(ace + 8, everyone), "its identifier");
	check("P-425", GetAce(acl, 1, (void **)&ace) && ace[0] == ACCESS_ALLOWED_ACE_TYPE,
		"one that allows");
	check("P-425", GetAce(acl, 2, (void **)&ace) && ace[0] == ACCESS_DENIED_ACE_TYPE,
		"one that denies");
	check("P-424", GetAclInformation(acl, &sizes, sizeof sizes, AclSizeInformation) &&
		sizes.AceCount == 3 && sizes.AclBytesInUse == 68 &&
		sizes.AclBytesFree == sizeof room - 68, "GetAclInformation");
	check("P-424", DeleteAce(acl, 1) && GetAce(acl, 1, (void **)&ace) &&
		ace[0] == ACCESS_DENIED_ACE_TYPE, "DeleteAce");
	check("P-424", !GetAce(acl, 2, (void **)&ace) && GetLastError() == ERROR_INVALID_PARAMETER,
		"an entry that is not there");
	check("P-424", IsValidAcl(acl), "the list is valid");
	((BYTE *)acl)[8 + 2] = 0xFF;
	check("P-424", !IsValidAcl(acl), "an entry that reaches past the end makes it invalid");
	check("P-424", InitializeAcl(acl, 24, ACL_REVISION), "a short list");
	check("P-424", !AddAccessAllowedAce(acl, ACL_REVISION, 1, everyone) &&
		GetLastError() == ERROR_ALLOTTED_SPACE_EXCEEDED, "it has no room for an entry");
}

static void descriptors(void)
{
	BYTE everyone[SECURITY_MAX_SID_SIZE], relative[256];
	DWORD size = sizeof everyone, room[32];
	SECURITY_DESCRIPTOR absolute;
	SECURITY_DESCRIPTOR_CONTROL control;
	DWORD revision, n;
	PACL acl = (PACL)room, sacl = NULL;
	BOOL present = 7, defaulted = 7;

	CreateWellKnownSid(WinWorldSid, NULL, everyone, &size);
	InitializeAcl(acl, 28, ACL_REVISION);
	AddAuditAccessAce(acl, ACL_REVISION, 1, everyone, TRUE, TRUE);
	check("P-427", !InitializeSecurityDescriptor(&absolute, 2), "revision 2 is not known");
	check("P-427", InitializeSecurityDescriptor(&absolute, SECURITY_DESCRIPTOR_REVISION),
		"InitializeSecurityDescriptor");
	check("P-427", SetSecurityDescriptorSacl(&absolute, TRUE, acl, FALSE), "its SACL");
	check("P-427", SetSecurityDescriptorOwner(&absolute, everyone, FALSE), "its owner");
	check("P-427", SetSecurityDescriptorDacl(&absolute, TRUE, NULL, FALSE), "its DACL without a list");
	n = 0;
	check("P-427", !MakeSelfRelativeSD(&absolute, NULL, &n) &&
		GetLastError() == ERROR_INSUFFICIENT_BUFFER, "MakeSelfRelativeSD tells the size");
	expect("P-427", "which is", n, 20 + 28 + 12);
	check("P-427", MakeSelfRelativeSD(&absolute, relative, &n), "MakeSelfRelativeSD");
	check("P-427", relative[0] == 1, "revision");
	expect("P-427", "control", *(WORD *)(relative + 2),
		SE_SELF_RELATIVE | SE_SACL_PRESENT | SE_DACL_PRESENT);
	expect("P-427", "no group", *(DWORD *)(relative + 8), 0);
	check("P-427", EqualSid(relative + *(DWORD *)(relative + 4), everyone),
		"the owner is at its offset");
	check("P-427", memcmp(relative + *(DWORD *)(relative + 12), acl, 28) == 0,
		"the SACL is at its offset");
	expect("P-427", "a DACL without a list has none", *(DWORD *)(relative + 16), 0);
	expect("P-427", "its length", GetSecurityDescriptorLength(relative), n);
	check("P-427", GetSecurityDescriptorSacl(relative, &present, &sacl, &defaulted) && present &&
		!defaulted && memcmp(sacl, acl, 28) == 0, "GetSecurityDescriptorSacl");
	check("P-427", GetSecurityDescriptorControl(relative, &control, &revision) && revision == 1 &&
		(control & SE_SELF_RELATIVE) != 0, "GetSecurityDescriptorControl");
	check("P-427", IsValidSecurityDescriptor(relative), "it is valid");
	check("P-427", !SetSecurityDescriptorSacl(relative, TRUE, acl, FALSE),
		"a self-relative one can't be given a list");
}

static void entries(void)
{
	EXPLICIT_ACCESSA access[2];
	PACL acl = NULL;
	BYTE *ace = NULL;
	PSID everyone = NULL;

	AllocateAndInitializeSid(&world, 1, 0, 0, 0, 0, 0, 0, 0, 0, &everyone);
	memset(access, 0, sizeof access);
	access[0].grfAccessPermissions = 0x1F01FF;
	access[0].grfAccessMode = SET_AUDIT_FAILURE;
	access[0].Trustee.TrusteeForm = TRUSTEE_IS_SID;
	access[0].Trustee.ptstrName = (LPSTR)everyone;
	expect("P-423", "SetEntriesInAcl", SetEntriesInAclA(1, access, NULL, &acl), ERROR_SUCCESS);
	check("P-425", acl != NULL && GetAce(acl, 0, (void **)&ace) && ace[0] == SYSTEM_AUDIT_ACE_TYPE &&
		ace[1] == FAILED_ACCESS_ACE_FLAG && EqualSid(ace + 8, everyone), "an entry that audits");
	LocalFree(acl);
	access[1] = access[0];
	access[0].grfAccessMode = GRANT_ACCESS;
	access[1].grfAccessMode = DENY_ACCESS;
	acl = NULL;
	expect("P-423", "allow and deny", SetEntriesInAclA(2, access, NULL, &acl), ERROR_SUCCESS);
	check("P-425", acl != NULL && GetAce(acl, 0, (void **)&ace) && ace[0] == ACCESS_DENIED_ACE_TYPE,
		"what denies stands first");
	LocalFree(acl);
	FreeSid(everyone);
}

static void privileges(void)
{
	LUID luid = {1, 1};
	char name[40];
	DWORD n = sizeof name;

	check("P-417", LookupPrivilegeValueA(NULL, "SeSecurityPrivilege", &luid) && luid.LowPart == 8 &&
		luid.HighPart == 0, "SeSecurityPrivilege is 8");
	check("P-417", LookupPrivilegeValueW(NULL, L"SeSecurityPrivilege", &luid), "in wide letters");
	check("P-417", !LookupPrivilegeValueA(NULL, "SeNoSuchPrivilege", &luid) &&
		GetLastError() == ERROR_NO_SUCH_PRIVILEGE, "one that is not known");
	luid.LowPart = 8;
	luid.HighPart = 0;
	check("P-417", LookupPrivilegeNameA(NULL, &luid, name, &n) && n == 19 &&
		strcmp(name, "SeSecurityPrivilege") == 0, "LookupPrivilegeName");
	n = 19;
	check("P-417", !LookupPrivilegeNameA(NULL, &luid, name, &n) && n == 20 &&
		GetLastError() == ERROR_INSUFFICIENT_BUFFER, "without room for the end");
	expect("P-417", "the right to SACLs", ACCESS_SYSTEM_SECURITY, 0x01000000);
}

int main(void)
{
	identifiers();
	lists();
	descriptors();
	entries();
	privileges();
	return verdict();
}
