/* file_mapping.c: files and shared memory as memory; this program is a child too. */
#include "check.h"

#define MEMORY INVALID_HANDLE_VALUE

static void files(void)
{
	DWORD n;
	HANDLE f = CreateFileA("f", GENERIC_READ | GENERIC_WRITE, 3, NULL, CREATE_ALWAYS, 0, NULL), m, reader;
	char *view, *copy, text[8];

	FAILS(CreateFileMappingA(f, NULL, PAGE_READWRITE, 0, 0, NULL), ERROR_FILE_INVALID);
	FAILS(CreateFileMappingA(f, NULL, 0, 0, 10, NULL), ERROR_INVALID_PARAMETER);
	CHECK(WriteFile(f, "0123456789", 10, &n, NULL));
	m = CreateFileMappingA(f, NULL, PAGE_READWRITE, 0, 0, NULL);
	CHECK(m != NULL);
	CHECK(CloseHandle(f));
	view = MapViewOfFile(m, FILE_MAP_ALL_ACCESS, 0, 0, 0);
	copy = MapViewOfFile(m, FILE_MAP_COPY, 0, 0, 10);
	CHECK(view != NULL && memcmp(view, "0123456789", 10) == 0);
	copy[0] = 'c';
	view[1] = 'v';
	CHECK(view[0] == '0');
	CHECK(FlushViewOfFile(view, 0));
	FAILS(FlushViewOfFile(text, 0), ERROR_INVALID_ADDRESS);
	FAILS(MapViewOfFile(m, FILE_MAP_READ, 0, 5, 1), ERROR_MAPPED_ALIGNMENT);
	FAILS(MapViewOfFile(m, FILE_MAP_READ, 0, 0, 11), ERROR_ACCESS_DENIED);
	CHECK(CloseHandle(m));
	view[2] = 'w'; /* the views last */
	CHECK(UnmapViewOfFile(copy));
	CHECK(UnmapViewOfFile(view));
	FAILS(UnmapViewOfFile(view), ERROR_INVALID_ADDRESS);
	FAILS(MapViewOfFile(m, FILE_MAP_READ, 0, 0, 0), ERROR_INVALID_HANDLE);

	reader = CreateFileA("f", GENERIC_READ, 3, NULL, OPEN_EXISTING, 0, NULL);
	CHECK(ReadFile(reader, text, 3, &n, NULL) && memcmp(text, "0vw", 3) == 0);
	FAILS(CreateFileMappingA(reader, NULL, PAGE_READWRITE, 0, 0, NULL), ERROR_ACCESS_DENIED);
	FAILS(CreateFileMappingA(reader, NULL, PAGE_READONLY, 0, 100, NULL), ERROR_NOT_ENOUGH_MEMORY);
	m = CreateFileMappingW(reader, NULL, PAGE_READONLY, 0, 0, NULL);
	CHECK(m != NULL);
	FAILS(MapViewOfFile(m, FILE_MAP_WRITE, 0, 0, 0), ERROR_ACCESS_DENIED);
	view = MapViewOfFile(m, FILE_MAP_READ, 0, 0, 0);
	CHECK(view != NULL && view[9] == '9');
	CHECK(UnmapViewOfFile(view) && CloseHandle(m));
	FAILS(CreateFileMappingA(reader, NULL, PAGE_READONLY, 0, 0, "name"), ERROR_NOT_SUPPORTED);
	CHECK(CloseHandle(reader));
	f = CreateFileA("grow", GENERIC_READ | GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
	m = CreateFileMappingA(f, NULL, PAGE_READWRITE, 0, 5000, NULL);
	CHECK(m != NULL && GetFileSize(f, NULL) == 5000);
	CHECK(CloseHandle(m) && CloseHandle(f));
}

static int child(void)
{
	HANDLE m = OpenFileMappingW(FILE_MAP_ALL_ACCESS, FALSE, L"Local\\shared"), again;
	char *view = m != NULL ? MapViewOfFile(m, FILE_MAP_ALL_ACCESS, 0, 0, 0) : NULL;

	CHECK(view != NULL && strcmp(view, "from the parent") == 0);
	again = CreateFileMappingA(MEMORY, NULL, PAGE_READWRITE, 0, 64, "shared");
	CHECK(again != NULL && GetLastError() == ERROR_ALREADY_EXISTS);
	strcpy(view, "from the child");
	return failures == 0 ? 5 : 1;
}

static void memory(void)
{
	HANDLE m = CreateFileMappingA(MEMORY, NULL, PAGE_READWRITE, 0, 65536 * 2, NULL), h;
	char *view, *rest, line[2 * MAX_PATH], self[MAX_PATH];
	STARTUPINFOA si = {.cb = sizeof si};
	PROCESS_INFORMATION pi;
	DWORD code;

	CHECK(m != NULL);
	view = MapViewOfFile(m, FILE_MAP_WRITE, 0, 0, 0);
	rest = MapViewOfFile(m, FILE_MAP_READ, 0, 65536, 0);
	CHECK(view != NULL && rest != NULL && view[65536] == 0);
	view[65537] = 'r';
	CHECK(rest[1] == 'r');
	CHECK(UnmapViewOfFile(view) && UnmapViewOfFile(rest) && CloseHandle(m));
	FAILS(CreateFileMappingA(MEMORY, NULL, PAGE_READWRITE, 0, 0, NULL), ERROR_INVALID_PARAMETER);
	FAILS(OpenFileMappingA(FILE_MAP_READ, FALSE, "shared"), ERROR_FILE_NOT_FOUND);
	FAILS(OpenFileMappingA(FILE_MAP_READ, FALSE, NULL), ERROR_INVALID_PARAMETER);
	FAILS(OpenFileMappingA(FILE_MAP_READ, FALSE, "a\\b"), ERROR_PATH_NOT_FOUND);
	SetLastError(1);
	m = CreateFileMappingA(MEMORY, NULL, PAGE_READWRITE, 0, 4096, "shared");
	CHECK(m != NULL && GetLastError() == 0);
	view = MapViewOfFile(m, FILE_MAP_ALL_ACCESS, 0, 0, 0);
	strcpy(view, "from the parent");
	GetModuleFileNameA(NULL, self, sizeof self);
	snprintf(line, sizeof line, "\"%s\" child", self);
	CHECK(CreateProcessA(NULL, line, NULL, NULL, FALSE, 0, NULL, NULL, &si, &pi));
	CHECK(WaitForSingleObject(pi.hProcess, 20000) == WAIT_OBJECT_0);
	CHECK(GetExitCodeProcess(pi.hProcess, &code) && code == 5);
	CHECK(CloseHandle(pi.hProcess) && CloseHandle(pi.hThread));
	CHECK(strcmp(view, "from the child") == 0);
	CHECK(CloseHandle(m));
	CHECK((h = OpenFileMappingA(FILE_MAP_READ, FALSE, "shared")) != NULL && CloseHandle(h)); /* by its view */
	CHECK(UnmapViewOfFile(view));
	FAILS(OpenFileMappingA(FILE_MAP_READ, FALSE, "shared"), ERROR_FILE_NOT_FOUND);
}

int main(int argc, char **argv)
{
	if (argc > 1 && argv[1][0] == 'c')
		return child();
	files();
	memory();
	return done();
}
