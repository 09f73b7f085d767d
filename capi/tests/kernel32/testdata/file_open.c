/* file_open.c: CreateFile, ReadFile, WriteFile, positions and sizes. */
#include "check.h"

static HANDLE open_as(const char *name, DWORD access, DWORD share, DWORD disposition)
{
	return CreateFileA(name, access, share, NULL, disposition, FILE_ATTRIBUTE_NORMAL, NULL);
}

static void dispositions(void)
{
	const DWORD rw = GENERIC_READ | GENERIC_WRITE;
	HANDLE h;
	DWORD n;

	FAILS(VALID(open_as("d.txt", rw, 0, OPEN_EXISTING)), ERROR_FILE_NOT_FOUND);
	FAILS(VALID(open_as("d.txt", rw, 0, TRUNCATE_EXISTING)), ERROR_FILE_NOT_FOUND);
	FAILS(VALID(open_as("no\\d.txt", rw, 0, CREATE_ALWAYS)), ERROR_PATH_NOT_FOUND);
	FAILS(VALID(open_as("d.txt", rw, 0, 0)), ERROR_INVALID_PARAMETER);
	FAILS(VALID(open_as("d.txt", rw, 0, 6)), ERROR_INVALID_PARAMETER);
	FAILS(VALID(open_as("d.txt", GENERIC_READ, 0, TRUNCATE_EXISTING)), ERROR_INVALID_PARAMETER);
	FAILS(VALID(open_as("", rw, 0, CREATE_ALWAYS)), ERROR_PATH_NOT_FOUND);
	FAILS(VALID(open_as(NULL, rw, 0, CREATE_ALWAYS)), ERROR_PATH_NOT_FOUND);
	FAILS(VALID(open_as("a*b", rw, 0, CREATE_ALWAYS)), ERROR_INVALID_NAME);
	FAILS(VALID(open_as("\\\\server\\share\\x", rw, 0, OPEN_EXISTING)), ERROR_BAD_NETPATH);
	FAILS(VALID(open_as("\\\\.\\pipe\\nobody", rw, 0, OPEN_EXISTING)), ERROR_FILE_NOT_FOUND);

	SetLastError(1);
	h = open_as("d.txt", rw, 0, CREATE_NEW);
	CHECK(VALID(h) && GetLastError() == 0);
	CHECK(WriteFile(h, "hello", 5, &n, NULL) && n == 5);
	CHECK(CloseHandle(h));
	FAILS(CloseHandle(h), ERROR_INVALID_HANDLE);
	FAILS(VALID(open_as("d.txt", rw, 0, CREATE_NEW)), ERROR_FILE_EXISTS);
	FAILS(VALID(open_as("d.txt\\x", rw, 0, OPEN_EXISTING)), ERROR_PATH_NOT_FOUND);

	SetLastError(1);
	h = open_as("d.txt", rw, 0, OPEN_EXISTING);
	CHECK(VALID(h) && GetLastError() == 0 && GetFileSize(h, NULL) == 5);
	CHECK(CloseHandle(h));
	h = open_as("d.txt", rw, 0, OPEN_ALWAYS);
	CHECK(VALID(h) && GetLastError() == ERROR_ALREADY_EXISTS && GetFileSize(h, NULL) == 5);
	CHECK(CloseHandle(h));
	h = open_as("d.txt", rw, 0, TRUNCATE_EXISTING);
	CHECK(VALID(h) && GetFileSize(h, NULL) == 0);
	CHECK(WriteFile(h, "hello", 5, &n, NULL) && n == 5);
	CHECK(CloseHandle(h));
	h = open_as("d.txt", rw, 0, CREATE_ALWAYS);
	CHECK(VALID(h) && GetLastError() == ERROR_ALREADY_EXISTS && GetFileSize(h, NULL) == 0);
	CHECK(CloseHandle(h));
	h = open_as("fresh.txt", rw, 0, OPEN_ALWAYS);
	CHECK(VALID(h) && GetLastError() == 0);
	CHECK(CloseHandle(h));

	FAILS(VALID(open_as(".", GENERIC_READ, 0, OPEN_EXISTING)), ERROR_ACCESS_DENIED);
	h = CreateFileA(".", GENERIC_READ, 7, NULL, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, NULL);
	CHECK(VALID(h));
	CHECK(CloseHandle(h));
}

