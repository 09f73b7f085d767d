/* nb30.h: NetBIOS commands. */
#ifndef NCB_INCLUDED
#define NCB_INCLUDED

#include <winsock/base.h>
#include <winsock/znb30.h>

/* One command; ncb_post is called when it has ended. */
typedef struct _NCB {
	UCHAR ncb_command;
	UCHAR ncb_retcode;
	UCHAR ncb_lsn;
	UCHAR ncb_num;
	PUCHAR ncb_buffer;
	WORD ncb_length;
	UCHAR ncb_callname[NCBNAMSZ];
	UCHAR ncb_name[NCBNAMSZ];
	UCHAR ncb_rto;
	UCHAR ncb_sto;
	void(CALLBACK *ncb_post)(struct _NCB *);
	UCHAR ncb_lana_num;
	UCHAR ncb_cmd_cplt;
	UCHAR ncb_reserve[18];
	HANDLE ncb_event;
} NCB, *PNCB;

#define ALL_TRANSPORTS "M\0\0\0"
#define MS_NBF "MNBF"

#include <winsock/znb30_structs.h>

#endif
