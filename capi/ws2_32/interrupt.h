/* interrupt.h: the signal that ends blocked receives. */
#ifndef WINSOCK_CAPI_INTERRUPT_H
#define WINSOCK_CAPI_INTERRUPT_H

/* ws_interruption is its number. */
int ws_interruption(void);

/* ws_let_interrupt lets the signal reach the calling thread, which is about to wait. */
void ws_let_interrupt(void);

#endif
