/* initguid.h: from here on DEFINE_GUID makes values (see guiddef.h). */
#ifndef INITGUID
#define INITGUID
#endif
#include <guiddef.h>
