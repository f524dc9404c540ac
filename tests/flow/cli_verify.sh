#!/bin/sh
# cli_verify.sh - receipts and ledgers checked on another machine (nothing but files and a verifier key), two histories found, and a database changed by hand.
. "$(dirname "$0")/steps.sh"
with_database

vkey=$("$DANVAN" init) || fail "init"
files 0 "Cầu treo hỏng." --receipt "$folder/one.tlog-proof"
ends 0 ledger export "$folder/before" --now
files 0 "Đường ngập." --receipt "$folder/two.tlog-proof"
ends 0 ledger export "$folder/ledger" --now
ends 0 ledger export "$folder/public"
[ "$(sed -n 2p "$folder/public/checkpoint")" -lt "$(sed -n 2p "$folder/ledger/checkpoint")" ] || fail "the published state shows what is not published"

# the database against what was signed before: a receipt, a checkpoint, the checkpoint beside the key
ends 0 verify db --since "$folder/one.tlog-proof" --since "$folder/before/checkpoint"
ends 0 verify db --json
says '"sealed":'
cp "$folder/one.tlog-proof" "$folder/flipped"
flip "$folder/flipped" 200
ends 1 verify db --since "$folder/flipped"
ends 74 verify db --since "$folder/none.tlog-proof"

# elsewhere: no database, no key file, no network
unset DANVAN_DB
export XDG_STATE_HOME="$folder/elsewhere"
ends 0 verify receipt "$folder/one.tlog-proof" --vkey "$vkey"
says "GOOD: entry"
ends 0 verify receipt "$folder/one.tlog-proof" --vkey "$vkey" --json
says '"verified_signatures":1'
ends 64 verify receipt "$folder/one.tlog-proof"
ends 1 verify receipt "$folder/one.tlog-proof" --vkey "demo.localhost/ledger+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
ends 0 verify receipt "$folder/one.tlog-proof" --vkey "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k" --vkey "$vkey"
ends 74 verify receipt "$folder/none.tlog-proof" --vkey "$vkey"
size=$(wc -c <"$folder/one.tlog-proof") at=0
while [ $at -lt "$size" ]; do
	cp "$folder/one.tlog-proof" "$folder/flipped"
	flip "$folder/flipped" $at
	refuses "the receipt with byte $at changed was taken" "$DANVAN" verify receipt "$folder/flipped" --vkey "$vkey"
	at=$((at + 37))
done

ends 0 verify ledger "$folder/ledger" --vkey "$vkey" --since "$folder/before/checkpoint"
says "only grew"
ends 1 verify ledger "$folder/before" --vkey "$vkey" --since "$folder/ledger/checkpoint"
find "$folder/ledger" -type f >"$folder/files"
while read -r file; do
	cp "$file" "$folder/kept"
	flip "$file" $(($(wc -c <"$file") / 2))
	ends 1 verify ledger "$folder/ledger" --vkey "$vkey"
	cp "$folder/kept" "$file"
done <"$folder/files"
ends 0 verify ledger "$folder/ledger" --vkey "$vkey" --json

# by the web
python3 - "$folder/ledger" "$folder/port" <<'PY' &
import functools, http.server, sys
class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *words): pass
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=sys.argv[1]))
open(sys.argv[2], "w").write(str(server.server_port) + "\n")
server.serve_forever()
PY
server=$!
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do [ -s "$folder/port" ] && break || sleep 0.2; done
ends 0 verify ledger "http://127.0.0.1:$(cat "$folder/port")/" --vkey "$vkey"
mv "$folder/ledger/checkpoint" "$folder/kept"
ends 69 verify ledger "http://127.0.0.1:$(cat "$folder/port")" --vkey "$vkey"
mv "$folder/kept" "$folder/ledger/checkpoint"
kill $server
ends 64 verify ledger "file://$folder/ledger" --vkey "$vkey"
ends 64 verify ledger "ftp://127.0.0.1/ledger" --vkey "$vkey"

# receipts against each other, and against the ledger
mkdir "$folder/many"
cp "$folder/one.tlog-proof" "$folder/two.tlog-proof" "$folder/many"
ends 0 verify receipts "$folder/many" --vkey "$vkey" --ledger "$folder/ledger"
says "2 receipts, 2 checkpoints"
ends 1 verify receipts "$folder/many" --vkey "$vkey" --ledger "$folder/before"
says "two.tlog-proof"
ends 1 verify receipts "$folder/ledger" --vkey "$vkey"

# whoever has the key keeps two histories: the same database and key, continued in two ways
export DANVAN_DB=sqlite:$folder/fork.db XDG_STATE_HOME="$folder/fork"
fork=$("$DANVAN" init)
cp -r "$folder/fork" "$folder/fork.kept"
sqlite3 "$folder/fork.db" ".backup $folder/fork2.db"
mkdir "$folder/split"
files 0 "Một." --receipt "$folder/split/a.tlog-proof"
rm -r "$folder/fork" && mv "$folder/fork.kept" "$folder/fork"
files 0 "Hai." --receipt "$folder/split/b.tlog-proof" --db "sqlite:$folder/fork2.db"
ends 1 verify receipts "$folder/split" --vkey "$fork"
says "two different histories"
# and the outer checkpoint refuses the older history
files 0 "Ba." --db "sqlite:$folder/fork2.db"
files 1 "Bốn." --db "sqlite:$folder/fork.db"

# and verify db says of the older history that the key has signed another one, and of the newer one what an old receipt says
ends 1 verify db --db "sqlite:$folder/fork.db"
says "This does not fit the checkpoint beside the key"
says "DOES NOT FIT: ledger_meta.size"
ends 1 verify db --db "sqlite:$folder/fork.db" --since "$folder/split/b.tlog-proof"
says "DOES NOT FIT: entry.bytes"
ends 0 verify db --db "sqlite:$folder/fork2.db" --since "$folder/split/b.tlog-proof"
ends 1 verify db --db "sqlite:$folder/fork2.db" --since "$folder/split/a.tlog-proof"
says "DOES NOT FIT: entry.bytes"
ends 1 verify db --db "sqlite:$folder/fork2.db" --since "$folder/one.tlog-proof" # of another ledger
rm "$folder"/fork/danvan/*.checkpoint
ends 0 verify db --db "sqlite:$folder/fork.db"
says "no checkpoint beside the key"

ends 0 ledger schema
the_end
