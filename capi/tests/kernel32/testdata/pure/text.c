/* text.c: code pages, strings, comparing, the environment. */
#include <windows.h>

#include "check.h"

static WCHAR wide[100];
static char bytes[100];

static BOOL is(const WCHAR *text, const WCHAR *other, int n)
{
	return memcmp(text, other, (size_t)n * 2) == 0;
}

static void to_wide(void)
{
	FAILS(MultiByteToWideChar(CP_UTF8, 0, NULL, 1, wide, 100), 0, ERROR_INVALID_PARAMETER);
	FAILS(MultiByteToWideChar(CP_UTF8, 0, "a", 0, wide, 100), 0, ERROR_INVALID_PARAMETER);
	FAILS(MultiByteToWideChar(CP_UTF8, 0, "a", 1, wide, -1), 0, ERROR_INVALID_PARAMETER);
	FAILS(MultiByteToWideChar(CP_UTF8, 0, "a", 1, NULL, 5), 0, ERROR_INVALID_PARAMETER);
	FAILS(MultiByteToWideChar(CP_UTF8, 0, bytes, 1, (LPWSTR)bytes, 5), 0, ERROR_INVALID_PARAMETER);
	FAILS(MultiByteToWideChar(9999, 0, "a", 1, wide, 5), 0, ERROR_INVALID_PARAMETER);
	FAILS(MultiByteToWideChar(CP_UTF8, MB_PRECOMPOSED | 0x4000, "a", 1, wide, 5), 0,
	      ERROR_INVALID_FLAGS);
	FAILS(MultiByteToWideChar(CP_UTF8, 0, "abc", -1, wide, 3), 0, ERROR_INSUFFICIENT_BUFFER);
	CHECK(MultiByteToWideChar(CP_UTF8, 0, "abc", -1, NULL, 0) == 4);
	CHECK(MultiByteToWideChar(CP_UTF8, 0, "abc", -1, wide, 4) == 4 && is(wide, L"abc", 4));
	CHECK(MultiByteToWideChar(CP_UTF8, 0, "abc", 2, wide, 4) == 2);
	CHECK(MultiByteToWideChar(CP_UTF8, 0, "\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80", -1, wide, 100) == 5 &&
	      is(wide, L"\xE4\x20AC\xD83D\xDE00", 5));
	CHECK(MultiByteToWideChar(CP_UTF8, 0, "a\xFFz", -1, wide, 100) == 4 && wide[1] == 0xFFFD);
	FAILS(MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, "a\xFFz", -1, wide, 100), 0,
	      ERROR_NO_UNICODE_TRANSLATION);
	FAILS(MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, "\xC0\x80", 2, wide, 100), 0,
	      ERROR_NO_UNICODE_TRANSLATION);
	FAILS(MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, "\xED\xA0\x80", 3, wide, 100), 0,
	      ERROR_NO_UNICODE_TRANSLATION);
	CHECK(MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, "\xEF\xBF\xBD", 3, wide, 100) == 1);
	CHECK(MultiByteToWideChar(CP_ACP, MB_PRECOMPOSED, "abc", -1, wide, 100) == 4);
	CHECK(MultiByteToWideChar(1252, 0, "\x80\xE4\x81", 3, wide, 100) == 3 &&
	      is(wide, L"\x20AC\xE4\x81", 3));
	CHECK(MultiByteToWideChar(437, 0, "\x81\xE1", 2, wide, 100) == 2 && is(wide, L"\xFC\xDF", 2));
	CHECK(MultiByteToWideChar(28591, 0, "\x80\xFF", 2, wide, 100) == 2 && is(wide, L"\x80\xFF", 2));
	CHECK(MultiByteToWideChar(932, 0, "a\x93\xFA\x96{", -1, wide, 100) == 4 &&
	      is(wide, L"a\x65E5\x672C", 4));
	CHECK(MultiByteToWideChar(936, 0, "\xD6\xD0\xCE\xC4", 4, wide, 100) == 2 &&
	      is(wide, L"\x4E2D\x6587", 2));
	FAILS(MultiByteToWideChar(932, MB_ERR_INVALID_CHARS, "a\x93", 2, wide, 100), 0,
	      ERROR_NO_UNICODE_TRANSLATION);
}

