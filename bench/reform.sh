# A reform of all 92 communes (46 pairs merged) over a thousand open matters and over ten thousand, with `all` over as many as are kept: the order applied, and the first worklist after it.
# The slowest of a hundred calls stands for the first one: it is the one that finds nothing in memory.
. bench/lib/house.sh

# order DAY: every two neighbours of the list become one
order() {
	printf 'order: reform\ntitle: { vi: "Sắp xếp", en: "Reform" }\nbasis: 1/NQ-HĐND\neffective: %s\nparts:\n' "$1"
	"$DANVAN" unit list --under 19 --level xa --on "$(date +%F)" | awk -F'\t' 'NR % 2 { code = $1; next }
		{ printf "  - merge: [\"%s\", \"%s\"]\n    into: { name: %s, type: xa, code: \"%s\", parent: \"19\" }\n", code, $1, $3, $1 }'
}

# reform NAME N: ms of the order and of the first worklist, on a copy
reform() {
	filled "$BENCH_KEEP/$1.db" "$2"
	for round in $(seq "$rounds"); do
		cp "$BENCH_KEEP/$1.db" "$BENCH_WORK/reform.db"
		mkdir -p "$BENCH_WORK/keys" && cp "$XDG_STATE_HOME"/danvan/*.checkpoint "$BENCH_WORK/keys/"
		from=$(date +%s%N)
		"$DANVAN" order apply "$BENCH_WORK/reform.yaml" --db "sqlite:$BENCH_WORK/reform.db" >/dev/null || exit 1
		echo $((($(date +%s%N) - from) / 1000)) >>"$BENCH_WORK/$1.apply"
		"$BENCH_BIN/bench_lists" "sqlite:$BENCH_WORK/reform.db" 100 300 worklist_all | awk '{ print $3 }' >>"$BENCH_WORK/$1.list"
		cp "$BENCH_WORK"/keys/*.checkpoint "$XDG_STATE_HOME/danvan/"
		rm -f "$BENCH_WORK"/reform.db*
	done
}
order "$(date -d '+10 days' +%F)" >"$BENCH_WORK/reform.yaml"
large=10k n=10000
[ -z "$BENCH_ALL" ] || { large=100k n=100000; }
[ -z "$BENCH_ALL" ] || [ "$BENCH_KEEP" = "$BENCH_WORK" ] || { large=million n=1000000; }
reform 1k 1000
reform $large $n
row "reform.apply.$large" "$(median <"$BENCH_WORK/$large.apply")" us "$(median <"$BENCH_WORK/1k.apply")" 2 lower
row "reform.first_worklist.$large" "$(median <"$BENCH_WORK/$large.list")" us "$(median <"$BENCH_WORK/1k.list")" 2 lower

# the planning alone, over a whole country that was made for it: from a thousand communes to ten thousand, ten times as much is as it should be
ninja -C "${DANVAN_BUILD:-build}" bench/bench_orders >&2
"$BENCH_BIN/bench_orders" 1000 10000 >"$BENCH_WORK/orders"
row reform.plan.10000 "$(awk 'NR == 2 { print $3 }' "$BENCH_WORK/orders")" ms "$(awk 'NR == 1 { print $3 * 10 }' "$BENCH_WORK/orders")" 2 lower
