/*
 * scan_table.c: what Microsoft's formatted input makes of text. The same source
 * is a Windows program. Each row scans into cells that no value fills and says
 * what they hold afterwards, and that nothing beside was written.
 *
 * Wine 8's ucrtbase differs in six rows, where the pages or C decide: spaces
 * alone are EOF to %d, a lone point is no number, %p takes 0x, "%3f%f" goes on
 * behind the width, %h[ is narrow, and "%*[^:]:%s" does not crash.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

enum { CELLS = 6, CELL = 64, UNTOUCHED = 0xCC };

static unsigned char cell[CELLS][CELL];
static int rows, failures;

static int untouched(int i, int from)
{
	for (; from < CELL; from++)
		if (cell[i][from] != UNTOUCHED)
			return 0;
	return 1;
}

/* show writes a cell as its kind says: d q h b numbers, f g real, s S c C text. */
static void show(char *to, int i, char kind)
{
	const wchar_t *wide = (const wchar_t *)cell[i];
	long long q;
	double g;
	float f;
	int n = 0, d;
	short h;

	switch (kind) {
	case 'd':
		memcpy(&d, cell[i], n = 4);
		sprintf(to, "%d", d);
		break;
	case 'q':
		memcpy(&q, cell[i], n = 8);
		sprintf(to, "%I64d", q);
		break;
	case 'h':
		memcpy(&h, cell[i], n = 2);
		sprintf(to, "%d", h);
		break;
	case 'b':
		n = 1;
		sprintf(to, "%d", (signed char)cell[i][0]);
		break;
	case 'f':
		memcpy(&f, cell[i], n = 4);
		sprintf(to, "%g", f);
		break;
	case 'g':
		memcpy(&g, cell[i], n = 8);
		sprintf(to, "%.17g", g);
		break;
	case 's':
		n = (int)strlen((char *)cell[i]) + 1;
		strcpy(to, (char *)cell[i]);
		break;
	case 't':	/* text that was too long: what follows its NUL does not matter */
		strcpy(to, (char *)cell[i]);
		return;
	case 'T':
		*to = '\0';
		if (wide[0] != 0)
			strcpy(to, "not empty");
		return;
	case 'S':
		for (; wide[n] != 0; n++)
			to += sprintf(to, wide[n] < 128 ? "%c" : "\\%04X", wide[n]);
		*to = '\0';
		n = 2 * n + 2;
		break;
	case 'c':
		for (; cell[i][n] != UNTOUCHED; n++)
			*to++ = (char)cell[i][n];
		*to = '\0';
		break;
	case 'C':
		for (; wide[n] != 0xCCCC; n++)
			to += sprintf(to, wide[n] < 128 ? "%c" : "\\%04X", wide[n]);
		*to = '\0';
		n *= 2;
		break;
	default:
		*to = '\0';
	}
	if (!untouched(i, n))
		strcat(to, " and more");
}

static void judge(int line, const char *what, int n, int want_n, const char *kinds,
		  const char *want)
{
	char got[1000] = "", one[200];

	rows++;
	for (int i = 0; i < CELLS; i++) {
		if (i < (int)strlen(kinds)) {
			show(one, i, kinds[i]);
			if (i > 0)
				strcat(got, "|");
			strcat(got, one);
		} else if (!untouched(i, 0)) {
			strcat(got, " and another");
		}
	}
	if (n != want_n || strcmp(got, want) != 0) {
		failures++;
		fprintf(stderr, "line %d: %s: got %d \"%s\", want %d \"%s\"\n", line, what, n, got,
			want_n, want);
	}
}

static int scan(int secure, const char *text, const char *format, ...)
{
	va_list args;
	int n;

	memset(cell, UNTOUCHED, sizeof cell);
	va_start(args, format);
	n = secure ? vsscanf_s(text, format, args) : vsscanf(text, format, args);
	va_end(args);
	return n;
}

static int wide_scan(int secure, const wchar_t *text, const wchar_t *format, ...)
{
	va_list args;
	int n;

	memset(cell, UNTOUCHED, sizeof cell);
	va_start(args, format);
	n = secure ? vswscanf_s(text, format, args) : vswscanf(text, format, args);
	va_end(args);
	return n;
}

