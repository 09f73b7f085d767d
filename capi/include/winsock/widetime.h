/* widetime.h: times as 16-bit text. Part of time.h and wchar.h. */
#ifndef WINSOCK_WIDETIME_H
#define WINSOCK_WIDETIME_H

#include <corecrt.h>
#include <bits/types/struct_tm.h>
#include <bits/types/time_t.h>

#if __SIZEOF_WCHAR_T__ == 2

WINSOCK_BEGIN

wchar_t *_wasctime(const struct tm *t) WINSOCK_ALIAS(_wasctime);
wchar_t *_wctime(const time_t *t) WINSOCK_ALIAS(_wctime);
wchar_t *_wctime64(const __time64_t *t) WINSOCK_ALIAS(_wctime64);
errno_t _wasctime_s(wchar_t *to, size_t size, const struct tm *t) WINSOCK_ALIAS(_wasctime_s);
errno_t _wctime_s(wchar_t *to, size_t size, const time_t *t) WINSOCK_ALIAS(_wctime_s);
wchar_t *_wstrdate(wchar_t *to) WINSOCK_ALIAS(_wstrdate);
wchar_t *_wstrtime(wchar_t *to) WINSOCK_ALIAS(_wstrtime);

WINSOCK_END

#endif
#endif
