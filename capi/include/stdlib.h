/* stdlib.h: the C library's, and Microsoft's names. */
#pragma GCC system_header
#include <winsock/stdlibfirst.h>
/* The checking variants of the C library would call its 32-bit functions. */
#include <features.h>
#pragma push_macro("__USE_FORTIFY_LEVEL")
#undef __USE_FORTIFY_LEVEL
#define __USE_FORTIFY_LEVEL 0
#include_next <stdlib.h>
#pragma pop_macro("__USE_FORTIFY_LEVEL")
/* The C library's header is read in parts by others (__need_malloc_and_calloc). */
#if !defined(_INC_STDLIB) && defined(RAND_MAX)
#define _INC_STDLIB

#include <errno.h>
#include <corecrt.h>
#include <winsock/widenumber.h>
#include <winsock/widepath.h>
#include <winsock/wideprocess.h>

/* A character has at most four bytes: text is UTF-8. */
#undef MB_CUR_MAX
#define MB_CUR_MAX ((size_t)4)

/* Lengths of the parts of a path, in characters with the NUL. */
#define _MAX_PATH 260
#define _MAX_DRIVE 3
#define _MAX_DIR 256
#define _MAX_FNAME 256
#define _MAX_EXT 256
#define _MAX_ENV 32767

#define _CVTBUFSIZE (309 + 40)
#define _MAX_ITOSTR_BASE16_COUNT (8 + 1)
#define _MAX_ITOSTR_BASE10_COUNT (1 + 10 + 1)
#define _MAX_ITOSTR_BASE2_COUNT (32 + 1)
#define _MAX_I64TOSTR_BASE16_COUNT (16 + 1)
#define _MAX_I64TOSTR_BASE10_COUNT (1 + 19 + 1)
#define _MAX_I64TOSTR_BASE2_COUNT (64 + 1)
#define _MAX_U64TOSTR_BASE10_COUNT (20 + 1)

#define __max(a, b) (((a) > (b)) ? (a) : (b))
#define __min(a, b) (((a) < (b)) ? (a) : (b))
#if !defined(__cplusplus) && !defined(NOMINMAX)
#undef max
#undef min
#define max(a, b) __max(a, b)
#define min(a, b) __min(a, b)
#endif

WINSOCK_BEGIN

#undef RAND_MAX
#define RAND_MAX 32767
/* rand_s gives 32 bits of the kernel's randomness. */
errno_t rand_s(unsigned int *number) WINSOCK_ALIAS(rand_s);

char *_itoa(int n, char *to, int base) WINSOCK_ALIAS(_itoa);
char *itoa(int n, char *to, int base) WINSOCK_ALIAS(_itoa);
char *_ltoa(int n, char *to, int base) WINSOCK_ALIAS(_itoa);
char *ltoa(int n, char *to, int base) WINSOCK_ALIAS(_itoa);
char *_ultoa(unsigned int n, char *to, int base) WINSOCK_ALIAS(_ultoa);
char *ultoa(unsigned int n, char *to, int base) WINSOCK_ALIAS(_ultoa);
__extension__ char *_i64toa(long long n, char *to, int base) WINSOCK_ALIAS(_i64toa);
__extension__ char *_ui64toa(unsigned long long n, char *to, int base) WINSOCK_ALIAS(_ui64toa);
errno_t _itoa_s(int n, char *to, size_t size, int base) WINSOCK_ALIAS(_itoa_s);
errno_t _ltoa_s(int n, char *to, size_t size, int base) WINSOCK_ALIAS(_itoa_s);
errno_t _ultoa_s(unsigned int n, char *to, size_t size, int base) WINSOCK_ALIAS(_ultoa_s);
__extension__ errno_t _i64toa_s(long long n, char *to, size_t size, int base)
	WINSOCK_ALIAS(_i64toa_s);
__extension__ errno_t _ui64toa_s(unsigned long long n, char *to, size_t size, int base)
	WINSOCK_ALIAS(_ui64toa_s);
