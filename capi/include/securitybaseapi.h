/* securitybaseapi.h: identifiers, access control lists, security descriptors, tokens. */
#ifndef _SECURITYBASEAPI_H_
#define _SECURITYBASEAPI_H_

#include <minwinbase.h>
#include <winnt.h>

WINSOCK_BEGIN

/* Identifiers. */
BOOL WINAPI AllocateAndInitializeSid(PSID_IDENTIFIER_AUTHORITY authority, BYTE count, DWORD sub0,
				     DWORD sub1, DWORD sub2, DWORD sub3, DWORD sub4, DWORD sub5,
				     DWORD sub6, DWORD sub7, PSID *sid);
PVOID WINAPI FreeSid(PSID sid);
BOOL WINAPI InitializeSid(PSID sid, PSID_IDENTIFIER_AUTHORITY authority, BYTE count);
BOOL WINAPI IsValidSid(PSID sid);
BOOL WINAPI EqualSid(PSID first, PSID second);
BOOL WINAPI EqualPrefixSid(PSID first, PSID second);
BOOL WINAPI CopySid(DWORD room, PSID to, PSID from);
DWORD WINAPI GetLengthSid(PSID sid);
DWORD WINAPI GetSidLengthRequired(UCHAR count);
PSID_IDENTIFIER_AUTHORITY WINAPI GetSidIdentifierAuthority(PSID sid);
PDWORD WINAPI GetSidSubAuthority(PSID sid, DWORD index);
PUCHAR WINAPI GetSidSubAuthorityCount(PSID sid);
BOOL WINAPI CreateWellKnownSid(WELL_KNOWN_SID_TYPE type, PSID domain, PSID sid, DWORD *size);
BOOL WINAPI IsWellKnownSid(PSID sid, WELL_KNOWN_SID_TYPE type);

/* Access control lists. */
BOOL WINAPI InitializeAcl(PACL acl, DWORD size, DWORD revision);
BOOL WINAPI IsValidAcl(PACL acl);
BOOL WINAPI GetAclInformation(PACL acl, LPVOID information, DWORD size,
			      ACL_INFORMATION_CLASS what);
BOOL WINAPI AddAce(PACL acl, DWORD revision, DWORD index, LPVOID list, DWORD size);
BOOL WINAPI GetAce(PACL acl, DWORD index, LPVOID *ace);
BOOL WINAPI DeleteAce(PACL acl, DWORD index);
BOOL WINAPI FindFirstFreeAce(PACL acl, LPVOID *ace);
BOOL WINAPI AddAccessAllowedAce(PACL acl, DWORD revision, DWORD mask, PSID sid);
BOOL WINAPI AddAccessAllowedAceEx(PACL acl, DWORD revision, DWORD flags, DWORD mask, PSID sid);
BOOL WINAPI AddAccessDeniedAce(PACL acl, DWORD revision, DWORD mask, PSID sid);
BOOL WINAPI AddAccessDeniedAceEx(PACL acl, DWORD revision, DWORD flags, DWORD mask, PSID sid);
BOOL WINAPI AddAuditAccessAce(PACL acl, DWORD revision, DWORD mask, PSID sid, BOOL success,
			      BOOL failure);
BOOL WINAPI AddAuditAccessAceEx(PACL acl, DWORD revision, DWORD flags, DWORD mask, PSID sid,
				BOOL success, BOOL failure);

/* Security descriptors. */
BOOL WINAPI InitializeSecurityDescriptor(PSECURITY_DESCRIPTOR descriptor, DWORD revision);
BOOL WINAPI IsValidSecurityDescriptor(PSECURITY_DESCRIPTOR descriptor);
DWORD WINAPI GetSecurityDescriptorLength(PSECURITY_DESCRIPTOR descriptor);
BOOL WINAPI GetSecurityDescriptorControl(PSECURITY_DESCRIPTOR descriptor,
					 PSECURITY_DESCRIPTOR_CONTROL control, LPDWORD revision);
BOOL WINAPI SetSecurityDescriptorControl(PSECURITY_DESCRIPTOR descriptor,
					 SECURITY_DESCRIPTOR_CONTROL mask,
					 SECURITY_DESCRIPTOR_CONTROL bits);
BOOL WINAPI GetSecurityDescriptorOwner(PSECURITY_DESCRIPTOR descriptor, PSID *owner,
				       LPBOOL defaulted);
BOOL WINAPI SetSecurityDescriptorOwner(PSECURITY_DESCRIPTOR descriptor, PSID owner,
				       BOOL defaulted);
BOOL WINAPI GetSecurityDescriptorGroup(PSECURITY_DESCRIPTOR descriptor, PSID *group,
				       LPBOOL defaulted);
BOOL WINAPI SetSecurityDescriptorGroup(PSECURITY_DESCRIPTOR descriptor, PSID group,
				       BOOL defaulted);
BOOL WINAPI GetSecurityDescriptorDacl(PSECURITY_DESCRIPTOR descriptor, LPBOOL present, PACL *dacl,
				      LPBOOL defaulted);
BOOL WINAPI SetSecurityDescriptorDacl(PSECURITY_DESCRIPTOR descriptor, BOOL present, PACL dacl,
				      BOOL defaulted);
BOOL WINAPI GetSecurityDescriptorSacl(PSECURITY_DESCRIPTOR descriptor, LPBOOL present, PACL *sacl,
				      LPBOOL defaulted);
BOOL WINAPI SetSecurityDescriptorSacl(PSECURITY_DESCRIPTOR descriptor, BOOL present, PACL sacl,
				      BOOL defaulted);
BOOL WINAPI MakeSelfRelativeSD(PSECURITY_DESCRIPTOR absolute, PSECURITY_DESCRIPTOR relative,
			       LPDWORD size);
BOOL WINAPI MakeAbsoluteSD(PSECURITY_DESCRIPTOR relative, PSECURITY_DESCRIPTOR absolute,
			   LPDWORD size, PACL dacl, LPDWORD dacl_size, PACL sacl,
			   LPDWORD sacl_size, PSID owner, LPDWORD owner_size, PSID group,
			   LPDWORD group_size);

/* The security of what a handle means. */
BOOL WINAPI GetKernelObjectSecurity(HANDLE object, SECURITY_INFORMATION parts,
				    PSECURITY_DESCRIPTOR descriptor, DWORD size, LPDWORD needed);
BOOL WINAPI SetKernelObjectSecurity(HANDLE object, SECURITY_INFORMATION parts,
				    PSECURITY_DESCRIPTOR descriptor);

/* Tokens. */
BOOL WINAPI AdjustTokenPrivileges(HANDLE token, BOOL disable_all, PTOKEN_PRIVILEGES state,
				  DWORD size, PTOKEN_PRIVILEGES previous, PDWORD needed);
BOOL WINAPI GetTokenInformation(HANDLE token, TOKEN_INFORMATION_CLASS what, LPVOID information,
				DWORD size, PDWORD needed);
BOOL WINAPI PrivilegeCheck(HANDLE token, PPRIVILEGE_SET privileges, LPBOOL result);

WINSOCK_END

#endif
