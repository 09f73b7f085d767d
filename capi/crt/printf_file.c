/* printf_file.c: formatted output of bytes to streams. */
#define CHARACTER char
#define PRINTF(before, after) before##printf##after
#define FORMAT ws_format
#define OUT ws_out_stream
#include "printf_file_family.h"
