/* scanf_wide.c: formatted input of 16-bit characters from streams and memory. */
#define CHARACTER wchar_t
#define SCANF(before, after) before##wscanf##after
#define SCAN ws_scan_wide
#define IN_STREAM ws_in_wide_stream
#define IN_TEXT ws_in_wide_text
#include "scanf_family.h"
