# Lists, searches and figures: p99 at 10 thousand matters, with `all` also at a million; growth counts as 1 where p99 is under 5 ms there.
. bench/lib/house.sh
db=$BENCH_WORK/10k.db
filled "$db" 10000
"$BENCH_BIN/bench_lists" "sqlite:$db" >"$BENCH_WORK/small"
while read -r name p50 p99 rows; do row "list.$name.10k.p99" "$p99" us; done <"$BENCH_WORK/small"
if [ -n "$BENCH_ALL" ]; then
	filled "$BENCH_WORK/million.db" "${BENCH_MILLION:-1000000}"
	"$BENCH_BIN/bench_lists" "sqlite:$BENCH_WORK/million.db" 100 >"$BENCH_WORK/large"
	while read -r name p50 p99 rows; do
		row "list.$name.million.p99" "$p99" us
		row "list.$name.growth" "$([ "$p99" -lt 5000 ] && echo 1 || echo "$p99")" ratio "$([ "$p99" -lt 5000 ] && echo 1 || awk -v n="$name" '$1 == n { print $3 }' "$BENCH_WORK/small")" 2 lower
		[ "$name" != worklist_all ] || row list.worklist_all.million.ms "$(awk "BEGIN { print $p99 / 1000 }")" ms 20 1 lower
	done <"$BENCH_WORK/large"
fi
