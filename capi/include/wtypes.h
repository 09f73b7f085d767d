/* wtypes.h: a few types that remote calls and automation share. */
#ifndef __wtypes_h__
#define __wtypes_h__

#include <guiddef.h>
#include <windef.h>
#include <winsock/blob.h>

typedef WCHAR OLECHAR, *LPOLESTR, *BSTR;
typedef const OLECHAR *LPCOLESTR;
typedef short VARIANT_BOOL;
typedef unsigned short VARTYPE;
typedef double DATE;
typedef LONG SCODE;

#define VARIANT_TRUE ((VARIANT_BOOL)-1)
#define VARIANT_FALSE ((VARIANT_BOOL)0)

#endif
