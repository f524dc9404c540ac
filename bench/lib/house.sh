# house.sh - what the benches share: a filled database, a server on a free port, nginx beside it, and a line of bench/results.tsv. Sourced, with BENCH_WORK and DANVAN set.
# BENCH_KEEP: a folder in which filled databases are kept, so that the million matters are made once; without it they are gone with the run.
BENCH_KEEP=${BENCH_KEEP:-$BENCH_WORK}
mkdir -p "$BENCH_KEEP"
export XDG_STATE_HOME="$BENCH_KEEP/state" DANVAN_TEST_PG_FSYNC=on
rounds=${BENCH_ROUNDS:-3} seconds=${BENCH_SECONDS:-3}
server= nginx=

stop() {
	[ -z "$server" ] || { kill "$server" 2>/dev/null && wait "$server" 2>/dev/null; } || true
	[ -z "$nginx" ] || kill "$nginx" 2>/dev/null || true
	server= nginx=
}
trap stop EXIT
trap 'exit 1' INT TERM

# row NAME VALUE UNIT [REFERENCE BAR BETTER]: the ratio is value by reference
row() {
	if [ $# -gt 3 ]; then
		printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$1" "$2" "$3" "$4" "$(awk "BEGIN { printf \"%.3f\", $4 ? $2 / $4 : 0 }")" "$5" "$6"
	else
		printf '%s\t%s\t%s\t-\t-\t-\t-\n' "$1" "$2" "$3"
	fi
}
median() { sort -n | awk '{ a[NR] = $1 } END { print a[int((NR + 1) / 2)] }'; }
column() { awk -F'\t' -v n="$1" '{ print $n }' | median; }

# filled FILE N: a demonstration with N matters more; made once, by this program or an older one
filled() {
	if [ ! -f "$1.filled" ]; then
		rm -f "$1" "$1"-*
		"$DANVAN" demo --db "sqlite:$1" >/dev/null 2>"$BENCH_WORK/log" || { cat "$BENCH_WORK/log" >&2; return 1; }
		"$BENCH_BIN/bench_fill" "sqlite:$1" "$2" >/dev/null && : >"$1.filled"
	fi
	"$DANVAN" migrate --db "sqlite:$1" >/dev/null
}

# many: $db, filled with ten thousand matters; with `all` a million where they are kept, else a hundred thousand
many() {
	db=$BENCH_KEEP/10k.db n=10000
	[ -z "$BENCH_ALL" ] || { db=$BENCH_KEEP/100k.db n=100000; }
	[ -z "$BENCH_ALL" ] || [ "$BENCH_KEEP" = "$BENCH_WORK" ] || { db=$BENCH_KEEP/million.db n=1000000; }
	filled "$db" $n
}

# serve URL [STARTER...]: $server and $port; the starter becomes the server
serve() {
	url=$1
	shift
	DANVAN_LIMIT_FILING=100000 "$@" "$DANVAN" serve --db "$url" --listen 127.0.0.1:0 --publish now >"$BENCH_WORK/serve.log" 2>&1 </dev/null &
	server=$! port= tries=0
	[ $# -eq 0 ] || sleep 0.5 # what is measured has the machine to itself
	while [ -z "$port" ] && [ $tries -lt 2000 ] && kill -0 $server 2>/dev/null; do
		port=$(sed -n 's/.* \([0-9][0-9]*\)$/\1/p' "$BENCH_WORK/serve.log" | head -1)
		tries=$((tries + 1))
		[ -n "$port" ] || sleep 0.01
	done
	[ -n "$port" ] || { cat "$BENCH_WORK/serve.log" >&2; return 1; }
}
resident() { awk '/VmRSS/ { printf "%.1f", $2 / 1024 }' "/proc/$server/status"; }

# nginx_serve FOLDER PORT: two workers, files from disk, no logs
nginx_serve() {
	binary=$(command -v nginx || echo /usr/sbin/nginx)
	cat >"$BENCH_WORK/nginx.conf" <<CONF
worker_processes 2; daemon off; pid $BENCH_WORK/nginx.pid; error_log $BENCH_WORK/nginx.err;
events { worker_connections 1024; }
http { access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000; open_file_cache max=20000; types { text/html html; } default_type text/html;
	client_body_temp_path $BENCH_WORK/n1; proxy_temp_path $BENCH_WORK/n2; fastcgi_temp_path $BENCH_WORK/n3; uwsgi_temp_path $BENCH_WORK/n4; scgi_temp_path $BENCH_WORK/n5;
	server { listen 127.0.0.1:$2; root $1; } }
CONF
	"$binary" -c "$BENCH_WORK/nginx.conf" -e "$BENCH_WORK/nginx.err" &
	nginx=$!
	sleep 0.5
	kill -0 $nginx
}
load() { "$BENCH_BIN/bench_load" -w 1 -d "$seconds" "$@"; }
