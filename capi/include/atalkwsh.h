/* atalkwsh.h: AppleTalk. */
#ifndef _ATALKWSH_H_
#define _ATALKWSH_H_

#include <winsock/base.h>
#include <winsock/zatalkwsh.h>
#include <winsock/zatalkwsh_structs.h>

typedef WSH_NBP_NAME WSH_REGISTER_NAME, *PWSH_REGISTER_NAME;
typedef WSH_NBP_NAME WSH_DEREGISTER_NAME, *PWSH_DEREGISTER_NAME;
typedef WSH_NBP_NAME WSH_REMOVE_NAME, *PWSH_REMOVE_NAME;

#endif
