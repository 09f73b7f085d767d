/*
 * streams.h: Microsoft's names of the functions on streams. Those that do what
 * the C library's do are other names of the same symbols. Part of <stdio.h>.
 */
#ifndef WINSOCK_STREAMS_H
#define WINSOCK_STREAMS_H

#include <corecrt.h>
#include <winsock/config.h>

WINSOCK_BEGIN

/* Names of files are Windows': a drive, backslashes, CON and NUL. */
FILE *fopen(const char *__restrict name, const char *__restrict mode) WINSOCK_ALIAS(fopen);
FILE *freopen(const char *__restrict name, const char *__restrict mode, FILE *__restrict stream)
	WINSOCK_ALIAS(freopen);
FILE *_fsopen(const char *name, const char *mode, int share) WINSOCK_ALIAS(_fsopen);
errno_t fopen_s(FILE **stream, const char *name, const char *mode) WINSOCK_ALIAS(fopen_s);
errno_t freopen_s(FILE **stream, const char *name, const char *mode, FILE *old)
	WINSOCK_ALIAS(freopen_s);
errno_t tmpfile_s(FILE **stream) WINSOCK_ALIAS(tmpfile_s);
int remove(const char *name) WINSOCK_ALIAS(remove);
int rename(const char *from, const char *to) WINSOCK_ALIAS(rename);
char *tmpnam(char *buffer) WINSOCK_ALIAS(tmpnam);
errno_t tmpnam_s(char *buffer, size_t size) WINSOCK_ALIAS(tmpnam_s);
char *_tempnam(const char *folder, const char *prefix) WINSOCK_ALIAS(_tempnam);
char *tempnam(const char *folder, const char *prefix) WINSOCK_ALIAS(_tempnam);

FILE *popen(const char *command, const char *mode) WINSOCK_ALIAS(popen);
FILE *_popen(const char *command, const char *mode) WINSOCK_ALIAS(popen);
int _pclose(FILE *stream) __asm__("pclose");

char *gets(char *buffer) WINSOCK_ALIAS(gets);
char *gets_s(char *buffer, size_t size) WINSOCK_ALIAS(gets_s);
size_t fread_s(void *buffer, size_t size, size_t element, size_t count, FILE *stream)
	WINSOCK_ALIAS(fread_s);
errno_t clearerr_s(FILE *stream) WINSOCK_ALIAS(clearerr_s);

int _flushall(void) WINSOCK_ALIAS(_flushall);
int flushall(void) WINSOCK_ALIAS(_flushall);
int _fcloseall(void) WINSOCK_ALIAS(_fcloseall);
int _getmaxstdio(void) WINSOCK_ALIAS(_getmaxstdio);
int _setmaxstdio(int n) WINSOCK_ALIAS(_setmaxstdio);

int _fileno(FILE *stream) __asm__("fileno");
int fileno(FILE *stream);
FILE *_fdopen(int fd, const char *mode) __asm__("fdopen");
FILE *fdopen(int fd, const char *mode);
__extension__ int _fseeki64(FILE *stream, long long offset, int origin) __asm__("fseeko64");
__extension__ long long _ftelli64(FILE *stream) __asm__("ftello64");
int _getw(FILE *stream) __asm__("getw");
int _putw(int word, FILE *stream) __asm__("putw");
int _fgetchar(void) __asm__("getchar");
int _fputchar(int c) __asm__("putchar");

void _lock_file(FILE *stream) __asm__("flockfile");
void _unlock_file(FILE *stream) __asm__("funlockfile");
int _fclose_nolock(FILE *stream) __asm__("fclose");
int _fflush_nolock(FILE *stream) __asm__("fflush_unlocked");
int _fgetc_nolock(FILE *stream) __asm__("getc_unlocked");
int _fputc_nolock(int c, FILE *stream) __asm__("putc_unlocked");
int _getc_nolock(FILE *stream) __asm__("getc_unlocked");
int _putc_nolock(int c, FILE *stream) __asm__("putc_unlocked");
int _getchar_nolock(void) __asm__("getchar_unlocked");
int _putchar_nolock(int c) __asm__("putchar_unlocked");
size_t _fread_nolock(void *buffer, size_t size, size_t count, FILE *stream)
	__asm__("fread_unlocked");
size_t _fwrite_nolock(const void *buffer, size_t size, size_t count, FILE *stream)
	__asm__("fwrite_unlocked");
__extension__ int _fseeki64_nolock(FILE *stream, long long offset, int origin)
	__asm__("fseeko64");
__extension__ long long _ftelli64_nolock(FILE *stream) __asm__("ftello64");
int _ungetc_nolock(int c, FILE *stream) __asm__("ungetc");

WINSOCK_END

#ifdef __cplusplus
/* An array tells its own size. */
extern "C++" {
template <size_t Size>
inline char *gets_s(char (&buffer)[Size])
{
	return gets_s(buffer, Size);
}

template <size_t Size>
inline errno_t tmpnam_s(char (&buffer)[Size])
{
	return tmpnam_s(buffer, Size);
}
}
#endif

#endif
