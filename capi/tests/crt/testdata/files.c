/*
 * files.c: files, folders, paths, environment, times and keys. files FOLDER, with
 * some lines on standard input. The handles of kernel32 are played by numbers.
 */
#include <conio.h>
#include <direct.h>
#include <errno.h>
#include <io.h>
#include <process.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/locking.h>
#include <sys/stat.h>
#include <sys/timeb.h>
#include <sys/utime.h>
#include <time.h>
#include <wchar.h>

static int checks, failures, refusals;

static void check(int fact, int line, const char *text)
{
	checks++;
	if (!fact) {
		failures++;
		fprintf(stderr, "files.c:%d: %s (errno %d)\n", line, text, errno);
	}
}
#define CHECK(...) check(!!(__VA_ARGS__), __LINE__, #__VA_ARGS__)
#define W(wide, want) CHECK(wcscmp(wide, want) == 0)
#define S(narrow, want) CHECK(strcmp(narrow, want) == 0)

static void handler(const wchar_t *expression, const wchar_t *function, const wchar_t *file,
	unsigned int line, uintptr_t reserved)
{
	(void)expression, (void)function, (void)file, (void)line, (void)reserved;
	refusals++;
}

/* kernel32's part: the handle of descriptor n is 4 n. */
void *ws_handle_of_fd(int fd)
{
	return (void *)(intptr_t)(fd * 4);
}

int ws_fd_of_handle(void *handle)
{
	return (intptr_t)handle % 4 ? -1 : (int)((intptr_t)handle / 4);
}

int CloseHandle(void *handle)
{
	return close(ws_fd_of_handle(handle)) == 0;
}

static void paths(void)
{
	static const struct {
		const char *path, *drive, *dir, *name, *ext;
	} rows[] = {
		{"C:\\dir\\sub\\file.tar.gz", "C:", "\\dir\\sub\\", "file.tar", ".gz"},
		{"file", "", "", "file", ""},
		{"../up/.profile", "", "../up/", "", ".profile"},
		{"d:name.", "d:", "", "name", "."},
		{"\\a.b\\c", "", "\\a.b\\", "c", ""},
		{"", "", "", "", ""},
		{"x/", "", "x/", "", ""},
	};
	char drive[_MAX_DRIVE], dir[_MAX_DIR], name[_MAX_FNAME], ext[_MAX_EXT], whole[_MAX_PATH], *p;
	wchar_t wide[_MAX_PATH], wide_drive[_MAX_DRIVE], wide_dir[_MAX_DIR], wide_name[_MAX_FNAME], wide_ext[_MAX_EXT];

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		_splitpath(rows[i].path, drive, dir, name, ext);
		S(drive, rows[i].drive);
		S(dir, rows[i].dir);
		S(name, rows[i].name);
		S(ext, rows[i].ext);
		_makepath(whole, drive, dir, name, ext);
		S(whole, rows[i].path);
		CHECK(mbstowcs(wide, rows[i].path, _MAX_PATH) == strlen(rows[i].path));
		_wsplitpath(wide, wide_drive, wide_dir, wide_name, wide_ext);
		CHECK(wcslen(wide_name) == strlen(name) && wcslen(wide_ext) == strlen(ext));
		wchar_t again[_MAX_PATH];
		_wmakepath(again, wide_drive, wide_dir, wide_name, wide_ext);
		W(again, wide);
	}
	_makepath(whole, "c", "dir", "name", "ext");
	S(whole, "c:dir\\name.ext");
	refusals = 0;
	CHECK(_splitpath_s("C:\\dir\\name", drive, 2, dir, 9, name, 9, ext, 9) == ERANGE && !*drive);
	CHECK(_splitpath_s("a", drive, 3, NULL, 9, name, 9, ext, 9) == EINVAL);
	CHECK(_makepath_s(whole, 5, "c", "dir", "name", "ext") == ERANGE && !*whole && refusals == 3);
	S(_fullpath(whole, "C:\\a\\.\\b\\..\\c", _MAX_PATH), "C:\\a\\c");
	S(_fullpath(whole, "/", _MAX_PATH), "C:\\");
	S(_fullpath(whole, "\\..\\..", _MAX_PATH), "C:\\");
	CHECK(!_fullpath(whole, "C:\\a\\b", 5) && errno == ERANGE);
	p = _fullpath(NULL, ".", 0);
	S(p, _getcwd(whole, _MAX_PATH));
	free(p);
	W(_wfullpath(wide, L"C:\\\u00E9\\..\\z", _MAX_PATH), L"C:\\z");
	CHECK(_getdrive() == 3 && _chdrive(3) == 0 && _chdrive(4) == -1 && _getdrives() == 4);
}

