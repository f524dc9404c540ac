# Resident memory at rest, and how long a start takes until /readyz says so: after a clean stop and after kill -9.
. bench/lib/house.sh
many
timed() { # FILE
	lines=$(cat "$1" 2>/dev/null | wc -l)
	serve "sqlite:$db" "$BENCH_BIN/bench_ready" "$1"
	until [ "$(cat "$1" 2>/dev/null | wc -l)" -gt "$lines" ]; do sleep 0.01; done
}
printf '{"unit":"vn-02155-20250701","text":"Đèn đường ở gần chợ hỏng đã hơn một tháng."}\n' >"$BENCH_WORK/body"
for round in $(seq "$rounds"); do
	timed "$BENCH_WORK/clean"
	[ "$round" != 1 ] || { sleep 2; resident >"$BENCH_WORK/idle"; }
	stop
	timed "$BENCH_WORK/between"
	"$BENCH_BIN/bench_load" -w 0 -d 1 -c 16 -b "$BENCH_WORK/body" $port /api/v1/matters >/dev/null || true
	kill -9 $server
	wait $server 2>/dev/null || true
	server=
	timed "$BENCH_WORK/killed"
	stop
done
row memory.idle "$(cat "$BENCH_WORK/idle")" MB 30 1 lower
row start.clean "$(median <"$BENCH_WORK/clean")" ms 100 1 lower
row start.killed "$(median <"$BENCH_WORK/killed")" ms 1000 1 lower
