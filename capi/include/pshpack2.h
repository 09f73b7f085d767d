/* pshpack2.h: structures that follow are aligned to 2 at most, until poppack.h. */
#pragma pack(push, 2)