/* ROW: the result, the cells' kinds and contents, the input, the format. */
#define ROW(n, kinds, want, text, format)                                                      \
	judge(__LINE__, format,                                                                \
	      scan(0, text, format, cell[0], cell[1], cell[2], cell[3], cell[4], cell[5]), n,  \
	      kinds, want)
#define WIDE(n, kinds, want, text, format)                                                     \
	judge(__LINE__, #format,                                                               \
	      wide_scan(0, text, format, cell[0], cell[1], cell[2], cell[3], cell[4], cell[5]), \
	      n, kinds, want)
/* With arguments of the row's own, sizes among them. */
#define SECURE(n, kinds, want, text, format, ...)                                              \
	judge(__LINE__, format, scan(1, text, format, __VA_ARGS__), n, kinds, want)
#define WIDE_SECURE(n, kinds, want, text, format, ...)                                         \
	judge(__LINE__, #format, wide_scan(1, text, format, __VA_ARGS__), n, kinds, want)

static void integers(void)
{
	ROW(1, "d", "42", "42", "%d");
	ROW(1, "d", "42", "   42", "%d");
	ROW(1, "d", "-42", "-42", "%d");
	ROW(1, "d", "42", "+42", "%d");
	ROW(1, "d", "42", "42abc", "%d");
	ROW(1, "d", "0", "0", "%d");
	ROW(1, "d", "10", "010", "%d");
	ROW(0, "", "", "abc", "%d");
	ROW(0, "", "", "-", "%d");
	ROW(0, "", "", "- 5", "%d");
	ROW(-1, "", "", "", "%d");
	ROW(-1, "", "", "   ", "%d");
	ROW(2, "dd", "1|2", "1 2", "%d %d");
	ROW(2, "dd", "1|2", "1\n\t2", "%d%d");
	ROW(2, "dd", "1|2", "1,2", "%d,%d");
	ROW(2, "dd", "1|2", "1, 2", "%d,%d");
	ROW(1, "d", "1", "1 ,2", "%d,%d");
	ROW(2, "dd", "1|2", "1 ,2", "%d ,%d");
	ROW(1, "d", "1", "1", "%d %d");
	ROW(4, "dddd", "192|168|0|1", "192.168.0.1", "%d.%d.%d.%d");
	ROW(2, "dd", "12|345", "12345", "%2d%d");
	ROW(2, "dd", "-1|2", "-12", "%2d%d");
	ROW(1, "d", "2", "1 2", "%*d%d");
	ROW(0, "", "", "1", "%*d");
	ROW(1, "d", "-1", "4294967295", "%u");
	ROW(1, "d", "255", "ff", "%x");
	ROW(1, "d", "255", "FF", "%X");
	ROW(1, "d", "255", "0xff", "%x");
	ROW(1, "d", "255", "0XFF", "%x");
	ROW(1, "d", "-255", "-ff", "%x");
	ROW(1, "d", "-1", "ffffffff", "%x");
	ROW(1, "d", "8", "10", "%o");
	ROW(1, "d", "7", "78", "%o");
	ROW(1, "d", "16", "0x10", "%i");
	ROW(1, "d", "8", "010", "%i");
	ROW(1, "d", "10", "10", "%i");
	ROW(1, "d", "0", "0", "%i");
	ROW(2, "dd", "10|11", "0x0a0x0b", "%4x%x");
	ROW(6, "dddddd", "0|17|34|170|187|204", "00-11-22-aa-bb-cc", "%x-%x-%x-%x-%x-%x");
}

static void sizes(void)
{
	ROW(1, "d", "-1", "4294967295", "%lu");
	ROW(1, "d", "-5", "-5", "%ld");
	ROW(1, "d", "255", "ff", "%lx");
	ROW(1, "d", "16", "0x10", "%li");
	ROW(1, "q", "4294967296", "4294967296", "%lld");
	ROW(1, "q", "-4294967296", "-4294967296", "%I64d");
	ROW(1, "q", "-1", "18446744073709551615", "%I64u");
	ROW(1, "q", "4294967295", "ffffffff", "%I64x");
	ROW(1, "q", "5", "5", "%llu");
	ROW(1, "q", "5", "5", "%Iu");
	ROW(1, "q", "5", "5", "%zu");
	ROW(1, "d", "5", "5", "%I32d");
	ROW(1, "h", "-2", "-2", "%hd");
	ROW(1, "h", "-1", "65535", "%hu");
	ROW(1, "b", "-1", "255", "%hhu");
	ROW(1, "q", "43981", "000000000000ABCD", "%p");
	ROW(1, "q", "43981", "0xabcd", "%p");
	ROW(3, "dqh", "1|2|3", "1 2 3", "%ld %I64d %hd");
}

static void texts(void)
{
	ROW(1, "s", "abc", "abc", "%s");
	ROW(1, "s", "abc", "  abc def", "%s");
	ROW(2, "ss", "abc|def", "abc def", "%s%s");
	ROW(1, "s", "ab", "abcdef", "%2s");
	ROW(2, "ss", "ab|cdef", "abcdef", "%2s%s");
	ROW(1, "s", "def", "abc def", "%*s%s");
	ROW(-1, "", "", "", "%s");
	ROW(-1, "", "", "  ", "%s");
	ROW(1, "s", "abc", "abc", "%hs");
	ROW(1, "S", "abc", "abc", "%S");
	ROW(1, "S", "abc", "abc", "%ls");
	ROW(1, "S", "abc", "abc", "%ws");
	ROW(2, "sS", "abc|def", "abc def", "%s %S");
	ROW(1, "c", "a", "abc", "%c");
	ROW(1, "c", " ", " abc", "%c");
	ROW(1, "c", "a", " abc", " %c");
	ROW(1, "c", "abc", "abcdef", "%3c");
	ROW(2, "cc", "a|b", "ab", "%c%c");
	ROW(1, "C", "a", "abc", "%C");
	ROW(1, "C", "ab", "abc", "%2lc");
	ROW(1, "c", "b", "abc", "%*c%c");
	ROW(-1, "", "", "", "%c");
	ROW(3, "dcd", "1|+|2", "1+2", "%d%c%d");
	ROW(2, "sd", "host|80", "host 80", "%s %d");
}

static void sets(void)
{
	ROW(1, "s", "abc", "abcdef", "%[abc]");
	ROW(1, "s", "abc", "abcXYZ", "%[a-z]");
	ROW(1, "s", "abc", "abcXYZ", "%[z-a]");
	ROW(1, "s", "abc", "abc:def", "%[^:]");
	ROW(2, "sd", "localhost|8080", "localhost:8080", "%[^:]:%d");
	ROW(1, "s", "a line of text", "a line of text\nnext", "%[^\n]");
	ROW(0, "", "", "xyz", "%[abc]");
	ROW(-1, "", "", "", "%[abc]");
	ROW(1, "s", "]]", "]]a", "%[]]");
	ROW(1, "s", "ab", "ab]", "%[^]]");
	ROW(1, "s", "-a-", "-a-b", "%[a-]");
	ROW(1, "s", "ab", "abcdef", "%2[a-z]");
	ROW(1, "s", " a", " a1", "%[ a-z]");
	ROW(1, "s", "def", "abc:def", "%*[^:]:%s");
	ROW(1, "S", "abc", "abc1", "%l[a-z]");
	ROW(2, "ss", "GET|/index.html", "GET /index.html HTTP/1.0", "%[A-Z] %s HTTP");
	ROW(1, "s", "09AFaf", "09AFafg", "%[0-9A-Fa-f]");
}

static void reals(void)
{
	ROW(1, "f", "1.5", "1.5", "%f");
	ROW(1, "f", "-1.5", "-1.5", "%g");
	ROW(1, "f", "150", "1.5e2", "%e");
	ROW(1, "f", "0.5", ".5", "%f");
	ROW(1, "f", "5", "5.", "%f");
	ROW(1, "f", "5", "5", "%f");
	ROW(1, "g", "0.10000000000000001", "0.1", "%lf");
	ROW(1, "g", "1e+100", "1e100", "%lg");
	ROW(1, "g", "1.0000000000000001e-05", "1E-5", "%le");
	ROW(2, "gg", "1.5|2.5", "1.5 2.5", "%lf%lf");
	ROW(2, "fs", "1.5|abc", "1.5abc", "%f%s");
	ROW(2, "ff", "1.5|25", "1.525", "%3f%f");
	ROW(0, "", "", "abc", "%f");
	ROW(0, "", "", ".", "%f");
	ROW(-1, "", "", "", "%f");
	ROW(1, "g", "3", "0x1.8p+1", "%lf");
	ROW(1, "g", "inf", "inf", "%lf");
	ROW(1, "g", "-inf", "-INFINITY", "%lf");
	ROW(1, "g", "nan", "nan", "%lf");
}

static void the_rest(void)
{
	ROW(0, "", "", "abc", "abc");
	ROW(0, "", "", "abd", "abc");
	ROW(-1, "", "", "", "abc");
	ROW(0, "", "", "", "");
	ROW(0, "", "", "abc", "");
	ROW(1, "dd", "5|4", "abc5", "abc%d%n");
	ROW(1, "d", "5", "5%", "%d%%");
	ROW(2, "dd", "5|6", "5%6", "%d%%%d");
	ROW(2, "dd", "5|6", "x = 5, y = 6", "x = %d, y = %d");
	ROW(1, "d", "5", "x=5;y:6", "x=%d;y=%d");
	ROW(3, "dsd", "1|abc|2", "1 abc 2", "%d %s %d");
	ROW(1, "d", "5", "5   ", "%d ");
}

static void wides(void)
{
	WIDE(1, "d", "42", L"42", L"%d");
	WIDE(1, "d", "-1", L"4294967295", L"%lu");
	WIDE(1, "q", "4294967296", L"4294967296", L"%I64d");
	WIDE(1, "S", "abc", L"abc def", L"%s");
	WIDE(1, "S", "abc", L"abc", L"%ls");
	WIDE(1, "s", "abc", L"abc", L"%hs");
	WIDE(1, "s", "abc", L"abc", L"%S");
	WIDE(1, "S", "\\20AC\\00E9", L"\u20ac\u00e9 x", L"%s");
	WIDE(1, "C", "a", L"abc", L"%c");
	WIDE(1, "c", "a", L"abc", L"%C");
	WIDE(1, "c", "a", L"abc", L"%hc");
	WIDE(1, "S", "abc", L"abc:def", L"%[^:]");
	WIDE(1, "S", "abc", L"abcXYZ", L"%[a-z]");
	WIDE(1, "s", "abc", L"abc:def", L"%h[^:]");
	WIDE(2, "Sd", "localhost|80", L"localhost:80", L"%[^:]:%d");
	WIDE(1, "g", "1.5", L"1.5", L"%lf");
	WIDE(-1, "", "", L"", L"%d");
	WIDE(0, "", "", L"x", L"%d");
	WIDE(4, "dddd", "192|168|0|1", L"192.168.0.1", L"%d.%d.%d.%d");
}

static void secure(void)
{
	SECURE(1, "s", "abc", "abc", "%s", cell[0], 4);
	SECURE(1, "s", "abc", "abc", "%s", cell[0], 20);
	SECURE(0, "t", "", "abcd", "%s", cell[0], 4);
	SECURE(1, "s", "abc", "abcdef", "%3s", cell[0], 4);
	SECURE(1, "dt", "5|", "5 abcdef", "%d%s", cell[0], cell[1], 4);
	SECURE(3, "dsd", "5|abc|6", "5 abc 6", "%d%s%d", cell[0], cell[1], 10, cell[2]);
	SECURE(1, "c", "a", "abc", "%c", cell[0], 1);
	SECURE(1, "c", "abc", "abcdef", "%3c", cell[0], 3);
	SECURE(1, "s", "abc", "abc1", "%[a-z]", cell[0], 10);
	SECURE(0, "t", "", "abcdef", "%[a-z]", cell[0], 3);
	SECURE(1, "S", "abc", "abc", "%S", cell[0], 4);
	SECURE(0, "T", "", "abcd", "%ls", cell[0], 4);
	SECURE(2, "sS", "abc|def", "abc def", "%s %S", cell[0], 4, cell[1], 4);
	SECURE(1, "d", "5", "5", "%d", cell[0]);
	WIDE_SECURE(1, "S", "abc", L"abc", L"%s", cell[0], 4);
	WIDE_SECURE(0, "T", "", L"abcd", L"%s", cell[0], 4);
	WIDE_SECURE(1, "s", "abc", L"abc", L"%S", cell[0], 4);
	WIDE_SECURE(1, "C", "a", L"abc", L"%c", cell[0], 1);
}

int main(void)
{
	integers();
	sizes();
	texts();
	sets();
	reals();
	the_rest();
	wides();
	secure();
	printf("%d rows, %d failures\n", rows, failures);
	return failures != 0;
}
