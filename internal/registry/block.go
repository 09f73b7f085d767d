package registry

import (
	"encoding/binary"
	"hash/crc32"
	"math/rand/v2"
	"runtime"

	"golang.org/x/sys/unix"

	"winsock/internal/sys"
)

// Block is what the processes that use one socket share about it: words that all
// of them see at once, and a text that one of them at a time replaces. It is a
// file in memory without a name, of fixed size; each holder has a file description
// of its own, which holds a lock on a byte for as long as it uses the socket. A
// process that is killed loses its lock, and the last one's end is the file's.
//
// A text is written beside the one that counts, with a check sum, and then made
// the one that counts by a change of one word: who is killed meanwhile has changed
// nothing.
type Block struct {
	fd    int
	token uint32 // of the lock
	words *sys.Words
}

// Words of a block.
const (
	blockMagic   = iota // what says that it is one
	blockVersion        // of the text; its parity tells where that stands
	blockState          // state bits
	blockOwner          // token of the holder to whom something belongs that only one can have; 0: nobody
)

const blockMark = 0x4b4c4257 // "WBLK"

// ErrNoBlock is what is wrong with a descriptor of something else.
const ErrNoBlock = unix.EBADMSG

// Layout of a block: the words, then two places for a text, each with its length
// and check sum before it.
const (
	textAt      = 4096
	textPlace   = 16384
	textHead    = 8
	blockLength = textAt + 2*textPlace

	// MaxBlockText is the length of the longest text.
	MaxBlockText = textPlace - textHead
)

// Bytes of a block that are locked, far behind all text.
const (
	blockTurn  = 1 << 40       // by who alone does what only one may do at a time
	blockGate  = blockTurn + 1 // by who replaces the text, or stops being a holder
	blockMarks = blockGate + 1 // plus its token, by each holder
)

// NewBlock makes a block with this process as its holder.
func NewBlock() (*Block, sys.Errno) {
	fd, errno := sys.SealedMemFd("winsock socket", blockLength)
	if errno != 0 {
		return nil, errno
	}
	b, errno := mapBlock(fd)
	if errno != 0 {
		return nil, errno
	}
	b.words[blockMagic].Store(blockMark)
	return b, 0
}

// OpenBlock makes this process a holder of the block whose description fd is, as
// [Block.Holder] made it: that becomes the holder's, also when OpenBlock fails.
func OpenBlock(fd int) (*Block, sys.Errno) {
	if !sys.IsSealed(fd, blockLength) {
		sys.Close(fd)
		return nil, ErrNoBlock
	}
	b, errno := mapBlock(fd)
	if errno == 0 && b.words[blockMagic].Load() != blockMark {
		b.Close()
		return nil, ErrNoBlock
	}
	return b, errno
}

// mapBlock takes over fd.
func mapBlock(fd int) (*Block, sys.Errno) {
	words, errno := sys.MapWords(fd)
	if errno != 0 {
		sys.Close(fd)
		return nil, errno
	}
	b := &Block{fd: fd, words: words}
	if b.token, errno = markHolder(fd); errno != 0 {
		b.Close()
		return nil, errno
	}
	return b, 0
}

// markHolder locks a byte that says that the description of fd has a holder. One
// that has been marked before is marked once more; both go with it.
func markHolder(fd int) (uint32, sys.Errno) {
	for {
		token := rand.Uint32N(1<<31-1) + 1
		if errno := sys.LockByte(fd, blockMarks+int64(token)); errno != unix.EAGAIN {
			return token, errno
		}
	}
}

// IsBlock reports whether fd is a description of a block.
func IsBlock(fd int) bool { return sys.IsSealed(fd, blockLength) }

// Holder makes a description for another holder. Until that has it, whoever has
// the descriptor counts as one.
func (b *Block) Holder() (int, sys.Errno) { return AnotherHolder(b.fd) }

// AnotherHolder is [Block.Holder] for the block whose description block is.
func AnotherHolder(block int) (int, sys.Errno) {
	fd, errno := sys.Reopen(block)
	if errno != 0 {
		return -1, errno
	}
	if _, errno := markHolder(fd); errno != 0 {
		sys.Close(fd)
		return -1, errno
	}
	return fd, 0
}