static void files(void)
{
	int fd, other, ends[2];
	char b[32];
	struct _stat64 s;
	struct _utimbuf times = {1000000000, 1100000000};

	fd = _open("one.txt", _O_CREAT | _O_RDWR | _O_TRUNC | _O_BINARY, _S_IREAD | _S_IWRITE);
	CHECK(fd > 2 && _write(fd, "hello", 5) == 5 && _tell(fd) == 5 && _filelength(fd) == 5);
	CHECK(_setmode(fd, _O_TEXT) == _O_BINARY && _setmode(fd, _O_U16TEXT) == _O_TEXT);
	CHECK(_eof(fd) == 1 && _lseek(fd, 1, SEEK_SET) == 1 && _eof(fd) == 0);
	CHECK(_read(fd, b, 4) == 4 && memcmp(b, "ello", 4) == 0 && _read(fd, b, 4) == 0);
	CHECK(_chsize(fd, 100000) == 0 && _filelengthi64(fd) == 100000 && _commit(fd) == 0);
	CHECK(_lseeki64(fd, 5000000000LL, SEEK_SET) == 5000000000LL && _lseek(fd, 0, SEEK_CUR) == -1);
	_lseek(fd, 0, SEEK_SET);
	CHECK(_locking(fd, _LK_NBLCK, 10) == 0 && _locking(fd, _LK_UNLCK, 10) == 0);
	CHECK(!_isatty(fd) && _fstat64(fd, &s) == 0 && s.st_size == 100000);
	intptr_t handle = _get_osfhandle(fd);
	CHECK(handle == fd * 4 && _get_osfhandle(fd) == handle && _open_osfhandle(handle, 0) == fd);
	CHECK(_close(fd) == 0);
	refusals = 0;
	CHECK(_close(fd) == -1 && errno == EBADF && refusals == 1);
	CHECK(_get_osfhandle(fd) == -1 && refusals == 2 && _open_osfhandle(1, 0) == -1);
	CHECK(_open("none.txt", _O_RDONLY) == -1 && errno == ENOENT);
	CHECK(_open(".", _O_RDWR) == -1 && errno == EACCES);
	CHECK(_sopen_s(&fd, "one.txt", _O_RDONLY, _SH_DENYWR, 0) == 0 && _close(fd) == 0);
	CHECK(_sopen_s(&fd, "none.txt", _O_RDONLY, _SH_DENYNO, 0) == ENOENT && fd == -1);
	CHECK(_stat("one.txt", &s) == 0 && (s.st_mode & _S_IFMT) == _S_IFREG && s.st_size == 100000);
	CHECK(_utime("one.txt", &times) == 0 && _stat("one.txt", &s) == 0);
	CHECK(s.st_mtime == 1100000000 && s.st_atime == 1000000000);
	CHECK(_access("one.txt", 0) == 0 && _access("none", 0) == -1 && _access_s("none", 4) == ENOENT);
	CHECK(_pipe(ends, 4096, _O_BINARY) == 0 && _write(ends[1], "x", 1) == 1 && _read(ends[0], b, 9) == 1);
	other = _dup(ends[1]);
	CHECK(other > ends[1] && _dup2(ends[0], other) == 0 && _close(other) == 0);
	_close(ends[0]);
	_close(ends[1]);
	fd = _open("temporary", _O_CREAT | _O_RDWR | _O_TEMPORARY, _S_IWRITE);
	CHECK(fd >= 0 && _access("temporary", 0) == -1 && _close(fd) == 0);
	strcpy(b, "nameXXXXXX");
	CHECK(_mktemp(b) && b[4] == 'a' && _mktemp_s(b, 32) == EINVAL);
	CHECK(_mkdir("folder") == 0 && _mkdir("folder") == -1 && errno == EEXIST && mkdir("folder\\in") == 0);
	CHECK(_stat("folder", &s) == 0 && (s.st_mode & _S_IFMT) == _S_IFDIR && s.st_size == 0);
	CHECK(_rmdir("folder") == -1 && _chdir("folder\\in") == 0 && _chdir("..\\..") == 0);
	CHECK(_unlink("folder") == -1 && errno == EACCES && _rmdir("folder/in") == 0 && _rmdir("folder") == 0);
	CHECK(_chmod("one.txt", _S_IREAD) == 0 && _stat("one.txt", &s) == 0 && !(s.st_mode & _S_IWRITE));
	CHECK(_unlink("one.txt") == 0 && _unlink("one.txt") == -1);
}

