/* strsafe.c: the functions of strsafe.h, that count characters (Cch) and bytes (Cb). */
#include "strsafe_text.h"

#define NAME(action) StringCch##action##A
#define CHARACTER CHAR
#define KIND WS_CCH_NARROW
#include "strsafe_family.h"

#define NAME(action) StringCch##action##W
#define CHARACTER WCHAR
#define KIND WS_CCH_WIDE
#include "strsafe_family.h"

#define NAME(action) StringCb##action##A
#define CHARACTER CHAR
#define KIND WS_CB_NARROW
#include "strsafe_family.h"

#define NAME(action) StringCb##action##W
#define CHARACTER WCHAR
#define KIND WS_CB_WIDE
#include "strsafe_family.h"
