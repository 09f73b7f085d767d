/* process.c: CreateProcess, with this program as the child too. */
#include <winsock2.h>

#include "check.h"

#include <shellapi.h>

static char self[MAX_PATH];

static PROCESS_INFORMATION start(char *line, DWORD flags, HANDLE in, HANDLE out)
{
	STARTUPINFOA si = {.cb = sizeof si, .dwFlags = STARTF_USESTDHANDLES};
	PROCESS_INFORMATION pi = {0};

	si.hStdInput = in;
	si.hStdOutput = out;
	si.hStdError = GetStdHandle(STD_ERROR_HANDLE);
	CHECK(CreateProcessA(NULL, line, NULL, NULL, TRUE, flags, NULL, NULL, &si, &pi));
	return pi;
}

/* finish waits for a child and returns its exit code. */
static DWORD finish(PROCESS_INFORMATION *pi)
{
	DWORD code = 0xBAD;

	CHECK(WaitForSingleObject(pi->hProcess, 20000) == WAIT_OBJECT_0);
	CHECK(WaitForSingleObject(pi->hThread, 20000) == WAIT_OBJECT_0);
	CHECK(GetExitCodeProcess(pi->hProcess, &code));
	CHECK(GetProcessId(pi->hProcess) == pi->dwProcessId);
	CHECK(CloseHandle(pi->hThread));
	CHECK(CloseHandle(pi->hProcess));
	return code;
}

/* gather reads a pipe to its end. */
static DWORD gather(HANDLE in, char *text, DWORD room)
{
	DWORD all = 0, n;

	while (all < room - 1 && ReadFile(in, text + all, room - 1 - all, &n, NULL) && n != 0)
		all += n;
	text[all] = '\0';
	return all;
}

static void pipes(void)
{
	SECURITY_ATTRIBUTES inherit = {sizeof inherit, NULL, TRUE};
	HANDLE in, to_child, from_child, out;
	PROCESS_INFORMATION pi;
	char line[2 * MAX_PATH], text[64];
	DWORD n;

	CHECK(CreatePipe(&in, &to_child, &inherit, 0));
	CHECK(CreatePipe(&from_child, &out, &inherit, 0));
	CHECK(SetHandleInformation(to_child, HANDLE_FLAG_INHERIT, 0));
	CHECK(SetHandleInformation(from_child, HANDLE_FLAG_INHERIT, 0));
	snprintf(line, sizeof line, "\"%s\" shout", self);
	pi = start(line, 0, in, out);
	CHECK(CloseHandle(in));
	CHECK(CloseHandle(out));
	CHECK(WriteFile(to_child, "hello, child", 12, &n, NULL));
	CHECK(CloseHandle(to_child));
	CHECK(gather(from_child, text, sizeof text) == 12);
	CHECK(strcmp(text, "HELLO, CHILD") == 0);
	CHECK(CloseHandle(from_child));
	CHECK(finish(&pi) == 7);
}

/* connected makes two sockets that are connected with each other. */
static void connected(SOCKET ends[2])
{
	struct sockaddr_in a = {.sin_family = AF_INET};
	int n = sizeof a;
	SOCKET l = socket(AF_INET, SOCK_STREAM, 0);

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	CHECK(bind(l, (struct sockaddr *)&a, n) == 0 && listen(l, 1) == 0);
	CHECK(getsockname(l, (struct sockaddr *)&a, &n) == 0);
	ends[0] = WSASocketA(AF_INET, SOCK_STREAM, 0, NULL, 0, 0);
	CHECK(connect(ends[0], (struct sockaddr *)&a, n) == 0);
	ends[1] = accept(l, NULL, NULL);
	CHECK(ends[1] != INVALID_SOCKET);
	closesocket(l);
}

