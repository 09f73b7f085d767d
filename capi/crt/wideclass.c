/* wideclass.c: classes and case of 16-bit characters, by Unicode. */
#include <locale.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>

/* The C library's functions see 32-bit characters, whatever wchar_t is here. */
extern wint_t towlower_l(wint_t c, locale_t locale);
extern wint_t towupper_l(wint_t c, locale_t locale);
extern int iswalpha_l(wint_t c, locale_t locale);
extern int iswblank_l(wint_t c, locale_t locale);
extern int iswcntrl_l(wint_t c, locale_t locale);
extern int iswlower_l(wint_t c, locale_t locale);
extern int iswprint_l(wint_t c, locale_t locale);
extern int iswpunct_l(wint_t c, locale_t locale);
extern int iswspace_l(wint_t c, locale_t locale);
extern int iswupper_l(wint_t c, locale_t locale);

static locale_t unicode;

/*
 * Without the C library's Unicode locale only ASCII has classes and case; that
 * locale is part of the C library's own package.
 */
__attribute__((constructor)) static void find_unicode(void)
{
	unicode = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
	if (!unicode)
		unicode = newlocale(LC_CTYPE_MASK, "C", (locale_t)0);
}

/* in_unicode asks the C library about characters that 16 bits can hold. */
static int in_unicode(int (*is)(wint_t, locale_t), wint_t c)
{
	return c <= 0xFFFF && unicode && is(c, unicode);
}

static int between(wint_t c, wint_t low, wint_t high)
{
	return c - low <= high - low;
}

int iswalpha(wint_t c)
{
	if (c < 0x80)
		return between(c | 0x20, 'a', 'z');
	return in_unicode(iswalpha_l, c);
}

int iswdigit(wint_t c)
{
	return between(c, '0', '9');
}

int iswalnum(wint_t c)
{
	return iswdigit(c) || iswalpha(c);
}

int iswascii(wint_t c)
{
	return c < 0x80;
}

int iswblank(wint_t c)
{
	if (c < 0x80)
		return c == ' ' || c == '\t';
	return in_unicode(iswblank_l, c);
}

int iswcntrl(wint_t c)
{
	if (c < 0x80)
		return c < 0x20 || c == 0x7F;
	return in_unicode(iswcntrl_l, c);
}

int iswlower(wint_t c)
{
	if (c < 0x80)
		return between(c, 'a', 'z');
	return in_unicode(iswlower_l, c);
}

int iswupper(wint_t c)
{
	if (c < 0x80)
		return between(c, 'A', 'Z');
	return in_unicode(iswupper_l, c);
}

int iswprint(wint_t c)
{
	if (c < 0x80)
		return between(c, ' ', '~');
	return in_unicode(iswprint_l, c);
}

int iswgraph(wint_t c)
{
	return iswprint(c) && !iswspace(c);
}

int iswpunct(wint_t c)
{
	if (c < 0x80)
		return between(c, '!', '~') && !iswalnum(c);
	return in_unicode(iswpunct_l, c) && !iswspace(c);
}

/* Spaces that break no line are spaces too, as for Microsoft. */
int iswspace(wint_t c)
{
	if (c < 0x80)
		return c == ' ' || between(c, '\t', '\r');
	return c == 0x85 || c == 0xA0 || c == 0x2007 || c == 0x202F || in_unicode(iswspace_l, c);
}

int iswxdigit(wint_t c)
{
	return iswdigit(c) || between(c | 0x20, 'a', 'f');
}

int __iswcsymf(wint_t c)
{
	return c == '_' || iswalpha(c);
}

int __iswcsym(wint_t c)
{
	return c == '_' || iswalnum(c);
}

/* towlower leaves a character alone whose other case needs more than 16 bits. */
wint_t towlower(wint_t c)
{
	wint_t lower;

	if (c < 0x80)
		return between(c, 'A', 'Z') ? c + ('a' - 'A') : c;
	if (c > 0xFFFF || !unicode)
		return c;
	lower = towlower_l(c, unicode);
	return lower <= 0xFFFF ? lower : c;
}

