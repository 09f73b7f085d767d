// Package catalog holds the ordered list of protocols from which WSASocket
// chooses a provider.
//
// A [Catalog] is an immutable snapshot: [Default] is the one built in, [Load]
// the one that applies to this process. Each [Entry] describes one protocol
// (family, type, protocol range, attributes) and names the code that serves
// it. [Catalog.Next] walks the entries that match a request in order,
// [Catalog.Refusal] says why none does, [Catalog.Resolve] follows a chain down
// to its base protocol, [Catalog.Enum] lists what applications may see.
//
// # Three kinds of entry
//
// A base entry (ChainLen 1) is a protocol that talks to the network. A layer
// (ChainLen 0) can't be used by itself. A chain (ChainLen 2 to 7) is one or
// more layers on top of a base protocol, named by their ids, topmost first.
//
// # The file
//
// A catalog that differs from the built-in one is kept in a file, changed
// through a [Store]. Which file applies, in this order: the one that
// WINSOCK_CATALOG names; catalog.json in the folder winsock of the user's
// configuration directory, when it exists and the user owns it;
// /etc/winsock/catalog.json; and when the file does not exist, the built-in
// catalog. A process that runs with more rights than its caller (set-uid, file
// capabilities) reads the system's file only, since a catalog names code to
// load.
//
// The file is JSON, one member per line, always in the same order, so that a
// change is readable as a diff and can be made by hand. It begins with
// "format": 1. Families, types and flags stand there by name; their numbers
// are accepted too. There is no checksum, because it would forbid editing by
// hand: instead the file is read strictly. An unknown, doubled or missing
// member, a wrong type, a number out of range, an id used twice or not below
// next_id, an early end or text after the end is a [ParseError] with the line,
// and nothing of such a file is used. What such a reading can't see is an
// entry that was taken out whole, which is a legal edit. A chain that names an
// entry which is not there is no damage of the file: it harms that chain only,
// which is not chosen, and [Check] reports it.
//
// An entry may be "disabled", a layer may have "categories", and behind the entries
// may stand "applications": which categories of layers the processes of a program may
// have. [Catalog.Permitted] is what is left for one of them. Files without these, of
// programs before them, are read as well.
//
// # Changing it
//
// [Store.Update] takes an exclusive lock on a file beside the catalog, reads
// the catalog again, lets the caller change it, writes a new file in the same
// directory, and renames that over the old one. Readers take no lock and
// always see a whole file; a process killed at any instant leaves the old file
// or the new one, and no lock. Ids grow and are never given twice, not even
// after a removal or a reset.
package catalog
