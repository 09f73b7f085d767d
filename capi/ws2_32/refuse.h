/*
 * refuse.h: how a call ends whose arguments the C side finds bad. What else is wrong
 * comes first, as it does in calls that get as far as Go.
 */
#ifndef WINSOCK_CAPI_REFUSE_H
#define WINSOCK_CAPI_REFUSE_H

#include <winsock2.h>

#include "winsockgo.h"
#include "probe.h"

/* ws_refusal is the error of a call on s: what is wrong with s, else error. Source: S-113. */
static inline int ws_refusal(SOCKET s, int error)
{
	int first = ws_go_check(s);
	return first != 0 ? first : error;
}

/* ws_refusal_started is the error of a call without a socket: no start-up, else error. */
static inline int ws_refusal_started(int error)
{
	int first = ws_go_started();
	return first != 0 ? first : error;
}

/* ws_missing reports whether a call names an OVERLAPPED that is no memory. */
static inline bool ws_missing(LPWSAOVERLAPPED overlapped)
{
	return overlapped != NULL && !ws_writable(overlapped, sizeof *overlapped);
}

#endif
