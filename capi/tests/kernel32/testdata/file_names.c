/* file_names.c: directories, searches, moving and copying, names, locks. */
#include "check.h"

#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

static void make(const char *name, const char *text)
{
	DWORD n;
	HANDLE h = CreateFileA(name, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);

	CHECK(VALID(h));
	CHECK(WriteFile(h, text, (DWORD)strlen(text), &n, NULL));
	CHECK(CloseHandle(h));
}

static DWORD size_of(const char *name)
{
	WIN32_FILE_ATTRIBUTE_DATA data;

	return GetFileAttributesExA(name, GetFileExInfoStandard, &data) ? data.nFileSizeLow : (DWORD)-1;
}

static void directories(void)
{
	char here[MAX_PATH], there[MAX_PATH];
	WCHAR wide[MAX_PATH];
	DWORD n;

	CHECK(CreateDirectoryA("dir", NULL));
	FAILS(CreateDirectoryA("dir", NULL), ERROR_ALREADY_EXISTS);
	FAILS(CreateDirectoryW(L"no\\dir", NULL), ERROR_PATH_NOT_FOUND);
	CHECK(CreateDirectoryW(L"dir\\sub", NULL));
	FAILS(RemoveDirectoryA("dir"), ERROR_DIR_NOT_EMPTY);
	FAILS(RemoveDirectoryA("none"), ERROR_FILE_NOT_FOUND);
	FAILS(DeleteFileA("dir"), ERROR_ACCESS_DENIED);
	make("file", "x");
	FAILS(RemoveDirectoryA("file"), ERROR_DIRECTORY);
	CHECK(GetFileAttributesA("dir") == FILE_ATTRIBUTE_DIRECTORY);
	CHECK(GetFileAttributesA("file") == FILE_ATTRIBUTE_ARCHIVE);

	n = GetCurrentDirectoryA(sizeof here, here);
	CHECK(n == strlen(here) && here[1] == ':' && here[2] == '\\');
	CHECK(GetCurrentDirectoryA(3, there) == n + 1);
	CHECK(GetCurrentDirectoryW(MAX_PATH, wide) == n && wide[2] == '\\');
	CHECK(GetCurrentDirectoryW(n, wide) == n + 1);
	CHECK(SetCurrentDirectoryA("dir\\sub"));
	GetCurrentDirectoryA(sizeof there, there);
	CHECK(strncmp(there, here, n) == 0 && strcmp(there + n, "\\dir\\sub") == 0);
	CHECK(SetCurrentDirectoryA(here));
	FAILS(SetCurrentDirectoryA("none"), ERROR_FILE_NOT_FOUND);
	FAILS(SetCurrentDirectoryW(L"file"), ERROR_DIRECTORY);
	CHECK(RemoveDirectoryW(L"dir\\sub"));
	CHECK(RemoveDirectoryA("dir\\"));
	CHECK(DeleteFileA("file"));
}

static int count(const char *pattern, DWORD attributes)
{
	WIN32_FIND_DATAA data;
	HANDLE h = FindFirstFileA(pattern, &data);
	int n = 0;

	if (!VALID(h))
		return 0;
	do
		if ((data.dwFileAttributes & attributes) == attributes)
			n++;
	while (FindNextFileA(h, &data));
	CHECK(GetLastError() == ERROR_NO_MORE_FILES);
	CHECK(FindClose(h));
	return n;
}

