/* accept.h: what the Go side of accept calls. */
#ifndef WINSOCK_SHIM_ACCEPT_H
#define WINSOCK_SHIM_ACCEPT_H

/*
 * ws_ask_condition calls a condition function and returns its verdict; *group is its g,
 * and quality, a QOS, its lpSQOS.
 */
int ws_ask_condition(void *condition, void *caller, unsigned int caller_len, void *callee,
	unsigned int callee_len, unsigned int *group, void *quality, void *data);

#endif
