/* aclapi.h: access control of objects. */
#ifndef __ACCESS_CONTROL_API__
#define __ACCESS_CONTROL_API__

#include <windows.h>
#include <accctrl.h>

WINSOCK_BEGIN

DWORD WINAPI SetSecurityInfo(HANDLE object, SE_OBJECT_TYPE type, SECURITY_INFORMATION parts,
			     PSID owner, PSID group, PACL dacl, PACL sacl);
DWORD WINAPI GetSecurityInfo(HANDLE object, SE_OBJECT_TYPE type, SECURITY_INFORMATION parts,
			     PSID *owner, PSID *group, PACL *dacl, PACL *sacl,
			     PSECURITY_DESCRIPTOR *descriptor);
DWORD WINAPI SetEntriesInAclA(ULONG count, PEXPLICIT_ACCESS_A entries, PACL old, PACL *merged);
DWORD WINAPI SetEntriesInAclW(ULONG count, PEXPLICIT_ACCESS_W entries, PACL old, PACL *merged);
VOID WINAPI BuildTrusteeWithNameA(PTRUSTEE_A trustee, LPSTR name);
VOID WINAPI BuildTrusteeWithNameW(PTRUSTEE_W trustee, LPWSTR name);
VOID WINAPI BuildTrusteeWithSidA(PTRUSTEE_A trustee, PSID sid);
VOID WINAPI BuildTrusteeWithSidW(PTRUSTEE_W trustee, PSID sid);
VOID WINAPI BuildExplicitAccessWithNameA(PEXPLICIT_ACCESS_A entry, LPSTR name, DWORD rights,
					 ACCESS_MODE mode, DWORD inheritance);
VOID WINAPI BuildExplicitAccessWithNameW(PEXPLICIT_ACCESS_W entry, LPWSTR name, DWORD rights,
					 ACCESS_MODE mode, DWORD inheritance);

WINSOCK_END

#ifdef UNICODE
#define SetEntriesInAcl SetEntriesInAclW
#define BuildTrusteeWithName BuildTrusteeWithNameW
#define BuildTrusteeWithSid BuildTrusteeWithSidW
#define BuildExplicitAccessWithName BuildExplicitAccessWithNameW
#else
#define SetEntriesInAcl SetEntriesInAclA
#define BuildTrusteeWithName BuildTrusteeWithNameA
#define BuildTrusteeWithSid BuildTrusteeWithSidA
#define BuildExplicitAccessWithName BuildExplicitAccessWithNameA
#endif

#endif
