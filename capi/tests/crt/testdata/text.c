/* text.c: wide and narrow text, secure functions, numbers, classes: calls and what they answer. */
#include <ctype.h>
#include <errno.h>
#include <float.h>
#include <inttypes.h>
#include <locale.h>
#include <malloc.h>
#include <math.h>
#include <mbstring.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tchar.h>
#include <wchar.h>
#include <wctype.h>

static int checks, failures;

static void check(int fact, int line, const char *text)
{
	checks++;
	if (!fact) {
		failures++;
		fprintf(stderr, "text.c:%d: %s (errno %d)\n", line, text, errno);
	}
}
#define CHECK(...) check(!!(__VA_ARGS__), __LINE__, #__VA_ARGS__)
#define W(wide, want) CHECK(wcscmp(wide, want) == 0)
#define S(narrow, want) CHECK(strcmp(narrow, want) == 0)

static int refusals;

static void handler(const wchar_t *expression, const wchar_t *function, const wchar_t *file,
	unsigned int line, uintptr_t reserved)
{
	(void)expression, (void)function, (void)file, (void)line, (void)reserved;
	refusals++;
}

/* REFUSED: the handler is told once, errno is code and so is the answer. */
static int refused(int before, int answer, int code)
{
	return refusals == before + 1 && answer == code && errno == code;
}
#define REFUSED(code, call)                                                                \
	do {                                                                               \
		int before = refusals;                                                     \
		errno = 0;                                                                 \
		CHECK(refused(before, (call), code));                                      \
	} while (0)

static void wide_text(void)
{
	wchar_t b[64], *p, *context;
	static const struct {
		const wchar_t *a, *b;
		int order, order_2, without_case;
	} orders[] = {
		{L"", L"", 0, 0, 0}, {L"a", L"", 1, 1, 1}, {L"", L"a", -1, -1, -1},
		{L"abc", L"abd", -1, 0, -1}, {L"ABC", L"abc", -1, -1, 0},
		{L"\u00C9", L"\u00E9", -1, -1, 0}, {L"\u0416x", L"\u0436X", -1, -1, 0},
		{L"\xD83D\xDE00", L"\xFFFD", -1, -1, -1}, {L"[", L"a", -1, -1, -1},
	};

	CHECK(sizeof(wchar_t) == 2);
	for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
		CHECK(wcscmp(orders[i].a, orders[i].b) == orders[i].order);
		CHECK(wcsncmp(orders[i].a, orders[i].b, 2) == orders[i].order_2);
		CHECK(_wcsicmp(orders[i].a, orders[i].b) == orders[i].without_case);
		CHECK(_wcsnicmp(orders[i].a, orders[i].b, 9) == orders[i].without_case);
		CHECK(wcscoll(orders[i].a, orders[i].b) == orders[i].order);
	}
	CHECK(wcslen(L"") == 0 && wcslen(L"\u4E2D\xD83D\xDE00") == 3);
	CHECK(wcsnlen(L"abc", 2) == 2 && wcsnlen(L"abc", 9) == 3 && wcsnlen_s(NULL, 9) == 0);
	W(wcscpy(b, L"abc"), L"abc");
	W(wcscat(b, L"de"), L"abcde");
	W(wcsncat(b, L"fgh", 2), L"abcdefg");
	wmemset(b, 'x', 8);
	wcsncpy(b, L"ab", 5);
	CHECK(wmemcmp(b, L"ab\0\0\0xxx", 8) == 0);
	CHECK(wcscpy(b, L"a,b") == b && wcschr(b, ',') == b + 1 && wcschr(b, 0) == b + 3);
	CHECK(!wcschr(b, 'z') && wcsrchr(b, 'b') == b + 2 && wcsrchr(b, 0) == b + 3);
	CHECK(wcsstr(b, L",b") == b + 1 && wcsstr(b, L"") == b && !wcsstr(b, L"bb"));
	CHECK(wcspbrk(b, L"zb") == b + 2 && !wcspbrk(b, L"z"));
	CHECK(wcsspn(b, L"a,") == 2 && wcscspn(b, L"b,") == 1);
	CHECK(wmemchr(L"a\0b", 'b', 3) && !wmemchr(L"abc", 'c', 2));
	wcscpy(b, L",,one;two,,three,");
	p = wcstok(b, L",;", &context);
	W(p, L"one");
	W(wcstok(NULL, L",;", &context), L"two");
	W(wcstok(NULL, L",;", &context), L"three");
	CHECK(!wcstok(NULL, L",;", &context) && !wcstok(NULL, L",;", &context));
	wcscpy(b, L"old style");
	W(wcstok(b, L" "), L"old");
	W(wcstok(NULL, L" "), L"style");
	CHECK(!wcstok(NULL, L" "));
	W(_wcsrev(wcscpy(b, L"abcd")), L"dcba");
	W(_wcsrev(wcscpy(b, L"")), L"");
	W(_wcsupr(wcscpy(b, L"a\u00E9\u0436\u00DF1")), L"A\u00C9\u0416\u00DF1");
	W(_wcslwr(b), L"a\u00E9\u0436\u00DF1");
	W(_wcsset(wcscpy(b, L"abc"), '*'), L"***");
	W(_wcsnset(wcscpy(b, L"abc"), '*', 2), L"**c");
	p = _wcsdup(L"copy");
	W(p, L"copy");
	free(p);
	CHECK(!_wcsdup(NULL));
	CHECK(wcsxfrm(b, L"abc", 64) == 3 && wcscmp(b, L"abc") == 0 && wcsxfrm(NULL, L"abc", 0) == 3);
	W(_wcserror(ENOENT), L"No such file or directory");
}

