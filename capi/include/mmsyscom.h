/* mmsyscom.h: results of winmm.dll. */
#ifndef _MMSYSCOM_H_
#define _MMSYSCOM_H_

#include <windef.h>

#define MMSYSERR_BASE 0
#define MMSYSERR_NOERROR 0
#define MMSYSERR_ERROR (MMSYSERR_BASE + 1)
#define MMSYSERR_INVALPARAM (MMSYSERR_BASE + 11)

typedef UINT MMRESULT;

#endif