static void from_wide(void)
{
	BOOL used = 7;
	FAILS(WideCharToMultiByte(CP_UTF8, 0, NULL, 1, bytes, 100, NULL, NULL), 0,
	      ERROR_INVALID_PARAMETER);
	FAILS(WideCharToMultiByte(CP_UTF8, 0, L"a", 0, bytes, 100, NULL, NULL), 0,
	      ERROR_INVALID_PARAMETER);
	FAILS(WideCharToMultiByte(CP_UTF8, 0, L"a", 1, bytes, 100, "?", NULL), 0,
	      ERROR_INVALID_PARAMETER);
	FAILS(WideCharToMultiByte(CP_UTF8, 0, L"a", 1, bytes, 100, NULL, &used), 0,
	      ERROR_INVALID_PARAMETER);
	FAILS(WideCharToMultiByte(1252, WC_ERR_INVALID_CHARS, L"a", 1, bytes, 100, NULL, NULL), 0,
	      ERROR_INVALID_FLAGS);
	FAILS(WideCharToMultiByte(CP_UTF8, 0, L"abc", -1, bytes, 3, NULL, NULL), 0,
	      ERROR_INSUFFICIENT_BUFFER);
	CHECK(WideCharToMultiByte(CP_UTF8, 0, L"abc", -1, NULL, 0, NULL, NULL) == 4);
	CHECK(WideCharToMultiByte(CP_UTF8, 0, L"\xE4\x20AC\xD83D\xDE00", -1, bytes, 100, NULL, NULL) == 10 &&
	      memcmp(bytes, "\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80", 10) == 0);
	CHECK(WideCharToMultiByte(CP_UTF8, 0, L"\xD800z", -1, bytes, 100, NULL, NULL) == 5 &&
	      memcmp(bytes, "\xEF\xBF\xBDz", 5) == 0);
	FAILS(WideCharToMultiByte(CP_UTF8, WC_ERR_INVALID_CHARS, L"\xDC00", 1, bytes, 100, NULL, NULL),
	      0, ERROR_NO_UNICODE_TRANSLATION);
	CHECK(WideCharToMultiByte(1252, 0, L"\xE4\x20AC", -1, bytes, 100, NULL, &used) == 3 && !used &&
	      memcmp(bytes, "\xE4\x80", 3) == 0);
	CHECK(WideCharToMultiByte(1252, 0, L"\x416z", -1, bytes, 100, NULL, &used) == 3 && used &&
	      memcmp(bytes, "?z", 3) == 0);
	CHECK(WideCharToMultiByte(1252, 0, L"\x416z", -1, bytes, 100, "#", &used) == 3 && used &&
	      memcmp(bytes, "#z", 3) == 0);
	CHECK(WideCharToMultiByte(932, 0, L"\x65E5\x672C", -1, bytes, 100, NULL, NULL) == 5 &&
	      memcmp(bytes, "\x93\xFA\x96{", 5) == 0);
	CHECK(WideCharToMultiByte(20127, 0, L"ab", -1, bytes, 100, NULL, NULL) == 3);
	CHECK(WideCharToMultiByte(CP_ACP, 0, L"ab", -1, bytes, 100, "?", &used) == 3 && !used);
}

static void code_pages(void)
{
	CPINFO i;
	CHECK(IsValidCodePage(CP_UTF8) && IsValidCodePage(1252) && !IsValidCodePage(9999));
	FAILS(GetCPInfo(9999, &i), FALSE, ERROR_INVALID_PARAMETER);
	CHECK(GetCPInfo(CP_UTF8, &i) && i.MaxCharSize == 4 && i.LeadByte[0] == 0);
	CHECK(GetCPInfo(1252, &i) && i.MaxCharSize == 1 && i.DefaultChar[0] == '?');
	CHECK(GetCPInfo(932, &i) && i.MaxCharSize == 2 && i.LeadByte[0] == 0x81 &&
	      i.LeadByte[1] == 0x9F && i.LeadByte[2] == 0xE0);
	CHECK(IsDBCSLeadByteEx(932, 0x81) && !IsDBCSLeadByteEx(932, 'a') && !IsDBCSLeadByteEx(1252, 0xE4));
#ifdef __linux__
	CHECK(GetACP() == CP_UTF8 && GetOEMCP() == CP_UTF8 && !IsDBCSLeadByte(0x81));
#endif
}

