/*
 * format_table.c: what Microsoft's formatted output makes of formats and
 * arguments. The same source is a Windows program. It prints each row that came
 * out otherwise, and the counts at the end; the exit code is 1 after a failure.
 *
 * Wine 8's ucrtbase differs in 19 rows, where the pages decide: a 0 is ignored
 * beside a precision ("%05.3d"), "%#.0o" of 0 is 0 (C), hh is known (C99), a
 * precision has no effect on %c, %Z is known, a signalling NaN is nan(snan) and a
 * negative one with other bits than the indefinite's is -nan. Its msvcrt has the
 * exponents and infinities of the time before Visual Studio 2015 besides.
 */
#include <errno.h>
#include <float.h>
#include <limits.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

static int rows, failures;

static void report(int line, const char *format, const char *got, int n, const char *want, int m)
{
	failures++;
	fprintf(stderr, "line %d: %s: got \"%s\" (%d), want \"%s\" (%d)\n", line, format, got, n,
		want, m);
}

/* row checks text and length of narrow output. */
static void row(int line, const char *want, const char *format, ...)
{
	char got[2000];
	va_list args;
	int n, m = (int)strlen(want);

	rows++;
	memset(got, '~', sizeof got);
	va_start(args, format);
	n = _vsnprintf(got, sizeof got, format, args);
	va_end(args);
	got[sizeof got - 1] = '\0';
	if (n != m || strcmp(got, want) != 0)
		report(line, format, got, n, want, m);
}

static void narrow(char *to, const wchar_t *from)
{
	for (; *from != 0; from++) {
		if (*from < 128) {
			*to++ = (char)*from;
		} else {
			static const char digits[] = "0123456789ABCDEF";

			*to++ = '\\';
			*to++ = digits[*from >> 12 & 15];
			*to++ = digits[*from >> 8 & 15];
			*to++ = digits[*from >> 4 & 15];
			*to++ = digits[*from & 15];
		}
	}
	*to = '\0';
}

static int wide_length(const wchar_t *text)
{
	int n = 0;

	while (text[n] != 0)
		n++;
	return n;
}

/* wide_row checks text and length of wide output. */
static void wide_row(int line, const wchar_t *want, const wchar_t *format, ...)
{
	static char a[10000], b[10000], c[10000];
	wchar_t got[2000];
	va_list args;
	int n, m = wide_length(want);

	rows++;
	memset(got, '~', sizeof got);
	va_start(args, format);
	n = _vsnwprintf(got, 2000, format, args);
	va_end(args);
	got[1999] = 0;
	if (n != m || memcmp(got, want, 2 * (size_t)(m + 1)) != 0) {
		narrow(a, format);
		narrow(b, got);
		narrow(c, want);
		report(line, a, b, n, c, m);
	}
}

#define ROW(...) row(__LINE__, __VA_ARGS__)
#define WIDE(...) wide_row(__LINE__, __VA_ARGS__)

/* A slot whose upper half is not the caller's business. */
#define DIRTY(value) (0xDEADBEEF00000000ULL | (unsigned int)(value))

struct counted {
	unsigned short length, maximum;
	const void *buffer;
};

static void plain(void)
{
	ROW("", "");
	ROW("abc", "abc");
	ROW("100%", "100%%");
	ROW("%d", "%%d");
	ROW("a\tb\nc", "a\tb\nc");
	ROW("\xc3\xa9", "\xc3\xa9");
}