static void wide_numbers(void)
{
	static const struct {
		const wchar_t *text;
		int base, end;
		long long value;
		int code;
	} rows[] = {
		{L"0", 10, 1, 0, 0}, {L" \t+42x", 10, 5, 42, 0}, {L"-17", 0, 3, -17, 0},
		{L"0x1F", 0, 4, 31, 0}, {L"0x1F", 16, 4, 31, 0}, {L"0xg", 16, 1, 0, 0},
		{L"017", 0, 3, 15, 0}, {L"089", 0, 1, 0, 0}, {L"z", 36, 1, 35, 0},
		{L"", 10, 0, 0, 0}, {L"-", 10, 0, 0, 0}, {L"  x", 10, 0, 0, 0},
		{L"9223372036854775807", 10, 19, INT64_MAX, 0},
		{L"9223372036854775808", 10, 19, INT64_MAX, ERANGE},
		{L"-9223372036854775808", 10, 20, INT64_MIN, 0},
		{L"-9223372036854775809", 10, 20, INT64_MIN, ERANGE},
		{L"99999999999999999999999", 10, 23, INT64_MAX, ERANGE},
		{L"\uFF14\uFF12", 10, 2, 42, 0},
	};
	wchar_t b[80], *end;
	char n[80];

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		errno = 0;
		CHECK(wcstoll(rows[i].text, &end, rows[i].base) == rows[i].value);
		CHECK(end == rows[i].text + rows[i].end && errno == rows[i].code);
	}
	CHECK(wcstoull(L"18446744073709551615", NULL, 10) == UINT64_MAX);
	CHECK(wcstoul(L"-1", NULL, 10) == (unsigned long)-1 && wcstol(L"-1", NULL, 10) == -1);
	CHECK(wcstod(L" 1.5e2z", &end) == 150 && *end == 'z' && wcstof(L"-.25", NULL) == -.25f);
	CHECK(wcstod(L"none", &end) == 0 && *end == 'n' && _wtof(L"2.5") == 2.5);
	CHECK(wcstold(L"1", NULL) == 1 && wcstod(L"inf", NULL) == INFINITY);
	CHECK(_wtoi(L" 12") == 12 && _wtoi(L"99999999999") == 0x7FFFFFFF && errno == ERANGE);
	CHECK(_wtol(L"-5") == -5 && _wtoi64(L"-5000000000") == -5000000000LL);
	CHECK(wcstoimax(L"12", NULL, 10) == 12);
	W(_itow(-255, b, 10), L"-255");
	W(_itow(-1, b, 16), L"ffffffff");
	W(_ultow(4294967295u, b, 2), L"11111111111111111111111111111111");
	W(_i64tow(INT64_MIN, b, 10), L"-9223372036854775808");
	W(_ui64tow(UINT64_MAX, b, 36), L"3w5e11264sgsf");
	CHECK(_itow_s(77, b, 3, 10) == 0 && wcscmp(b, L"77") == 0);
	REFUSED(ERANGE, _itow_s(777, b, 3, 10));
	CHECK(*b == 0);
	REFUSED(EINVAL, _itow_s(7, b, 3, 37));
	S(_itoa(0, n, 10), "0");
	S(_itoa(-2147483647 - 1, n, 10), "-2147483648");
	S(itoa(-2, n, 8), "37777777776");
	S(_ultoa(255, n, 16), "ff");
	S(_i64toa(-1, n, 2), "1111111111111111111111111111111111111111111111111111111111111111");
	S(_ui64toa(UINT64_MAX, n, 10), "18446744073709551615");
	CHECK(_itoa_s(-12, n, 4, 10) == 0 && strcmp(n, "-12") == 0);
	REFUSED(ERANGE, _ltoa_s(-123, n, 4, 10));
	REFUSED(EINVAL, _itoa_s(1, NULL, 4, 10));
	CHECK(_atoi64("-5000000000") == -5000000000LL && _strtoi64("7f", NULL, 16) == 127);
	CHECK(_strtoui64("18446744073709551615", NULL, 10) == UINT64_MAX && _abs64(-3) == 3);
	CHECK(_rotl(0x80000001u, 1) == 3 && _rotr(3, 1) == 0x80000001u && _rotl(5, 32) == 5);
	CHECK(_rotl64(1, 63) == 1ull << 63 && _rotr64(1, 1) == 1ull << 63 && _lrotl(0x80000000u, 1) == 1);
	CHECK(_byteswap_ushort(0x1234) == 0x3412 && _byteswap_ulong(0x12345678) == 0x78563412);
	CHECK(_byteswap_uint64(1) == 1ull << 56);
	memcpy(n, "abcd", 5);
	_swab(n, n + 10, 4);
	CHECK(memcmp(n + 10, "badc", 4) == 0);
	CHECK(__max(3, 4) == 4 && __min(3, 4) == 3 && _countof(b) == 80);
}

