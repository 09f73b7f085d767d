/* math.h: the C library's, and Microsoft's names. */
#pragma GCC system_header
#include_next <math.h>
#include <winsock/floatnames.h>