// Token stands for this holder among all; it is not 0.
func (b *Block) Token() uint32 { return b.token }

// Others reports whether anybody else holds the block.
func (b *Block) Others() bool {
	others, errno := sys.LockedFrom(b.fd, blockMarks)
	return errno != 0 || others
}

// Leave ends this process's being a holder if there are others, and reports
// whether there are. Of several who leave at one moment one finds itself the last.
func (b *Block) Leave() (others bool) {
	gate := lockSoon(b.fd, blockGate)
	if others = b.Others(); others {
		b.unmark()
	}
	if gate {
		b.unlock(blockGate)
	}
	return others
}

// unmark gives up all marks of the description.
func (b *Block) unmark() { sys.UnlockFrom(b.fd, blockMarks) }

// Close ends the use of the block. Its words stay where they are as long as somebody has
// b: the engine's thread may be about to look at them.
func (b *Block) Close() {
	runtime.AddCleanup(b, sys.UnmapWords, b.words)
	sys.Close(b.fd)
}

// State is the state bits.
func (b *Block) State() uint32 { return b.words[blockState].Load() }

// ChangeState sets and clears state bits.
func (b *Block) ChangeState(set, clear uint32) {
	word := &b.words[blockState]
	for {
		old := word.Load()
		if word.CompareAndSwap(old, old&^clear|set) {
			return
		}
	}
}

// Own makes this holder the owner.
func (b *Block) Own() { b.words[blockOwner].Store(b.token) }

// Owned reports whether nobody else has become the owner.
func (b *Block) Owned() bool {
	owner := b.words[blockOwner].Load()
	return owner == 0 || owner == b.token
}

// BeginTurn reports whether this holder, and no other, may go on until EndTurn.
func (b *Block) BeginTurn() bool { return sys.LockByte(b.fd, blockTurn) == 0 }

// EndTurn is the end of what BeginTurn began.
func (b *Block) EndTurn() { b.unlock(blockTurn) }

// unlock gives a byte up. One that stayed locked would make the others wait.
func (b *Block) unlock(offset int64) {
	if sys.UnlockByte(b.fd, offset) != 0 {
		sys.UnlockByte(b.fd, offset)
	}
}

// Version changes with every new text.
func (b *Block) Version() uint32 { return b.words[blockVersion].Load() }

// Update replaces the text by what change makes of it, nobody else doing so
// meanwhile, unless that is longer than MaxBlockText. It returns the version of the
// new text.
func (b *Block) Update(change func(text []byte) []byte) uint32 {
	gate := lockSoon(b.fd, blockGate)
	if gate {
		defer b.unlock(blockGate)
	}
	text, version := b.Text()
	text = change(text)
	if len(text) > MaxBlockText {
		return version
	}
	place := make([]byte, textHead, textHead+len(text))
	binary.LittleEndian.PutUint32(place, uint32(len(text)))
	binary.LittleEndian.PutUint32(place[4:], crc32.ChecksumIEEE(text))
	if sys.Pwrite(b.fd, append(place, text...), textOffset(version+1)) != 0 {
		return version
	}
	b.words[blockVersion].Store(version + 1)
	return version + 1
}

func textOffset(version uint32) int64 { return textAt + int64(version%2)*textPlace }

// Text is the text and its version; nil when what stands there is damaged.
func (b *Block) Text() ([]byte, uint32) {
	version := &b.words[blockVersion]
	for range 100 {
		v := version.Load()
		text := b.read(v)
		if text != nil || version.Load() == v {
			return text, v
		}
	}
	return nil, version.Load()
}

func (b *Block) read(version uint32) []byte {
	place := make([]byte, 1024)
	at := textOffset(version)
	n, errno := sys.Pread(b.fd, place, at)
	if errno != 0 || n < textHead {
		return nil
	}
	length := int(binary.LittleEndian.Uint32(place))
	sum := binary.LittleEndian.Uint32(place[4:])
	if length > MaxBlockText {
		return nil
	}
	if length > n-textHead {
		place = make([]byte, textHead+length)
		if n, errno = sys.Pread(b.fd, place, at); errno != 0 || n < len(place) {
			return nil
		}
	}
	text := place[textHead : textHead+length]
	if crc32.ChecksumIEEE(text) != sum {
		return nil
	}
	return text
}
