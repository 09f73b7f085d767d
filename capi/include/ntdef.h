/* ntdef.h: types of the system's inner calls. */
#ifndef _NTDEF_
#define _NTDEF_

#include <winnt.h>

#define NT_SUCCESS(status) ((NTSTATUS)(status) >= 0)
#define NT_INFORMATION(status) ((ULONG)(status) >> 30 == 1)
#define NT_WARNING(status) ((ULONG)(status) >> 30 == 2)
#define NT_ERROR(status) ((ULONG)(status) >> 30 == 3)

typedef struct _UNICODE_STRING {
	USHORT Length;
	USHORT MaximumLength;
	PWSTR Buffer;
} UNICODE_STRING, *PUNICODE_STRING;
typedef const UNICODE_STRING *PCUNICODE_STRING;

typedef struct _STRING {
	USHORT Length;
	USHORT MaximumLength;
	PCHAR Buffer;
} STRING, *PSTRING, ANSI_STRING, *PANSI_STRING, OEM_STRING, *POEM_STRING;

typedef struct _OBJECT_ATTRIBUTES {
	ULONG Length;
	HANDLE RootDirectory;
	PUNICODE_STRING ObjectName;
	ULONG Attributes;
	PVOID SecurityDescriptor;
	PVOID SecurityQualityOfService;
} OBJECT_ATTRIBUTES, *POBJECT_ATTRIBUTES;

#define OBJ_INHERIT 0x00000002
#define OBJ_CASE_INSENSITIVE 0x00000040
#define OBJ_KERNEL_HANDLE 0x00000200

#define RTL_CONSTANT_STRING(literal) \
	{sizeof(literal) - sizeof((literal)[0]), sizeof(literal), literal}
#define RTL_CONSTANT_OBJECT_ATTRIBUTES(name, attributes) \
	{sizeof(OBJECT_ATTRIBUTES), NULL, name, attributes, NULL, NULL}
#define InitializeObjectAttributes(object, name, flags, root, security)                  \
	do {                                                                             \
		(object)->Length = sizeof(OBJECT_ATTRIBUTES);                            \
		(object)->RootDirectory = (root);                                        \
		(object)->ObjectName = (name);                                           \
		(object)->Attributes = (flags);                                          \
		(object)->SecurityDescriptor = (security);                               \
		(object)->SecurityQualityOfService = NULL;                               \
	} while (0)

WINSOCK_ASSERT(sizeof(UNICODE_STRING) == 16, "size of UNICODE_STRING");
WINSOCK_ASSERT(sizeof(OBJECT_ATTRIBUTES) == 48, "size of OBJECT_ATTRIBUTES");

#endif