static void searches(void)
{
	WIN32_FIND_DATAA data;
	WIN32_FIND_DATAW wide;
	HANDLE h;

	CHECK(CreateDirectoryA("find", NULL));
	CHECK(CreateDirectoryA("find\\sub.d", NULL));
	make("find\\One.TXT", "12345");
	make("find\\two.txt", "");
	make("find\\three", "");
	make("find\\t\xc3\xa4.log", "");
	CHECK(count("find\\*", 0) == 7); /* with . and .. */
	CHECK(count("find\\*.*", 0) == 7);
	CHECK(count("find/*.txt", 0) == 2);
	CHECK(count("find\\T*", 0) == 3);
	CHECK(count("find\\?wo.tx?", 0) == 1);
	CHECK(count("find\\three.*", 0) == 1);
	CHECK(count("find\\thr?????", 0) == 1 && count("find\\tw???.t??", 0) == 1);
	CHECK(count("find\\two?txt", 0) == 0); /* a dot is no character */
	CHECK(count("find\\*.", 0) == 3); /* without a dot, or only dots */
	CHECK(count("find\\*T*e*", 0) == 1);
	CHECK(count("find\\*", FILE_ATTRIBUTE_DIRECTORY) == 3);
	CHECK(count("find\\ONE.txt", 0) == 1);
	FAILS(VALID(FindFirstFileA("find\\*.none", &data)), ERROR_FILE_NOT_FOUND);
	FAILS(VALID(FindFirstFileA("none\\*", &data)), ERROR_PATH_NOT_FOUND);
	FAILS(VALID(FindFirstFileA("find\\", &data)), ERROR_FILE_NOT_FOUND);
	h = FindFirstFileA("find\\one.txt", &data);
	CHECK(VALID(h) && strcmp(data.cFileName, "One.TXT") == 0 && data.nFileSizeLow == 5);
	CHECK(data.dwFileAttributes == FILE_ATTRIBUTE_ARCHIVE && data.ftLastWriteTime.dwHighDateTime != 0);
	FAILS(FindNextFileA(h, &data), ERROR_NO_MORE_FILES);
	CHECK(FindClose(h));
	FAILS(FindClose(INVALID_HANDLE_VALUE), ERROR_INVALID_HANDLE);
	h = FindFirstFileW(L"find\\T\x00c4.*", &wide);
	CHECK(VALID(h) && wide.cFileName[1] == 0xe4);
	CHECK(FindClose(h));
	h = FindFirstFileExA("find\\*", FindExInfoBasic, &data, FindExSearchLimitToDirectories, NULL, 0);
	CHECK(VALID(h));
	do
		CHECK(data.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY);
	while (FindNextFileA(h, &data));
	CHECK(FindClose(h));
}

static void moving(void)
{
	HANDLE h;
	FILETIME a = {0, 0}, w = {0xD53E8000, 0x019DB1DE}, w2;
	BY_HANDLE_FILE_INFORMATION one, two;
	FILE_STANDARD_INFO standard;
	FILE_BASIC_INFO basic;

	make("a", "content");
	h = CreateFileA("a", FILE_WRITE_ATTRIBUTES, 7, NULL, OPEN_EXISTING, 0, NULL);
	CHECK(SetFileTime(h, NULL, &a, &w)); /* 1970-01-01, and leave the other */
	CHECK(GetFileTime(h, NULL, NULL, &w2) && memcmp(&w, &w2, sizeof w) == 0);
	CHECK(GetFileInformationByHandleEx(h, FileStandardInfo, &standard, sizeof standard));
	CHECK(standard.EndOfFile.QuadPart == 7 && standard.NumberOfLinks == 1 && !standard.Directory);
	CHECK(GetFileInformationByHandleEx(h, FileBasicInfo, &basic, sizeof basic));
	CHECK(basic.FileAttributes == FILE_ATTRIBUTE_ARCHIVE);
	FAILS(GetFileInformationByHandleEx(h, FileBasicInfo, &basic, 4), ERROR_BAD_LENGTH);
	CHECK(CloseHandle(h));

	CHECK(CopyFileA("a", "b", TRUE) && size_of("b") == 7);
	FAILS(CopyFileA("a", "b", TRUE), ERROR_FILE_EXISTS);
	make("b", "a longer content");
	CHECK(CopyFileW(L"a", L"b", FALSE) && size_of("b") == 7);
	FAILS(CopyFileA("none", "b", FALSE), ERROR_FILE_NOT_FOUND);
	FAILS(CopyFileA("a", "none\\b", FALSE), ERROR_PATH_NOT_FOUND);
	FAILS(CopyFileA("find", "b", FALSE), ERROR_ACCESS_DENIED);

	FAILS(MoveFileA("a", "b"), ERROR_ALREADY_EXISTS);
	FAILS(MoveFileA("none", "c"), ERROR_FILE_NOT_FOUND);
	FAILS(MoveFileA("a", "none\\c"), ERROR_PATH_NOT_FOUND);
	CHECK(MoveFileExA("a", "b", MOVEFILE_REPLACE_EXISTING));
	FAILS(MoveFileExA("b", "find", MOVEFILE_REPLACE_EXISTING), ERROR_ACCESS_DENIED);
	CHECK(MoveFileW(L"b", L"find\\c") && size_of("find\\c") == 7);
	CHECK(MoveFileA("find", "found"));

	CHECK(CreateHardLinkA("link", "found\\c", NULL));
	FAILS(CreateHardLinkA("link", "found\\c", NULL), ERROR_ALREADY_EXISTS);
	FAILS(CreateHardLinkA("link2", "none", NULL), ERROR_FILE_NOT_FOUND);
	FAILS(CreateHardLinkW(L"link2", L"found", NULL), ERROR_ACCESS_DENIED);
	h = CreateFileA("link", GENERIC_READ, 7, NULL, OPEN_EXISTING, 0, NULL);
	CHECK(GetFileInformationByHandle(h, &one) && one.nNumberOfLinks == 2 && one.nFileSizeLow == 7);
	CHECK(CloseHandle(h));
	h = CreateFileA("found/c", GENERIC_READ, 7, NULL, OPEN_EXISTING, 0, NULL);
	CHECK(GetFileInformationByHandle(h, &two) && one.nFileIndexLow == two.nFileIndexLow &&
	      one.dwVolumeSerialNumber == two.dwVolumeSerialNumber);
	CHECK(CloseHandle(h));
}