__extension__ long long _atoi64(const char *s) WINSOCK_ALIAS(_atoi64);
__extension__ long long _strtoi64(const char *s, char **end, int base) WINSOCK_ALIAS(_strtoi64);
__extension__ unsigned long long _strtoui64(const char *s, char **end, int base)
	WINSOCK_ALIAS(_strtoui64);
double _strtod_l(const char *s, char **end, _locale_t locale) WINSOCK_ALIAS(_strtod_l);
char *_gcvt(double n, int digits, char *to) WINSOCK_ALIAS(_gcvt);
char *_ecvt(double n, int digits, int *point, int *sign) WINSOCK_ALIAS(_ecvt);
char *_fcvt(double n, int digits, int *point, int *sign) WINSOCK_ALIAS(_fcvt);
__extension__ long long _abs64(long long n) WINSOCK_ALIAS(_abs64);

/* Macros of the compiler's header of the same names stay. */
unsigned int (_rotl)(unsigned int n, int by) WINSOCK_ALIAS(_rotl);
unsigned int (_rotr)(unsigned int n, int by) WINSOCK_ALIAS(_rotr);
uint64_t _rotl64(uint64_t n, int by) WINSOCK_ALIAS(_rotl64);
uint64_t _rotr64(uint64_t n, int by) WINSOCK_ALIAS(_rotr64);
/* long has 32 bits here; clang's own _lrotl takes its 64. */
#undef _lrotl
#undef _lrotr
#define _lrotl(n, by) _rotl(n, by)
#define _lrotr(n, by) _rotr(n, by)
unsigned short _byteswap_ushort(unsigned short n) WINSOCK_ALIAS(_byteswap_ushort);
unsigned int _byteswap_ulong(unsigned int n) WINSOCK_ALIAS(_byteswap_ulong);
__extension__ unsigned long long _byteswap_uint64(unsigned long long n)
	WINSOCK_ALIAS(_byteswap_uint64);
void _swab(char *from, char *to, int n) WINSOCK_ALIAS(_swab);

/* The comparison is told the context first, other than in the C standard's Annex K. */
void qsort_s(void *base, rsize_t n, rsize_t width,
	int (*compare)(void *context, const void *a, const void *b), void *context)
	WINSOCK_ALIAS(qsort_s);
void *bsearch_s(const void *key, const void *base, rsize_t n, rsize_t width,
	int (*compare)(void *context, const void *key, const void *element), void *context)
	WINSOCK_ALIAS(bsearch_s);

/* The environment. A name with an empty value is taken away. */
errno_t getenv_s(size_t *need, char *to, rsize_t size, const char *name) WINSOCK_ALIAS(getenv_s);
errno_t _dupenv_s(char **to, size_t *size, const char *name) WINSOCK_ALIAS(_dupenv_s);
int _putenv(const char *setting) WINSOCK_ALIAS(_putenv);
int putenv(char *setting) WINSOCK_NOTHROW WINSOCK_ALIAS(_putenv);
errno_t _putenv_s(const char *name, const char *value) WINSOCK_ALIAS(_putenv_s);

/* The program's arguments, environment and path. Objects: the system's headers use the names. */
extern int __argc WINSOCK_ALIAS(__argc);
extern char **__argv WINSOCK_ALIAS(__argv);
int *__p___argc(void) WINSOCK_ALIAS(__p___argc);
char ***__p___argv(void) WINSOCK_ALIAS(__p___argv);
char ***__p__environ(void) WINSOCK_ALIAS(__p__environ);
char **__p__pgmptr(void) WINSOCK_ALIAS(__p__pgmptr);
errno_t _get_pgmptr(char **path) WINSOCK_ALIAS(_get_pgmptr);
#define _environ (*__p__environ())
#define _pgmptr (*__p__pgmptr())

char *_fullpath(char *to, const char *path, size_t size) WINSOCK_ALIAS(_fullpath);
void _splitpath(const char *path, char *drive, char *dir, char *name, char *ext)
	WINSOCK_ALIAS(_splitpath);