static void sharing(void)
{
	HANDLE a, b;

	a = open_as("s.txt", GENERIC_READ | GENERIC_WRITE, 0, CREATE_ALWAYS);
	CHECK(VALID(a));
	FAILS(VALID(open_as("s.txt", GENERIC_READ, 7, OPEN_EXISTING)), ERROR_SHARING_VIOLATION);
	FAILS(DeleteFileA("s.txt"), ERROR_SHARING_VIOLATION);
	FAILS(MoveFileA("s.txt", "t.txt"), ERROR_SHARING_VIOLATION);
	CHECK(GetFileAttributesA("s.txt") != INVALID_FILE_ATTRIBUTES);
	b = open_as("s.txt", 0, 0, OPEN_EXISTING); /* attributes only */
	CHECK(VALID(b) && GetFileSize(b, NULL) == 0);
	CHECK(CloseHandle(b));
	CHECK(CloseHandle(a));

	a = open_as("s.txt", GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_DELETE, OPEN_EXISTING);
	b = open_as("s.txt", GENERIC_READ, FILE_SHARE_READ, OPEN_EXISTING);
	CHECK(VALID(a) && VALID(b));
	FAILS(VALID(open_as("s.txt", GENERIC_WRITE, 7, OPEN_EXISTING)), ERROR_SHARING_VIOLATION);
	CHECK(CloseHandle(b));
	FAILS(VALID(open_as("s.txt", GENERIC_READ, 0, OPEN_EXISTING)), ERROR_SHARING_VIOLATION);
	CHECK(DeleteFileA("s.txt"));
	FAILS(DeleteFileA("s.txt"), ERROR_FILE_NOT_FOUND);
	CHECK(CloseHandle(a));
}

static void rights(void)
{
	char buffer[8];
	DWORD n;
	HANDLE h = open_as("r.txt", GENERIC_WRITE, 0, CREATE_ALWAYS);

	FAILS(ReadFile(h, buffer, 8, &n, NULL), ERROR_ACCESS_DENIED);
	CHECK(CloseHandle(h));
	h = open_as("r.txt", GENERIC_READ, 0, OPEN_EXISTING);
	FAILS(WriteFile(h, "x", 1, &n, NULL), ERROR_ACCESS_DENIED);
	FAILS(SetEndOfFile(h), ERROR_ACCESS_DENIED);
	FAILS(FlushFileBuffers(h), ERROR_ACCESS_DENIED);
	CHECK(CloseHandle(h));
	h = open_as("r.txt", FILE_APPEND_DATA, 0, OPEN_EXISTING);
	CHECK(WriteFile(h, "ab", 2, &n, NULL));
	SetFilePointer(h, 0, NULL, FILE_BEGIN);
	CHECK(WriteFile(h, "cd", 2, &n, NULL) && GetFileSize(h, NULL) == 4);
	CHECK(FlushFileBuffers(h));
	CHECK(CloseHandle(h));
	FAILS(ReadFile(h, buffer, 8, &n, NULL), ERROR_INVALID_HANDLE);
	FAILS(ReadFile(NULL, buffer, 8, &n, NULL), ERROR_INVALID_HANDLE);
	FAILS(WriteFile(INVALID_HANDLE_VALUE, buffer, 8, &n, NULL), ERROR_INVALID_HANDLE);

	h = CreateEventA(NULL, TRUE, FALSE, NULL);
	FAILS(ReadFile(h, buffer, 8, &n, NULL), ERROR_INVALID_HANDLE);
	FAILS(GetFileType(h) != FILE_TYPE_UNKNOWN, ERROR_INVALID_HANDLE);
	CHECK(CloseHandle(h));

	h = CreateFileA("ro.txt", GENERIC_WRITE, 0, NULL, CREATE_NEW, FILE_ATTRIBUTE_READONLY, NULL);
	CHECK(VALID(h));
	CHECK(WriteFile(h, "x", 1, &n, NULL));
	CHECK(CloseHandle(h));
	CHECK(GetFileAttributesA("ro.txt") & FILE_ATTRIBUTE_READONLY);
	FAILS(DeleteFileA("ro.txt"), ERROR_ACCESS_DENIED);
	CHECK(SetFileAttributesA("ro.txt", FILE_ATTRIBUTE_NORMAL));
	CHECK(!(GetFileAttributesA("ro.txt") & FILE_ATTRIBUTE_READONLY));
	CHECK(DeleteFileA("ro.txt"));
}

