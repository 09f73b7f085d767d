/* stdio.h: the C library's, with Microsoft's formats and names. */
#ifndef WINSOCK_STDIO_H
#define WINSOCK_STDIO_H

#include <winsock/formathide.h>
#include_next <stdio.h>
#include <winsock/formatshow.h>

#include <stdarg.h>
#include <stddef.h>
#include <winsock/format.h>
#include <winsock/wformat.h>

#endif
