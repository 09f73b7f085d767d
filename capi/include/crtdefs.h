/* crtdefs.h: see corecrt.h. */
#include <corecrt.h>
