/* interrupt.h: the signal that ends blocked receives. */
#ifndef WINSOCK_CAPI_INTERRUPT_H
#define WINSOCK_CAPI_INTERRUPT_H

/* ws_interruption is its number. */
int ws_interruption(void);

/* ws_held_thread is the number of the calling thread, which the signal can reach. */
unsigned ws_held_thread(void);

#endif
