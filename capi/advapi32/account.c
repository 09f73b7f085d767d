/*
 * account.c: the identifiers of accounts by their names. Linux users are
 * S-1-22-1-uid and groups S-1-22-2-gid.
 *
 * Source: P-429.
 */
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "advapi32.h"

#define ROOM 16384 /* for an entry of the user and group databases */

static bool make(PSID sid, DWORD room, BYTE authority, DWORD first, DWORD second, BYTE count)
{
	SID_IDENTIFIER_AUTHORITY a = {{0, 0, 0, 0, 0, authority}};

	if (room < ws_sid_size(count) || !InitializeSid(sid, &a, count))
		return false;
	*GetSidSubAuthority(sid, 0) = first;
	if (count > 1)
		*GetSidSubAuthority(sid, 1) = second;
	return true;
}

static bool user(uid_t uid, PSID sid, DWORD room)
{
	return make(sid, room, 22, 1, uid, 2);
}

bool ws_account(const char *name, PSID sid, DWORD room)
{
	char buffer[ROOM];
	struct passwd pw, *found_user = NULL;
	struct group gr, *found_group = NULL;

	if (strcasecmp(name, "EVERYONE") == 0)
		return make(sid, room, 1, 0, 0, 1);
	if (strcasecmp(name, "SYSTEM") == 0)
		return make(sid, room, 5, SECURITY_LOCAL_SYSTEM_RID, 0, 1);
	if (strcasecmp(name, "CURRENT_USER") == 0)
		return user(geteuid(), sid, room);
	if (getpwnam_r(name, &pw, buffer, sizeof buffer, &found_user) == 0 && found_user != NULL)
		return user(pw.pw_uid, sid, room);
	if (getgrnam_r(name, &gr, buffer, sizeof buffer, &found_group) == 0 && found_group != NULL)
		return make(sid, room, 22, 2, gr.gr_gid, 2);
	return false;
}
