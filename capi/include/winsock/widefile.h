/* widefile.h: 16-bit text from and to streams. Part of stdio.h and wchar.h. */
#ifndef WINSOCK_WIDEFILE_H
#define WINSOCK_WIDEFILE_H

#include <corecrt.h>
#include <bits/types/FILE.h>
#include <bits/types/__FILE.h>
#include <bits/types/wint_t.h>

#if __SIZEOF_WCHAR_T__ == 2

WINSOCK_BEGIN

/*
 * Streams hold UTF-8. These functions work on the bytes of the stream and never
 * give it an orientation, so narrow and wide calls may alternate.
 */
wint_t fgetwc(FILE *f) WINSOCK_ALIAS(fgetwc);
wint_t getwc(FILE *f) WINSOCK_ALIAS(fgetwc);
wint_t _fgetwchar(void) WINSOCK_ALIAS(getwchar);
wint_t getwchar(void) WINSOCK_ALIAS(getwchar);
wint_t fputwc(wchar_t c, FILE *f) WINSOCK_ALIAS(fputwc);
wint_t putwc(wchar_t c, FILE *f) WINSOCK_ALIAS(fputwc);
wint_t putwchar(wchar_t c) WINSOCK_ALIAS(putwchar);
wint_t _fputwchar(wchar_t c) WINSOCK_ALIAS(putwchar);
wint_t ungetwc(wint_t c, FILE *f) WINSOCK_ALIAS(ungetwc);
wchar_t *fgetws(wchar_t *to, int n, FILE *f) WINSOCK_ALIAS(fgetws);
int fputws(const wchar_t *s, FILE *f) WINSOCK_ALIAS(fputws);
wchar_t *_getws(wchar_t *to) WINSOCK_ALIAS(_getws);
wchar_t *_getws_s(wchar_t *to, size_t size) WINSOCK_ALIAS(_getws_s);
int _putws(const wchar_t *s) WINSOCK_ALIAS(_putws);
int fwide(FILE *f, int mode) WINSOCK_ALIAS(fwide);

FILE *_wfopen(const wchar_t *path, const wchar_t *mode) WINSOCK_ALIAS(_wfopen);
FILE *_wfreopen(const wchar_t *path, const wchar_t *mode, FILE *f) WINSOCK_ALIAS(_wfreopen);
FILE *_wfsopen(const wchar_t *path, const wchar_t *mode, int share) WINSOCK_ALIAS(_wfsopen);
FILE *_wfdopen(int fd, const wchar_t *mode) WINSOCK_ALIAS(_wfdopen);
FILE *_wpopen(const wchar_t *command, const wchar_t *mode) WINSOCK_ALIAS(_wpopen);
errno_t _wfopen_s(FILE **f, const wchar_t *path, const wchar_t *mode) WINSOCK_ALIAS(_wfopen_s);
errno_t _wfreopen_s(FILE **f, const wchar_t *path, const wchar_t *mode, FILE *old)
	WINSOCK_ALIAS(_wfreopen_s);
void _wperror(const wchar_t *text) WINSOCK_ALIAS(_wperror);
int _wremove(const wchar_t *path) WINSOCK_ALIAS(_wremove);
int _wrename(const wchar_t *from, const wchar_t *to) WINSOCK_ALIAS(_wrename);

WINSOCK_END

#ifdef __cplusplus
extern "C++" {
template <size_t N> wchar_t *_getws_s(wchar_t (&to)[N])
{
	return _getws_s(to, N);
}
}
#endif

#endif
#endif
