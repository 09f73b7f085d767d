// Package cxx gives the wide parts of C++ names of their own, so that programs
// whose wchar_t has 16 bits never meet libstdc++.so's, which has 32.
//
// README.md has the whole scheme; the sources of libwinsockcxx.a, which offers
// the renamed symbols, are in src.
package cxx

import (
	"bytes"
	"debug/elf"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
)

// Suffix is what a renamed symbol ends in. Demanglers take it for a clone's.
const Suffix = ".wide"

// Sizes and places in ELF64 structures (System V ABI, chapter 4).
const (
	symbolSize    = 24
	sectionOffset = 24 // of sh_offset in a section header
	sectionSize   = 32 // of sh_size
)

// Widen renames the wide symbols of the x86-64 object file at path in place and
// tells whether there were any. A file that is not an object stays as it is.
func Widen(path string) (bool, error) {
	image, err := os.ReadFile(path)
	if err != nil {
		return false, err
	}
	wider, err := widen(image)
	if err != nil {
		return false, fmt.Errorf("%s: %w", path, err)
	}
	if wider == nil {
		return false, nil
	}
	return true, os.WriteFile(path, wider, 0o666)
}

// errDamaged tells of an object whose tables point nowhere.
var errDamaged = errors.New("damaged object file")

// widen returns the object with its wide symbols renamed, or nil when it has
// none or image is no relocatable ELF64 file. The renamed symbols' string table
// goes to the end of the file, since the old one may share endings.
func widen(image []byte) ([]byte, error) {
	if !bytes.HasPrefix(image, []byte(elf.ELFMAG)) {
		return nil, nil
	}
	file, err := elf.NewFile(bytes.NewReader(image))
	if err != nil {
		return nil, errDamaged
	}
	defer file.Close()
	if file.Class != elf.ELFCLASS64 || file.Data != elf.ELFDATA2LSB || file.Type != elf.ET_REL {
		return nil, nil
	}
	table := file.SectionByType(elf.SHT_SYMTAB)
	if table == nil {
		return nil, nil
	}
	if int(table.Link) >= len(file.Sections) {
		return nil, errDamaged
	}
	symbols, ok := within(image, table.Offset, table.FileSize)
	names := file.Sections[table.Link]
	old, ok2 := within(image, names.Offset, names.FileSize)
	if !ok || !ok2 {
		return nil, errDamaged
	}

	longer := bytes.Clone(old)
	wider := map[uint32]uint32{} // old offset of a name: new one
	for at := 0; at+symbolSize <= len(symbols); at += symbolSize {
		offset := binary.LittleEndian.Uint32(symbols[at:])
		if uint64(offset) >= uint64(len(old)) {
			return nil, errDamaged
		}
		name, _, _ := bytes.Cut(old[offset:], []byte{0})
		if wider[offset] == 0 && Wide(string(name)) {
			wider[offset] = uint32(len(longer))
			longer = append(append(append(longer, name...), Suffix...), 0)
		}
	}
	if len(wider) == 0 {
		return nil, nil
	}

	result := append(bytes.Clone(image), longer...)
	symbols, _ = within(result, table.Offset, table.FileSize)
	for at := 0; at+symbolSize <= len(symbols); at += symbolSize {
		if offset := wider[binary.LittleEndian.Uint32(symbols[at:])]; offset != 0 {
			binary.LittleEndian.PutUint32(symbols[at:], offset)
		}
	}
	header := binary.LittleEndian.Uint64(image[40:]) +
		uint64(binary.LittleEndian.Uint16(image[58:]))*uint64(table.Link)
	binary.LittleEndian.PutUint64(result[header+sectionOffset:], uint64(len(image)))
	binary.LittleEndian.PutUint64(result[header+sectionSize:], uint64(len(longer)))
	return result, nil
}

// within returns the n bytes of image at offset, and whether they are there.
func within(image []byte, offset, n uint64) ([]byte, bool) {
	if offset > uint64(len(image)) || n > uint64(len(image))-offset {
		return nil, false
	}
	return image[offset : offset+n], true
}