static void strings(void)
{
	CHECK(lstrlenA("abc") == 3 && lstrlenW(L"abcd") == 4 && lstrlenA(NULL) == 0 && lstrlenW(NULL) == 0);
	CHECK(lstrcpyA(bytes, "abc") == bytes && lstrcmpA(bytes, "abc") == 0);
	CHECK(lstrcatA(bytes, "def") == bytes && lstrcmpA(bytes, "abcdef") == 0);
	CHECK(lstrcpynA(bytes, "abcdef", 4) == bytes && lstrcmpA(bytes, "abc") == 0);
	CHECK(lstrcpyW(wide, L"abc") == wide && lstrcatW(wide, L"x") == wide && is(wide, L"abcx", 5));
	CHECK(lstrcpynW(wide, L"abcdef", 3) == wide && is(wide, L"ab", 3));
	CHECK(lstrcpyA(NULL, "a") == NULL && lstrcatA(bytes, NULL) == NULL);
	CHECK(lstrcmpiA("ABC", "abc") == 0 && lstrcmpA("ABC", "abc") == 1 && lstrcmpA("abc", "ABC") == -1);
	CHECK(lstrcmpA("a", "b") < 0 && lstrcmpA("B", "a") > 0 && lstrcmpA("ab", "a") > 0);
	CHECK(lstrcmpiW(L"\xC4z", L"\xE4Z") == 0);
	CHECK(lstrcmpA("1", "a") < 0 && lstrcmpA("_", "1") < 0 && lstrcmpA("a b", "ab") < 0);
	CHECK(lstrcmpA("co-op", "coop") > 0 && lstrcmpA("co-op", "cop") < 0);
	CHECK(lstrcmpA(NULL, "a") < 0 && lstrcmpA("a", NULL) > 0 && lstrcmpA(NULL, NULL) == 0);
	CHECK(CompareStringW(LOCALE_USER_DEFAULT, NORM_IGNORECASE, L"ABCx", 3, L"abcy", 3) == CSTR_EQUAL);
	CHECK(CompareStringA(LOCALE_USER_DEFAULT, 0, "a", -1, "b", 1) == CSTR_LESS_THAN);
	FAILS(CompareStringW(0, 0, NULL, 1, L"a", 1), 0, ERROR_INVALID_PARAMETER);
	CHECK(CompareStringOrdinal(L"a", -1, L"B", -1, FALSE) == CSTR_GREATER_THAN);
	CHECK(CompareStringOrdinal(L"a", -1, L"B", -1, TRUE) == CSTR_LESS_THAN);
	CHECK(CompareStringOrdinal(L"ab", -1, L"AB", 2, TRUE) == CSTR_EQUAL);
	FAILS(CompareStringOrdinal(NULL, 1, L"a", 1, FALSE), 0, ERROR_INVALID_PARAMETER);
}

static void environment(void)
{
	SetEnvironmentVariableA("WsTest", NULL);
	FAILS(GetEnvironmentVariableA("WsTest", bytes, 100), 0, ERROR_ENVVAR_NOT_FOUND);
	FAILS(SetEnvironmentVariableA("WsTest", NULL), FALSE, ERROR_ENVVAR_NOT_FOUND);
	FAILS(SetEnvironmentVariableA("", "x"), FALSE, ERROR_INVALID_PARAMETER);
	FAILS(SetEnvironmentVariableA("a=b", "x"), FALSE, ERROR_INVALID_PARAMETER);
	CHECK(SetEnvironmentVariableA("WsTest", "value"));
	CHECK(GetEnvironmentVariableA("WsTest", bytes, 100) == 5 && strcmp(bytes, "value") == 0);
	CHECK(GetEnvironmentVariableA("WSTEST", bytes, 6) == 5);
	CHECK(GetEnvironmentVariableA("WsTest", bytes, 5) == 6);
	CHECK(GetEnvironmentVariableA("WsTest", NULL, 0) == 6);
	CHECK(GetEnvironmentVariableW(L"WsTest", wide, 100) == 5 && is(wide, L"value", 6));
	CHECK(GetEnvironmentVariableW(L"WsTest", wide, 5) == 6);
	CHECK(SetEnvironmentVariableW(L"wstest", L"\xE4\x20AC"));
	CHECK(GetEnvironmentVariableW(L"WsTest", wide, 100) == 2 && is(wide, L"\xE4\x20AC", 3));
	CHECK(SetEnvironmentVariableA("WsTest", "value"));
	CHECK(ExpandEnvironmentStringsA("<%WsTest%>%none%%", bytes, 100) == 15 &&
	      strcmp(bytes, "<value>%none%%") == 0);
	CHECK(ExpandEnvironmentStringsA("<%WsTest%>", bytes, 3) == 8);
	CHECK(ExpandEnvironmentStringsW(L"<%wstest%>", wide, 100) == 8 && is(wide, L"<value>", 8));
	int found = 0;
	LPWCH all = GetEnvironmentStringsW();
	for (LPWCH p = all; *p != 0; p += lstrlenW(p) + 1)
		found += CompareStringOrdinal(p, -1, L"WsTest=value", -1, FALSE) == CSTR_EQUAL;
	CHECK(found == 1 && FreeEnvironmentStringsW(all));
	CHECK(SetEnvironmentVariableA("WsTest", ""));
	SetLastError(1);
	CHECK(GetEnvironmentVariableA("WsTest", bytes, 100) == 0 && GetLastError() != ERROR_ENVVAR_NOT_FOUND);
	CHECK(SetEnvironmentVariableA("WsTest", NULL));
}

static void arithmetic(void)
{
	CHECK(MulDiv(7, 3, 2) == 11 && MulDiv(-7, 3, 2) == -11 && MulDiv(1, 1, 3) == 0);
	CHECK(MulDiv(2, 1, 3) == 1 && MulDiv(1, 1, 0) == -1 && MulDiv(0x7fffffff, 2, 1) == -1);
	CHECK(MulDiv(0x7fffffff, 0x7fffffff, 0x7fffffff) == 0x7fffffff && MulDiv(10, 5, -3) == -17);
}

int main(void)
{
	to_wide();
	from_wide();
	code_pages();
	strings();
	environment();
	arithmetic();
	return done();
}
