/* audit.c: the five steps that have binds to a service's port recorded. P-416…P-423. */
#include "check.h"

#include <aclapi.h>

static HANDLE token;

/* adjust enables or disables the privilege, and tells the last error. */
static DWORD adjust(DWORD attributes)
{
	TOKEN_PRIVILEGES state = {1, {{{0, 0}, attributes}}};

	LookupPrivilegeValue(NULL, SE_SECURITY_NAME, &state.Privileges[0].Luid);
	SetLastError(77);
	if (!AdjustTokenPrivileges(token, FALSE, &state, sizeof state, NULL, NULL))
		return 78;
	return GetLastError();
}

static SOCKET make(DWORD flags)
{
	return WSASocketW(AF_INET, SOCK_STREAM, IPPROTO_TCP, NULL, 0, WSA_FLAG_OVERLAPPED | flags);
}

static void tokens(void)
{
	HANDLE other = NULL, query;
	PRIVILEGE_SET set = {1, PRIVILEGE_SET_ALL_NECESSARY, {{{8, 0}, 0}}};
	TOKEN_PRIVILEGES state = {1, {{{8, 0}, 0}}};
	char room[4096];
	DWORD n = 0;
	BOOL held = 7;

	check("P-418", !OpenThreadToken(GetCurrentThread(), TOKEN_QUERY, TRUE, &other) &&
		GetLastError() == ERROR_NO_TOKEN, "threads have no token of their own");
	check("P-418", OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &query), "OpenProcessToken");
	check("P-418", !AdjustTokenPrivileges(query, FALSE, &state, 0, NULL, NULL) &&
		GetLastError() == ERROR_ACCESS_DENIED, "a token for asking can't be changed");
	check("P-418", !GetTokenInformation(query, TokenUser, NULL, 0, &n) &&
		GetLastError() == ERROR_INSUFFICIENT_BUFFER && n > sizeof(TOKEN_USER), "TokenUser: the size");
	check("P-418", GetTokenInformation(query, TokenUser, room, sizeof room, &n) &&
		IsValidSid(((TOKEN_USER *)room)->User.Sid), "TokenUser");
	check("P-418", GetTokenInformation(query, TokenGroups, room, sizeof room, &n) &&
		((TOKEN_GROUPS *)room)->GroupCount > 0, "TokenGroups");
	check("P-418", GetTokenInformation(query, TokenPrivileges, room, sizeof room, &n) &&
		((TOKEN_PRIVILEGES *)room)->PrivilegeCount > 0, "TokenPrivileges");
	adjust(0);
	check("P-418", PrivilegeCheck(query, &set, &held) && !held, "the privilege is not enabled");
	CloseHandle(query);
	check("P-418", !GetTokenInformation(query, TokenUser, room, sizeof room, &n) &&
		GetLastError() == ERROR_INVALID_HANDLE, "a closed token");
}

int main(void)
{
	SID_IDENTIFIER_AUTHORITY world = SECURITY_WORLD_SID_AUTHORITY;
	SOCKET plain, s, second;
	DWORD room[32], error;
	PACL sacl = (PACL)room, got = NULL;
	PSECURITY_DESCRIPTOR descriptor = NULL;
	PSID everyone;
	struct sockaddr_in a;
	int n = sizeof a;

	start();
	check("P-418",
		OpenProcessToken(GetCurrentProcess(), TOKEN_ADJUST_PRIVILEGES | TOKEN_QUERY, &token),
		"OpenProcessToken");
	tokens();
	AllocateAndInitializeSid(&world, 1, 0, 0, 0, 0, 0, 0, 0, 0, &everyone);
	InitializeAcl(sacl, sizeof room, ACL_REVISION);
	AddAuditAccessAce(sacl, ACL_REVISION, 0x001F01FF, everyone, TRUE, TRUE);
	plain = make(0);

	expect_error("P-419", "WSASocket while the privilege is disabled",
		make(WSA_FLAG_ACCESS_SYSTEM_SECURITY), INVALID_SOCKET, WSAEACCES);
	expect("P-420", "a SACL without privilege and flag",
		SetSecurityInfo((HANDLE)plain, SE_KERNEL_OBJECT, SACL_SECURITY_INFORMATION, NULL, NULL, NULL,
			sacl), ERROR_PRIVILEGE_NOT_HELD);
	error = adjust(SE_PRIVILEGE_ENABLED); /* step 1 */
	if (error == ERROR_NOT_ALL_ASSIGNED) {
		check("P-421", 1, "the account does not hold the privilege");
		skip("P-416", "the privilege is not held");
		return verdict();
	}
	expect("P-421", "AdjustTokenPrivileges", error, ERROR_SUCCESS);
	expect("P-420", "a SACL without the flag",
		SetSecurityInfo((HANDLE)plain, SE_KERNEL_OBJECT, SACL_SECURITY_INFORMATION, NULL, NULL, NULL,
			sacl), ERROR_ACCESS_DENIED);
	s = make(WSA_FLAG_ACCESS_SYSTEM_SECURITY); /* step 2 */
	check("P-416", s != INVALID_SOCKET, "WSASocket with the privilege");
	expect("P-416", "its SACL", SetSecurityInfo((HANDLE)s, SE_KERNEL_OBJECT, /* step 3 */
		SACL_SECURITY_INFORMATION, NULL, NULL, NULL, sacl), ERROR_SUCCESS);
	memset(&a, 0, sizeof a);
	a.sin_family = AF_INET;
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	expect("P-418", "bind", bind(s, (struct sockaddr *)&a, sizeof a), 0); /* step 4 */
	getsockname(s, (struct sockaddr *)&a, &n);
	expect("P-418", "the privilege is disabled again", adjust(0), ERROR_SUCCESS); /* step 5 */
	expect("P-420", "the SACL can still be read", GetSecurityInfo((HANDLE)s, SE_KERNEL_OBJECT,
		SACL_SECURITY_INFORMATION, NULL, NULL, NULL, &got, &descriptor), ERROR_SUCCESS);
	check("P-423", got != NULL && got->AceCount == 1 && IsValidSecurityDescriptor(descriptor),
		"and is the one that was given");
	LocalFree(descriptor);

	second = make(0);
	fails("P-422", "a second bind", bind(second, (struct sockaddr *)&a, sizeof a), WSAEADDRINUSE);
	closesocket(second);
	closesocket(s);
	closesocket(plain);
	CloseHandle(token);
	FreeSid(everyone);
	WSACleanup();
	return verdict();
}