static void decimal(void)
{
	ROW("0", "%d", 0);
	ROW("1", "%d", 1);
	ROW("-1", "%d", -1);
	ROW("2147483647", "%d", INT_MAX);
	ROW("-2147483648", "%d", INT_MIN);
	ROW("42", "%i", 42);
	ROW("-42", "%i", -42);
	ROW("4294967295", "%u", -1);
	ROW("0", "%u", 0);
	ROW("   42", "%5d", 42);
	ROW("42   ", "%-5d", 42);
	ROW("00042", "%05d", 42);
	ROW("-0042", "%05d", -42);
	ROW("42   ", "%-05d", 42);
	ROW("+42", "%+d", 42);
	ROW("-42", "%+d", -42);
	ROW("+0", "%+d", 0);
	ROW(" 42", "% d", 42);
	ROW("-42", "% d", -42);
	ROW("+42", "%+ d", 42);
	ROW("+42", "% +d", 42);
	ROW("+0042", "%+05d", 42);
	ROW(" 0042", "% 05d", 42);
	ROW("42", "%+u", 42);
	ROW("42", "% u", 42);
	ROW("042", "%.3d", 42);
	ROW("-042", "%.3d", -42);
	ROW("  042", "%5.3d", 42);
	ROW("042  ", "%-5.3d", 42);
	ROW("  042", "%05.3d", 42);
	ROW(" +042", "%+5.3d", 42);
	ROW("", "%.0d", 0);
	ROW("", "%.d", 0);
	ROW("+", "%+.0d", 0);
	ROW("   ", "%3.0d", 0);
	ROW("7", "%.0d", 7);
	ROW("   42", "%*d", 5, 42);
	ROW("42   ", "%*d", -5, 42);
	ROW("00042", "%0*d", 5, 42);
	ROW("042", "%.*d", 3, 42);
	ROW("42", "%.*d", -3, 42);
	ROW("  042", "%*.*d", 5, 3, 42);
	ROW("  042|x", "%*.*d|%c", 5, 3, 42, 'x');
	ROW("42", "%1d", 42);
	ROW("1 2 3 4 5 6 7 8 9", "%d %d %d %d %d %d %d %d %d", 1, 2, 3, 4, 5, 6, 7, 8, 9);
	ROW("0000000000000000000000000000000000000001", "%.40d", 1);
	ROW("                                       1", "%40d", 1);
	ROW("42", "%#d", 42);
	ROW("42", "%#u", 42);
}

static void radix(void)
{
	ROW("ff", "%x", 255);
	ROW("FF", "%X", 255);
	ROW("377", "%o", 255);
	ROW("0", "%x", 0);
	ROW("0", "%o", 0);
	ROW("ffffffff", "%x", -1);
	ROW("37777777777", "%o", -1);
	ROW("0xff", "%#x", 255);
	ROW("0XFF", "%#X", 255);
	ROW("0377", "%#o", 255);
	ROW("0", "%#x", 0);
	ROW("0", "%#o", 0);
	ROW("0", "%#.0o", 0);
	ROW("", "%#.0x", 0);
	ROW("", "%.0x", 0);
	ROW("", "%.0o", 0);
	ROW("  0xff", "%#6x", 255);
	ROW("0xff  ", "%-#6x", 255);
	ROW("0x00ff", "%#06x", 255);
	ROW("0X00FF", "%#06X", 255);
	ROW("00ff", "%04x", 255);
	ROW("00ff", "%.4x", 255);
	ROW("0x00ff", "%#.4x", 255);
	ROW("  00ff", "%6.4x", 255);
	ROW("  0x00ff", "%#8.4x", 255);
	ROW("00377", "%#.5o", 255);
	ROW("0x80004005", "0x%08x", 0x80004005);
	ROW("0x0000000A", "0x%08lX", 10L);
	ROW("0xa", "%#lx", 10L);
	ROW("deadbeef", "%+x", 0xdeadbeef);
}

