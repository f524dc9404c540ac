# Durable filings: in process, over HTTP with 64 connections, on PostgreSQL; against bare loops that insert the same rows with the same syncs.
. bench/lib/house.sh
db=$BENCH_WORK/filing.db n=${BENCH_FILINGS:-6000}
filled "$db" "$n"
loop() { # GROUP
	rm -rf "$BENCH_WORK/loop"
	mkdir "$BENCH_WORK/loop"
	"$BENCH_BIN/bench_rows" "$db" "$BENCH_WORK/loop" "$1" "$2"
}
for round in $(seq "$rounds"); do # each from the beginning: a larger database costs more, theirs as ours
	loop 60 "$n" >>"$BENCH_WORK/loop60"
	loop 1 1500 >>"$BENCH_WORK/loop1"
	rm -f "$BENCH_WORK"/inside.db*
	"$DANVAN" demo --db "sqlite:$BENCH_WORK/inside.db" >/dev/null 2>&1
	"$BENCH_BIN/bench_fill" "sqlite:$BENCH_WORK/inside.db" "$n" >>"$BENCH_WORK/inside"
done
sixty=$(median <"$BENCH_WORK/loop60") single=$(median <"$BENCH_WORK/loop1") inside=$(median <"$BENCH_WORK/inside")
row filing.inside "$inside" filing/s "$sixty" 0.35 higher
row filing.inside.single "$inside" filing/s "$single" 4 higher
row filing.inside.cpu "$(column 2 <"$BENCH_WORK/inside")" us/filing "$(column 2 <"$BENCH_WORK/loop60")" - lower
i=0
while [ $i -lt 200 ]; do
	printf '{"unit":"vn-02155-20250701","subject":"Việc %d","text":"Việc thứ %d: đèn đường ở gần chợ hỏng đã hơn một tháng, bà con đi lại khó khăn, nhất là buổi tối và khi trời mưa. Đã báo thôn hai lần nhưng chưa thấy ai đến xem. Đề nghị xã cho người kiểm tra và trả lời để dân được biết.","name":"Người gửi giả định %d","phone":"0900000000"}\n' $i $i $i
	i=$((i + 1))
done >"$BENCH_WORK/bodies"
serve "sqlite:$db"
for round in $(seq "$rounds"); do
	load -c 64 -p $server -b "$BENCH_WORK/bodies" $port /api/v1/matters >>"$BENCH_WORK/http" || true
done
if [ -s "$BENCH_WORK/http" ]; then
	row filing.http.64 "$(column 1 <"$BENCH_WORK/http")" filing/s "$sixty" 0.35 higher
	row filing.http.64.single "$(column 1 <"$BENCH_WORK/http")" filing/s "$single" 4 higher
	row filing.http.64.p99 "$(column 3 <"$BENCH_WORK/http")" us
	row filing.http.64.cpu "$(column 4 <"$BENCH_WORK/http")" us/filing "$(column 2 <"$BENCH_WORK/loop60")" - lower
	row filing.http.64.refused "$(column 5 <"$BENCH_WORK/http")" filing
else
	echo "bench: filings over HTTP were not measured: POST /api/v1/matters does not answer" >&2
fi
stop
if [ -x tests/support/with-postgres ] && ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then
	export db n
	tests/support/with-postgres sh -c '
		"$BENCH_BIN/bench_rows" "$db" "$DANVAN_TEST_PG" 16 "$n" >"$BENCH_WORK/pg.loop"
		"$DANVAN" demo --db "$DANVAN_TEST_PG" >/dev/null 2>&1 && "$BENCH_BIN/bench_fill" "$DANVAN_TEST_PG" "$n" >"$BENCH_WORK/pg.inside"' >&2
	row filing.postgresql "$(column 1 <"$BENCH_WORK/pg.inside")" filing/s "$(column 1 <"$BENCH_WORK/pg.loop")" 1 higher
else
	echo "bench: filings on PostgreSQL were not measured: no server is installed (Debian: postgresql)" >&2
fi
