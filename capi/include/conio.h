/* conio.h: single keys and plain text of the console. */
#ifndef _INC_CONIO
#define _INC_CONIO

#include <corecrt.h>
#include <bits/types/wint_t.h>

WINSOCK_BEGIN

/*
 * Keys are read from standard input: raw from a terminal, as bytes from a pipe
 * or a file. At the end of input they are EOF.
 */
int _kbhit(void) WINSOCK_ALIAS(_kbhit);
int kbhit(void) WINSOCK_ALIAS(_kbhit);
int _getch(void) WINSOCK_ALIAS(_getch);
int getch(void) WINSOCK_ALIAS(_getch);
int _getch_nolock(void) WINSOCK_ALIAS(_getch);
int _getche(void) WINSOCK_ALIAS(_getche);
int getche(void) WINSOCK_ALIAS(_getche);
int _ungetch(int c) WINSOCK_ALIAS(_ungetch);
int ungetch(int c) WINSOCK_ALIAS(_ungetch);
int _putch(int c) WINSOCK_ALIAS(_putch);
int putch(int c) WINSOCK_ALIAS(_putch);
int _cputs(const char *s) WINSOCK_ALIAS(_cputs);
int cputs(const char *s) WINSOCK_ALIAS(_cputs);
/* _cgets: s[0] is how many characters fit, s[1] gets how many came, the text is at s + 2. */
char *_cgets(char *s) WINSOCK_ALIAS(_cgets);
char *cgets(char *s) WINSOCK_ALIAS(_cgets);
errno_t _cgets_s(char *to, size_t size, size_t *done) WINSOCK_ALIAS(_cgets_s);

#if __SIZEOF_WCHAR_T__ == 2
wint_t _getwch(void) WINSOCK_ALIAS(_getwch);
wint_t _getwche(void) WINSOCK_ALIAS(_getwche);
wint_t _putwch(wchar_t c) WINSOCK_ALIAS(_putwch);
int _cputws(const wchar_t *s) WINSOCK_ALIAS(_cputws);
#endif

WINSOCK_END

#include <winsock/consoleformat.h>

#endif
