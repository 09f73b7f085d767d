/* string.h: the C library's, and Microsoft's names. */
#pragma GCC system_header
#include_next <string.h>
#ifndef _INC_STRING
#define _INC_STRING

#include <corecrt.h>
#include <winsock/widestring.h>

WINSOCK_BEGIN

/* Copies and joins that never pass the end: 0, or an errno value and an empty text. */
errno_t strcpy_s(char *to, rsize_t size, const char *from) WINSOCK_ALIAS(strcpy_s);
errno_t strncpy_s(char *to, rsize_t size, const char *from, rsize_t n) WINSOCK_ALIAS(strncpy_s);
errno_t strcat_s(char *to, rsize_t size, const char *from) WINSOCK_ALIAS(strcat_s);
errno_t strncat_s(char *to, rsize_t size, const char *from, rsize_t n) WINSOCK_ALIAS(strncat_s);
char *strtok_s(char *s, const char *set, char **context) WINSOCK_ALIAS(strtok_s);
errno_t strerror_s(char *to, size_t size, int code) WINSOCK_ALIAS(strerror_s);
#define strnlen_s(s, max) ((s) ? strnlen((s), (max)) : 0)
errno_t memcpy_s(void *to, rsize_t size, const void *from, rsize_t n) WINSOCK_ALIAS(memcpy_s);
errno_t memmove_s(void *to, rsize_t size, const void *from, rsize_t n) WINSOCK_ALIAS(memmove_s);

/* Microsoft's names. Case is that of ASCII letters. */
char *_strdup(const char *s) WINSOCK_ALIAS(_strdup);
int _stricmp(const char *a, const char *b) WINSOCK_ALIAS(_stricmp);
int stricmp(const char *a, const char *b) WINSOCK_ALIAS(_stricmp);
int strcmpi(const char *a, const char *b) WINSOCK_ALIAS(_stricmp);
int _strcmpi(const char *a, const char *b) WINSOCK_ALIAS(_stricmp);
int _strnicmp(const char *a, const char *b, size_t n) WINSOCK_ALIAS(_strnicmp);
int strnicmp(const char *a, const char *b, size_t n) WINSOCK_ALIAS(_strnicmp);
int _stricoll(const char *a, const char *b) WINSOCK_ALIAS(_stricmp);
int _strncoll(const char *a, const char *b, size_t n) WINSOCK_ALIAS(_strncoll);
int _strnicoll(const char *a, const char *b, size_t n) WINSOCK_ALIAS(_strnicmp);
int _memicmp(const void *a, const void *b, size_t n) WINSOCK_ALIAS(_memicmp);
int memicmp(const void *a, const void *b, size_t n) WINSOCK_ALIAS(_memicmp);
void *_memccpy(void *to, const void *from, int c, size_t n) WINSOCK_ALIAS(_memccpy);
char *_strlwr(char *s) WINSOCK_ALIAS(_strlwr);
char *strlwr(char *s) WINSOCK_ALIAS(_strlwr);
char *_strupr(char *s) WINSOCK_ALIAS(_strupr);
char *strupr(char *s) WINSOCK_ALIAS(_strupr);
char *_strrev(char *s) WINSOCK_ALIAS(_strrev);
char *strrev(char *s) WINSOCK_ALIAS(_strrev);
char *_strset(char *s, int c) WINSOCK_ALIAS(_strset);
char *strset(char *s, int c) WINSOCK_ALIAS(_strset);
char *_strnset(char *s, int c, size_t n) WINSOCK_ALIAS(_strnset);
char *strnset(char *s, int c, size_t n) WINSOCK_ALIAS(_strnset);
errno_t _strlwr_s(char *s, size_t size) WINSOCK_ALIAS(_strlwr_s);
errno_t _strupr_s(char *s, size_t size) WINSOCK_ALIAS(_strupr_s);
errno_t _strset_s(char *s, size_t size, int c) WINSOCK_ALIAS(_strset_s);
errno_t _strnset_s(char *s, size_t size, int c, size_t n) WINSOCK_ALIAS(_strnset_s);
char *_strerror(const char *text) WINSOCK_ALIAS(_strerror);

WINSOCK_END

#ifdef __cplusplus
extern "C++" {
template <size_t N> errno_t strcpy_s(char (&to)[N], const char *from)
{
	return strcpy_s(to, N, from);
}
template <size_t N> errno_t strncpy_s(char (&to)[N], const char *from, size_t n)
{
	return strncpy_s(to, N, from, n);
}
template <size_t N> errno_t strcat_s(char (&to)[N], const char *from)
{
	return strcat_s(to, N, from);
}
template <size_t N> errno_t strncat_s(char (&to)[N], const char *from, size_t n)
{
	return strncat_s(to, N, from, n);
}
template <size_t N> errno_t strerror_s(char (&to)[N], int code)
{
	return strerror_s(to, N, code);
}
template <size_t N> errno_t _strlwr_s(char (&s)[N])
{
	return _strlwr_s(s, N);
}
template <size_t N> errno_t _strupr_s(char (&s)[N])
{
	return _strupr_s(s, N);
}
}
#endif

#endif
