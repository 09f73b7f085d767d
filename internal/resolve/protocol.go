package resolve

import (
	"strconv"

	"winsock/ws2def"
)

// Protocol is one entry of the protocols database: what a protoent points to.
type Protocol struct {
	Name    string
	Aliases []string
	Number  int16
}

// ProtocolByName returns the first entry of the protocols database with the
// name or alias name, as getprotobyname does; upper and lower case are the
// same.
//
// Errors: WSANO_DATA when there is none, WSANO_RECOVERY when the database
// cannot be read.
func (r *Resolver) ProtocolByName(name string) (Protocol, ws2def.Errno) {
	return r.protocol(func(p Protocol) bool { return isNamed(name, p.Name, p.Aliases) })
}

// ProtocolByNumber returns the first entry of the protocols database with
// number, as getprotobynumber does.
//
// Errors: WSANO_DATA when there is none, WSANO_RECOVERY when the database
// cannot be read.
func (r *Resolver) ProtocolByNumber(number int32) (Protocol, ws2def.Errno) {
	return r.protocol(func(p Protocol) bool { return int32(p.Number) == number })
}

// protocol returns the first entry that is wanted.
func (r *Resolver) protocol(wanted func(Protocol) bool) (Protocol, ws2def.Errno) {
	text, code := readDatabase(r.protocolsPath(), builtinProtocols)
	if code != 0 {
		return Protocol{}, code
	}
	for fields := range rows(text) {
		number, err := strconv.ParseInt(fields[1], 10, 16)
		if err != nil || number < 0 {
			continue
		}
		p := Protocol{Name: fields[0], Aliases: fields[2:], Number: int16(number)}
		if wanted(p) {
			return p, 0
		}
	}
	return Protocol{}, ws2def.WSANO_DATA
}