static void bytes_and_wide(void)
{
	static const struct {
		const char *bytes;
		const wchar_t *wide;
	} pairs[] = {
		{"", L""}, {"plain", L"plain"}, {"\xC3\xA9\xE2\x82\xAC", L"\u00E9\u20AC"},
		{"\xF0\x9F\x98\x80.", L"\xD83D\xDE00."}, {"\xEF\xBF\xBD", L"\xFFFD"},
		{"\xED\x9F\xBF\xEE\x80\x80", L"\xD7FF\xE000"}, {"\xF4\x8F\xBF\xBF", L"\xDBFF\xDFFF"},
	};
	static const char *const malformed[] = {"\x80", "\xC0\x80", "\xC3", "\xE2\x82", "\xED\xA0\x80",
		"\xF5\x80\x80\x80", "\xF4\x90\x80\x80", "a\xFF", "\xE0\x80\x80", "\xF0\x80\x80\x80"};
	static const wchar_t *const halves[] = {L"\xD83D", L"\xDE00", L"\xD83Dx", L"a\xDE00\xD83D"};
	wchar_t b[16];
	char n[32];
	size_t done;
	mbstate_t state = {0};
	const char *s;
	const wchar_t *w;

	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		size_t bytes = strlen(pairs[i].bytes), units = wcslen(pairs[i].wide), at = 0;

		CHECK(mbstowcs(NULL, pairs[i].bytes, 0) == units);
		CHECK(mbstowcs(b, pairs[i].bytes, 16) == units && wcscmp(b, pairs[i].wide) == 0);
		CHECK(wcstombs(NULL, pairs[i].wide, 0) == bytes);
		CHECK(wcstombs(n, pairs[i].wide, 32) == bytes && strcmp(n, pairs[i].bytes) == 0);
		CHECK(mbstowcs_s(&done, b, 16, pairs[i].bytes, _TRUNCATE) == 0 && done == units + 1);
		CHECK(mbstowcs_s(&done, b, units + 1, pairs[i].bytes, units) == 0 && done == units + 1);
		CHECK(wcstombs_s(&done, n, 32, pairs[i].wide, 31) == 0 && done == bytes + 1);
		CHECK(wcstombs_s(&done, NULL, 0, pairs[i].wide, 0) == 0 && done == bytes + 1);
		/* Unit by unit, and byte by byte. */
		s = pairs[i].bytes;
		for (size_t taken; (taken = mbrtowc(&b[at], s, strlen(s) + 1, &state)) != 0; s += taken)
			at++;
		CHECK(wmemcmp(b, pairs[i].wide, units + 1) == 0 && mbsinit(&state));
		at = 0;
		for (s = pairs[i].bytes; *s; s++)
			at += mbrtowc(&b[at], s, 1, &state) == 1;
		CHECK(at == units && wmemcmp(b, pairs[i].wide, units) == 0 && mbsinit(&state));
		at = 0;
		for (w = pairs[i].wide; *w; w++)
			at += wcrtomb(n + at, *w, &state);
		CHECK(at == bytes && memcmp(n, pairs[i].bytes, bytes) == 0 && mbsinit(&state));
	}
	for (size_t i = 0; i < sizeof malformed / sizeof *malformed; i++) {
		errno = 0;
		CHECK(mbstowcs(b, malformed[i], 16) == (size_t)-1 && errno == EILSEQ);
		CHECK(mbstowcs_s(&done, b, 16, malformed[i], _TRUNCATE) == EILSEQ && *b == 0 && done == 0);
	}
	for (size_t i = 0; i < sizeof halves / sizeof *halves; i++) {
		errno = 0;
		CHECK(wcstombs(n, halves[i], 32) == (size_t)-1 && errno == EILSEQ);
	}
	/* No half of a character is stored. */
	CHECK(mbstowcs(b, "\xF0\x9F\x98\x80", 1) == 0 && wcstombs(n, L"a\u20AC", 3) == 1);
	CHECK(mbstowcs_s(&done, b, 3, "abcd", _TRUNCATE) == STRUNCATE && wcscmp(b, L"ab") == 0 && done == 3);
	CHECK(wcstombs_s(&done, n, 3, L"a\u20AC", _TRUNCATE) == STRUNCATE && strcmp(n, "a") == 0 && done == 2);
	CHECK(mbstowcs_s(&done, b, 16, "abcd", 2) == 0 && wcscmp(b, L"ab") == 0 && done == 3);
	REFUSED(ERANGE, mbstowcs_s(&done, b, 3, "abcd", 4));
	CHECK(*b == 0);
	REFUSED(EINVAL, mbstowcs_s(&done, NULL, 3, "abcd", 4));
	CHECK(mbtowc(b, "\xC3\xA9", 2) == 2 && *b == 0xE9 && mbtowc(b, "", 1) == 0);
	CHECK(mbtowc(b, "\xC3\xA9", 1) == -1 && mbtowc(b, "\xF0\x9F\x98\x80", 4) == -1);
	CHECK(mblen("\xF0\x9F\x98\x80", 4) == 4 && mblen("a", 1) == 1 && mblen("\x80", 1) == -1);
	CHECK(wctomb(n, 0x20AC) == 3 && wctomb(n, 0xD800) == -1 && wctomb(NULL, 0) == 0);
	CHECK(btowc('a') == 'a' && btowc(0x80) == WEOF && wctob('a') == 'a' && wctob(0xE9) == EOF);
	CHECK(MB_CUR_MAX == 4 && WEOF == (wint_t)0xFFFFFFFF);
}

