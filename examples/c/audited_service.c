/*
 * audited_service.c: a service that has it recorded who tries to take its port.
 *
 *	audited_service [PORT]
 *
 * It needs the privilege SeSecurityPrivilege: root, or CAP_AUDIT_WRITE. It says hello
 * to each client and ends when its standard input does. "winsock audit -f" shows the
 * records.
 */
#include <winsock2.h>
#include <windows.h>
#include <aclapi.h>
#include <stdio.h>
#include <stdlib.h>

#pragma comment(lib, "ws2_32.lib")
#pragma comment(lib, "advapi32.lib")

#define DEFAULT_PORT 7017

static int complain(const char *call, DWORD error)
{
	fprintf(stderr, "%s: error %lu\n", call, (unsigned long)error);
	return EXIT_FAILURE;
}

/* set_privilege enables or disables SeSecurityPrivilege, and returns an error code. */
static DWORD set_privilege(BOOL on)
{
	TOKEN_PRIVILEGES state;
	HANDLE token;
	DWORD error;

	if (!OpenProcessToken(GetCurrentProcess(), TOKEN_ADJUST_PRIVILEGES, &token))
		return GetLastError();
	state.PrivilegeCount = 1;
	state.Privileges[0].Attributes = on ? SE_PRIVILEGE_ENABLED : 0;
	if (!LookupPrivilegeValue(NULL, SE_SECURITY_NAME, &state.Privileges[0].Luid) ||
	    !AdjustTokenPrivileges(token, FALSE, &state, 0, NULL, NULL)) {
		CloseHandle(token);
		return ERROR_PRIVILEGE_NOT_HELD;
	}
	error = GetLastError(); /* ERROR_NOT_ALL_ASSIGNED when the account does not hold it */
	CloseHandle(token);
	return error;
}

/* audit_everyone gives a socket a SACL that asks for records of what everyone does. */
static DWORD audit_everyone(SOCKET s)
{
	BYTE everyone[SECURITY_MAX_SID_SIZE];
	DWORD size = sizeof everyone, room[32];
	PACL sacl = (PACL)room;

	if (!CreateWellKnownSid(WinWorldSid, NULL, everyone, &size) ||
	    !InitializeAcl(sacl, sizeof room, ACL_REVISION) ||
	    !AddAuditAccessAce(sacl, ACL_REVISION, GENERIC_ALL, everyone, TRUE, TRUE))
		return GetLastError();
	return SetSecurityInfo((HANDLE)s, SE_KERNEL_OBJECT, SACL_SECURITY_INFORMATION, NULL, NULL,
			       NULL, sacl);
}

/* watch_input ends the service when its standard input ends. */
static DWORD WINAPI watch_input(LPVOID listener)
{
	while (getchar() != EOF)
		;
	closesocket((SOCKET)(ULONG_PTR)listener);
	return 0;
}

int main(int argc, char **argv)
{
	struct sockaddr_in address = {0};
	int length = sizeof address;
	SOCKET listener, client;
	HANDLE thread;
	WSADATA data;
	DWORD error;

	error = (DWORD)WSAStartup(MAKEWORD(2, 2), &data);
	if (error != 0)
		return complain("WSAStartup", error);
	error = set_privilege(TRUE);
	if (error != ERROR_SUCCESS)
		return complain("AdjustTokenPrivileges", error);
	listener = WSASocketW(AF_INET, SOCK_STREAM, IPPROTO_TCP, NULL, 0,
			      WSA_FLAG_OVERLAPPED | WSA_FLAG_ACCESS_SYSTEM_SECURITY);
	if (listener == INVALID_SOCKET)
		return complain("WSASocket", (DWORD)WSAGetLastError());
	error = audit_everyone(listener);
	if (error != ERROR_SUCCESS)
		return complain("SetSecurityInfo", error);
	address.sin_family = AF_INET;
	address.sin_port = htons((u_short)(argc > 1 ? atoi(argv[1]) : DEFAULT_PORT));
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 ||
	    listen(listener, SOMAXCONN) != 0 ||
	    getsockname(listener, (struct sockaddr *)&address, &length) != 0)
		return complain("bind", (DWORD)WSAGetLastError());
	set_privilege(FALSE);
	printf("Listening on port %u\n", ntohs(address.sin_port));
	fflush(stdout);

	thread = CreateThread(NULL, 0, watch_input, (LPVOID)(ULONG_PTR)listener, 0, NULL);
	while ((client = accept(listener, NULL, NULL)) != INVALID_SOCKET) {
		send(client, "hello\n", 6, 0);
		closesocket(client);
	}
	WaitForSingleObject(thread, INFINITE);
	CloseHandle(thread);
	WSACleanup();
	return EXIT_SUCCESS;
}
