# The tracking page of one matter and of 10,000 at random, against nginx with the same bytes; one filing a second comes in meanwhile, published at once.
. bench/lib/house.sh
db=$BENCH_KEEP/10k.db html=$BENCH_WORK/html
filled "$db" 10000
serve "sqlite:$db"
sqlite3 "$db" "SELECT '/m/' || code FROM public_matter WHERE class = 'open' ORDER BY code LIMIT 10000" >"$BENCH_WORK/paths"
one=/m/$(sqlite3 "$db" "SELECT matter FROM public_step GROUP BY matter ORDER BY count(*) DESC, matter LIMIT 1")
mkdir -p "$html/m"
(echo "$one"; cat "$BENCH_WORK/paths") | sed "s|.*|url = \"http://127.0.0.1:$port&\"\noutput = \"$html&\"|" | curl -s -Z --parallel-max 8 -K - >/dev/null 2>&1
nginx_port=$((port > 50000 ? port - 7 : port + 7))
nginx_serve "$html" $nginx_port
printf '{"unit":"vn-02155-20250701","text":"Đèn đường ở gần chợ hỏng đã hơn một tháng, buổi tối đi lại khó khăn."}\n' >"$BENCH_WORK/body"
(while kill -0 $server 2>/dev/null; do curl -s -o /dev/null -H 'Content-Type: application/json' -d @"$BENCH_WORK/body" "http://127.0.0.1:$port/api/v1/matters"; sleep 1; done) &
writer=$!
compare() { # NAME CONNECTIONS TARGET BAR
	: >"$BENCH_WORK/ours"
	: >"$BENCH_WORK/theirs"
	for round in $(seq "$rounds"); do
		load -c "$2" -p $server $port "$3" >>"$BENCH_WORK/ours"
		load -c "$2" -p $nginx $nginx_port "$3" >>"$BENCH_WORK/theirs"
	done
	row "$1" "$(column 1 <"$BENCH_WORK/ours")" page/s "$(column 1 <"$BENCH_WORK/theirs")" "$4" higher
	row "$1.p99" "$(column 3 <"$BENCH_WORK/ours")" us "$(column 3 <"$BENCH_WORK/theirs")" - lower
	row "$1.cpu" "$(column 4 <"$BENCH_WORK/ours")" us/page "$(column 4 <"$BENCH_WORK/theirs")" - lower
}
row page.bytes "$(curl -s "http://127.0.0.1:$port$one" | wc -c)" byte
compare page.one.16 16 "$one" 0.7
compare page.one.64 64 "$one" 0.7
compare page.random.16 16 "@$BENCH_WORK/paths" 0.35
compare page.random.64 64 "@$BENCH_WORK/paths" 0.35
row memory.loaded "$(resident)" MB 100 1 lower
kill $writer 2>/dev/null || true
