/* callback.h: whether the thread is in a function of the program that a call of ours called. */
#ifndef WINSOCK_CAPI_CALLBACK_H
#define WINSOCK_CAPI_CALLBACK_H

/* ws_inside counts the condition functions that the thread is in. */
extern __thread int ws_inside;

#endif
