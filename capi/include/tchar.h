/* tchar.h: names that are wide with _UNICODE and narrow without. */
#ifndef _INC_TCHAR
#define _INC_TCHAR

#include <corecrt.h>
#include <string.h>
#include <wchar.h>

#ifdef _UNICODE

typedef wchar_t _TCHAR;
typedef wchar_t _TSCHAR;
typedef wchar_t _TUCHAR;
typedef wchar_t _TXCHAR;
typedef wint_t _TINT;
#ifndef _TCHAR_DEFINED
#define _TCHAR_DEFINED
typedef wchar_t TCHAR, *PTCHAR;
typedef wchar_t TBYTE, *PTBYTE;
#endif

#define __T(text) L##text
#define _TEOF WEOF
#define _tmain wmain
#define _tWinMain wWinMain

/* Formatted output and input */
#define _tprintf wprintf
#define _ftprintf fwprintf
#define _stprintf swprintf
#define _sntprintf _snwprintf
#define _vtprintf vwprintf
#define _vftprintf vfwprintf
#define _vstprintf vswprintf
#define _vsntprintf _vsnwprintf
#define _tprintf_s wprintf_s
#define _ftprintf_s fwprintf_s
#define _stprintf_s swprintf_s
#define _sntprintf_s _snwprintf_s
#define _vtprintf_s vwprintf_s
#define _vftprintf_s vfwprintf_s
#define _vstprintf_s vswprintf_s
#define _vsntprintf_s _vsnwprintf_s
#define _sctprintf _scwprintf
#define _vsctprintf _vscwprintf
#define _tscanf wscanf
#define _ftscanf fwscanf
#define _stscanf swscanf
#define _tscanf_s wscanf_s
#define _ftscanf_s fwscanf_s
#define _stscanf_s swscanf_s

/* Streams */
#define _fgettc fgetwc
#define _fputtc fputwc
#define _gettc getwc
#define _puttc putwc
#define _gettchar getwchar
#define _puttchar putwchar
#define _ungettc ungetwc
#define _fgetts fgetws
#define _fputts fputws
#define _getts _getws
#define _getts_s _getws_s
#define _putts _putws
#define _tfopen _wfopen
#define _tfopen_s _wfopen_s
#define _tfreopen _wfreopen
#define _tfreopen_s _wfreopen_s
#define _tfsopen _wfsopen
#define _tfdopen _wfdopen
#define _tpopen _wpopen
#define _tperror _wperror
#define _tremove _wremove
#define _trename _wrename
#define _ttempnam _wtempnam
#define _ttmpnam _wtmpnam
#define _ttmpnam_s _wtmpnam_s

/* Console */
#define _gettch _getwch
#define _gettche _getwche
#define _puttch _putwch
#define _cputts _cputws

/* Text */
#define _tcslen wcslen
#define _tcsnlen wcsnlen
#define _tcscpy wcscpy
#define _tcscpy_s wcscpy_s
#define _tcsncpy wcsncpy
#define _tcsncpy_s wcsncpy_s
#define _tcscat wcscat
#define _tcscat_s wcscat_s
#define _tcsncat wcsncat
#define _tcsncat_s wcsncat_s
#define _tcsdup _wcsdup
#define _tcscmp wcscmp
#define _tcsncmp wcsncmp
#define _tcsicmp _wcsicmp
#define _tcsnicmp _wcsnicmp
#define _tcsncicmp _wcsnicmp
#define _tcsnccmp wcsncmp
#define _tcscoll wcscoll
#define _tcsicoll _wcsicoll
#define _tcsncoll _wcsncoll
#define _tcsnicoll _wcsnicoll
#define _tcsxfrm wcsxfrm
#define _tcschr wcschr
#define _tcsrchr wcsrchr
#define _tcsstr wcsstr
#define _tcspbrk wcspbrk
#define _tcsspn wcsspn
#define _tcscspn wcscspn
#define _tcstok wcstok
#define _tcstok_s wcstok_s
#define _tcslwr _wcslwr
#define _tcsupr _wcsupr
#define _tcslwr_s _wcslwr_s
#define _tcsupr_s _wcsupr_s
#define _tcsrev _wcsrev
#define _tcsset _wcsset
#define _tcsnset _wcsnset
#define _tcsclen wcslen
#define _tcsnccpy wcsncpy
#define _tcsnccat wcsncat
#define _tcsnccpy_s wcsncpy_s
#define _tcsnccat_s wcsncat_s
#define _tcserror _wcserror
#define _tcserror_s _wcserror_s
#define _tmemcpy wmemcpy

