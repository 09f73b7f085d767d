/* driverspecs.h: notes of drivers for Microsoft's analyser; they say nothing. */
#ifndef DRIVERSPECS_H
#define DRIVERSPECS_H

#include <sal.h>

#define __drv_when(condition, notes)
#define __drv_at(what, notes)
#define __drv_allocatesMem(kind)
#define __drv_freesMem(kind)
#define __drv_preferredFunction(name, why)
#define __drv_functionClass(name)
#define __drv_maxIRQL(level)
#define __drv_requiresIRQL(level)
#define __drv_strictTypeMatch(mode)
#define __drv_reportError(text)
#define __drv_sameIRQL
#define __drv_interlocked
#define __drv_aliasesMem

#endif