static void wide_files(void)
{
	wchar_t b[64], *p;
	struct _stat s;
	int fd;
	FILE *f = _wfopen(L"\u4E2D\xD83D\xDE00.txt", L"w");

	CHECK(f && fputws(L"\u00E9\xD83D\xDE00\nsecond\n", f) == 0 && fputwc(L'\u20AC', f) == L'\u20AC');
	CHECK(fputs("narrow\n", f) >= 0 && fputwc(0xD83D, f) == 0xD83D && fputwc(0xDE00, f) == 0xDE00);
	fclose(f);
	CHECK(_access("\xE4\xB8\xAD\xF0\x9F\x98\x80.txt", 0) == 0);
	CHECK(_wfopen_s(&f, L"\u4E2D\xD83D\xDE00.txt", L"r") == 0);
	W(fgetws(b, 64, f), L"\u00E9\xD83D\xDE00\n");
	W(fgetws(b, 4, f), L"sec");
	CHECK(fgetwc(f) == 'o' && ungetwc(L'\u20AC', f) == L'\u20AC' && fgetwc(f) == L'\u20AC' && getc(f) == 'n');
	W(fgetws(b, 64, f), L"d\n");
	W(fgetws(b, 64, f), L"\u20ACnarrow\n");
	CHECK(fgetwc(f) == 0xD83D && fgetwc(f) == 0xDE00 && fgetwc(f) == WEOF && feof(f));
	CHECK(!fgetws(b, 64, f) && fwide(f, 1) == 0);
	fclose(f);
	CHECK(_wfopen_s(&f, L"none", L"r") == ENOENT && !f);
	CHECK(_wstat(L"\u4E2D\xD83D\xDE00.txt", &s) == 0 && s.st_size == 28);
	CHECK(_wrename(L"\u4E2D\xD83D\xDE00.txt", L"new") == 0 && _waccess(L"new", 4) == 0);
	fd = _wopen(L"new", _O_RDONLY);
	CHECK(fd >= 0 && _close(fd) == 0 && _wsopen_s(&fd, L"new", _O_RDONLY, _SH_DENYNO, 0) == 0 && _close(fd) == 0);
	CHECK(_wchmod(L"new", _S_IREAD) == 0 && _wunlink(L"new") == 0 && _wremove(L"new") == -1);
	CHECK(_wmkdir(L"\u00FC") == 0 && _wchdir(L"\u00FC") == 0);
	p = _wgetcwd(NULL, 0);
	CHECK(p && p[wcslen(p) - 1] == 0xFC);
	free(p);
	CHECK(_wchdir(L"..") == 0 && _wrmdir(L"\u00FC") == 0 && _wfopen(L"\xD800", L"r") == NULL);
	/* A byte that is no text is an error, and reading goes on behind it. */
	f = fopen("bad", "w+");
	fputs("a\xFFz", f);
	rewind(f);
	errno = 0;
	CHECK(fgetwc(f) == 'a' && fgetwc(f) == WEOF && errno == EILSEQ && fgetwc(f) == 'z');
	fclose(f);
	_unlink("bad");
}