/* Numbers */
#define _tcstol wcstol
#define _tcstoul wcstoul
#define _tcstoll wcstoll
#define _tcstoull wcstoull
#define _tcstod wcstod
#define _tcstof wcstof
#define _tcstoi64 _wcstoi64
#define _tcstoui64 _wcstoui64
#define _ttoi _wtoi
#define _tstoi _wtoi
#define _ttol _wtol
#define _tstol _wtol
#define _ttoi64 _wtoi64
#define _tstoi64 _wtoi64
#define _ttof _wtof
#define _tstof _wtof
#define _itot _itow
#define _ltot _ltow
#define _ultot _ultow
#define _i64tot _i64tow
#define _ui64tot _ui64tow
#define _itot_s _itow_s
#define _ltot_s _ltow_s
#define _ultot_s _ultow_s
#define _i64tot_s _i64tow_s
#define _ui64tot_s _ui64tow_s

/* Characters */
#define _istalnum iswalnum
#define _istalpha iswalpha
#define _istascii iswascii
#define _istcntrl iswcntrl
#define _istdigit iswdigit
#define _istgraph iswgraph
#define _istlower iswlower
#define _istprint iswprint
#define _istpunct iswpunct
#define _istspace iswspace
#define _istupper iswupper
#define _istxdigit iswxdigit
#define _totlower towlower
#define _totupper towupper

/* Files */
#define _topen _wopen
#define _tsopen _wsopen
#define _tsopen_s _wsopen_s
#define _tcreat _wcreat
#define _taccess _waccess
#define _taccess_s _waccess_s
#define _tchmod _wchmod
#define _tunlink _wunlink
#define _tstat _wstat64
#define _tstati64 _wstat64
#define _tstat64 _wstat64
#define _tutime _wutime
#define _tfindfirst _wfindfirst
#define _tfindnext _wfindnext
#define _tfindfirsti64 _wfindfirst
#define _tfindnexti64 _wfindnext
#define _tfindfirst64 _wfindfirst
#define _tfindnext64 _wfindnext
#define _tfinddata_t _wfinddata_t
#define _tfinddatai64_t _wfinddata_t
#define _tmkdir _wmkdir
#define _trmdir _wrmdir
#define _tchdir _wchdir
#define _tgetcwd _wgetcwd
#define _tgetdcwd _wgetdcwd
#define _tfullpath _wfullpath
#define _tsplitpath _wsplitpath
#define _tsplitpath_s _wsplitpath_s
#define _tmakepath _wmakepath
#define _tmakepath_s _wmakepath_s

/* Programs and environment */
#define _tsystem _wsystem
#define _tgetenv _wgetenv
#define _tgetenv_s _wgetenv_s
#define _tdupenv_s _wdupenv_s
#define _tputenv _wputenv
#define _tputenv_s _wputenv_s
#define _tsetlocale _wsetlocale
#define _texecv _wexecv
#define _texecvp _wexecvp
#define _tspawnv _wspawnv
#define _tspawnvp _wspawnvp
#define _tenviron _wenviron
#define __targv __wargv
#define _tpgmptr _wpgmptr

