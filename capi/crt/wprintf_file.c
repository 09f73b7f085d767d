/* wprintf_file.c: formatted output of 16-bit characters to streams, as UTF-8. */
#define CHARACTER wchar_t
#define PRINTF(before, after) before##wprintf##after
#define FORMAT ws_format_wide
#define OUT ws_out_wide_stream
#include "printf_file_family.h"