static void classes(void)
{
	static const struct {
		wint_t c, lower, upper;
		const char *is; /* a alpha, d digit, u upper, l lower, s space, p punct, c cntrl, x hex, b blank */
	} rows[] = {
		{'a', 'a', 'A', "alx"}, {'Z', 'z', 'Z', "au"}, {'7', '7', '7', "dx"}, {' ', ' ', ' ', "sb"},
		{'\t', '\t', '\t', "scb"}, {'!', '!', '!', "p"}, {0x7F, 0x7F, 0x7F, "c"},
		{0xE9, 0xE9, 0xC9, "al"}, {0xC9, 0xE9, 0xC9, "au"}, {0x416, 0x436, 0x416, "au"},
		{0x4E2D, 0x4E2D, 0x4E2D, "a"}, {0xA0, 0xA0, 0xA0, "s"}, {0x20AC, 0x20AC, 0x20AC, "p"},
		{0xD800, 0xD800, 0xD800, ""}, {WEOF, WEOF, WEOF, ""}, {0x130, 'i', 0x130, "au"},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		wint_t c = rows[i].c;
		const char *is = rows[i].is;

		CHECK(towlower(c) == rows[i].lower);
		CHECK(towupper(c) == rows[i].upper);
		CHECK(!iswalpha(c) == !strchr(is, 'a'));
		CHECK(!iswdigit(c) == !strchr(is, 'd'));
		CHECK(!iswupper(c) == !strchr(is, 'u'));
		CHECK(!iswlower(c) == !strchr(is, 'l'));
		CHECK(!iswspace(c) == !strchr(is, 's'));
		CHECK(!iswpunct(c) == !strchr(is, 'p'));
		CHECK(!iswcntrl(c) == !strchr(is, 'c'));
		CHECK(!iswxdigit(c) == !strchr(is, 'x'));
		CHECK(!iswblank(c) == !strchr(is, 'b'));
		CHECK(!iswctype(c, wctype("alpha")) == !strchr(is, 'a'));
		CHECK(!iswctype(c, wctype("space")) == !strchr(is, 's'));
		CHECK(!iswctype(c, _UPPER) == !strchr(is, 'u'));
		CHECK(!iswalnum(c) == !(strchr(is, 'a') || strchr(is, 'd')));
		CHECK(!iswgraph(c) == !(iswprint(c) && !iswspace(c)));
		CHECK(towctrans(c, wctrans("toupper")) == rows[i].upper);
	}
	CHECK(!wctype("none") && !wctrans("none") && __iswcsymf('_') && __iswcsym('9') && !__iswcsymf('9'));
	CHECK(_isctype('a', _ALPHA) && !_isctype('1', _ALPHA) && __iscsymf('_') && __iscsym('1'));
}

