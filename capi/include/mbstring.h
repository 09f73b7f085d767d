/* mbstring.h: text of bytes by characters, which are UTF-8 here. */
#ifndef _INC_MBSTRING
#define _INC_MBSTRING

#include <corecrt.h>
#include <string.h>

WINSOCK_BEGIN

size_t _mbslen(const unsigned char *s) WINSOCK_ALIAS(_mbslen);
size_t _mbstrlen(const char *s) WINSOCK_ALIAS(_mbstrlen);
unsigned char *_mbsinc(const unsigned char *s) WINSOCK_ALIAS(_mbsinc);
unsigned char *_mbsdec(const unsigned char *start, const unsigned char *s)
	WINSOCK_ALIAS(_mbsdec);
size_t _mbclen(const unsigned char *s) WINSOCK_ALIAS(_mbclen);
unsigned int _mbsnextc(const unsigned char *s) WINSOCK_ALIAS(_mbsnextc);
unsigned char *_mbschr(const unsigned char *s, unsigned int c) WINSOCK_ALIAS(_mbschr);
unsigned char *_mbsrchr(const unsigned char *s, unsigned int c) WINSOCK_ALIAS(_mbsrchr);
unsigned char *_mbsstr(const unsigned char *s, const unsigned char *part) WINSOCK_ALIAS(_mbsstr);
unsigned char *_mbscpy(unsigned char *to, const unsigned char *from) WINSOCK_ALIAS(_mbscpy);
unsigned char *_mbscat(unsigned char *to, const unsigned char *from) WINSOCK_ALIAS(_mbscat);
int _mbscmp(const unsigned char *a, const unsigned char *b) WINSOCK_ALIAS(_mbscmp);
int _mbsicmp(const unsigned char *a, const unsigned char *b) WINSOCK_ALIAS(_mbsicmp);
/* Whether a byte begins a character of more than one byte. */
int _ismbblead(unsigned int byte) WINSOCK_ALIAS(_ismbblead);

WINSOCK_END

#endif
