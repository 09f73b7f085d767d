/* message.c: FormatMessage. */
#include <windows.h>

#include "check.h"

#define FROM_STRING FORMAT_MESSAGE_FROM_STRING
#define ARRAY FORMAT_MESSAGE_ARGUMENT_ARRAY

static char bytes[300];
static WCHAR wide[300];

static DWORD variadic(const char *format, ...)
{
	va_list list;
	va_start(list, format);
	DWORD n = FormatMessageA(FROM_STRING, format, 0, 0, bytes, sizeof(bytes), &list);
	va_end(list);
	return n;
}

static BOOL gives(DWORD flags, const char *format, DWORD_PTR *arguments, const char *want)
{
	DWORD n = FormatMessageA(FROM_STRING | ARRAY | flags, format, 0, 0, bytes, sizeof(bytes),
				 (va_list *)arguments);
	if (n == strlen(want) && strcmp(bytes, want) == 0)
		return TRUE;
	report(2, "%s: %u characters <%s>, want <%s>\n", format, (unsigned)n, bytes, want);
	return FALSE;
}

static void system_messages(void)
{
	char *made = NULL;
	WCHAR *wmade = NULL;
	const DWORD flags = FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS;
	DWORD n = FormatMessageA(flags | FORMAT_MESSAGE_ALLOCATE_BUFFER, NULL, ERROR_ACCESS_DENIED,
				 MAKELANGID(LANG_NEUTRAL, SUBLANG_DEFAULT), (LPSTR)&made, 0, NULL);
	CHECK(n > 5 && made != NULL && strlen(made) == n && strcmp(made + n - 2, "\r\n") == 0);
	CHECK(LocalFree(made) == NULL);
	n = FormatMessageW(flags | FORMAT_MESSAGE_ALLOCATE_BUFFER, NULL, 10061,
			   MAKELANGID(LANG_NEUTRAL, SUBLANG_DEFAULT), (LPWSTR)&wmade, 0, NULL);
	CHECK(n > 5 && wmade != NULL && lstrlenW(wmade) == (int)n);
	CHECK(LocalFree(wmade) == NULL);
	for (DWORD code = 10035; code <= 10060; code++)
		CHECK(FormatMessageA(flags, NULL, code, 0, bytes, sizeof(bytes), NULL) > 5);
	CHECK(FormatMessageA(flags, NULL, 0, 0, bytes, sizeof(bytes), NULL) > 5);
	n = FormatMessageA(flags | FORMAT_MESSAGE_MAX_WIDTH_MASK, NULL, 5, 0, bytes, sizeof(bytes), NULL);
	CHECK(n > 5 && strchr(bytes, '\n') == NULL && bytes[n - 1] == ' ');
	n = FormatMessageA(flags, NULL, 5, 0, bytes, sizeof(bytes), NULL);
	CHECK(FormatMessageA(flags, NULL, 5, 0, bytes, n + 1, NULL) == n);
	FAILS(FormatMessageA(flags, NULL, 5, 0, bytes, n, NULL), 0, ERROR_INSUFFICIENT_BUFFER);
	FAILS(FormatMessageA(flags, NULL, 0x12345678, 0, bytes, 300, NULL), 0, ERROR_MR_MID_NOT_FOUND);
	FAILS(FormatMessageA(0, NULL, 5, 0, bytes, 300, NULL), 0, ERROR_INVALID_PARAMETER);
	FAILS(FormatMessageA(FROM_STRING, NULL, 5, 0, bytes, 300, NULL), 0, ERROR_INVALID_PARAMETER);
	CHECK(FormatMessageA(flags, NULL, (DWORD)HRESULT_FROM_WIN32(5), 0, bytes, 300, NULL) == n);
	FAILS(FormatMessageA(FORMAT_MESSAGE_FROM_HMODULE, NULL, 5, 0, bytes, 300, NULL), 0,
	      ERROR_RESOURCE_TYPE_NOT_FOUND);
	CHECK(FormatMessageA(flags | FORMAT_MESSAGE_FROM_HMODULE, NULL, 5, 0, bytes, 300, NULL) == n);
}

