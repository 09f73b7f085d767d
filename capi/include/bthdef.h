/* bthdef.h: addresses and names of Bluetooth devices. */
#ifndef __BTHDEF_H__
#define __BTHDEF_H__

#include <winsock/base.h>
#include <winsock/zbthdef.h>

typedef ULONGLONG BTH_ADDR, *PBTH_ADDR;
typedef ULONG BTH_COD, *PBTH_COD;

#define BTH_ADDR_NULL ((ULONGLONG)0)
/* The manufacturer's part of an address, and the device's. */
#define GET_NAP(address) ((USHORT)(((BTH_ADDR)(address) >> 32) & 0xffff))
#define GET_SAP(address) ((ULONG)((BTH_ADDR)(address) & 0xffffffff))
#define SET_NAP(nap) (((ULONGLONG)(USHORT)(nap)) << 32)
#define SET_SAP(sap) ((ULONGLONG)(ULONG)(sap))
#define SET_NAP_SAP(nap, sap) (SET_NAP(nap) | SET_SAP(sap))
#ifndef BIT
#define BIT(b) (1 << (b))
#endif

/* The base of short identifiers of Bluetooth, and some services made from it. */
#define BTH_MAKE_UUID(name, id) \
	DEFINE_GUID(name, id, 0x0000, 0x1000, 0x80, 0x00, 0x00, 0x80, 0x5F, 0x9B, 0x34, 0xFB)
BTH_MAKE_UUID(Bluetooth_Base_UUID, 0x00000000);
BTH_MAKE_UUID(SDP_PROTOCOL_UUID, 0x00000001);
BTH_MAKE_UUID(RFCOMM_PROTOCOL_UUID, 0x00000003);
BTH_MAKE_UUID(L2CAP_PROTOCOL_UUID, 0x00000100);
BTH_MAKE_UUID(ServiceDiscoveryServerServiceClassID_UUID, 0x00001000);
BTH_MAKE_UUID(PublicBrowseGroupServiceClass_UUID, 0x00001002);
BTH_MAKE_UUID(SerialPortServiceClass_UUID, 0x00001101);
BTH_MAKE_UUID(LANAccessUsingPPPServiceClass_UUID, 0x00001102);
BTH_MAKE_UUID(DialupNetworkingServiceClass_UUID, 0x00001103);
BTH_MAKE_UUID(OBEXObjectPushServiceClass_UUID, 0x00001105);
BTH_MAKE_UUID(OBEXFileTransferServiceClass_UUID, 0x00001106);
#undef BTH_MAKE_UUID

#endif
