/* fork.h: the child of a fork without exec has no Go run-time (D12). */
#ifndef WINSOCK_SHIM_FORK_H
#define WINSOCK_SHIM_FORK_H

/* ws_forked is not 0 in such a child: calls that need Go must fail there. */
extern int ws_forked;

#endif