static void sizes(void)
{
	ROW("-1", "%ld", DIRTY(-1));
	ROW("5", "%ld", DIRTY(5));
	ROW("4294967295", "%lu", DIRTY(-1));
	ROW("ffffffff", "%lx", DIRTY(-1));
	ROW("80004005", "%lX", DIRTY(0x80004005));
	ROW("-2147483648", "%li", DIRTY(INT_MIN));
	ROW("17777777777", "%lo", DIRTY(INT_MAX));
	ROW("7", "%d", DIRTY(7));
	ROW("7", "%u", DIRTY(7));
	ROW("7", "%x", DIRTY(7));
	ROW("-1 -2 -3 -4 -5 -6 -7 -8", "%ld %ld %ld %ld %ld %ld %ld %ld", DIRTY(-1), DIRTY(-2),
	    DIRTY(-3), DIRTY(-4), DIRTY(-5), DIRTY(-6), DIRTY(-7), DIRTY(-8));
	ROW("10054", "%ld", 10054);
	ROW("-1", "%lld", -1LL);
	ROW("9223372036854775807", "%lld", LLONG_MAX);
	ROW("-9223372036854775808", "%lld", LLONG_MIN);
	ROW("18446744073709551615", "%llu", ULLONG_MAX);
	ROW("ffffffffffffffff", "%llx", ULLONG_MAX);
	ROW("FFFFFFFFFFFFFFFF", "%llX", ULLONG_MAX);
	ROW("1777777777777777777777", "%llo", ULLONG_MAX);
	ROW("9223372036854775807", "%I64d", LLONG_MAX);
	ROW("-9223372036854775808", "%I64i", LLONG_MIN);
	ROW("18446744073709551615", "%I64u", ULLONG_MAX);
	ROW("123456789abcdef0", "%I64x", 0x123456789ABCDEF0LL);
	ROW("0x123456789ABCDEF0", "0x%I64X", 0x123456789ABCDEF0LL);
	ROW("000000000000000a", "%016I64x", 10LL);
	ROW("    4294967296", "%14I64d", 4294967296LL);
	ROW("4294967296    |", "%-14I64d|", 4294967296LL);
	ROW("-1", "%I32d", DIRTY(-1));
	ROW("4294967295", "%I32u", DIRTY(-1));
	ROW("ffffffff", "%I32x", DIRTY(-1));
	ROW("4294967296", "%Iu", (size_t)4294967296ULL);
	ROW("-4294967296", "%Id", (ptrdiff_t)-4294967296LL);
	ROW("100000000", "%Ix", (size_t)4294967296ULL);
	ROW("4294967296", "%zu", (size_t)4294967296ULL);
	ROW("-4294967296", "%zd", (ptrdiff_t)-4294967296LL);
	ROW("-4294967296", "%td", (ptrdiff_t)-4294967296LL);
	ROW("4294967296", "%ju", 4294967296ULL);
	ROW("-4294967296", "%jd", -4294967296LL);
	ROW("-1", "%hd", 0x1FFFF);
	ROW("65535", "%hu", 0x1FFFF);
	ROW("ffff", "%hx", -1);
	ROW("177777", "%ho", -1);
	ROW("32767", "%hi", 0x7FFF);
	ROW("-1", "%hhd", 0x1FF);
	ROW("255", "%hhu", 0x1FF);
	ROW("ff", "%hhx", -1);
	ROW("0f", "%02hhx", 0x0F);
	ROW("1 2 3", "%ld %I64d %ld", DIRTY(1), 2LL, DIRTY(3));
	ROW("1 4294967297 1", "%lu %llu %lu", DIRTY(1), 4294967297ULL, DIRTY(1));
}

static void pointers(void)
{
	ROW("0000000000000000", "%p", (void *)0);
	ROW("000000000000ABCD", "%p", (void *)0xABCD);
	ROW("DEADBEEFCAFEF00D", "%p", (void *)0xDEADBEEFCAFEF00DULL);
	ROW("0x00000000000000FF", "0x%p", (void *)0xFF);
	ROW("    000000000000ABCD", "%20p", (void *)0xABCD);
	ROW("000000000000ABCD    |", "%-20p|", (void *)0xABCD);
	ROW("000000000000ABCD", "%8p", (void *)0xABCD);
}

static void characters(void)
{
	ROW("x", "%c", 'x');
	ROW("    x", "%5c", 'x');
	ROW("x    |", "%-5c|", 'x');
	ROW("x", "%hc", 'x');
	ROW("x", "%hC", 'x');
	ROW("x", "%C", L'x');
	ROW("x", "%lc", L'x');
	ROW("x", "%lC", L'x');
	ROW("x", "%wc", L'x');
	ROW("   x", "%4C", L'x');
	ROW("x", "%.0c", 'x');
	ROW("xyz", "%c%c%c", 'x', 'y', 'z');
	ROW("x", "%c", DIRTY('x'));
}

