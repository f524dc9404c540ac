# Verification of the public files against SHA-256 of the same bytes, and a backup with attachments and its restore against cp of the database.
. bench/lib/house.sh
many
out=$BENCH_WORK/ledger
now() { date +%s%N; }
# seconds COMMAND...: prints the CPU time that it took, in seconds
seconds() { sh -c '"$@" >/dev/null 2>&1; times' sh "$@" | tail -1 | awk '{ for (i = 1; i <= 2; i++) { split($i, t, /[ms]/); s += t[1] * 60 + t[2] } printf "%.3f\n", s }'; }

"$DANVAN" ledger export "$out" --db "sqlite:$db" >/dev/null
entries=$(sqlite3 "$db" 'SELECT published FROM ledger_meta')
bytes=$(sqlite3 "$db" "SELECT sum(length(bytes)) FROM entry WHERE idx < $entries")
vkey=$(sqlite3 "$db" 'SELECT vkey FROM ledger_meta')
for round in $(seq "$rounds"); do
	from=$(now)
	"$DANVAN" verify ledger "$out" --vkey "$vkey" >/dev/null
	echo $(($(now) - from)) >>"$BENCH_WORK/verify"
	from=$(now)
	taskset -c 0 "$DANVAN" verify ledger "$out" --vkey "$vkey" >/dev/null
	echo $(($(now) - from)) >>"$BENCH_WORK/verify.one"
	seconds taskset -c 0 "$DANVAN" verify ledger "$out" --vkey "$vkey" >>"$BENCH_WORK/verify.cpu"
done
# openssl prints thousands of bytes a second, of one core, for pieces as long as the average entry
sha=$(openssl speed -seconds 2 -bytes $((bytes / entries)) -evp sha256 2>/dev/null | awk '$1 == "sha256" || $1 == "SHA256" { sub("k", "", $NF); print $NF * 1000 }')
rate() { awk "BEGIN { printf \"%.0f\", $bytes / ($1 / 1e9) }"; }
row ledger.entries "$entries" entry
row ledger.verify "$(rate "$(median <"$BENCH_WORK/verify.one")")" byte/s "$sha" 0.25 higher
row ledger.verify.all_cores "$(rate "$(median <"$BENCH_WORK/verify")")" byte/s "$sha" - higher
row ledger.verify.cpu "$(awk "BEGIN { printf \"%.2f\", $(median <"$BENCH_WORK/verify.cpu") * 1e6 / $entries }")" us/entry

filled "$BENCH_KEEP/10k.db" 10000
files=$BENCH_WORK/files.db megabytes=100
[ -z "$BENCH_ALL" ] || megabytes=960
cp "$BENCH_KEEP/10k.db" "$files"
"$BENCH_BIN/bench_files" "sqlite:$files" "$megabytes"
sync
for round in $(seq "$rounds"); do
	rm -f "$BENCH_WORK"/backup*
	from=$(now)
	"$DANVAN" backup "$BENCH_WORK/backup" --db "sqlite:$files" >/dev/null 2>&1
	echo $(($(now) - from)) >>"$BENCH_WORK/ours.backup"
	from=$(now)
	cp "$files" "$BENCH_WORK/copy" && sync "$BENCH_WORK/copy"
	echo $(($(now) - from)) >>"$BENCH_WORK/theirs.backup"
	rm -f "$BENCH_WORK/copy"
	from=$(now)
	"$DANVAN" restore "$BENCH_WORK/backup" --keys "$BENCH_WORK/backup.keys" --db "sqlite:$BENCH_WORK/restored.db" >/dev/null 2>&1 || true # 1: the kept ledger has gone on
	echo $(($(now) - from)) >>"$BENCH_WORK/ours.restore"
	rm -f "$BENCH_WORK"/restored.db*
done
rm -f "$BENCH_WORK"/backup*
cpu=$(seconds "$DANVAN" backup "$BENCH_WORK/backup" --db "sqlite:$files")
cpu_cp=$(seconds cp "$files" "$BENCH_WORK/copy")
size=$(stat -c %s "$files")
row backup.bytes "$size" byte
speed() { awk "BEGIN { printf \"%.1f\", $size / 1048576 / ($1 / 1e9) }"; }
theirs=$(speed "$(median <"$BENCH_WORK/theirs.backup")")
row backup "$(speed "$(median <"$BENCH_WORK/ours.backup")")" MB/s "$theirs" 0.5 higher
row backup.cpu "$cpu" s "$cpu_cp" - lower
row restore "$(speed "$(median <"$BENCH_WORK/ours.restore")")" MB/s "$theirs" - higher