static void positions(void)
{
	HANDLE h = open_as("p.txt", GENERIC_READ | GENERIC_WRITE, 0, CREATE_ALWAYS);
	LARGE_INTEGER at, zero = {.QuadPart = 0};
	char buffer[16];
	LONG high = 0;
	DWORD n;

	CHECK(WriteFile(h, "0123456789", 10, &n, NULL));
	CHECK(SetFilePointer(h, 3, NULL, FILE_BEGIN) == 3);
	CHECK(ReadFile(h, buffer, 2, &n, NULL) && n == 2 && memcmp(buffer, "34", 2) == 0);
	CHECK(SetFilePointer(h, -1, NULL, FILE_CURRENT) == 4);
	CHECK(SetFilePointer(h, -2, NULL, FILE_END) == 8);
	CHECK(ReadFile(h, buffer, 16, &n, NULL) && n == 2);
	CHECK(ReadFile(h, buffer, 16, &n, NULL) && n == 0);
	FAILS(SetFilePointer(h, -1, NULL, FILE_BEGIN) != INVALID_SET_FILE_POINTER, ERROR_NEGATIVE_SEEK);
	FAILS(SetFilePointer(h, 0, NULL, 3) != INVALID_SET_FILE_POINTER, ERROR_INVALID_PARAMETER);
	CHECK(SetFilePointerEx(h, zero, &at, FILE_CURRENT) && at.QuadPart == 10);
	high = 1;
	CHECK(SetFilePointer(h, 5, &high, FILE_BEGIN) == 5 && high == 1);
	CHECK(SetFilePointerEx(h, zero, &at, FILE_CURRENT) && at.QuadPart == 0x100000005LL);
	FAILS(SetFilePointer(h, 0, NULL, FILE_CURRENT) != INVALID_SET_FILE_POINTER, ERROR_INVALID_PARAMETER);
	at.QuadPart = 0xFFFFFFFF;
	CHECK(SetFilePointerEx(h, at, NULL, FILE_BEGIN));
	SetLastError(1);
	high = 0;
	CHECK(SetFilePointer(h, 0, &high, FILE_CURRENT) == INVALID_SET_FILE_POINTER && GetLastError() == 0);
	CHECK(SetFilePointer(h, 4, NULL, FILE_BEGIN) == 4);
	CHECK(SetEndOfFile(h) && GetFileSizeEx(h, &at) && at.QuadPart == 4);
	CHECK(SetFilePointer(h, 6, NULL, FILE_BEGIN) == 6 && SetEndOfFile(h));
	CHECK(GetFileSize(h, &n) == 6 && n == 0);
	CHECK(GetFileType(h) == FILE_TYPE_DISK);
	CHECK(CloseHandle(h));
}

static void overlapped(void)
{
	HANDLE h = CreateFileA("o.txt", GENERIC_READ | GENERIC_WRITE, 0, NULL, CREATE_ALWAYS,
			       FILE_FLAG_OVERLAPPED, NULL);
	OVERLAPPED o = {0};
	char buffer[16];
	DWORD n;

	FAILS(WriteFile(h, "x", 1, &n, NULL), ERROR_INVALID_PARAMETER);
	o.hEvent = CreateEventA(NULL, TRUE, FALSE, NULL);
	o.Offset = 4;
	CHECK(WriteFile(h, "abcd", 4, &n, &o) && n == 4 && o.InternalHigh == 4 && o.Internal == 0);
	CHECK(WaitForSingleObject(o.hEvent, 0) == WAIT_OBJECT_0);
	o.Offset = 6;
	CHECK(ReadFile(h, buffer, 16, &n, &o) && n == 2 && memcmp(buffer, "cd", 2) == 0);
	o.Offset = 8;
	FAILS(ReadFile(h, buffer, 16, &n, &o), ERROR_HANDLE_EOF);
	o.Offset = o.OffsetHigh = 0xFFFFFFFF;
	CHECK(WriteFile(h, "ef", 2, NULL, &o) && GetFileSize(h, NULL) == 10);
	CloseHandle(h);

	h = open_as("o.txt", GENERIC_READ, 0, OPEN_EXISTING); /* not overlapped: the position moves */
	o.Offset = 4;
	o.OffsetHigh = 0;
	CHECK(ReadFile(h, buffer, 2, &n, &o) && n == 2);
	CHECK(ReadFile(h, buffer, 2, &n, NULL) && memcmp(buffer, "cd", 2) == 0);
	CHECK(CloseHandle(h));
	CloseHandle(o.hEvent);
}

