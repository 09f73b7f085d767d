// Package spitest lets the conformance kit try providers in C: those that the catalog names
// by a path. Its test is to be copied; docs/providers.md says how.
package spitest
