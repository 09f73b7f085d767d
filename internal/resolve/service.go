package resolve

import (
	"strconv"
	"strings"

	"winsock/ws2def"
)

// Service is one entry of the services database: what a servent points to.
type Service struct {
	Name     string
	Aliases  []string
	Port     uint16 // in host order; a servent holds it in network order
	Protocol string // "tcp", "udp", …
}

// ServiceByName returns the first entry of the services database with the
// name or alias name, as getservbyname does; upper and lower case are the
// same. An empty protocol stands for any.
//
// Errors: WSANO_DATA when there is none, WSANO_RECOVERY when the database
// cannot be read.
func (r *Resolver) ServiceByName(name, protocol string) (Service, ws2def.Errno) {
	return r.service(func(s Service) bool {
		return isNamed(name, s.Name, s.Aliases) && (protocol == "" || strings.EqualFold(protocol, s.Protocol))
	})
}

// ServiceByPort returns the first entry of the services database with port,
// given in host order, as getservbyport does. An empty protocol stands for
// any.
//
// Errors: WSANO_DATA when there is none, WSANO_RECOVERY when the database
// cannot be read.
func (r *Resolver) ServiceByPort(port uint16, protocol string) (Service, ws2def.Errno) {
	return r.service(func(s Service) bool {
		return s.Port == port && (protocol == "" || strings.EqualFold(protocol, s.Protocol))
	})
}

// service returns the first entry that is wanted. The file is read anew each
// time, as on Windows: an edit shows at once.
func (r *Resolver) service(wanted func(Service) bool) (Service, ws2def.Errno) {
	text, code := readDatabase(r.servicesPath(), builtinServices)
	if code != 0 {
		return Service{}, code
	}
	for fields := range rows(text) {
		digits, protocol, _ := strings.Cut(fields[1], "/")
		port, err := strconv.ParseUint(digits, 10, 16)
		if err != nil || protocol == "" {
			continue
		}
		s := Service{Name: fields[0], Aliases: fields[2:], Port: uint16(port), Protocol: protocol}
		if wanted(s) {
			return s, 0
		}
	}
	return Service{}, ws2def.WSANO_DATA
}
