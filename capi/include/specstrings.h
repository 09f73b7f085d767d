/* specstrings.h: the notes of sal.h under the name of older kits. */
#ifndef SPECSTRINGS_H
#define SPECSTRINGS_H

#include <sal.h>

#endif
