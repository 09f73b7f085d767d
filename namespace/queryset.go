package namespace

import (
	"slices"

	"winsock/ws2def"
)

// QuerySet is a WSAQUERYSET: what is asked for, one result, or a service to be
// registered. A nil pointer, an empty text and an empty list stand for a member
// that is not there.
//
// Source: P-473.
type QuerySet struct {
	Name      string             // of the service instance
	Class     *ws2def.GUID       // of the service
	Version   *ws2def.WSAVersion // of the instance, or what it is compared with
	Comment   string
	NameSpace uint32       // NS_ALL, NS_DNS, …
	Provider  *ws2def.GUID // of the name space
	Context   string       // where in a hierarchy
	Protocols []ws2def.AFProtocols
	Query     string // in the name space's own language; in a result: what of Name was not understood
	Addresses []Address
	Flags     uint32 // of a result: RESULT_IS_ALIAS
	Blob      []byte // what only the provider understands
}

// Address is a CSADDR_INFO: where a service is, as a client connects from Local,
// which may be empty, to Remote. Both are socket addresses in Windows' layout.
type Address struct {
	Local, Remote        []byte
	SocketType, Protocol int32
}

// IsAlias is RESULT_IS_ALIAS: the result is another name of the one before.
const IsAlias = ws2def.RESULT_IS_ALIAS

// Restrict takes out of a result what the LUP_RETURN_ flags do not ask for.
//
// Source: P-478.
func (q *QuerySet) Restrict(flags uint32) {
	if flags&ws2def.LUP_RETURN_NAME == 0 {
		q.Name = ""
	}
	if flags&ws2def.LUP_RETURN_TYPE == 0 {
		q.Class = nil
	}
	if flags&ws2def.LUP_RETURN_VERSION == 0 {
		q.Version = nil
	}
	if flags&ws2def.LUP_RETURN_COMMENT == 0 {
		q.Comment = ""
	}
	if flags&ws2def.LUP_RETURN_ADDR == 0 {
		q.Addresses = nil
	}
	if flags&ws2def.LUP_RETURN_BLOB == 0 {
		q.Blob = nil
	}
	if flags&ws2def.LUP_RETURN_QUERY_STRING == 0 {
		q.Query = ""
	}
}

// Admits reports whether a query that is restricted to protocols takes an
// address of family and protocol. No restriction admits all; 0 in one stands
// for any family, or any protocol.
//
// Source: P-474.
func Admits(protocols []ws2def.AFProtocols, family, protocol int32) bool {
	if len(protocols) == 0 {
		return true
	}
	return slices.ContainsFunc(protocols, func(p ws2def.AFProtocols) bool {
		return (p.AddressFamily == ws2def.AF_UNSPEC || p.AddressFamily == family) &&
			(p.Protocol == 0 || protocol == 0 || p.Protocol == protocol)
	})
}

// Class describes a class of services: a WSASERVICECLASSINFO.
//
// Source: P-487.
type Class struct {
	ID     ws2def.GUID
	Name   string
	Values []Value
}

// Value is a property that all services of a class have in a name space: a
// WSANSCLASSINFO. Type is REG_DWORD, REG_SZ and so on; for all name spaces
// NameSpace is NS_ALL.
type Value struct {
	Name            string
	NameSpace, Type uint32
	Data            []byte
}

// Number returns the class's value of a name for a name space, if it has one
// that is a number of 32 bits.
func (c *Class) Number(name string, space uint32) (n uint32, ok bool) {
	if c == nil {
		return 0, false
	}
	for _, v := range c.Values {
		if v.Name == name && (v.NameSpace == space || v.NameSpace == ws2def.NS_ALL) && v.Type == regDWORD && len(v.Data) == 4 {
			return uint32(v.Data[0]) | uint32(v.Data[1])<<8 | uint32(v.Data[2])<<16 | uint32(v.Data[3])<<24, true
		}
	}
	return 0, false
}

// regDWORD is the type of a value that is a number of 32 bits.
const regDWORD = 4
