/* math.h: the C library's, and Microsoft's names. */
#include_next <math.h>
#include <winsock/floatnames.h>
