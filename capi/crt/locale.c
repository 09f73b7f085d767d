/* locale.c: locales by Windows' names. */
#include <locale.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <wchar.h>

#include "path.h"
#include "results.h"

/* The C library's own, which the header's declaration hides. */
extern char *ws_libc_setlocale(int category, const char *locale) __asm__("setlocale");

/* Languages and countries as Windows names them (documentation "Language strings"). */
static const struct {
	const char *windows, *posix;
} languages[] = {
	{"english_united states", "en_US"}, {"english_united kingdom", "en_GB"},
	{"american", "en_US"}, {"english", "en_US"}, {"enu", "en_US"}, {"eng", "en_GB"},
	{"chinese-simplified", "zh_CN"}, {"chinese-traditional", "zh_TW"}, {"chinese", "zh_CN"},
	{"chs", "zh_CN"}, {"cht", "zh_TW"}, {"czech", "cs_CZ"}, {"csy", "cs_CZ"},
	{"danish", "da_DK"}, {"dutch", "nl_NL"}, {"finnish", "fi_FI"}, {"french", "fr_FR"},
	{"fra", "fr_FR"}, {"german", "de_DE"}, {"deu", "de_DE"}, {"greek", "el_GR"},
	{"hungarian", "hu_HU"}, {"italian", "it_IT"}, {"ita", "it_IT"}, {"japanese", "ja_JP"},
	{"jpn", "ja_JP"}, {"korean", "ko_KR"}, {"kor", "ko_KR"}, {"norwegian", "nb_NO"},
	{"polish", "pl_PL"}, {"plk", "pl_PL"}, {"portuguese", "pt_PT"},
	{"portuguese_brazil", "pt_BR"}, {"ptb", "pt_BR"}, {"russian", "ru_RU"}, {"rus", "ru_RU"},
	{"spanish", "es_ES"}, {"esp", "es_ES"}, {"swedish", "sv_SE"}, {"sve", "sv_SE"},
	{"turkish", "tr_TR"}, {"trk", "tr_TR"}, {"ukrainian", "uk_UA"},
};

/*
 * posix_name writes the C library's name for a name of Windows: the language,
 * always with UTF-8. "" for a name that has the form of neither.
 */
static void posix_name(const char *windows, char name[64])
{
	size_t n = strcspn(windows, ".");
	const char *posix = NULL;

	*name = 0;
	if (n == 0 && windows[0] == '.' && windows[1]) {
		strcpy(name, "C.UTF-8");
		return;
	}
	for (size_t i = 0; i < sizeof languages / sizeof *languages; i++) {
		size_t length = strlen(languages[i].windows);

		if (strncasecmp(windows, languages[i].windows, length) == 0 &&
		    (length == n || windows[length] == '_')) {
			posix = languages[i].posix;
			if (length == n)
				break;
		}
	}
	if (!posix && ((n == 2) || (n == 5 && (windows[2] == '-' || windows[2] == '_')))) {
		snprintf(name, 64, "%.2s_%.2s.UTF-8", windows, n == 5 ? windows + 3 : windows);
		return;
	}
	if (posix)
		snprintf(name, 64, "%s.UTF-8", posix);
}

char *setlocale(int category, const char *locale)
{
	char name[64];
	char *set = ws_libc_setlocale(category, locale);

	if (set || !locale)
		return set;
	posix_name(locale, name);
	if (!*name)
		return NULL;
	set = ws_libc_setlocale(category, name);
	if (!set)
		set = ws_libc_setlocale(category, "C.UTF-8");
	return set ? set : ws_libc_setlocale(category, "C");
}

wchar_t *_wsetlocale(int category, const wchar_t *locale)
{
	wchar_t *result = ws_results()->locale;
	struct ws_narrowed n;
	const char *set = NULL;

	n.text = NULL;
	if (!locale || ws_narrowed(&n, locale))
		set = setlocale(category, n.text);
	if (locale)
		ws_narrowed_free(&n);
	if (!set || mbstowcs(result, set, 255) == (size_t)-1)
		return NULL;
	return result;
}

_locale_t _create_locale(int category, const char *locale)
{
	int mask = category == LC_ALL ? LC_ALL_MASK : 1 << category;
	char name[64];
	locale_t made;

	if (!locale || category < 0 || category > LC_ALL)
		return NULL;
	made = newlocale(mask, locale, (locale_t)0);
	if (made)
		return made;
	posix_name(locale, name);
	if (!*name)
		return NULL;
	made = newlocale(mask, name, (locale_t)0);
	return made ? made : newlocale(mask, "C", (locale_t)0);
}

void _free_locale(_locale_t locale)
{
	if (locale)
		freelocale(locale);
}

int _configthreadlocale(int mode)
{
	return mode == 0 || mode == _DISABLE_PER_THREAD_LOCALE ? _DISABLE_PER_THREAD_LOCALE : -1;
}