static void search(void)
{
	static const struct {
		const char *pattern;
		int count;
	} rows[] = {
		{"*", 6}, {"*.*", 6}, {"*.txt", 2}, {"*.TXT", 2}, {"b?.txt", 1}, {"?.txt", 1}, {"*.", 3},
		{"a*", 1}, {"none*", 0}, {"*\xC3\x89*", 1}, {"b1.txt", 1}, {"??.???", 4},
	};
	static const char *const names[] = {"a.txt", "b1.txt", "plain", "\xC3\xA9.c"};
	struct _finddata_t found;
	struct _wfinddata_t wide;

	_mkdir("search");
	_chdir("search");
	for (size_t i = 0; i < 4; i++)
		_close(_creat(names[i], _S_IREAD | _S_IWRITE));
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		intptr_t h = _findfirst(rows[i].pattern, &found);
		int n = 0;

		if (h != -1) {
			do
				n++;
			while (_findnext(h, &found) == 0);
			CHECK(errno == ENOENT && _findclose(h) == 0);
		}
		if (n != rows[i].count)
			fprintf(stderr, "%s: %d\n", rows[i].pattern, n);
		CHECK(n == rows[i].count);
	}
	intptr_t h = _findfirst(".\\b1.*", &found);
	CHECK(h != -1 && strcmp(found.name, "b1.txt") == 0 && found.size == 0 && !(found.attrib & _A_SUBDIR));
	_findclose(h);
	h = _wfindfirst(L"*.c", &wide);
	CHECK(h != -1 && wcscmp(wide.name, L"\u00E9.c") == 0 && _wfindnext(h, &wide) == -1);
	_findclose(h);
	CHECK(_findfirst("nowhere\\*", &found) == -1 && errno == ENOENT);
	for (size_t i = 0; i < 4; i++)
		_unlink(names[i]);
	_chdir("..");
	CHECK(_rmdir("search") == 0);
}

static void environment(void)
{
	char b[16], *p;
	wchar_t w[16], *q;
	size_t n;

	CHECK(_putenv("WS_A=\xC3\xA9") == 0 && strcmp(getenv("WS_A"), "\xC3\xA9") == 0);
	W(_wgetenv(L"WS_A"), L"\u00E9");
	CHECK(_wgetenv(L"WS_A") == _wgetenv(L"WS_A") && !_wgetenv(L"WS_NONE"));
	CHECK(_wputenv(L"WS_B=\u4E2D") == 0 && strcmp(getenv("WS_B"), "\xE4\xB8\xAD") == 0);
	CHECK(getenv_s(&n, b, 16, "WS_B") == 0 && n == 4 && getenv_s(&n, NULL, 0, "WS_NONE") == 0 && n == 0);
	CHECK(getenv_s(&n, b, 3, "WS_B") == ERANGE && n == 4 && !*b);
	CHECK(_wgetenv_s(&n, w, 16, L"WS_B") == 0 && n == 2 && *w == 0x4E2D);
	CHECK(_dupenv_s(&p, &n, "WS_B") == 0 && n == 4);
	free(p);
	CHECK(_dupenv_s(&p, &n, "WS_NONE") == 0 && !p && n == 0);
	CHECK(_wdupenv_s(&q, &n, L"WS_B") == 0 && n == 2 && q[0] == 0x4E2D);
	free(q);
	CHECK(_putenv("WS_A=") == 0 && !getenv("WS_A") && _putenv_s("WS_A", "1") == 0 && getenv("WS_A"));
	CHECK(putenv("WS_A=") == 0 && !getenv("WS_A"));
	refusals = 0;
	CHECK(_putenv("nothing") == -1 && _putenv_s("a=b", "c") == EINVAL && refusals == 2);
	CHECK(__argc == 2 && __argv[1][0] == '/' && __wargv[1][0] == '/' && !__wargv[2]);
	CHECK(strncmp(_pgmptr, "C:\\", 3) == 0 && _wpgmptr[1] == ':' && _environ && _wenviron[0]);
}