wint_t towupper(wint_t c)
{
	wint_t upper;

	if (c < 0x80)
		return between(c, 'a', 'z') ? c - ('a' - 'A') : c;
	if (c > 0xFFFF || !unicode)
		return c;
	upper = towupper_l(c, unicode);
	return upper <= 0xFFFF ? upper : c;
}

/* Classes by name. Bits of our own stand for what Microsoft's bits cannot say. */
#define CLASS_ALNUM (_ALPHA | _DIGIT)
#define CLASS_GRAPH (_ALPHA | _DIGIT | _PUNCT)
#define CLASS_PRINT (CLASS_GRAPH | _BLANK)
#define CLASS_BLANK 0x1000

static const struct {
	char name[8];
	wctype_t bits;
} classes[] = {
	{"alnum", CLASS_ALNUM}, {"alpha", _ALPHA},       {"blank", CLASS_BLANK},
	{"cntrl", _CONTROL},    {"digit", _DIGIT},       {"graph", CLASS_GRAPH},
	{"lower", _LOWER},      {"print", CLASS_PRINT},  {"punct", _PUNCT},
	{"space", _SPACE},      {"upper", _UPPER},       {"xdigit", _HEX},
};

wctype_t wctype(const char *name)
{
	for (size_t i = 0; i < sizeof classes / sizeof *classes; i++) {
		if (strcmp(classes[i].name, name) == 0)
			return classes[i].bits;
	}
	return 0;
}

/* iswctype is true when c is in one of the classes whose bits are set. */
int iswctype(wint_t c, wctype_t which)
{
	if (which == CLASS_PRINT)
		return iswprint(c);
	return (which & 0x0100 && iswalpha(c)) || (which & _UPPER && iswupper(c)) ||
		(which & _LOWER && iswlower(c)) || (which & _DIGIT && iswdigit(c)) ||
		(which & _SPACE && iswspace(c)) || (which & _PUNCT && iswpunct(c)) ||
		(which & _CONTROL && iswcntrl(c)) ||
		(which & (_BLANK | CLASS_BLANK) && iswblank(c)) || (which & _HEX && iswxdigit(c));
}

static const int lower_mapping, upper_mapping;

wctrans_t wctrans(const char *name)
{
	if (strcmp(name, "tolower") == 0)
		return &lower_mapping;
	if (strcmp(name, "toupper") == 0)
		return &upper_mapping;
	return NULL;
}

wint_t towctrans(wint_t c, wctrans_t which)
{
	if (which == &lower_mapping)
		return towlower(c);
	if (which == &upper_mapping)
		return towupper(c);
	return c;
}

wchar_t *_wcslwr(wchar_t *s)
{
	for (wchar_t *p = s; *p; p++)
		*p = (wchar_t)towlower(*p);
	return s;
}

wchar_t *_wcsupr(wchar_t *s)
{
	for (wchar_t *p = s; *p; p++)
		*p = (wchar_t)towupper(*p);
	return s;
}

/* Comparisons without case compare lower-case letters (documentation of _wcsicmp). */
int _wcsnicmp(const wchar_t *a, const wchar_t *b, size_t n)
{
	for (; n; a++, b++, n--) {
		wint_t x = towlower(*a), y = towlower(*b);

		if (x != y)
			return x < y ? -1 : 1;
		if (!x)
			break;
	}
	return 0;
}

int _wcsicmp(const wchar_t *a, const wchar_t *b)
{
	return _wcsnicmp(a, b, (size_t)-1);
}

int _wcsicoll(const wchar_t *a, const wchar_t *b)
{
	return _wcsicmp(a, b);
}

int _wcsnicoll(const wchar_t *a, const wchar_t *b, size_t n)
{
	return _wcsnicmp(a, b, n);
}
