/* sys/locking.h: what _locking does. */
#ifndef _INC_LOCKING
#define _INC_LOCKING

#define _LK_UNLCK 0
#define _LK_LOCK 1   /* tries ten times, once a second */
#define _LK_NBLCK 2  /* tries once */
#define _LK_RLCK 3   /* as _LK_LOCK */
#define _LK_NBRLCK 4 /* as _LK_NBLCK */

#endif