static void secure(void)
{
	char b[8];
	wchar_t w[8];
	char *context = NULL, *p;
	wchar_t *wide_context = NULL;
	unsigned int number;

	CHECK(strcpy_s(b, 8, "1234567") == 0 && strcmp(b, "1234567") == 0);
	REFUSED(ERANGE, strcpy_s(b, 8, "12345678"));
	CHECK(*b == 0);
	REFUSED(EINVAL, strcpy_s(NULL, 8, "x"));
	REFUSED(EINVAL, strcpy_s(b, 0, "x"));
	strcpy(b, "x");
	REFUSED(EINVAL, strcpy_s(b, 8, NULL));
	CHECK(*b == 0);
	CHECK(strncpy_s(b, 8, "123456789", 3) == 0 && strcmp(b, "123") == 0);
	CHECK(strncpy_s(b, 8, "12", 7) == 0 && strcmp(b, "12") == 0);
	CHECK(strncpy_s(b, 8, "123456789", _TRUNCATE) == STRUNCATE && strcmp(b, "1234567") == 0);
	CHECK(strncpy_s(b, 8, "1234567", _TRUNCATE) == 0 && strcmp(b, "1234567") == 0);
	REFUSED(ERANGE, strncpy_s(b, 8, "123456789", 8));
	CHECK(strncpy_s(NULL, 0, "x", 0) == 0);
	CHECK(strcpy_s(b, 8, "123") == 0 && strcat_s(b, 8, "4567") == 0 && strcmp(b, "1234567") == 0);
	REFUSED(ERANGE, strcat_s(b, 8, "8"));
	CHECK(*b == 0);
	memset(b, 'x', 8);
	REFUSED(EINVAL, strcat_s(b, 8, "y"));
	CHECK(strcpy_s(b, 8, "123") == 0 && strncat_s(b, 8, "456789", 2) == 0 && strcmp(b, "12345") == 0);
	CHECK(strncat_s(b, 8, "6789", _TRUNCATE) == STRUNCATE && strcmp(b, "1234567") == 0);
	REFUSED(ERANGE, strncat_s(b, 8, "6789", 3));
	strcpy(b, "a,b,,c");
	p = strtok_s(b, ",", &context);
	S(p, "a");
	S(strtok_s(NULL, ",", &context), "b");
	S(strtok_s(NULL, ",", &context), "c");
	CHECK(!strtok_s(NULL, ",", &context));
	CHECK(memcpy_s(b, 8, "abc", 4) == 0 && strcmp(b, "abc") == 0 && memcpy_s(NULL, 0, NULL, 0) == 0);
	REFUSED(ERANGE, memcpy_s(b, 3, "abc", 4));
	CHECK(b[0] == 0 && b[2] == 0);
	memcpy(b, "abcdef", 7);
	CHECK(memmove_s(b + 1, 7, b, 6) == 0 && memcmp(b, "aabcdef", 7) == 0);
	REFUSED(ERANGE, memmove_s(b, 3, b + 1, 4));
	CHECK(strnlen_s(NULL, 5) == 0 && strnlen_s("abcdef", 5) == 5);
	CHECK(strerror_s(b, 8, ENOENT) == 0 && strcmp(b, "No such") == 0);
	CHECK(strcpy_s(b, 8, "MiX") == 0 && _strlwr_s(b, 8) == 0 && strcmp(b, "mix") == 0);
	REFUSED(EINVAL, _strupr_s(b, 3));
	CHECK(wcscpy_s(w, 8, L"1234567") == 0 && wcscmp(w, L"1234567") == 0);
	REFUSED(ERANGE, wcscpy_s(w, 8, L"12345678"));
	CHECK(wcsncpy_s(w, 8, L"123456789", _TRUNCATE) == STRUNCATE && wcscmp(w, L"1234567") == 0);
	CHECK(wcscpy_s(w, 8, L"12") == 0 && wcscat_s(w, 8, L"34") == 0 && wcsncat_s(w, 8, L"567", 1) == 0);
	W(w, L"12345");
	wcscpy(w, L"x y");
	W(wcstok_s(w, L" ", &wide_context), L"x");
	W(wcstok_s(NULL, L" ", &wide_context), L"y");
	CHECK(wmemcpy_s(w, 8, L"ab", 3) == 0 && wcscmp(w, L"ab") == 0);
	REFUSED(ERANGE, wmemcpy_s(w, 1, L"ab", 3));
	CHECK(_wcserror_s(w, 8, EINVAL) == 0 && wcscmp(w, L"Invalid") == 0);
	CHECK(rand_s(&number) == 0);
	REFUSED(EINVAL, rand_s(NULL));
}

