/* wctype.h: classes of 16-bit characters; the C library's own when wchar_t has 32 bits. */
#pragma GCC system_header
#if __SIZEOF_WCHAR_T__ != 2
#include_next <wctype.h>
#else
#ifndef _INC_WCTYPE
#define _INC_WCTYPE
/* The C library's header must not be read after this one. */
#define _WCTYPE_H 1

#include <corecrt.h>
#include <bits/types/wint_t.h>

#ifndef WEOF
#define WEOF (0xffffffffu)
#endif

typedef unsigned short wctype_t;
typedef const int *wctrans_t;

/* Classes for iswctype and _isctype. */
#ifndef _UPPER
#define _UPPER 0x1
#define _LOWER 0x2
#define _DIGIT 0x4
#define _SPACE 0x8
#define _PUNCT 0x10
#define _CONTROL 0x20
#define _BLANK 0x40
#define _HEX 0x80
#define _LEADBYTE 0x8000
#define _ALPHA (0x0100 | _UPPER | _LOWER)
#endif

WINSOCK_BEGIN

/* A character outside of the Basic Multilingual Plane is two surrogates, which are in no class. */
int iswalnum(wint_t c) WINSOCK_ALIAS(iswalnum);
int iswalpha(wint_t c) WINSOCK_ALIAS(iswalpha);
int iswascii(wint_t c) WINSOCK_ALIAS(iswascii);
int iswblank(wint_t c) WINSOCK_ALIAS(iswblank);
int iswcntrl(wint_t c) WINSOCK_ALIAS(iswcntrl);
int iswdigit(wint_t c) WINSOCK_ALIAS(iswdigit);
int iswgraph(wint_t c) WINSOCK_ALIAS(iswgraph);
int iswlower(wint_t c) WINSOCK_ALIAS(iswlower);
int iswprint(wint_t c) WINSOCK_ALIAS(iswprint);
int iswpunct(wint_t c) WINSOCK_ALIAS(iswpunct);
int iswspace(wint_t c) WINSOCK_ALIAS(iswspace);
int iswupper(wint_t c) WINSOCK_ALIAS(iswupper);
int iswxdigit(wint_t c) WINSOCK_ALIAS(iswxdigit);
int __iswcsymf(wint_t c) WINSOCK_ALIAS(__iswcsymf);
int __iswcsym(wint_t c) WINSOCK_ALIAS(__iswcsym);
wint_t towlower(wint_t c) WINSOCK_ALIAS(towlower);
wint_t towupper(wint_t c) WINSOCK_ALIAS(towupper);

wctype_t wctype(const char *name) WINSOCK_ALIAS(wctype);
int iswctype(wint_t c, wctype_t which) WINSOCK_ALIAS(iswctype);
wctrans_t wctrans(const char *name) WINSOCK_ALIAS(wctrans);
wint_t towctrans(wint_t c, wctrans_t which) WINSOCK_ALIAS(towctrans);

WINSOCK_END

#endif
#endif
