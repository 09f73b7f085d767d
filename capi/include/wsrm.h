/* wsrm.h: reliable multicast. */
#ifndef _WSRM_H_
#define _WSRM_H_

#include <winsock2.h>
#include <winsock/zwsrm.h>

/* What a sender gives up first when its window moves on. */
enum eWINDOW_ADVANCE_METHOD {
	E_WINDOW_ADVANCE_BY_TIME = 1,
	E_WINDOW_USE_AS_DATA_CACHE
};

#include <winsock/zwsrm_structs.h>

#endif
