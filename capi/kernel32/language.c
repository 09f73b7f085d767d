/* language.c: the language of users and system: English (United States). */
#include <winnls.h>

#define ENGLISH MAKELANGID(LANG_ENGLISH, SUBLANG_ENGLISH_US)

LANGID WINAPI GetSystemDefaultLangID(VOID)
{
	return ENGLISH;
}

LANGID WINAPI GetUserDefaultLangID(VOID)
{
	return ENGLISH;
}

LCID WINAPI GetSystemDefaultLCID(VOID)
{
	return MAKELCID(ENGLISH, SORT_DEFAULT);
}

LCID WINAPI GetUserDefaultLCID(VOID)
{
	return MAKELCID(ENGLISH, SORT_DEFAULT);
}

LCID WINAPI GetThreadLocale(VOID)
{
	return MAKELCID(ENGLISH, SORT_DEFAULT);
}
