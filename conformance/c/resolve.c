/* resolve.c: names and addresses, as far as no network is needed. Chapter 2 of providers.md and S-004. */
#include "check.h"

#include <stdlib.h>