/* Time */
#define _tcsftime wcsftime
#define _tasctime _wasctime
#define _tctime _wctime
#define _tctime64 _wctime64
#define _tasctime_s _wasctime_s
#define _tctime_s _wctime_s
#define _tstrdate _wstrdate
#define _tstrtime _wstrtime

#else

typedef char _TCHAR;
typedef signed char _TSCHAR;
typedef unsigned char _TUCHAR;
typedef char _TXCHAR;
typedef int _TINT;
#ifndef _TCHAR_DEFINED
#define _TCHAR_DEFINED
typedef char TCHAR, *PTCHAR;
typedef unsigned char TBYTE, *PTBYTE;
#endif

#define __T(text) text
#define _TEOF EOF
#define _tmain main
#define _tWinMain WinMain

/* Formatted output and input */
#define _tprintf printf
#define _ftprintf fprintf
#define _stprintf sprintf
#define _sntprintf _snprintf
#define _vtprintf vprintf
#define _vftprintf vfprintf
#define _vstprintf vsprintf
#define _vsntprintf _vsnprintf
#define _tprintf_s printf_s
#define _ftprintf_s fprintf_s
#define _stprintf_s sprintf_s
#define _sntprintf_s _snprintf_s
#define _vtprintf_s vprintf_s
#define _vftprintf_s vfprintf_s
#define _vstprintf_s vsprintf_s
#define _vsntprintf_s _vsnprintf_s
#define _sctprintf _scprintf
#define _vsctprintf _vscprintf
#define _tscanf scanf
#define _ftscanf fscanf
#define _stscanf sscanf
#define _tscanf_s scanf_s
#define _ftscanf_s fscanf_s
#define _stscanf_s sscanf_s

/* Streams */
#define _fgettc fgetc
#define _fputtc fputc
#define _gettc getc
#define _puttc putc
#define _gettchar getchar
#define _puttchar putchar
#define _ungettc ungetc
#define _fgetts fgets
#define _fputts fputs
#define _getts gets
#define _getts_s gets_s
#define _putts puts
#define _tfopen fopen
#define _tfopen_s fopen_s
#define _tfreopen freopen
#define _tfreopen_s freopen_s
#define _tfsopen _fsopen
#define _tfdopen _fdopen
#define _tpopen _popen
#define _tperror perror
#define _tremove remove
#define _trename rename
#define _ttempnam _tempnam
#define _ttmpnam tmpnam
#define _ttmpnam_s tmpnam_s

/* Console */
#define _gettch _getch
#define _gettche _getche
#define _puttch _putch
#define _cputts _cputs

/* Text */
#define _tcslen strlen
#define _tcsnlen strnlen
#define _tcscpy strcpy
#define _tcscpy_s strcpy_s
#define _tcsncpy strncpy
#define _tcsncpy_s strncpy_s
#define _tcscat strcat
#define _tcscat_s strcat_s
#define _tcsncat strncat
#define _tcsncat_s strncat_s
#define _tcsdup _strdup
#define _tcscmp strcmp
#define _tcsncmp strncmp
#define _tcsicmp _stricmp
#define _tcsnicmp _strnicmp
#define _tcsncicmp _strnicmp
#define _tcsnccmp strncmp
#define _tcscoll strcoll
#define _tcsicoll _stricoll
#define _tcsncoll _strncoll
#define _tcsnicoll _strnicoll
#define _tcsxfrm strxfrm
#define _tcschr strchr
#define _tcsrchr strrchr
#define _tcsstr strstr
#define _tcspbrk strpbrk
#define _tcsspn strspn
#define _tcscspn strcspn
#define _tcstok strtok
#define _tcstok_s strtok_s
#define _tcslwr _strlwr
#define _tcsupr _strupr
#define _tcslwr_s _strlwr_s
#define _tcsupr_s _strupr_s
#define _tcsrev _strrev
#define _tcsset _strset
#define _tcsnset _strnset
#define _tcsclen strlen
#define _tcsnccpy strncpy
#define _tcsnccat strncat
#define _tcsnccpy_s strncpy_s
#define _tcsnccat_s strncat_s
#define _tcserror strerror
#define _tcserror_s strerror_s
#define _tmemcpy memcpy