static void strings(void)
{
	struct counted ansi = {3, 10, "abcdef"}, wide = {6, 20, L"abcdef"}, none = {3, 3, NULL};

	ROW("abc", "%s", "abc");
	ROW("", "%s", "");
	ROW("  abc", "%5s", "abc");
	ROW("abc  |", "%-5s|", "abc");
	ROW("abc", "%2s", "abc");
	ROW("ab", "%.2s", "abc");
	ROW("", "%.0s", "abc");
	ROW("", "%.s", "abc");
	ROW("abc", "%.9s", "abc");
	ROW("   ab", "%5.2s", "abc");
	ROW("ab   |", "%-5.2s|", "abc");
	ROW("   ab", "%*.*s", 5, 2, "abc");
	ROW("ab   |", "%*.*s|", -5, 2, "abc");
	ROW("abc", "%.*s", -1, "abc");
	ROW("00abc", "%05s", "abc");
	ROW("(null)", "%s", (char *)0);
	ROW("  (null)", "%8s", (char *)0);
	ROW("(nu", "%.3s", (char *)0);
	ROW("(null)", "%S", (wchar_t *)0);
	ROW("(null)", "%ls", (wchar_t *)0);
	ROW("(null)", "%hs", (char *)0);
	ROW("abc", "%hs", "abc");
	ROW("abc", "%hS", "abc");
	ROW("abc", "%S", L"abc");
	ROW("abc", "%ls", L"abc");
	ROW("abc", "%lS", L"abc");
	ROW("abc", "%ws", L"abc");
	ROW("abc", "%wS", L"abc");
	ROW("  abc", "%5S", L"abc");
	ROW("abc  |", "%-5S|", L"abc");
	ROW("ab", "%.2S", L"abc");
	ROW("   ab", "%5.2ls", L"abc");
	ROW("", "%S", L"");
	ROW("abc def 7", "%s %S %d", "abc", L"def", 7);
	ROW("192.168.0.1:80", "%s:%d", "192.168.0.1", 80);
	ROW("192.168.0.1", "%d.%d.%d.%d", 192, 168, 0, 1);
	ROW("abc", "%Z", &ansi);
	ROW("abc", "%hZ", &ansi);
	ROW("abc", "%wZ", &wide);
	ROW("abc", "%lZ", &wide);
	ROW("  abc", "%5Z", &ansi);
	ROW("(null)", "%Z", &none);
	ROW("(null)", "%wZ", &none);
}

