/* pshpack1.h: structures that follow are packed without holes, until poppack.h. */
#pragma pack(push, 1)