static void narrow_text(void)
{
	char b[32];

	CHECK(_stricmp("ABC", "abc") == 0 && _stricmp("a", "B") < 0 && _stricmp("_", "A") < 0);
	CHECK(stricmp("x", "X") == 0 && strcmpi("x", "y") < 0 && _strnicmp("abX", "ABy", 2) == 0);
	CHECK(_strnicmp("abX", "ABy", 3) < 0 && strnicmp("", "", 5) == 0 && _memicmp("a\0B", "A\0b", 3) == 0);
	S(_strlwr(strcpy(b, "A1\xC3\x89z")), "a1\xC3\x89z");
	S(_strupr(strcpy(b, "a1z")), "A1Z");
	S(_strrev(strcpy(b, "abc")), "cba");
	S(_strset(strcpy(b, "abc"), '-'), "---");
	S(_strnset(strcpy(b, "abc"), '-', 1), "-bc");
	errno = ENOENT;
	S(_strerror("text"), "text: No such file or directory\n");
	CHECK(_mbslen((unsigned char *)"a\xC3\xA9\xF0\x9F\x98\x80") == 3);
	CHECK(_mbschr((unsigned char *)"a\xC3\xA9z", 0xC3A9) && !_mbschr((unsigned char *)"a", 'b'));
	CHECK(_mbsicmp((unsigned char *)"\xC3\xA9", (unsigned char *)"\xC3\x89") == 0);
	S((char *)_mbsinc((unsigned char *)"\xC3\xA9z"), "z");
	CHECK(_mbsnextc((unsigned char *)"\xC3\xA9") == 0xC3A9 && _ismbblead(0xE2) && !_ismbblead('a'));
	CHECK(_tcslen(_T("abc")) == 3 && _tcscmp(_TEXT("a"), "a") == 0);
	CHECK(_ttoi(_T("12")) == 12);
}

static int by_context(void *context, const void *a, const void *b)
{
	++*(int *)context;
	return *(const int *)a - *(const int *)b;
}

