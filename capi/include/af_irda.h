/* af_irda.h: infrared. */
#ifndef __AFIRDA__
#define __AFIRDA__

#include <winsock/base.h>
#include <winsock/zaf_irda.h>
#include <winsock/zaf_irda_structs.h>

/* An attribute of a service, to set or to look up. */
typedef struct _IAS_SET {
	char irdaClassName[IAS_MAX_CLASSNAME];
	char irdaAttribName[IAS_MAX_ATTRIBNAME];
	u_long irdaAttribType;
	union {
		LONG irdaAttribInt;
		struct {
			u_short Len;
			u_char OctetSeq[IAS_MAX_OCTET_STRING];
		} irdaAttribOctetSeq;
		struct {
			u_char Len;
			u_char CharSet;
			u_char UsrStr[IAS_MAX_USER_STRING];
		} irdaAttribUsrStr;
	} irdaAttribute;
} IAS_SET, *PIAS_SET, *LPIAS_SET;

typedef struct _IAS_QUERY {
	u_char irdaDeviceID[4];
	char irdaClassName[IAS_MAX_CLASSNAME];
	char irdaAttribName[IAS_MAX_ATTRIBNAME];
	u_long irdaAttribType;
	union {
		LONG irdaAttribInt;
		struct {
			u_long Len;
			u_char OctetSeq[IAS_MAX_OCTET_STRING];
		} irdaAttribOctetSeq;
		struct {
			u_long Len;
			u_long CharSet;
			u_char UsrStr[IAS_MAX_USER_STRING];
		} irdaAttribUsrStr;
	} irdaAttribute;
} IAS_QUERY, *PIAS_QUERY, *LPIAS_QUERY;

#endif
