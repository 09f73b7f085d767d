/* new.h: what C++ does when memory is out. */
#ifndef _INC_NEW
#define _INC_NEW

#ifdef __cplusplus
#include <new>
#endif

#endif
