/* opentype.h: SO_OPENTYPE, which belongs to the thread (S-550). */
#ifndef WINSOCK_CAPI_OPENTYPE_H
#define WINSOCK_CAPI_OPENTYPE_H

/* ws_open_type other than 0 makes socket() give sockets that are not overlapped. */
extern __thread int ws_open_type;

#endif