/* Nobody deletes, renames or replaces a device; only root can have one made here. */
static void devices(void)
{
	HANDLE h;

	if (mknod("device", S_IFCHR | 0666, makedev(1, 3)) != 0)
		return;
	make("plain", "text");
	FAILS(DeleteFileA("device"), ERROR_ACCESS_DENIED);
	FAILS(MoveFileA("device", "other"), ERROR_ACCESS_DENIED);
	FAILS(MoveFileExA("plain", "device", MOVEFILE_REPLACE_EXISTING), ERROR_ACCESS_DENIED);
	CHECK(CopyFileA("plain", "device", FALSE));
	h = CreateFileA("device", GENERIC_WRITE | DELETE, 0, NULL, OPEN_EXISTING, FILE_FLAG_DELETE_ON_CLOSE,
			NULL);
	CHECK(VALID(h) && CloseHandle(h));
	CHECK(remove("device") != 0 && rename("device", "other") != 0);
	CHECK(GetFileAttributesA("device") != INVALID_FILE_ATTRIBUTES && size_of("plain") == 4);
	CHECK(unlink("device") == 0);
	CHECK(DeleteFileA("plain"));
}

static void names(void)
{
	char buffer[MAX_PATH], *part;
	WCHAR wide[MAX_PATH], *wide_part;
	char here[MAX_PATH];
	ULARGE_INTEGER available, total, unused;
	DWORD n = GetCurrentDirectoryA(sizeof here, here);
	HANDLE h;

	CHECK(GetFullPathNameA("x\\.\\y\\..\\z.txt", sizeof buffer, buffer, &part) == n + 8);
	CHECK(strncmp(buffer, here, n) == 0 && strcmp(buffer + n, "\\x\\z.txt") == 0);
	CHECK(strcmp(part, "z.txt") == 0);
	CHECK(GetFullPathNameA("C:\\a\\..\\..\\b\\", sizeof buffer, buffer, &part) == 5);
	CHECK(strcmp(buffer, "C:\\b\\") == 0 && part == NULL);
	CHECK(GetFullPathNameA("C:\\abc", 3, buffer, &part) == 7);
	CHECK(GetFullPathNameW(L"C:\\abc\\d", MAX_PATH, wide, &wide_part) == 8 && wide_part == wide + 7);
	CHECK(GetFullPathNameA("NUL", sizeof buffer, buffer, NULL) == 7 && strcmp(buffer, "\\\\.\\NUL") == 0);

	n = GetTempPathA(sizeof buffer, buffer);
	CHECK(n > 3 && buffer[n - 1] == '\\' && GetFileAttributesA(buffer) & FILE_ATTRIBUTE_DIRECTORY);
	CHECK(GetTempPathW(2, wide) == n + 1);
	CHECK(GetTempFileNameA(".", "abcd", 0x12AB, buffer) == 0x12AB && strcmp(buffer, ".\\abc12AB.tmp") == 0);
	CHECK((n = GetTempFileNameA(".", "t", 0, buffer)) != 0 && GetFileAttributesA(buffer) != INVALID_FILE_ATTRIBUTES);
	CHECK(DeleteFileA(buffer));
	FAILS(GetTempFileNameA("none", "t", 0, buffer), ERROR_DIRECTORY);
	CHECK(GetTempFileNameW(L".", L"w", 0, wide) != 0 && DeleteFileW(wide));

	CHECK(GetDiskFreeSpaceExA("C:\\", &available, &total, &unused) && total.QuadPart >= available.QuadPart);
	FAILS(GetDiskFreeSpaceExA("none\\x", &available, &total, &unused), ERROR_PATH_NOT_FOUND);
	CHECK(GetDriveTypeA("C:\\") == DRIVE_FIXED && GetDriveTypeA("none") == DRIVE_NO_ROOT_DIR);

	h = CreateFileA("final", GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
	n = GetFinalPathNameByHandleA(h, buffer, sizeof buffer, 0);
	CHECK(n == strlen(here) + 10 && strncmp(buffer, "\\\\?\\", 4) == 0);
	CHECK(strncmp(buffer + 4, here, strlen(here)) == 0 && strcmp(buffer + n - 6, "\\final") == 0);
	CHECK(GetFinalPathNameByHandleA(h, buffer, 3, 0) == n + 1);
	CHECK(CloseHandle(h));
	FAILS(GetFinalPathNameByHandleA(h, buffer, sizeof buffer, 0), ERROR_INVALID_HANDLE);
	CHECK(GetLongPathNameA("final", buffer, sizeof buffer) == 5 && strcmp(buffer, "final") == 0);
	FAILS(GetLongPathNameA("none", buffer, sizeof buffer), ERROR_FILE_NOT_FOUND);
}

static void locks(void)
{
	HANDLE a, b;
	OVERLAPPED o = {0};

	make("l", "0123456789");
	a = CreateFileA("l", GENERIC_READ | GENERIC_WRITE, 7, NULL, OPEN_EXISTING, 0, NULL);
	b = CreateFileA("l", GENERIC_READ | GENERIC_WRITE, 7, NULL, OPEN_EXISTING, 0, NULL);
	CHECK(LockFile(a, 0, 0, 4, 0));
	FAILS(LockFile(b, 2, 0, 4, 0), ERROR_LOCK_VIOLATION);
	CHECK(LockFile(b, 4, 0, 4, 0));
	CHECK(UnlockFile(b, 4, 0, 4, 0));
	CHECK(UnlockFile(a, 0, 0, 4, 0));
	CHECK(LockFileEx(a, LOCKFILE_FAIL_IMMEDIATELY, 0, 4, 0, &o));
	CHECK(LockFileEx(b, LOCKFILE_FAIL_IMMEDIATELY, 0, 4, 0, &o));
	FAILS(LockFileEx(b, LOCKFILE_FAIL_IMMEDIATELY | LOCKFILE_EXCLUSIVE_LOCK, 0, 4, 0, &o), ERROR_LOCK_VIOLATION);
	CHECK(CloseHandle(a)); /* takes its locks with it */
	CHECK(LockFileEx(b, LOCKFILE_EXCLUSIVE_LOCK, 0, 4, 0, &o));
	CHECK(UnlockFileEx(b, 0, 4, 0, &o));
	CHECK(CloseHandle(b));
	FAILS(LockFile(b, 0, 0, 1, 0), ERROR_INVALID_HANDLE);
}

int main(void)
{
	directories();
	searches();
	moving();
	devices();
	names();
	locks();
	return done();
}
