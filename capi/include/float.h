/* float.h: the compiler's, and Microsoft's names. */
#pragma GCC system_header
#include_next <float.h>
#ifndef _INC_FLOAT
#define _INC_FLOAT

#include <corecrt.h>
#include <winsock/floatnames.h>

/* Fields of the control word. */
#define _MCW_EM 0x0008001f
#define _EM_INEXACT 0x00000001
#define _EM_UNDERFLOW 0x00000002
#define _EM_OVERFLOW 0x00000004
#define _EM_ZERODIVIDE 0x00000008
#define _EM_INVALID 0x00000010
#define _EM_DENORMAL 0x00080000
#define _MCW_RC 0x00000300
#define _RC_NEAR 0x00000000
#define _RC_DOWN 0x00000100
#define _RC_UP 0x00000200
#define _RC_CHOP 0x00000300
#define _MCW_DN 0x03000000
#define _DN_SAVE 0x00000000
#define _DN_FLUSH 0x01000000
#define _MCW_PC 0x00030000
#define _PC_64 0x00000000
#define _PC_53 0x00010000
#define _PC_24 0x00020000
#define _SW_INEXACT 0x00000001
#define _SW_UNDERFLOW 0x00000002
#define _SW_OVERFLOW 0x00000004
#define _SW_ZERODIVIDE 0x00000008
#define _SW_INVALID 0x00000010
#define _SW_DENORMAL 0x00080000
#define _CW_DEFAULT (_RC_NEAR | _MCW_EM)

WINSOCK_BEGIN

/* The rounding direction and the masked exceptions of the thread; precision is fixed. */
unsigned int _controlfp(unsigned int value, unsigned int mask) WINSOCK_ALIAS(_controlfp);
unsigned int _control87(unsigned int value, unsigned int mask) WINSOCK_ALIAS(_controlfp);
errno_t _controlfp_s(unsigned int *now, unsigned int value, unsigned int mask)
	WINSOCK_ALIAS(_controlfp_s);
unsigned int _clearfp(void) WINSOCK_ALIAS(_clearfp);
unsigned int _statusfp(void) WINSOCK_ALIAS(_statusfp);
void _fpreset(void) WINSOCK_ALIAS(_fpreset);

WINSOCK_END

#endif