static void sockets(const char *command, const char *say, const char *hear, DWORD code)
{
	SOCKET ends[2];
	PROCESS_INFORMATION pi;
	char line[2 * MAX_PATH], text[64];
	int all = 0, n;

	connected(ends);
	snprintf(line, sizeof line, command, self);
	pi = start(line, CREATE_NO_WINDOW, (HANDLE)ends[1], (HANDLE)ends[1]);
	CHECK(closesocket(ends[1]) == 0);
	CHECK(send(ends[0], say, (int)strlen(say), 0) == (int)strlen(say));
	CHECK(shutdown(ends[0], SD_SEND) == 0);
	while ((n = recv(ends[0], text + all, (int)sizeof text - 1 - all, 0)) > 0)
		all += n;
	text[all] = '\0';
	CHECK(strcmp(text, hear) == 0);
	closesocket(ends[0]);
	CHECK(finish(&pi) == code);
}

static void transfers(void)
{
	SOCKET ends[2];
	char text[8];
	DWORD n;

	connected(ends);
	CHECK(GetFileType((HANDLE)ends[0]) == FILE_TYPE_PIPE);
	CHECK(WriteFile((HANDLE)ends[0], "abc", 3, &n, NULL) && n == 3);
	CHECK(ReadFile((HANDLE)ends[1], text, 8, &n, NULL) && n == 3 && memcmp(text, "abc", 3) == 0);
	CHECK(CloseHandle((HANDLE)ends[0]));
	CHECK(ReadFile((HANDLE)ends[1], text, 8, &n, NULL) && n == 0);
	closesocket(ends[1]);
	FAILS(ReadFile((HANDLE)ends[1], text, 8, &n, NULL), ERROR_INVALID_HANDLE);
}

static void places(void)
{
	STARTUPINFOA si = {.cb = sizeof si};
	STARTUPINFOW wide_si = {.cb = sizeof wide_si};
	PROCESS_INFORMATION pi;
	char line[2 * MAX_PATH];
	WCHAR wide[2 * MAX_PATH];

	CHECK(CreateDirectoryA("below", NULL));
	snprintf(line, sizeof line, "\"%s\" where", self);
	CHECK(CreateProcessA(self, line, NULL, NULL, FALSE, 0, "PLACE=below\0OTHER=1\0", "below", &si, &pi));
	CHECK(finish(&pi) == 3);
	MultiByteToWideChar(CP_ACP, 0, line, -1, wide, 2 * MAX_PATH);
	CHECK(CreateProcessW(NULL, wide, NULL, NULL, FALSE, CREATE_UNICODE_ENVIRONMENT, L"OTHER=1\0PLACE=below\0",
			     L"below", &wide_si, &pi));
	CHECK(finish(&pi) == 3);
	FAILS(CreateProcessA(NULL, line, NULL, NULL, FALSE, 0, NULL, "none", &si, &pi), ERROR_DIRECTORY);
	FAILS(CreateProcessA(NULL, "no-such-program x", NULL, NULL, FALSE, 0, NULL, NULL, &si, &pi), ERROR_FILE_NOT_FOUND);
	FAILS(CreateProcessA("no\\program.exe", NULL, NULL, NULL, FALSE, 0, NULL, NULL, &si, &pi), ERROR_FILE_NOT_FOUND);
	FAILS(CreateProcessA(NULL, NULL, NULL, NULL, FALSE, 0, NULL, NULL, &si, &pi), ERROR_INVALID_PARAMETER);
}

static void suspended(void)
{
	char line[2 * MAX_PATH];
	PROCESS_INFORMATION pi;

	snprintf(line, sizeof line, "\"%s\" exit 5", self);
	pi = start(line, CREATE_SUSPENDED, NULL, NULL);
	CHECK(WaitForSingleObject(pi.hProcess, 100) == WAIT_TIMEOUT);
	CHECK(ResumeThread(pi.hThread) == 1);
	CHECK(finish(&pi) == 5);
	pi = start(line, CREATE_SUSPENDED, NULL, NULL);
	CHECK(TerminateProcess(pi.hProcess, 9));
	CHECK(finish(&pi) == 9);
}

