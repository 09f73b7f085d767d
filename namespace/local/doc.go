// Package local is the provider of a name space of this machine's services, in
// the file services.json beside the catalog: what a process registers all
// processes of its user find, and what root registers all users find. It is
// registered as "local", its name space is NS_LOCALNAME, and it keeps the service
// classes that programs install.
//
// What is registered stays until it is deregistered, over restarts of programs
// and of the machine. A service's context is a path whose elements are containers:
// "printers/floor 2". A "*" in a name that is looked for stands for any text.
// Names, contexts and wildcards do not tell upper case from lower case.
package local