static void devices(void)
{
	HANDLE h = open_as("nul", GENERIC_READ | GENERIC_WRITE, 0, OPEN_EXISTING);
	char buffer[4];
	DWORD n;

	CHECK(VALID(h));
	CHECK(WriteFile(h, "x", 1, &n, NULL) && n == 1);
	CHECK(ReadFile(h, buffer, 4, &n, NULL) && n == 0);
	CHECK(GetFileType(h) == FILE_TYPE_CHAR);
	FAILS(GetConsoleMode(h, &n), ERROR_INVALID_HANDLE);
	CHECK(CloseHandle(h));
	CHECK(VALID(h = open_as("\\\\.\\NUL", GENERIC_WRITE, 0, CREATE_ALWAYS)));
	CHECK(CloseHandle(h));
}

static void names(void)
{
	HANDLE h = CreateFileW(L".\\\x00e4\x4e2d.txt", GENERIC_WRITE | DELETE, 0, NULL, CREATE_NEW,
			       FILE_FLAG_DELETE_ON_CLOSE, NULL);
	HANDLE other;

	CHECK(VALID(h));
	CHECK(GetFileAttributesA("\xc3\xa4\xe4\xb8\xad.txt") != INVALID_FILE_ATTRIBUTES);
	CHECK(DuplicateHandle(GetCurrentProcess(), h, GetCurrentProcess(), &other, 0, TRUE,
			      DUPLICATE_SAME_ACCESS));
	CHECK(CloseHandle(h));
	CHECK(WriteFile(other, "x", 1, NULL, NULL));
	CHECK(GetFileAttributesW(L"\x00e4\x4e2d.txt") != INVALID_FILE_ATTRIBUTES);
	CHECK(CloseHandle(other));
	FAILS(GetFileAttributesW(L"\x00e4\x4e2d.txt") != INVALID_FILE_ATTRIBUTES, ERROR_FILE_NOT_FOUND);
	FAILS(DeleteFileW(L"\x00e4\x4e2d.txt"), ERROR_FILE_NOT_FOUND);
}

static void pipes(void)
{
	HANDLE in, out;
	char buffer[8];
	DWORD n, all;

	CHECK(CreatePipe(&in, &out, NULL, 0));
	CHECK(GetFileType(in) == FILE_TYPE_PIPE);
	CHECK(PeekNamedPipe(in, NULL, 0, NULL, &all, NULL) && all == 0);
	CHECK(WriteFile(out, "abcdef", 6, &n, NULL) && n == 6);
	CHECK(PeekNamedPipe(in, buffer, 3, &n, &all, NULL) && n == 3 && all == 6 && memcmp(buffer, "abc", 3) == 0);
	CHECK(ReadFile(in, buffer, 4, &n, NULL) && n == 4 && memcmp(buffer, "abcd", 4) == 0);
	FAILS(SetFilePointer(in, 0, NULL, FILE_BEGIN) != INVALID_SET_FILE_POINTER, ERROR_SEEK_ON_DEVICE);
	FAILS(GetFileSize(in, NULL) != INVALID_FILE_SIZE, ERROR_INVALID_FUNCTION);
	FAILS(WriteFile(in, "x", 1, &n, NULL), ERROR_ACCESS_DENIED);
	FAILS(PeekNamedPipe(out, NULL, 0, NULL, &all, NULL), ERROR_ACCESS_DENIED);
	CHECK(CloseHandle(out));
	CHECK(ReadFile(in, buffer, 8, &n, NULL) && n == 2);
	FAILS(ReadFile(in, buffer, 8, &n, NULL), ERROR_BROKEN_PIPE);
	FAILS(PeekNamedPipe(in, NULL, 0, NULL, &all, NULL), ERROR_BROKEN_PIPE);
	CHECK(CloseHandle(in));
	CHECK(CreatePipe(&in, &out, NULL, 0));
	CHECK(CloseHandle(in));
	FAILS(WriteFile(out, "x", 1, &n, NULL), ERROR_NO_DATA);
	CHECK(CloseHandle(out));
}

int main(void)
{
	dispositions();
	sharing();
	rights();
	positions();
	overlapped();
	devices();
	names();
	pipes();
	return done();
}
