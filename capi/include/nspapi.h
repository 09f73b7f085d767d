/* nspapi.h: name spaces and services. */
#ifndef _NSPAPI_INCLUDED
#define _NSPAPI_INCLUDED

#include <winsock/base.h>

#ifndef _tagBLOB_DEFINED
#define _tagBLOB_DEFINED
#define _BLOB_DEFINED
#define _LPBLOB_DEFINED
typedef struct _BLOB {
	ULONG cbSize;
	BYTE *pBlobData;
} BLOB, *LPBLOB;
#endif

#include <winsock/znspapi_structs.h>

#endif
