/* pshpack8.h: structures that follow are aligned to 8 at most, until poppack.h. */
#pragma pack(push, 8)
