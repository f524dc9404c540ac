#!/bin/sh
# cli_convert.sh - a file of addresses is led to the units of another day: byte for byte, from a pipe as from a file, killed in the middle and gone on with, refused with a reason.
. "$(dirname "$0")/steps.sh"

# converts CODE FILE OPTION...
converts() {
	wanted=$1 file=$2
	shift 2
	ends "$wanted" unit convert "$file" --from 2019-12-31 "$@"
}

printf 'id,address\r\n1,"xã Yên Đĩnh, huyện Chợ Mới, tỉnh Bắc Kạn"\r\n2,"xã Lương Hạ, huyện Na Rì"\r\n3,nowhere' >"$folder/list"
printf 'id,address,unit_id,old_code,new_code,new_name,certainty,reason,candidates\r\n1,"xã Yên Đĩnh, huyện Chợ Mới, tỉnh Bắc Kạn",vn-02128-0,02128,02086,xã Chợ Mới,certain,name and the unit above,\r\n' >"$folder/expected"

# from a file, from standard input, into a file: the same
converts 0 "$folder/list" --column address
head -2 "$folder/out" >"$folder/head"
same "$folder/head" "$folder/expected"
says '^3 records: 1 certain, 0 likely, 1 ambiguous, 1 unknown'
says 'line 3, 4'
cp "$folder/out" "$folder/first"
cp "$folder/list" "$folder/in"
converts 0 - --column 2 --progress
same "$folder/out" "$folder/first"
says '^[0-9]* lines$'
converts 0 "$folder/list" --column address --out "$folder/result" --report "$folder/todo" --json
prints '^{"ambiguous":1,"certain":1,"faults":0,"likely":0,"lines":4,"records":3,"undecided":\[3,4\],"unknown":1}$'
same "$folder/result" "$folder/first"
[ "$(cut -f 1,2 "$folder/todo" | tr '\t\n' '  ')" = "3 ambiguous 4 unknown " ] || fail "report: $(cat "$folder/todo")"
[ ! -e "$folder/result.part" ] && [ ! -e "$folder/result.resume" ] || fail "something is left beside the result"
# the lists of a database say what those of the program say
ends 0 init --db "sqlite:$folder/db" --key "$folder/key"
converts 0 "$folder/list" --column address --db "sqlite:$folder/db"
same "$folder/out" "$folder/first"

# refused
converts 73 "$folder/list" --column address --out "$folder/result"
converts 73 "$folder/list" --column address --out "$folder/other" --report "$folder/todo"
converts 65 "$folder/list" --column street
says 'It has: id, address'
converts 64 "$folder/list" --column address --to 2019-01-01
converts 64 "$folder/list" --column address --json
converts 64 "$folder/list"
converts 74 "$folder/none" --column address
converts 1 "$folder/list" --column address --within 99999
printf 'address\n"open\nKim Lư - Na Rì\n' >"$folder/quotes"
converts 65 "$folder/quotes" --column address
says "^1 line can't be read"
says 'Kim Lư - Na Rì,vn-02158-0,02158,02155,xã Na Rì,certain'
{ echo address; head -c 3000000 /dev/zero | tr '\0' x; } >"$folder/long"
converts 65 "$folder/long" --column address
says 'Line 2 is longer'
converts 65 "$folder/result" --column address
says 'has a column .unit_id. already'

# killed, and gone on with: nothing twice, nothing lost
awk 'BEGIN { print "id,address"; split("Kim Lư,Côn Minh,Lương Hạ,Dương Sơn", u, ","); for (i = 1; i <= 150000; i++) printf "%d,\"thôn %d, xã %s, huyện Na Rì\"\n", i, i % 17, u[1 + i % 4] }' >"$folder/big"
converts 0 "$folder/big" --column address --report "$folder/todo.whole"
mv "$folder/out" "$folder/whole"
mkfifo "$folder/pipe"
"$DANVAN" unit convert - --from 2019-12-31 --column address --out "$folder/again" --report "$folder/todo.again" <"$folder/pipe" 2>/dev/null &
job=$!
# it gets two thirds, and waits for the rest
exec 3>"$folder/pipe"
head -c 6000000 "$folder/big" >&3
tries=0
while [ ! -e "$folder/again.resume" ] && [ $tries -lt 600 ]; do
	sleep 0.05
	tries=$((tries + 1))
done
kill -9 $job
wait $job 2>/dev/null
exec 3>&-
[ -e "$folder/again.resume" ] || fail "nothing was left to go on with"
# another column, or another file, is not gone on with
converts 73 "$folder/big" --column id --out "$folder/again" --report "$folder/todo.again"
sed '2s/Côn/Con/' "$folder/big" >"$folder/changed"
converts 65 "$folder/changed" --column address --out "$folder/again" --report "$folder/todo.again"
says 'was another file'
converts 0 "$folder/big" --column address --out "$folder/again" --report "$folder/todo.again"
same "$folder/again" "$folder/whole"
same "$folder/todo.again" "$folder/todo.whole"
[ ! -e "$folder/again.resume" ] || fail "the mark is left"

the_end
