/*
 * base_programs.c: the functions of all entries, chains too, for a program that comes to
 * WSPStartup by itself, with upcalls of its own.
 */
#define LOWER(s) (s)
#define NEW(s) ws_base_new(s)
#define CLEANUP ws_base_cleanup_program
#define SOCKETS ws_base_socket_program
#define SELECT(read, write, except, timeout) select(0, read, write, except, timeout)
#define TABLE ws_base_for_programs
#include "base_family.h"
