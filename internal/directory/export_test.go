package directory

// Parse and Encode are the form of the catalog's file, and Expand that of paths.
var (
	Parse  = parse
	Encode = encode
	Expand = expand
)

// FirstHandle is below all handles of queries.
const FirstHandle = firstHandle
