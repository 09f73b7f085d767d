/* blob.h: BLOB, which nspapi.h and wtypes.h have in common. */
#ifndef WINSOCK_BLOB_H
#define WINSOCK_BLOB_H

#include <winsock/types.h>

#ifndef _tagBLOB_DEFINED
#define _tagBLOB_DEFINED
#define _BLOB_DEFINED
#define _LPBLOB_DEFINED
typedef struct _BLOB {
	ULONG cbSize;
	BYTE *pBlobData;
} BLOB, *LPBLOB;
#endif

#endif
