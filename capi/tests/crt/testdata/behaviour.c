/*
 * behaviour.c: what formatted functions do beside formatting: cutting, refusing,
 * streams, lines. behaviour FOLDER, with the lines of stdin below.
 */
#define STRSAFE_NO_DEPRECATE
#include <windows.h>

#include <conio.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strsafe.h>

static int checks, failures, refused;

#define CHECK(fact)                                                                            \
	do {                                                                                   \
		checks++;                                                                      \
		if (!(fact)) {                                                                 \
			failures++;                                                            \
			fprintf(stderr, "line %d: %s (errno %d)\n", __LINE__, #fact, errno);   \
		}                                                                              \
	} while (0)

static void count_refusal(const wchar_t *expression, const wchar_t *function, const wchar_t *file,
			  unsigned line, uintptr_t reserved)
{
	(void)expression, (void)function, (void)file, (void)line, (void)reserved;
	refused++;
}

/* took is how many parameters were refused since it was asked last. */
static int took(void)
{
	int n = refused;

	refused = 0;
	return n;
}

static int wide_same(const wchar_t *a, const wchar_t *b)
{
	while (*a == *b && *a != 0)
		a++, b++;
	return *a == *b;
}

static void cut_text(void)
{
	char b[16];

	memset(b, '~', sizeof b);
	CHECK(snprintf(b, 4, "%d", 12345) == 5 && strcmp(b, "123") == 0 && b[4] == '~');
	CHECK(snprintf(NULL, 0, "%d", 12345) == 5);
	CHECK(snprintf(b, 0, "%d", 12345) == 5 && strcmp(b, "123") == 0);
	memset(b, '~', sizeof b);
	CHECK(_snprintf(b, 4, "%d", 12345) == -1 && memcmp(b, "1234~", 5) == 0);
	CHECK(_snprintf(b, 5, "%d", 12345) == 5 && memcmp(b, "12345~", 6) == 0);
	CHECK(_snprintf(b, 6, "%d", 12345) == 5 && strcmp(b, "12345") == 0);
	CHECK(_snprintf(NULL, 0, "%d", 12345) == 5);
	CHECK(_scprintf("%s", "abc") == 3);
	CHECK(sprintf(b, "%s", "abc") == 3 && strcmp(b, "abc") == 0);
	CHECK(took() == 0);
	CHECK(snprintf(NULL, 5, "x") == -1 && errno == EINVAL && took() == 1);
}

static void cut_wide_text(void)
{
	wchar_t b[16];

	memset(b, '~', sizeof b);
	CHECK(swprintf(b, 4, L"%d", 12345) == -1 && wide_same(b, L"123") && b[4] == 0x7e7e);
	CHECK(swprintf(b, 6, L"%d", 12345) == 5 && wide_same(b, L"12345"));
	memset(b, '~', sizeof b);
	CHECK(_snwprintf(b, 4, L"%d", 12345) == -1 && b[3] == '4' && b[4] == 0x7e7e);
	CHECK(_snwprintf(b, 5, L"%d", 12345) == 5 && b[5] == 0x7e7e);
	CHECK(_scwprintf(L"%s", L"abc") == 3);
	CHECK(_swprintf(b, L"%s", L"abc") == 3 && wide_same(b, L"abc"));
	CHECK(swprintf_s(b, 4, L"%s", L"abc") == 3 && took() == 0);
	CHECK(swprintf_s(b, 3, L"%s", L"abc") == -1 && b[0] == 0 && errno == ERANGE && took() == 1);
	CHECK(_snwprintf_s(b, 4, _TRUNCATE, L"%d", 12345) == -1 && wide_same(b, L"123"));
	CHECK(swprintf(b, 16, L"%S|%hs", "\xe2\x82\xac", "\xf0\x9f\x98\x80") == 4 &&
	      wide_same(b, L"\u20ac|\xd83d\xde00"));
	CHECK(swprintf(b, 16, L"%S", "a\xff\xc3") == 3 && wide_same(b, L"a\xfffd\xfffd"));
	CHECK(swprintf(b, 16, L"%.1hs|", "\xf0\x9f\x98\x80") == 1 && wide_same(b, L"|"));
	CHECK(took() == 0);
}

static void mixed_text(void)
{
	char b[64];

	CHECK(sprintf(b, "%S", L"\u20ac\xd83d\xde00") == 7);
	CHECK(strcmp(b, "\xe2\x82\xac\xf0\x9f\x98\x80") == 0);
	CHECK(sprintf(b, "%S", L"a\xd83d") == 4 && strcmp(b, "a\xef\xbf\xbd") == 0);
	CHECK(sprintf(b, "%C", L'\u20ac') == 3 && strcmp(b, "\xe2\x82\xac") == 0);
	CHECK(sprintf(b, "%3S|", L"\u00e9") == 5 && strcmp(b, "  \xc3\xa9|") == 0);
	CHECK(sprintf(b, "%.2S", L"\u00e9\u00e9\u00e9") == 4);
	CHECK(sprintf(b, "%c%c", 0, 'x') == 2 && memcmp(b, "\0x", 3) == 0);
}

static void secure_text(void)
{
	char b[10];
	int n = 7;

	CHECK(sprintf_s(b, 4, "%s", "abc") == 3 && strcmp(b, "abc") == 0 && took() == 0);
	CHECK(sprintf_s(b, 3, "%s", "abc") == -1 && b[0] == 0 && errno == ERANGE && took() == 1);
	CHECK(sprintf_s(NULL, 3, "x") == -1 && errno == EINVAL && took() == 1);
	CHECK(sprintf_s(b, 10, NULL) == -1 && errno == EINVAL && took() == 1);
	CHECK(sprintf_s(b, 10, "%y", 1) == -1 && errno == EINVAL && took() == 1);
	CHECK(_snprintf_s(b, 10, 8, "<<<%d>>>", 121) == -1 && strcmp(b, "<<<121>>") == 0);
	CHECK(_snprintf_s(b, 10, 9, "<<<%d>>>", 121) == 9 && strcmp(b, "<<<121>>>") == 0);
	CHECK(_snprintf_s(b, 10, 10, "<<<%d>>>", 121) == 9 && took() == 0);
	CHECK(_snprintf_s(b, 10, 10, "<<<%d>>>", 1221) == -1 && b[0] == 0 && errno == ERANGE);
	CHECK(took() == 1);
	CHECK(_snprintf_s(b, 10, _TRUNCATE, "<<<%d>>>", 1221) == -1);
	CHECK(strcmp(b, "<<<1221>>") == 0);
	CHECK(_snprintf_s(b, 10, _TRUNCATE, "<<<%d>>>", 121) == 9 && took() == 0);
	CHECK(_snprintf_s(b, 10, 0, "x") == -1 && b[0] == 0);
	CHECK(sprintf(b, "ab%n", &n) == -1 && errno == EINVAL && took() == 1 && n == 7);
	CHECK(_set_printf_count_output(1) == 0 && _get_printf_count_output() == 1);
	CHECK(sprintf(b, "ab%nc", &n) == 3 && n == 2 && took() == 0);
	CHECK(_set_printf_count_output(0) == 1);
	CHECK(sprintf(b, "a%yb", 1) == 3 && strcmp(b, "ayb") == 0 && took() == 0);
	CHECK(printf(NULL) == -1 && took() == 1);
	CHECK(_set_output_format(0) == 1);
	CHECK(sprintf(b, "%.1e", 5.0) == 8 && strcmp(b, "5.0e+000") == 0);
	CHECK(_set_output_format(1) == 0);
	CHECK(sscanf(NULL, "x") == EOF && errno == EINVAL && took() == 1);
	CHECK(sscanf("x", NULL) == EOF && took() == 1);
}

static void positions(void)
{
	char b[64];

	CHECK(_sprintf_p(b, 64, "%2$s %1$d", 5, "a") == 3 && strcmp(b, "a 5") == 0);
	CHECK(_sprintf_p(b, 64, "%1$d %1$x %2$.2f", 255, 1.5) == 11 && strcmp(b, "255 ff 1.50") == 0);
	CHECK(_sprintf_p(b, 64, "%2$*1$d", 5, 42) == 5 && strcmp(b, "   42") == 0);
	CHECK(_sprintf_p(b, 64, "%s %d", "a", 5) == 3 && strcmp(b, "a 5") == 0 && took() == 0);
	CHECK(_sprintf_p(b, 64, "%3$d %1$d", 1, 2, 3) == -1 && took() == 1);
	CHECK(_sprintf_p(b, 64, "%1$d %d", 1, 2) == -1 && took() == 1);
	CHECK(_sprintf_p(b, 64, "%1$d %1$f", 1) == -1 && took() == 1);
	CHECK(_scprintf_p("%1$s%1$s", "abc") == 6 && took() == 0);
}

static void user(void)
{
	static char long_text[2000], b[1100];
	wchar_t w[1024];

	CHECK(wsprintfA(b, "%d %s %lu", -5, "abc", 7UL) == 8 && strcmp(b, "-5 abc 7") == 0);
	CHECK(wsprintfA(b, "%hs|%ls", "a", L"b") == 3 && strcmp(b, "a|b") == 0);
	CHECK(wsprintfW(w, L"%s %S %d", L"a", "b", 5) == 5 && wide_same(w, L"a b 5"));
	CHECK(wsprintfA(b, "%hc%lc%c", 0, 0, 'x') == 1 && strcmp(b, "x") == 0);
	CHECK(wsprintfA(b, "%f") == 1 && strcmp(b, "f") == 0);
	memset(long_text, 'a', sizeof long_text - 1);
	CHECK(wsprintfA(b, "%s", long_text) == 1023 && strlen(b) == 1023);
}

static void safe(void)
{
	char b[8] = "", *end;
	wchar_t w[8];
	size_t n;

	CHECK(StringCchCopyA(b, 8, "abc") == S_OK && strcmp(b, "abc") == 0);
	CHECK(StringCchCopyA(b, 3, "abc") == STRSAFE_E_INSUFFICIENT_BUFFER && strcmp(b, "ab") == 0);
	CHECK(StringCchCopyA(b, 0, "abc") == STRSAFE_E_INVALID_PARAMETER);
	CHECK(StringCchCopyA(b, (size_t)STRSAFE_MAX_CCH + 1, "a") == STRSAFE_E_INVALID_PARAMETER);
	CHECK(StringCchCopyNA(b, 8, "abcdef", 3) == S_OK && strcmp(b, "abc") == 0);
	CHECK(StringCchCatA(b, 8, "def") == S_OK && strcmp(b, "abcdef") == 0);
	CHECK(StringCchCatA(b, 8, "gh") == STRSAFE_E_INSUFFICIENT_BUFFER);
	CHECK(strcmp(b, "abcdefg") == 0);
	CHECK(StringCchCatA(b, 7, "x") == STRSAFE_E_INVALID_PARAMETER);
	CHECK(StringCchCatNA(strcpy(b, "a"), 8, "bcdef", 2) == S_OK && strcmp(b, "abc") == 0);
	CHECK(StringCchLengthA("abc", 4, &n) == S_OK && n == 3);
	CHECK(StringCchLengthA("abc", 3, &n) == STRSAFE_E_INVALID_PARAMETER && n == 0);
	CHECK(StringCchLengthA(NULL, 3, &n) == STRSAFE_E_INVALID_PARAMETER && n == 0);
	CHECK(StringCchPrintfA(b, 8, "%d-%s", 5, "x") == S_OK && strcmp(b, "5-x") == 0);
	CHECK(StringCchPrintfA(b, 4, "%d", 12345) == STRSAFE_E_INSUFFICIENT_BUFFER);
	CHECK(strcmp(b, "123") == 0);
	CHECK(StringCchCopyExA(b, 8, "abc", &end, &n, 0) == S_OK && end == b + 3 && n == 5);
	CHECK(StringCchCopyExA(b, 8, NULL, &end, &n, STRSAFE_IGNORE_NULLS) == S_OK && n == 8);
	CHECK(StringCchCopyExA(b, 8, "abc", NULL, NULL, STRSAFE_FILL_BYTE('z')) == S_OK);
	CHECK(memcmp(b, "abc\0zzzz", 8) == 0);
	CHECK(StringCchCopyExA(b, 4, "abcdef", &end, &n, STRSAFE_FAILURE_BYTE('y')) ==
	      STRSAFE_E_INSUFFICIENT_BUFFER);
	CHECK(memcmp(b, "yyy\0", 4) == 0 && end == b + 3 && n == 1);
	CHECK(StringCchCopyExA(b, 4, "abcdef", &end, &n, STRSAFE_NO_TRUNCATION) ==
	      STRSAFE_E_INSUFFICIENT_BUFFER && b[0] == 0 && end == b && n == 4);
	strcpy(b, "ab");
	CHECK(StringCchCatExA(b, 4, "cdef", &end, &n, STRSAFE_NO_TRUNCATION) ==
	      STRSAFE_E_INSUFFICIENT_BUFFER && strcmp(b, "ab") == 0 && n == 2);
	CHECK(StringCchCatExA(b, 4, "cdef", &end, &n, STRSAFE_NULL_ON_FAILURE) ==
	      STRSAFE_E_INSUFFICIENT_BUFFER && b[0] == 0 && n == 4);
	CHECK(StringCchCopyExA(b, 8, "a", NULL, NULL, 0x2000) == STRSAFE_E_INVALID_PARAMETER);
	CHECK(StringCchCopyExA(NULL, 0, "a", NULL, NULL, 0) == STRSAFE_E_INVALID_PARAMETER);
	CHECK(StringCchCopyExA(b, 0, "a", NULL, NULL, 0) == STRSAFE_E_INSUFFICIENT_BUFFER);
	CHECK(StringCchPrintfExA(b, 8, &end, &n, 0, "%d", 42) == S_OK && end == b + 2 && n == 6);
	CHECK(StringCbCopyW(w, sizeof w, L"abc") == S_OK && wide_same(w, L"abc"));
	CHECK(StringCbCopyW(w, 6, L"abc") == STRSAFE_E_INSUFFICIENT_BUFFER && wide_same(w, L"ab"));
	CHECK(StringCbCopyNW(w, sizeof w, L"abcdef", 4) == S_OK && wide_same(w, L"ab"));
	CHECK(StringCbCatW(w, sizeof w, L"cd") == S_OK && wide_same(w, L"abcd"));
	CHECK(StringCbLengthW(w, sizeof w, &n) == S_OK && n == 8);
	CHECK(StringCchPrintfW(w, 8, L"%s%S%d", L"a", "b", 7) == S_OK && wide_same(w, L"ab7"));
	CHECK(StringCbPrintfW(w, 6, L"%d", 12345) == STRSAFE_E_INSUFFICIENT_BUFFER);
	CHECK(wide_same(w, L"12"));
	CHECK(StringCbCopyExW(w, 15, L"ab", NULL, &n, 0) == S_OK && n == 11);
}

static void files(const char *folder)
{
	char name[300], other[300], backslash[300], b[20];
	wchar_t w[20];
	FILE *f = NULL;
	int i = 0;

	sprintf(name, "%s/a.txt", folder);
	sprintf(other, "%s/b.txt", folder);
	sprintf(backslash, "C:%s\\a.txt", folder);
	CHECK(fopen_s(&f, backslash, "wt, ccs=UTF-8") == 0 && f != NULL);
	CHECK(fprintf(f, "%d %S\n", 7, L"\u20ac") == 6);
	CHECK(fwprintf(f, L"%s %d\n", L"\xd83d\xde00", 8) == 5);
	CHECK(fputs("end\n", f) >= 0 && fprintf_s(f, "%ld", -1L) == 2);
	CHECK(_fileno(f) > 2 && fclose(f) == 0);
	CHECK((f = fopen(name, "rb")) != NULL);
	CHECK(fscanf(f, "%d %ls", &i, w) == 2 && i == 7 && wide_same(w, L"\u20ac"));
	CHECK(fwscanf(f, L"%s%d", w, &i) == 2 && i == 8 && wide_same(w, L"\xd83d\xde00"));
	CHECK(fscanf(f, "%19s", b) == 1 && strcmp(b, "end") == 0);
	CHECK(fscanf_s(f, "%d", &i) == 1 && i == -1 && fscanf(f, "%d", &i) == EOF && feof(f));
	rewind(f);
	CHECK(fwscanf(f, L"%d%lc", &i, w) == 2 && w[0] == ' ');
	CHECK(fwscanf(f, L"%d", &i) == 0 && fgetc(f) == 0xe2);
	CHECK(fclose(f) == 0);
	CHECK(fopen_s(&f, other, "r") == ENOENT && f == NULL && took() == 0);
	CHECK(fopen(name, "z") == NULL && errno == EINVAL && took() == 1);
	CHECK(rename(name, other) == 0 && fopen(name, "r") == NULL);
	CHECK((f = fopen(name, "wx")) != NULL && fclose(f) == 0);
	CHECK(fopen(name, "wx") == NULL && errno == EEXIST);
	CHECK(rename(name, other) == -1 && errno == EEXIST);
	CHECK(remove(folder) == -1 && errno == EACCES);
	CHECK(remove(name) == 0 && remove(other) == 0 && remove(name) == -1 && errno == ENOENT);
	CHECK((f = fopen("NUL", "w")) != NULL && fprintf(f, "x") == 1);
	CHECK(_flushall() >= 4 && _fcloseall() == 1);
	CHECK((f = _popen("echo out", "rt")) != NULL);
	CHECK(fgets(b, sizeof b, f) != NULL && strcmp(b, "out\n") == 0 && _pclose(f) == 0);
	CHECK(tmpnam_s(b, 3) == ERANGE && took() == 1 && tmpnam_s(name, 300) == 0 && *name != 0);
	CHECK(tmpfile_s(&f) == 0 && fputs("abcdef", f) >= 0 && _fseeki64(f, 2, SEEK_SET) == 0);
	CHECK(_ftelli64(f) == 2 && fread_s(b, 20, 1, 2, f) == 2 && memcmp(b, "cd", 2) == 0);
	CHECK(fread_s(b, 1, 1, 2, f) == 0 && errno == ERANGE && took() == 1 && fclose(f) == 0);
	CHECK(_setmaxstdio(600) == 600 && _getmaxstdio() == 600);
}

/* lines reads: one / two / a line too long / 5 abc 1.5 / 7 wide / cch / rest */
static void lines(void)
{
	char b[32], s[8];
	wchar_t w[8];
	double d;
	int i;

	CHECK(gets(b) == b && strcmp(b, "one") == 0);
	CHECK(gets_s(b, 4) == b && strcmp(b, "two") == 0);
	CHECK(gets_s(b, 8) == NULL && b[0] == 0 && errno == ERANGE && took() == 1);
	CHECK(scanf_s("%d %s %lf", &i, s, 8, &d) == 3 && i == 5 && strcmp(s, "abc") == 0 && d == 1.5);
	CHECK(wscanf(L"%d %s", &i, w) == 2 && i == 7 && wide_same(w, L"wide"));
	CHECK(getchar() == '\n');
	CHECK(StringCchGetsA(b, 32) == S_OK && strcmp(b, "cch") == 0);
	CHECK(StringCchGetsW(w, 8) == S_OK && wide_same(w, L"rest"));
	CHECK(StringCchGetsA(b, 32) == STRSAFE_E_END_OF_FILE && scanf("%d", &i) == EOF);
	CHECK(gets(b) == NULL && gets_s(b, 8) == NULL && took() == 0);
}

int main(int argc, char **argv)
{
	_set_invalid_parameter_handler(count_refusal);
	cut_text();
	cut_wide_text();
	mixed_text();
	secure_text();
	positions();
	user();
	safe();
	if (argc > 1) {
		files(argv[1]);
		lines();
	}
	/* Narrow and wide output, and that of the C library, keep their order. */
	printf("%s ", "printf");
	wprintf(L"%s \u20ac ", L"wprintf");
	fputs("puts ", stdout);
	putchar('c');
	_cprintf(" %d", 1);
	_cwprintf(L" %d", 2);
	printf("\n%d checks, %d failures\n", checks, failures);
	return failures != 0;
}
