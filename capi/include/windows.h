/* windows.h: the headers of the base system together. */
#ifndef _WINDOWS_
#define _WINDOWS_
#define _INC_WINDOWS

#include <sdkddkver.h>

#include <excpt.h>
#ifdef __cplusplus
#include <limits.h> /* which Microsoft's C++ library brings with every container */
#endif
#include <stdarg.h>
#include <windef.h>
#include <winerror.h>
#include <winbase.h>
#include <wincon.h>
#ifndef NOGDI
#include <wingdi.h>
#endif
#include <winnls.h>
#ifndef NOUSER
#include <winuser.h>
#endif

#if !defined(WIN32_LEAN_AND_MEAN) && !defined(_WINSOCKAPI_)
#include <winsock.h>
#endif
#ifndef WIN32_LEAN_AND_MEAN
#include <mmsystem.h>
#include <winioctl.h>
#endif

#endif