static void reals(void)
{
	const double infinity = DBL_MAX * 10, nothing = 0;
	volatile double minus_zero = -nothing;

	ROW("0.000000", "%f", 0.0);
	ROW("1.000000", "%f", 1.0);
	ROW("-1.000000", "%f", -1.0);
	ROW("3.141593", "%f", 3.14159265358979);
	ROW("3.14", "%.2f", 3.14159265358979);
	ROW("3", "%.0f", 3.14159265358979);
	ROW("3.", "%#.0f", 3.14159265358979);
	ROW("    3.14", "%8.2f", 3.14159265358979);
	ROW("3.14    |", "%-8.2f|", 3.14159265358979);
	ROW("00003.14", "%08.2f", 3.14159265358979);
	ROW("-0003.14", "%08.2f", -3.14159265358979);
	ROW("+3.14", "%+.2f", 3.14159265358979);
	ROW(" 3.14", "% .2f", 3.14159265358979);
	ROW("3.142", "%.*f", 3, 3.14159265358979);
	ROW("   3.142", "%*.*f", 8, 3, 3.14159265358979);
	ROW("0.500000", "%f", 0.5f);
	ROW("0.500000", "%lf", 0.5);
	ROW("0.10000000000000000555", "%.20f", 0.1);
	ROW("1000000000000000000000.000000", "%f", 1e21);
	ROW("-0.000000", "%f", minus_zero);
	ROW("0.00", "%.2f", 0.001);
	ROW("1.00", "%.2f", 0.999);
	ROW("3.000000e+00", "%e", 3.0);
	ROW("3.141593e+00", "%e", 3.14159265358979);
	ROW("3.14e+00", "%.2e", 3.14159265358979);
	ROW("3e+00", "%.0e", 3.14159265358979);
	ROW("3.e+00", "%#.0e", 3.14159265358979);
	ROW("1.000000e+100", "%e", 1e100);
	ROW("1.000000e-10", "%e", 1e-10);
	ROW("1.000000E-10", "%E", 1e-10);
	ROW("1.500000e+300", "%e", 1.5e300);
	ROW("  1.0e+05", "%9.1e", 1e5);
	ROW("001.0e+05", "%09.1e", 1e5);
	ROW("0.000000e+00", "%e", 0.0);
	ROW("1", "%g", 1.0);
	ROW("0.0001", "%g", 0.0001);
	ROW("1e-05", "%g", 0.00001);
	ROW("100000", "%g", 100000.0);
	ROW("1e+06", "%g", 1000000.0);
	ROW("1E+06", "%G", 1000000.0);
	ROW("1e+100", "%g", 1e100);
	ROW("3.14159", "%g", 3.14159265358979);
	ROW("3.1", "%.2g", 3.14159265358979);
	ROW("3", "%.0g", 3.14159265358979);
	ROW("3.14159265358979", "%.15g", 3.14159265358979);
	ROW("0.1", "%g", 0.1);
	ROW("1.00000", "%#g", 1.0);
	ROW("1.e+06", "%#.1g", 1e6);
	ROW("      1", "%7g", 1.0);
	ROW("0000001", "%07g", 1.0);
	ROW("inf", "%f", infinity);
	ROW("-inf", "%f", -infinity);
	ROW("INF", "%F", infinity);
	ROW("inf", "%e", infinity);
	ROW("INF", "%E", infinity);
	ROW("inf", "%g", infinity);
	ROW("INF", "%G", infinity);
	ROW("inf", "%a", infinity);
	ROW("INF", "%A", infinity);
	ROW("+inf", "%+f", infinity);
	ROW(" inf", "% f", infinity);
	ROW("     inf", "%8f", infinity);
	ROW("     inf", "%08f", infinity);
	ROW("inf     |", "%-8f|", infinity);
	ROW("inf", "%.1f", infinity);
	ROW("0x1.0000000000000p+0", "%a", 1.0);
	ROW("0x1.8000000000000p+1", "%a", 3.0);
	ROW("-0x1.8000000000000p+1", "%a", -3.0);
	ROW("0X1.8000000000000P+1", "%A", 3.0);
	ROW("0x1.8p+1", "%.1a", 3.0);
	ROW("0x1p+0", "%.0a", 1.0);
	ROW("0x1.p+0", "%#.0a", 1.0);
	ROW("  0x1.8p+1", "%10.1a", 3.0);
	ROW("0x001.8p+1", "%010.1a", 3.0);
	ROW("0x0.0000000000000p+0", "%a", 0.0);
	ROW("1.5 2.5 3.5 4.5 5.5 6.5 7.5 8.5 9.5", "%g %g %g %g %g %g %g %g %g", 1.5, 2.5, 3.5,
	    4.5, 5.5, 6.5, 7.5, 8.5, 9.5);
	ROW("1 1.5 2 2.5 x", "%d %g %ld %.1f %s", 1, 1.5, DIRTY(2), 2.5, "x");
}

static double from_bits(unsigned long long bits)
{
	double d;

	memcpy(&d, &bits, sizeof d);
	return d;
}

static void not_numbers(void)
{
	ROW("nan", "%f", from_bits(0x7FF8000000000000ULL));
	ROW("-nan(ind)", "%f", from_bits(0xFFF8000000000000ULL));
	ROW("-NAN(IND)", "%G", from_bits(0xFFF8000000000000ULL));
	ROW("nan(snan)", "%f", from_bits(0x7FF0000000000001ULL));
	ROW("-nan(snan)", "%e", from_bits(0xFFF0000000000001ULL));
	ROW("NAN", "%E", from_bits(0x7FF8000000000000ULL));
	ROW("-nan", "%g", from_bits(0xFFF8000000000001ULL));
	ROW("+nan", "%+f", from_bits(0x7FF8000000000000ULL));
	ROW("     nan", "%08.1f", from_bits(0x7FF8000000000000ULL));
}

