#!/bin/sh
# outside_go.sh SAMPLE CLIENT - Go's transparency-log packages take what we write, and refuse it when one bit of it is another.
set -eu
sample=$1 client=$2
folder=$(mktemp -d "${TMPDIR:-/tmp}/danvan-outside.XXXXXX")
trap 'rm -rf "$folder"' EXIT INT TERM

fail() {
	echo "outside_go: $*" >&2
	exit 1
}

# flip FILE BYTE: changes the lowest bit of that byte
flip() {
	old=$(od -An -tu1 -j "$2" -N 1 "$1" | tr -d ' ')
	new=$(printf '%03o' $((old ^ 1)))
	printf "\\$new" | dd of="$1" bs=1 seek="$2" conv=notrunc 2>/dev/null
}

checks=0
for count in 1 2 255 256 257 700; do
	rm -rf "$folder/s"
	"$sample" "$folder/s" "$count"
	vkey=$(cat "$folder/s/vkey")
	"$client" ledger "$folder/s/ledger" "$vkey" >/dev/null || fail "a ledger of $count entries was refused"
	for proof in "$folder"/s/*.tlog-proof; do
		"$client" receipt "$proof" "$vkey" >/dev/null || fail "$proof of $count was refused"
		checks=$((checks + 1))
	done
done

find "$folder/s/ledger" -type f ! -path '*/blob/*' >"$folder/files"
while read -r file; do
	cp "$file" "$folder/kept"
	flip "$file" $(($(wc -c <"$file") / 2))
	if "$client" ledger "$folder/s/ledger" "$vkey" >/dev/null 2>&1; then fail "a changed $file was taken"; fi
	cp "$folder/kept" "$file"
	checks=$((checks + 1))
done <"$folder/files"

proof=$(ls "$folder"/s/*.tlog-proof | tail -n 1)
flip "$proof" $(($(wc -c <"$proof") / 2))
if "$client" receipt "$proof" "$vkey" >/dev/null 2>&1; then fail "a changed receipt was taken"; fi
other="demo.sample/ledger+${vkey#demo.sample/ledger+}x"
if "$client" ledger "$folder/s/ledger" "$other" >/dev/null 2>&1; then fail "another key was taken"; fi
echo "outside_go: $checks checks by Go's packages"
