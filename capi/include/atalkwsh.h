/* atalkwsh.h: AppleTalk. */
#ifndef _ATALKWSH_H_
#define _ATALKWSH_H_

#include <winsock/base.h>
#include <winsock/zatalkwsh.h>
/* An AppleTalk address without its family, also as one number. */
typedef union _WSH_ATALK_ADDRESS {
	WINSOCK_ANONYMOUS struct {
		USHORT Network;
		UCHAR Node;
		UCHAR Socket;
	};
	ULONG Address;
} WSH_ATALK_ADDRESS, *PWSH_ATALK_ADDRESS;

#include <winsock/zatalkwsh_structs.h>

typedef WSH_NBP_NAME WSH_REGISTER_NAME, *PWSH_REGISTER_NAME;
typedef WSH_NBP_NAME WSH_DEREGISTER_NAME, *PWSH_DEREGISTER_NAME;
typedef WSH_NBP_NAME WSH_REMOVE_NAME, *PWSH_REMOVE_NAME;

#endif
