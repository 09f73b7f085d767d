/* ctype.h: the C library's, and Microsoft's names. */
#pragma GCC system_header
#include_next <ctype.h>
#ifndef _INC_CTYPE
#define _INC_CTYPE

#include <corecrt.h>
#include <wctype.h>

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

int _isctype(int c, int which) WINSOCK_ALIAS(_isctype);
int __iscsymf(int c) WINSOCK_ALIAS(__iscsymf);
int __iscsym(int c) WINSOCK_ALIAS(__iscsym);
#define iscsymf __iscsymf
#define iscsym __iscsym
WINSOCK_END

#endif
