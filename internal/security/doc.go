// Package security reads and writes security identifiers, access control lists
// and security descriptors as they lie in memory and on the wire: little endian,
// one behind the other, lengths of their own. Nothing is believed: a length that
// does not fit, an entry that reaches past its list, an offset outside of its
// descriptor make the whole invalid.
//
// It knows no sockets, no processes and no clock.
package security
