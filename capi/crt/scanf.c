/* scanf.c: formatted input of bytes from streams and memory. */
#define CHARACTER char
#define SCANF(before, after) before##scanf##after
#define SCAN ws_scan
#define IN_STREAM ws_in_stream
#define IN_TEXT ws_in_text
#include "scanf_family.h"
