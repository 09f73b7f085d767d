/* sys/timeb.h: the time with milliseconds. */
#ifndef _INC_TIMEB
#define _INC_TIMEB
/* Instead of the C library's header, whose ftime is deprecated. */
#define _SYS_TIMEB_H 1

#include <corecrt.h>
#include <bits/types/time_t.h>

struct timeb {
	time_t time; /* seconds since 1970, UTC */
	unsigned short millitm;
	short timezone; /* minutes west of Greenwich */
	short dstflag;  /* not 0 during summer time */
};

#define _timeb timeb
#define __timeb64 timeb

WINSOCK_BEGIN

void _ftime(struct timeb *now) WINSOCK_ALIAS(_ftime);
void _ftime64(struct timeb *now) WINSOCK_ALIAS(_ftime);
errno_t _ftime_s(struct timeb *now) WINSOCK_ALIAS(_ftime_s);
errno_t _ftime64_s(struct timeb *now) WINSOCK_ALIAS(_ftime_s);
int ftime(struct timeb *now) WINSOCK_ALIAS(ftime);

WINSOCK_END

#endif
