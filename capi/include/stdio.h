/* stdio.h: the C library's, with Microsoft's formats and names. */
#pragma GCC system_header
#ifndef WINSOCK_STDIO_H
#define WINSOCK_STDIO_H

#include <winsock/formathide.h>
#include_next <stdio.h>
#include <winsock/formatshow.h>

#include <stdarg.h>
#include <stddef.h>
#include <corecrt.h>
#include <winsock/format.h>
#include <winsock/streams.h>
#include <winsock/widefile.h>
#include <winsock/wformat.h>

#define _P_tmpdir P_tmpdir

#endif
