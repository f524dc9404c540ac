// Checks a receipt or a ledger's folder with Go's own transparency-log packages (golang.org/x/mod/sumdb), which nobody here wrote.
//
//	verify receipt FILE VKEY
//	verify receipts FOLDER VKEY
//	verify ledger FOLDER|URL VKEY
//
// Exit code 0: it holds.
package main

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// checkpoint verifies the note and reads origin, size and root out of it.
func checkpoint(text []byte, vkey string) (tlog.Tree, error) {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return tlog.Tree{}, err
	}
	n, err := note.Open(text, note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, err
	}
	lines := strings.Split(n.Text, "\n")
	if len(lines) != 4 || lines[3] != "" || lines[0] != verifier.Name() {
		return tlog.Tree{}, errors.New("not a checkpoint of this log")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return tlog.Tree{}, err
	}
	root, err := tlog.ParseHash(lines[2])
	return tlog.Tree{N: size, Hash: root}, err
}

type extra struct {
	Entry []byte            `json:"entry"`
	Parts map[string][]byte `json:"parts"`
}

// commitment recomputes `commit` from the six of the receipt.
func commitment(x extra) error {
	var entry struct {
		Commit string `json:"commit"`
	}
	if err := json.Unmarshal(x.Entry, &entry); err != nil || entry.Commit == "" {
		return err
	}
	all := []byte("danvan commit v1\n")
	for _, part := range []string{"time", "text", "party", "files", "acts", "internal"} {
		all = append(all, x.Parts[part]...)
	}
	if sum := sha256.Sum256(all); hex.EncodeToString(sum[:]) != entry.Commit {
		return errors.New("the parts do not give the entry's commitment")
	}
	return nil
}

func receipt(file, vkey string) error {
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	head, note, found := strings.Cut(string(data), "\n\n")
	lines := strings.Split(head, "\n")
	if !found || len(lines) < 3 || lines[0] != "c2sp.org/tlog-proof@v1" || !strings.HasPrefix(lines[1], "extra ") || !strings.HasPrefix(lines[2], "index ") {
		return errors.New("not a proof file")
	}
	tree, err := checkpoint([]byte(note), vkey)
	if err != nil {
		return err
	}
	var x extra
	text, err := base64.StdEncoding.DecodeString(lines[1][6:])
	if err != nil {
		return err
	}
	if err = json.Unmarshal(text, &x); err != nil {
		return err
	}
	index, err := strconv.ParseInt(lines[2][6:], 10, 64)
	if err != nil {
		return err
	}
	var proof tlog.RecordProof
	for _, line := range lines[3:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return err
		}
		proof = append(proof, hash)
	}
	if err = tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(x.Entry)); err != nil {
		return err
	}
	return commitment(x)
}

// receipts checks every .tlog-proof of a folder.
func receipts(folder, vkey string) error {
	files, err := filepath.Glob(filepath.Join(folder, "*.tlog-proof"))
	if err != nil || len(files) == 0 {
		return fmt.Errorf("no receipts in %s: %v", folder, err)
	}
	for _, file := range files {
		if err := receipt(file, vkey); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
	}
	fmt.Println(len(files), "receipts")
	return nil
}

// folder reads tiles from disk, or from where a server shows them. Go writes the tile height into a path, C2SP does not.
type folder string

func (f folder) read(path ...string) ([]byte, error) {
	if !strings.HasPrefix(string(f), "http://") && !strings.HasPrefix(string(f), "https://") {
		return os.ReadFile(filepath.Join(append([]string{string(f)}, path...)...))
	}
	url := strings.TrimSuffix(string(f), "/") + "/" + strings.Join(path, "/")
	answer, err := http.Get(url)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", url, answer.Status)
	}
	return io.ReadAll(io.LimitReader(answer.Body, 32<<20))
}

func (f folder) Height() int                             { return 8 }
func (f folder) SaveTiles(tiles []tlog.Tile, _ [][]byte) {}
func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, t := range tiles {
		data, err := f.read("tile", strings.TrimPrefix(t.Path(), "tile/8/"))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

// entries reads one bundle and gives its leaf hashes.
func (f folder) entries(t tlog.Tile) ([]tlog.Hash, error) {
	data, err := f.read("tile", "entries", strings.TrimPrefix(t.Path(), "tile/8/0/"))
	if err != nil {
		return nil, err
	}
	var leaves []tlog.Hash
	for len(data) >= 2 {
		n := int(data[0])<<8 | int(data[1])
		if len(data)-2 < n {
			return nil, errors.New("a bundle is cut off")
		}
		leaves = append(leaves, tlog.RecordHash(data[2:2+n]))
		data = data[2+n:]
	}
	if len(data) > 0 || len(leaves) != t.W {
		return nil, errors.New("a bundle does not hold its entries")
	}
	return leaves, nil
}

func ledger(f folder, vkey string) error {
	text, err := f.read("checkpoint")
	if err != nil {
		return err
	}
	tree, err := checkpoint(text, vkey)
	if err != nil || tree.N == 0 {
		return err
	}
	hashes := tlog.TileHashReader(tree, f)
	if root, err := tlog.TreeHash(tree.N, hashes); err != nil || root != tree.Hash {
		return fmt.Errorf("the tiles do not give the root: %v", err)
	}
	for n := int64(0); n*256 < tree.N; n++ {
		t := tlog.Tile{H: 8, L: 0, N: n, W: 256}
		if left := tree.N - n*256; left < 256 {
			t.W = int(left)
		}
		leaves, err := f.entries(t)
		if err != nil {
			return err
		}
		var indexes []int64
		for i := range leaves {
			indexes = append(indexes, tlog.StoredHashIndex(0, n*256+int64(i)))
		}
		stored, err := hashes.ReadHashes(indexes)
		if err != nil {
			return err
		}
		for i := range leaves {
			if leaves[i] != stored[i] {
				return fmt.Errorf("entry %d is not what the tile says", n*256+int64(i))
			}
		}
	}
	return nil
}

func main() {
	err := errors.New("usage: verify receipt FILE VKEY | verify receipts FOLDER VKEY | verify ledger FOLDER|URL VKEY")
	if len(os.Args) == 4 && os.Args[1] == "receipt" {
		err = receipt(os.Args[2], os.Args[3])
	} else if len(os.Args) == 4 && os.Args[1] == "receipts" {
		err = receipts(os.Args[2], os.Args[3])
	} else if len(os.Args) == 4 && os.Args[1] == "ledger" {
		err = ledger(folder(os.Args[2]), os.Args[3])
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println("it holds")
}
