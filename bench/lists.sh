# Lists, searches and figures over 300 desks: p99 at 10 thousand matters, with `all` also at a million and on PostgreSQL; growth counts as 1 where p99 is under 5 ms at a million.
. bench/lib/house.sh

# grown FILE N: a demonstration with N matters more at 300 desks, without their entries; made once
grown() {
	[ -f "$1" ] && return
	"$DANVAN" demo --db "sqlite:$1" >/dev/null 2>"$BENCH_WORK/log" || { cat "$BENCH_WORK/log" >&2; return 1; }
	"$BENCH_BIN/bench_grow" "sqlite:$1" "$2"
}

# rows_of PREFIX SMALL LARGE: what bench_lists printed for both
rows_of() {
	while read -r name p50 p99 cpu50 cpu99 rows; do
		row "$1.$name.p50" "$p50" us
		row "$1.$name.p99" "$p99" us
		row "$1.$name.cpu99" "$cpu99" us
		[ -n "$3" ] || continue
		small=$(awk -v n="$name" '$1 == n { print $3 }' "$2")
		row "$1.$name.growth" "$([ "$p99" -lt 5000 ] && echo 1 || echo "$p99")" ratio "$([ "$p99" -lt 5000 ] && echo 1 || echo "$small")" 2 lower
		[ "$name" != worklist_all ] || row "$1.worklist_all.ms" "$(awk "BEGIN { print $p99 / 1000 }")" ms 20 1 lower
	done <"${3:-$2}"
}

grown "$BENCH_WORK/grown-10k.db" 10000
"$BENCH_BIN/bench_lists" "sqlite:$BENCH_WORK/grown-10k.db" >"$BENCH_WORK/small"
rows_of list.10k "$BENCH_WORK/small" ""
if [ -n "$BENCH_ALL" ]; then
	grown "$BENCH_WORK/grown.db" "${BENCH_MILLION:-1000000}"
	"$BENCH_BIN/bench_lists" "sqlite:$BENCH_WORK/grown.db" >"$BENCH_WORK/large"
	rows_of list.million "$BENCH_WORK/small" "$BENCH_WORK/large"
fi
if [ -n "$BENCH_ALL" ] && [ -x tests/support/with-postgres ] && ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then
	for size in 10000 "${BENCH_MILLION:-1000000}"; do
		SIZE=$size tests/support/with-postgres sh -c '
			"$DANVAN" demo --db "$DANVAN_TEST_PG" >/dev/null 2>"$BENCH_WORK/log" && "$BENCH_BIN/bench_grow" "$DANVAN_TEST_PG" "$SIZE" &&
			"$BENCH_BIN/bench_lists" "$DANVAN_TEST_PG" >"$BENCH_WORK/pg.$SIZE"'
	done
	rows_of list.postgresql "$BENCH_WORK/pg.10000" "$BENCH_WORK/pg.${BENCH_MILLION:-1000000}"
fi
