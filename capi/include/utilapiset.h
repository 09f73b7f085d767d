/* utilapiset.h: the loudspeaker. */
#ifndef _APISETUTIL_
#define _APISETUTIL_

#include <minwindef.h>

WINSOCK_BEGIN

BOOL WINAPI Beep(DWORD frequency, DWORD duration);

WINSOCK_END

#endif