static void inserts(void)
{
	DWORD_PTR a[] = {(DWORD_PTR) "one", (DWORD_PTR) "two", (DWORD_PTR)-5, 0xABCD,
			 (DWORD_PTR)L"wide", (DWORD_PTR)'x', 7, 3, (DWORD_PTR) "abcdef"};
	CHECK(gives(0, "plain", a, "plain"));
	CHECK(gives(0, "%1 %2!s! %1", a, "one two one"));
	CHECK(gives(0, "[%1!6s!] [%1!-6s!] [%1!.2s!]", a, "[   one] [one   ] [on]"));
	CHECK(gives(0, "%3!d! %4!x! %4!X! %4!u! %4!#x! %4!08X!", a,
		    "-5 abcd ABCD 43981 0xabcd 0000ABCD"));
	CHECK(gives(0, "%3!ld! %3!I64d! %3!u! %4!5d!", a, "-5 -5 4294967291 43981"));
	CHECK(gives(0, "%5!S! %5!ls! %5!ws! %1!hs! %6!c!", a, "wide wide wide one x"));
	CHECK(gives(0, "%7!*.*s!", a, "    abc"));
	CHECK(gives(0, "a%nb%%c%.d%!e% f%bg%th", a, "a\r\nb%c.d!e fbg\th"));
	CHECK(gives(0, "gone%0 after", a, "gone"));
	CHECK(gives(0, "x\ny\r\nz", a, "x\r\ny\r\nz"));
	CHECK(gives(FORMAT_MESSAGE_MAX_WIDTH_MASK, "x\r\ny%nz", a, "x y\r\nz"));
	CHECK(gives(FORMAT_MESSAGE_IGNORE_INSERTS, "%1 %2!s!", a, "%1 %2!s!"));
	CHECK(gives(12, "one two three four five", a, "one two\r\nthree four\r\nfive"));
	CHECK(variadic("%2!d! %1 %3!I64x! %2!d!", "text", 42, 0x123456789ABCLL) == 23 &&
	      strcmp(bytes, "42 text 123456789abc 42") == 0);
	CHECK(variadic("%12!d!", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12) == 2 && strcmp(bytes, "12") == 0);
	DWORD_PTR stars[] = {4, 2, (DWORD_PTR) "Bill", (DWORD_PTR) "Bob", 6, (DWORD_PTR) "Bill"};
	CHECK(gives(0, "%1!*.*s! %4 %5!*s!", stars, "  Bi Bob   Bill"));
	CHECK(variadic("%1!*.*s! %3 %4!*s!", 4, 2, "Bill", "Bob", 6, "Bill") == 15 &&
	      strcmp(bytes, "  Bi Bob   Bill") == 0);
	FAILS(FormatMessageA(FROM_STRING, "%1", 0, 0, bytes, 300, NULL), 0, ERROR_INVALID_PARAMETER);
	FAILS(FormatMessageA(FROM_STRING, "long", 0, 0, bytes, 4, NULL), 0, ERROR_INSUFFICIENT_BUFFER);

	DWORD_PTR w[] = {(DWORD_PTR)L"wide", (DWORD_PTR) "narrow"};
	DWORD n = FormatMessageW(FROM_STRING | ARRAY, L"<%1!6s!|%2!S!|%2!hs!>", 0, 0, wide, 300,
				 (va_list *)w);
	CHECK(n == 22 && memcmp(wide, L"<  wide|narrow|narrow>", 46) == 0);
	char *made = NULL;
	CHECK(FormatMessageA(FROM_STRING | FORMAT_MESSAGE_ALLOCATE_BUFFER, "abc", 0, 0, (LPSTR)&made, 50,
			     NULL) == 3);
	CHECK(LocalSize(made) >= 50 && strcmp(made, "abc") == 0);
	LocalFree(made);
}

int main(void)
{
	system_messages();
	inserts();
	return done();
}
