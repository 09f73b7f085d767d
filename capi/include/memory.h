/* memory.h: see string.h. */
#include <string.h>
