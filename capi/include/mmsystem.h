/* mmsystem.h: winmm.dll, of which there is the time. */
#ifndef _INC_MMSYSTEM
#define _INC_MMSYSTEM

#include <mmsyscom.h>
#include <timeapi.h>

#endif