/* Numbers */
#define _tcstol strtol
#define _tcstoul strtoul
#define _tcstoll strtoll
#define _tcstoull strtoull
#define _tcstod strtod
#define _tcstof strtof
#define _tcstoi64 _strtoi64
#define _tcstoui64 _strtoui64
#define _ttoi atoi
#define _tstoi atoi
#define _ttol atol
#define _tstol atol
#define _ttoi64 _atoi64
#define _tstoi64 _atoi64
#define _ttof atof
#define _tstof atof
#define _itot _itoa
#define _ltot _ltoa
#define _ultot _ultoa
#define _i64tot _i64toa
#define _ui64tot _ui64toa
#define _itot_s _itoa_s
#define _ltot_s _ltoa_s
#define _ultot_s _ultoa_s
#define _i64tot_s _i64toa_s
#define _ui64tot_s _ui64toa_s

/* Characters */
#define _istalnum isalnum
#define _istalpha isalpha
#define _istascii isascii
#define _istcntrl iscntrl
#define _istdigit isdigit
#define _istgraph isgraph
#define _istlower islower
#define _istprint isprint
#define _istpunct ispunct
#define _istspace isspace
#define _istupper isupper
#define _istxdigit isxdigit
#define _totlower tolower
#define _totupper toupper

/* Files */
#define _topen _open
#define _tsopen _sopen
#define _tsopen_s _sopen_s
#define _tcreat _creat
#define _taccess _access
#define _taccess_s _access_s
#define _tchmod _chmod
#define _tunlink _unlink
#define _tstat _stat64
#define _tstati64 _stat64
#define _tstat64 _stat64
#define _tutime _utime
#define _tfindfirst _findfirst
#define _tfindnext _findnext
#define _tfindfirsti64 _findfirst
#define _tfindnexti64 _findnext
#define _tfindfirst64 _findfirst
#define _tfindnext64 _findnext
#define _tfinddata_t _finddata_t
#define _tfinddatai64_t _finddata_t
#define _tmkdir _mkdir
#define _trmdir _rmdir
#define _tchdir _chdir
#define _tgetcwd _getcwd
#define _tgetdcwd _getdcwd
#define _tfullpath _fullpath
#define _tsplitpath _splitpath
#define _tsplitpath_s _splitpath_s
#define _tmakepath _makepath
#define _tmakepath_s _makepath_s

/* Programs and environment */
#define _tsystem system
#define _tgetenv getenv
#define _tgetenv_s getenv_s
#define _tdupenv_s _dupenv_s
#define _tputenv _putenv
#define _tputenv_s _putenv_s
#define _tsetlocale setlocale
#define _texecv _execv
#define _texecvp _execvp
#define _tspawnv _spawnv
#define _tspawnvp _spawnvp
#define _tenviron _environ
#define __targv __argv
#define _tpgmptr _pgmptr

/* Time */
#define _tcsftime strftime
#define _tasctime asctime
#define _tctime ctime
#define _tctime64 _ctime64
#define _tasctime_s asctime_s
#define _tctime_s ctime_s
#define _tstrdate _strdate
#define _tstrtime _strtime

#endif

#define _T(text) __T(text)
#define _TEXT(text) __T(text)

#define _istlead(c) (0)
#define _tcsinc(s) ((s) + 1)
#define _tcsdec(start, s) ((s) > (start) ? (s) - 1 : NULL)
#define _tcsnextc(s) ((_TUCHAR)*(s))
#define _tcsninc(s, n) ((s) + (n))
#define _tclen(s) (1)
#define _tccpy(to, from) (*(to) = *(from))

#endif
