# Verification of the public files against SHA-256 of the same bytes, and a backup against cp of the database.
. bench/lib/house.sh
db=$BENCH_WORK/10k.db out=$BENCH_WORK/ledger
[ -n "$BENCH_ALL" ] && [ -f "$BENCH_WORK/million.db" ] && db=$BENCH_WORK/million.db
filled "$db" 10000
now() { date +%s%N; }
"$DANVAN" ledger export "$out" --db "sqlite:$db" >/dev/null
entries=$(sqlite3 "$db" 'SELECT published FROM ledger_meta')
bytes=$(sqlite3 "$db" "SELECT sum(length(bytes)) FROM entry WHERE idx < $entries")
vkey=$(sqlite3 "$db" 'SELECT vkey FROM ledger_meta')
for round in $(seq "$rounds"); do
	from=$(now)
	"$DANVAN" verify ledger "$out" --vkey "$vkey" >/dev/null
	echo $(($(now) - from)) >>"$BENCH_WORK/verify"
done
ns=$(median <"$BENCH_WORK/verify")
# openssl prints thousands of bytes a second, of one core, for pieces as long as the average entry
sha=$(openssl speed -seconds 2 -bytes $((bytes / entries)) -evp sha256 2>/dev/null | awk '$1 == "sha256" || $1 == "SHA256" { sub("k", "", $NF); print $NF * 1000 }')
row ledger.entries "$entries" entry
row ledger.verify "$(awk "BEGIN { printf \"%.0f\", $bytes / ($ns / 1e9) }")" byte/s "$sha" 0.25 higher
row ledger.verify.entry "$(awk "BEGIN { printf \"%.2f\", $ns / 1000 / $entries }")" us/entry
sync
for round in $(seq "$rounds"); do
	rm -f "$BENCH_WORK"/backup*
	from=$(now)
	"$DANVAN" backup "$BENCH_WORK/backup" --db "sqlite:$db" >/dev/null
	echo $(($(now) - from)) >>"$BENCH_WORK/ours.backup"
	from=$(now)
	cp "$db" "$BENCH_WORK/copy" && sync "$BENCH_WORK/copy"
	echo $(($(now) - from)) >>"$BENCH_WORK/theirs.backup"
	rm -f "$BENCH_WORK/copy"
done
size=$(stat -c %s "$db")
row backup.bytes "$size" byte
speed() { awk "BEGIN { printf \"%.1f\", $size / 1048576 / ($1 / 1e9) }"; }
row backup "$(speed "$(median <"$BENCH_WORK/ours.backup")")" MB/s "$(speed "$(median <"$BENCH_WORK/theirs.backup")")" 0.5 higher
