/* pshpack4.h: structures that follow are aligned to 4 at most, until poppack.h. */
#pragma pack(push, 4)