static int equal(const void *a, const void *b)
{
	return *(const int *)a != *(const int *)b;
}

static void rest(void)
{
	int numbers[6] = {5, 3, 9, 1, 7}, key = 7, calls = 0;
	unsigned int n = 5;
	char *p;

	qsort_s(numbers, 5, sizeof *numbers, by_context, &calls);
	CHECK(numbers[0] == 1 && numbers[4] == 9 && calls > 4);
	CHECK(bsearch_s(&key, numbers, 5, sizeof *numbers, by_context, &calls) == numbers + 3);
	key = 8;
	CHECK(!bsearch_s(&key, numbers, 5, sizeof *numbers, by_context, &calls));
	CHECK(!_lfind(&key, numbers, &n, sizeof *numbers, equal));
	CHECK(_lsearch(&key, numbers, &n, sizeof *numbers, equal) == numbers + 5 && n == 6);
	srand(1);
	CHECK(rand() == 41 && rand() == 18467 && rand() == 6334 && RAND_MAX == 32767);
	for (size_t alignment = 1; alignment <= 4096; alignment *= 2) {
		p = _aligned_malloc(100, alignment);
		CHECK(p && (uintptr_t)p % alignment == 0 && _aligned_msize(p, alignment, 0) == 100);
		memset(p, 'x', 100);
		p = _aligned_realloc(p, 1000, alignment);
		CHECK((uintptr_t)p % alignment == 0 && p[99] == 'x');
		_aligned_free(p);
	}
	p = _aligned_offset_malloc(100, 64, 5);
	CHECK(((uintptr_t)p + 5) % 64 == 0);
	_aligned_free(p);
	p = malloc(10);
	CHECK(_msize(p) >= 10 && _expand(p, 5) == p && _heapchk() == _HEAPOK);
	free(p);
	p = _malloca(20);
	p[19] = 1;
	_freea(p);
	p = _malloca(5000);
	p[4999] = 1;
	_freea(p);
	CHECK(_finite(1) && !_finite(INFINITY) && _isnan(NAN) && _copysign(1, -0.0) == -1 && _chgsign(2) == -2);
	CHECK(_fpclass(-0.0) == _FPCLASS_NZ && _fpclass(1) == _FPCLASS_PN && _fpclass(-INFINITY) == _FPCLASS_NINF);
	CHECK((_controlfp(0, 0) & _MCW_RC) == _RC_NEAR);
	_controlfp(_RC_UP, _MCW_RC);
	CHECK(rint(1.1) == 2 && (_controlfp(0, 0) & _MCW_RC) == _RC_UP);
	_controlfp(_RC_NEAR, _MCW_RC);
	CHECK(rint(1.1) == 1);
	CHECK(setlocale(LC_ALL, NULL) && setlocale(LC_ALL, "C") && setlocale(LC_ALL, "chs"));
	CHECK(setlocale(LC_ALL, ".936") && setlocale(LC_ALL, "German_Germany.1252") && setlocale(LC_ALL, "zh-CN"));
	CHECK(setlocale(LC_ALL, ".UTF8") && !setlocale(LC_ALL, "no such language") && setlocale(LC_ALL, "C"));
	CHECK(mbstowcs(NULL, "\xC3\xA9", 0) == 1);
	_locale_t locale = _create_locale(LC_ALL, "C");
	CHECK(locale && _strtod_l("1.5", NULL, locale) == 1.5);
	_free_locale(locale);
	CHECK(_configthreadlocale(0) == _DISABLE_PER_THREAD_LOCALE);
	_invalid_parameter_handler old = _set_thread_local_invalid_parameter_handler(NULL);
	CHECK(!old && _get_invalid_parameter_handler() == handler);
	CHECK(_set_errno(5) == 0 && errno == 5 && _get_errno(&key) == 0 && key == 5);
	S(_sys_errlist[ENOENT], "No such file or directory");
	CHECK(_sys_nerr > 100);
}

int main(void)
{
	_set_invalid_parameter_handler(handler);
	wide_text();
	wide_numbers();
	bytes_and_wide();
	classes();
	secure();
	narrow_text();
	rest();
	printf("%d checks, %d failures\n", checks, failures);
	return failures != 0;
}
