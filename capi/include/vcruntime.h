/* vcruntime.h: see corecrt.h. */
#include <corecrt.h>