errno_t _splitpath_s(const char *path, char *drive, size_t drive_size, char *dir, size_t dir_size,
	char *name, size_t name_size, char *ext, size_t ext_size) WINSOCK_ALIAS(_splitpath_s);
void _makepath(char *to, const char *drive, const char *dir, const char *name, const char *ext)
	WINSOCK_ALIAS(_makepath);
errno_t _makepath_s(char *to, size_t size, const char *drive, const char *dir, const char *name,
	const char *ext) WINSOCK_ALIAS(_makepath_s);
void _searchenv(const char *file, const char *variable, char *to) WINSOCK_ALIAS(_searchenv);

/* Failures. */
_invalid_parameter_handler _set_invalid_parameter_handler(_invalid_parameter_handler handler)
	WINSOCK_ALIAS(_set_invalid_parameter_handler);
_invalid_parameter_handler _get_invalid_parameter_handler(void)
	WINSOCK_ALIAS(_get_invalid_parameter_handler);
_invalid_parameter_handler _set_thread_local_invalid_parameter_handler(
	_invalid_parameter_handler handler)
	WINSOCK_ALIAS(_set_thread_local_invalid_parameter_handler);
_invalid_parameter_handler _get_thread_local_invalid_parameter_handler(void)
	WINSOCK_ALIAS(_get_thread_local_invalid_parameter_handler);
#define _WRITE_ABORT_MSG 0x1
#define _CALL_REPORTFAULT 0x2
unsigned int _set_abort_behavior(unsigned int flags, unsigned int mask)
	WINSOCK_ALIAS(_set_abort_behavior);
#define _OUT_TO_DEFAULT 0
#define _OUT_TO_STDERR 1
#define _OUT_TO_MSGBOX 2
#define _REPORT_ERRMODE 3
int _set_error_mode(int mode) WINSOCK_ALIAS(_set_error_mode);
char **__sys_errlist(void) WINSOCK_ALIAS(__sys_errlist);
int *__sys_nerr(void) WINSOCK_ALIAS(__sys_nerr);
#define _sys_errlist (__sys_errlist())
#define _sys_nerr (*__sys_nerr())

typedef int (*_onexit_t)(void);
_onexit_t _onexit(_onexit_t function) WINSOCK_ALIAS(_onexit);
void _exit(int code) __attribute__((__noreturn__));
void _sleep(unsigned int milliseconds) WINSOCK_ALIAS(_sleep);

WINSOCK_END

#ifdef __cplusplus
extern "C++" {
template <size_t N> errno_t _itoa_s(int n, char (&to)[N], int base)
{
	return _itoa_s(n, to, N, base);
}
template <size_t N> errno_t _ltoa_s(int n, char (&to)[N], int base)
{
	return _itoa_s(n, to, N, base);
}
template <size_t N> errno_t _ultoa_s(unsigned int n, char (&to)[N], int base)
{
	return _ultoa_s(n, to, N, base);
}
template <size_t N> errno_t _i64toa_s(long long n, char (&to)[N], int base)
{
	return _i64toa_s(n, to, N, base);
}
template <size_t N> errno_t _ui64toa_s(unsigned long long n, char (&to)[N], int base)
{
	return _ui64toa_s(n, to, N, base);
}
template <size_t N> errno_t getenv_s(size_t *need, char (&to)[N], const char *name)
{
	return getenv_s(need, to, N, name);
}
template <size_t D, size_t P, size_t F, size_t E>
errno_t _splitpath_s(const char *path, char (&drive)[D], char (&dir)[P], char (&name)[F],
	char (&ext)[E])
{
	return _splitpath_s(path, drive, D, dir, P, name, F, ext, E);
}
template <size_t N>
errno_t _makepath_s(char (&to)[N], const char *drive, const char *dir, const char *name,
	const char *ext)
{
	return _makepath_s(to, N, drive, dir, name, ext);
}
}
#endif

#endif
