#!/bin/sh
# Makes version.h: version.sh TEMPLATE OUTPUT VERSION SOURCE_ROOT. The file is left alone when nothing in it changed, so that nothing is built anew.
set -eu
template=$1 output=$2 version=$3 root=$4
commit=$(git -C "$root" rev-parse --short=12 HEAD 2>/dev/null || echo unknown)
schema=$(ls "$root"/schema/[0-9]*.sql 2>/dev/null | sed 's|.*/0*\([0-9]*\)_.*|\1|' | sort -n | tail -n 1)
packs=
for pack in "$root"/packs/vn/procedures/*/pack.yaml; do
	[ -f "$pack" ] || continue
	number=$(sed -n 's/^version:[[:space:]]*"\{0,1\}\([^"[:space:]]*\).*/\1/p' "$pack" | head -n 1)
	packs="$packs${packs:+ }$(basename "$(dirname "$pack")")${number:+@$number}"
done
sed -e "s|@VERSION@|$version|" -e "s|@COMMIT@|$commit|" -e "s|@SCHEMA@|${schema:-0}|" -e "s|@PACKS@|$packs|" "$template" >"$output.new"
if cmp -s "$output.new" "$output"; then
	rm "$output.new"
else
	mv "$output.new" "$output"
fi