static void wides(void)
{
	struct counted ansi = {3, 10, "abcdef"}, wide = {6, 20, L"abcdef"}, none = {3, 3, NULL};

	WIDE(L"", L"");
	WIDE(L"abc", L"abc");
	WIDE(L"100%", L"100%%");
	WIDE(L"\u00e9\u20ac", L"\u00e9\u20ac");
	WIDE(L"42", L"%d", 42);
	WIDE(L"-0042", L"%05d", -42);
	WIDE(L"   42", L"%*d", 5, 42);
	WIDE(L"-1", L"%ld", DIRTY(-1));
	WIDE(L"4294967295", L"%lu", DIRTY(-1));
	WIDE(L"0xff", L"%#x", 255);
	WIDE(L"0X00FF", L"%#06X", 255);
	WIDE(L"-9223372036854775808", L"%I64d", LLONG_MIN);
	WIDE(L"18446744073709551615", L"%llu", ULLONG_MAX);
	WIDE(L"4294967296", L"%Iu", (size_t)4294967296ULL);
	WIDE(L"-1", L"%hd", 0x1FFFF);
	WIDE(L"000000000000ABCD", L"%p", (void *)0xABCD);
	WIDE(L"3.14", L"%.2f", 3.14159265358979);
	WIDE(L"00003.14", L"%08.2f", 3.14159265358979);
	WIDE(L"1e+06", L"%g", 1e6);
	WIDE(L"x", L"%c", L'x');
	WIDE(L"\u20ac", L"%c", L'\u20ac');
	WIDE(L"x", L"%C", 'x');
	WIDE(L"x", L"%hc", 'x');
	WIDE(L"x", L"%lc", L'x');
	WIDE(L"    x", L"%5c", L'x');
	WIDE(L"abc", L"%s", L"abc");
	WIDE(L"abc", L"%ls", L"abc");
	WIDE(L"abc", L"%ws", L"abc");
	WIDE(L"abc", L"%lS", L"abc");
	WIDE(L"abc", L"%S", "abc");
	WIDE(L"abc", L"%hs", "abc");
	WIDE(L"abc", L"%hS", "abc");
	WIDE(L"  abc", L"%5s", L"abc");
	WIDE(L"abc  |", L"%-5s|", L"abc");
	WIDE(L"ab", L"%.2s", L"abc");
	WIDE(L"  abc", L"%5S", "abc");
	WIDE(L"abc  |", L"%-5hs|", "abc");
	WIDE(L"ab", L"%.2S", "abc");
	WIDE(L"   ab", L"%5.2hs", "abc");
	WIDE(L"00abc", L"%05s", L"abc");
	WIDE(L"(null)", L"%s", (wchar_t *)0);
	WIDE(L"(null)", L"%S", (char *)0);
	WIDE(L"(nu", L"%.3s", (wchar_t *)0);
	WIDE(L"  (null)", L"%8hs", (char *)0);
	WIDE(L"\u00e9t\u00e9", L"%s", L"\u00e9t\u00e9");
	WIDE(L"  \u20ac", L"%3s", L"\u20ac");
	WIDE(L"abc", L"%hZ", &ansi);
	WIDE(L"abc", L"%wZ", &wide);
	WIDE(L"(null)", L"%wZ", &none);
	WIDE(L"127.0.0.1:80 abc 7", L"%hs:%u %s %ld", "127.0.0.1", 80, L"abc", DIRTY(7));
}

int main(void)
{
	plain();
	decimal();
	radix();
	sizes();
	pointers();
	characters();
	strings();
	reals();
	not_numbers();
	wides();
	printf("%d rows, %d failures\n", rows, failures);
	return failures != 0;
}
