/*
 * system.h: the C library's headers that declare names which Winsock declares
 * otherwise. They come first, so that later includes of them change nothing;
 * then macros give Winsock's u_long, fd_set and timeval names of their own.
 */
#ifndef WINSOCK_SYSTEM_H
#define WINSOCK_SYSTEM_H

/*
 * FD_SETSIZE is the program's to set. <sys/select.h> defines it in terms of
 * __FD_SETSIZE, which tells its value from the program's.
 */
#pragma push_macro("FD_SETSIZE")
#undef FD_SETSIZE
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/time.h>
#include <sys/select.h>
#include <time.h>
#undef FD_SETSIZE
#pragma pop_macro("FD_SETSIZE")
#pragma push_macro("__FD_SETSIZE")
#undef __FD_SETSIZE
#define __FD_SETSIZE 7
#if defined(FD_SETSIZE) && FD_SETSIZE == 7
#undef FD_SETSIZE
#endif
#pragma pop_macro("__FD_SETSIZE")

/* As on Windows, u_long has 32 bits, and so has each half of a timeval. */
#define u_char ws_u_char
#define u_short ws_u_short
#define u_int ws_u_int
#define u_long ws_u_long
#define timeval ws_timeval
#define fd_set ws_fd_set
/* A length is an int in Winsock; <unistd.h> would make it unsigned. */
#define socklen_t ws_socklen_t
#ifndef __socklen_t_defined
#define __socklen_t_defined
#endif
typedef unsigned char u_char;
typedef unsigned short u_short;
typedef unsigned int u_int;
typedef unsigned int u_long;
__extension__ typedef unsigned long long u_int64;

#undef FD_CLR
#undef FD_ISSET
#undef FD_SET
#undef FD_ZERO
#undef timerclear
#undef timercmp
#undef timerisset

#endif