static void command_lines(void)
{
	static const struct {
		const WCHAR *line;
		int count;
		const WCHAR *arguments[4];
	} cases[] = {
		{L"prog a b", 3, {L"prog", L"a", L"b"}},
		{L"\"C:\\a b\\p.exe\" \"c d\"", 2, {L"C:\\a b\\p.exe", L"c d"}},
		{L"p a\\\\b d\"e f\"g h", 4, {L"p", L"a\\\\b", L"de fg", L"h"}},
		{L"p a\\\\\\\"b c d", 4, {L"p", L"a\\\"b", L"c", L"d"}},
		{L"p a\\\\\\\\\"b c\" d e", 4, {L"p", L"a\\\\b c", L"d", L"e"}},
		{L"p \"\" x", 3, {L"p", L"", L"x"}},
		{L"\"p\\\" x", 2, {L"p\\", L"x"}},
	};
	WCHAR **vector;
	int n;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		vector = CommandLineToArgvW(cases[i].line, &n);
		CHECK(vector != NULL && n == cases[i].count);
		for (int k = 0; vector != NULL && k < n && k < 4; k++)
			if (lstrcmpW(vector[k], cases[i].arguments[k]) != 0) {
				printf("case %d, argument %d\n", (int)i, k);
				failures++;
			}
		LocalFree(vector);
	}
	vector = CommandLineToArgvW(L"", &n);
	CHECK(vector != NULL && n == 1 && lstrlenW(vector[0]) > 3);
	LocalFree(vector);
	FAILS(CommandLineToArgvW(NULL, &n), ERROR_INVALID_PARAMETER);
	CHECK(strstr(GetCommandLineA(), "process") != NULL);
	CHECK(lstrlenW(GetCommandLineW()) == (int)strlen(GetCommandLineA()));
}

/* quoted starts a child with difficult arguments, which the child knows too. */
static void quoted(void)
{
	char line[2 * MAX_PATH];
	PROCESS_INFORMATION pi;

	snprintf(line, sizeof line, "\"%s\" quoted \"a b\" c\\\"d \"e\\\\\" \"\"", self);
	pi = start(line, 0, NULL, GetStdHandle(STD_OUTPUT_HANDLE));
	CHECK(finish(&pi) == 11);
}

static int child(int argc, char **argv)
{
	char text[256];
	STARTUPINFOA si;
	DWORD n;

	if (strcmp(argv[1], "shout") == 0) {
		n = gather(GetStdHandle(STD_INPUT_HANDLE), text, sizeof text);
		for (DWORD i = 0; i < n; i++)
			if (text[i] >= 'a' && text[i] <= 'z')
				text[i] -= 32;
		GetStartupInfoA(&si);
		CHECK(si.dwFlags & STARTF_USESTDHANDLES && si.hStdOutput == GetStdHandle(STD_OUTPUT_HANDLE));
		CHECK(WriteFile(si.hStdOutput, text, n, &n, NULL));
		return failures ? 1 : 7;
	}
	if (strcmp(argv[1], "where") == 0) {
		GetCurrentDirectoryA(sizeof text, text);
		n = (DWORD)strlen(text);
		return n > 6 && strcmp(text + n - 6, "\\below") == 0 && getenv("PLACE") != NULL &&
				       strcmp(getenv("PLACE"), "below") == 0 && getenv("PATH") == NULL
			       ? 3
			       : 1;
	}
	if (strcmp(argv[1], "quoted") == 0)
		return argc == 6 && strcmp(argv[2], "a b") == 0 && strcmp(argv[3], "c\"d") == 0 &&
				       strcmp(argv[4], "e\\") == 0 && argv[5][0] == '\0' &&
				       strstr(GetCommandLineA(), "quoted \"a b\" ") != NULL
			       ? 11
			       : 1;
	if (strcmp(argv[1], "exit") == 0)
		ExitProcess((UINT)atoi(argv[2]));
	return 1;
}

int main(int argc, char **argv)
{
	WSADATA data;

	if (argc > 1)
		return child(argc, argv);
	CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
	CHECK(GetModuleFileNameA(NULL, self, sizeof self) != 0);
	pipes();
	sockets("\"%s\" shout", "over a socket", "OVER A SOCKET", 7);
	sockets("cmd.exe /c cat", "to the shell", "to the shell", 0);
	transfers();
	places();
	suspended();
	command_lines();
	quoted();
	WSACleanup();
	return done();
}
