/* invalid.h: a parameter that a function of the run-time refuses. */
#ifndef WINSOCK_CRT_INVALID_H
#define WINSOCK_CRT_INVALID_H

/*
 * ws_invalid_parameter calls the program's invalid parameter handler
 * (_set_invalid_parameter_handler). When it returns, the caller sets errno and
 * returns its documented error.
 */
void ws_invalid_parameter(void);

#endif
