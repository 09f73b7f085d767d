/* poppack.h: back to the alignment before the last pshpack header. */
#pragma pack(pop)
