#!/bin/sh
# outside_go.sh SAMPLE CLIENT - Go's transparency-log packages take what we write, and refuse it when one bit of it is another.
. "$(dirname "$0")/steps.sh"
sample=$1 client=$2

for count in 1 2 255 256 257 700; do
	rm -rf "$folder/s"
	"$sample" "$folder/s" "$count" || fail "no sample of $count entries"
	vkey=$(cat "$folder/s/vkey")
	takes "a ledger of $count entries was refused" "$client" ledger "$folder/s/ledger" "$vkey"
	for proof in "$folder"/s/*.tlog-proof; do
		takes "$proof of $count was refused" "$client" receipt "$proof" "$vkey"
	done
done

find "$folder/s/ledger" -type f ! -path '*/blob/*' >"$folder/files"
while read -r file; do
	cp "$file" "$folder/kept"
	flip "$file" $(($(wc -c <"$file") / 2))
	refuses "a changed $file was taken" "$client" ledger "$folder/s/ledger" "$vkey"
	cp "$folder/kept" "$file"
done <"$folder/files"

proof=$(ls "$folder"/s/*.tlog-proof | tail -n 1)
flip "$proof" $(($(wc -c <"$proof") / 2))
refuses "a changed receipt was taken" "$client" receipt "$proof" "$vkey"
other="demo.sample/ledger+${vkey#demo.sample/ledger+}x"
refuses "another key was taken" "$client" ledger "$folder/s/ledger" "$other"
the_end