static void times(void)
{
	struct tm t, *p;
	time_t zero = 0, before = -1, day = 1709211600;
	char b[32];
	wchar_t w[64];
	struct _timeb now;

	CHECK(gmtime_s(&t, &zero) == 0 && t.tm_year == 70 && t.tm_mday == 1 && t.tm_hour == 0);
	CHECK(gmtime_s(&t, &before) == EINVAL && t.tm_sec == -1);
	refusals = 0;
	CHECK(gmtime_s(NULL, &zero) == EINVAL && localtime_s(&t, NULL) == EINVAL && refusals == 2);
	CHECK(gmtime_s(&t, &day) == 0 && _mkgmtime(&t) == day && t.tm_wday == 4);
	CHECK(asctime_s(b, 32, &t) == 0 && strcmp(b, "Thu Feb 29 13:00:00 2024\n") == 0);
	CHECK(asctime_s(b, 25, &t) == EINVAL);
	CHECK(localtime_s(&t, &day) == 0 && mktime(&t) == day && ctime_s(b, 32, &day) == 0 && b[24] == '\n');
	p = _gmtime64((__time64_t *)&day);
	CHECK(strftime(b, 32, "%#m/%#d/%y %#I%% %j", p) == 14 && strcmp(b, "2/29/24 1% 060") == 0);
	CHECK(wcsftime(w, 64, L"%Y-%m-%d \u4E2D %H", p) == 15 && wcscmp(w, L"2024-02-29 \u4E2D 13") == 0);
	CHECK(wcsftime(w, 5, L"%Y-%m", p) == 0 && wcsftime(w, 5, L"", p) == 0);
	CHECK(_wasctime_s(w, 64, p) == 0 && wcscmp(w, L"Thu Feb 29 13:00:00 2024\n") == 0);
	CHECK(_ftime_s(&now) == 0 && now.time >= day && now.millitm < 1000);
	CHECK(_strtime_s(b, 32) == 0 && strlen(b) == 8 && b[2] == ':' && _strdate_s(b, 9) == 0 && b[2] == '/');
	clock_t start = clock();
	_sleep(30);
	CHECK(clock() - start >= 29 && clock() - start < 20000 && CLOCKS_PER_SEC == 1000);
	CHECK(_difftime64(5, 2) == 3 && _time64(NULL) >= day);
}

static void processes(void)
{
	static const char *const arguments[] = {"sh", "-c", "exit 7", NULL};
	static const wchar_t *const wide[] = {L"sh", L"-c", L"test \u00E9 = \"$(printf '\\303\\251')\"", NULL};
	int code;
	intptr_t child;

	CHECK(_spawnvp(_P_WAIT, "sh", arguments) == 7 && _spawnl(_P_WAIT, "/bin/sh", "sh", "-c", "exit 3", NULL) == 3);
	child = _spawnv(_P_NOWAIT, "C:\\bin\\sh", arguments);
	CHECK(child > 0 && _cwait(&code, child, _WAIT_CHILD) == child && code == 7);
	CHECK(_spawnlp(_P_WAIT, "no such program", "x", NULL) == -1 && errno == ENOENT);
	CHECK(_wspawnvp(_P_WAIT, L"sh", wide) == 0);
	CHECK(_getpid() == getpid() && system("exit 5") == 5 && system(NULL) && _wsystem(L"exit 4") == 4);
	CHECK(system("cls") == 0 && system("color 0A") == 0 && system("title x") == 0);
}

/* Standard input: one key for each call, then lines. */
static void keys(void)
{
	char line[12] = "\x05";
	size_t n;

	CHECK(_kbhit() && _getch() == 'k' && _getch() == '\r' && _getwch() == 0xE9);
	CHECK(_getwch() == 0xD83D && _getwch() == 0xDE00);
	CHECK(_ungetch('u') == 'u' && _ungetch('v') == EOF && _kbhit() && _getch() == 'u');
	CHECK(system("pause") == 0);
	S(_cgets(line), "line");
	CHECK(line[1] == 4 && _cgets_s(line, 4, &n) == 0 && n == 3 && strcmp(line, "lon") == 0);
	CHECK(getchar() == 'g' && _getch() == 'c' && _getch() == '\r');
	CHECK(!_kbhit() && _getch() == EOF && _getwch() == WEOF && _getche() == EOF);
	CHECK(_putch('p') == 'p' && _cputs("uts\n") == 0 && _putwch(0xE9) == 0xE9 && _cputws(L"\u20AC\n") == 0);
}

int main(int argc, char **argv)
{
	_set_invalid_parameter_handler(handler);
	if (argc != 2 || _chdir(argv[1]) != 0)
		return 2;
	keys();
	paths();
	files();
	wide_files();
	search();
	environment();
	times();
	processes();
	printf("%d checks, %d failures\n", checks, failures);
	return failures != 0;
}
