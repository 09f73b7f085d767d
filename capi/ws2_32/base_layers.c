/*
 * base_layers.c: the functions of our transports for layers in C of this process. They know
 * their sockets by the values that WPUModifyIFSHandle gave them.
 */
#define LOWER(s) ws_below_of(s)
#define NEW(s) (s)
#define CLEANUP ws_base_cleanup_layer
#define SOCKETS ws_base_socket_layer
#define SELECT ws_base_select
#define TABLE ws_base_for_layers
#include "base_family.h"
