# steps.sh - what the flow tests share: a folder of their own, danvan run and held to its exit code and its words, and the count at the end. A script sources it first,
#
#	. "$(dirname "$0")/steps.sh"
#
# and tells its story. What fails is said on standard error as "flow NAME: what", and the story goes on; `the_end` prints the counts and exits, with 1 when something failed.
#
# The day is 2026-11-23, the language English, the home and the state lie in $folder, no database is named: `with_database` names an empty one. All of it goes when the script ends.
set -u
story=$(basename "$0" .sh)
folder=$(mktemp -d "${TMPDIR:-/tmp}/danvan-$story.XXXXXX") || exit 1
schema='' bad=0 commands=0 checks=0
unset DANVAN_DB DANVAN_CONFIG LC_ALL
export HOME="$folder" XDG_STATE_HOME="$folder/state" LANG=C.UTF-8 DANVAN_LANG=en DANVAN_CLOCK=2026-11-23T09:41:07+07:00
: >"$folder/in"

clean_up() {
	[ -z "$schema" ] || psql -q "$DANVAN_TEST_PG" -c "SET client_min_messages = error" -c "DROP SCHEMA $schema CASCADE" -c "DROP SCHEMA ${schema}_2 CASCADE"
	rm -rf "$folder"
}
trap clean_up EXIT
trap 'exit 1' INT TERM

fail() {
	echo "flow $story: $*" >&2
	bad=1
}
the_end() {
	[ $bad = 0 ] && echo "$story: $commands commands, $checks checks"
	exit $bad
}

# ---- checks

# ends CODE COMMAND...: runs danvan with these words and what `answers` or `gives` left for it; what it says stands in $folder/out and $folder/err
ends() {
	code=$1
	shift
	commands=$((commands + 1)) checks=$((checks + 1))
	"$DANVAN" "$@" >"$folder/out" 2>"$folder/err" <"$folder/in"
	status=$?
	: >"$folder/in"
	[ $status = "$code" ] || fail "danvan $*: exit code $status, not $code: $(cat "$folder/out" "$folder/err")"
}
# says PATTERN: so does the last command, on either stream
says() {
	checks=$((checks + 1))
	grep -q -e "$1" "$folder/out" "$folder/err" || fail "it does not say '$1': $(cat "$folder/out" "$folder/err")"
}
# prints PATTERN [FILE]: so does the last command on standard output, or the file
prints() {
	checks=$((checks + 1))
	grep -q -e "$1" "${2:-$folder/out}" || fail "there is no '$1' in: $(cat "${2:-$folder/out}")"
}
# lines N: the last command printed so many
lines() {
	checks=$((checks + 1))
	[ "$(wc -l <"$folder/out")" = "$1" ] || fail "$(wc -l <"$folder/out") lines, not $1"
}
same() {
	checks=$((checks + 1))
	cmp -s "$1" "$2" || fail "$1 and $2 differ"
}
# takes WHAT COMMAND..., refuses WHAT COMMAND...: the command ends well, or does not; WHAT is said when it is the other way
takes() {
	what=$1
	shift
	checks=$((checks + 1))
	"$@" >/dev/null 2>&1 || fail "$what"
}
refuses() {
	what=$1
	shift
	checks=$((checks + 1))
	if "$@" >/dev/null 2>&1; then fail "$what"; fi
}

# ---- doings

# answers LINE...: what the next command reads on standard input
answers() { printf '%s\n' "$@" >"$folder/in"; }
# files CODE TEXT OPTION...: a reflection is filed at the commune of Na Rì, or not
files() {
	wanted=$1 words=$2
	shift 2
	ends "$wanted" matter open --procedure phan-anh-kien-nghi --unit 02155 --text "$words" "$@"
}
# opens_account LOGIN NAME: its secrets are kept in $folder/LOGIN
opens_account() {
	ends 0 user add "$1" --name "$2"
	cp "$folder/out" "$folder/$1"
}
password() { sed -n 's/^password: //p' "$folder/$1"; }
secret() { sed -n 's/^secret for the authenticator: //p' "$folder/$1"; }
# code_of SECRET: the one-time code of a base32 secret at this clock, by another program
code_of() {
	python3 -c 'import base64, datetime, hashlib, hmac, sys
step = int(datetime.datetime.fromisoformat(sys.argv[2]).timestamp()) // 30
mac = hmac.new(base64.b32decode(sys.argv[1]), step.to_bytes(8, "big"), hashlib.sha1).digest()
print("%06d" % (int.from_bytes(mac[mac[19] & 15:][:4], "big") % 2**31 % 10**6))' "$1" "$DANVAN_CLOCK"
}
# gives LOGIN: password and code of that account, to the next command
gives() { answers "$(password "$1")" "$(code_of "$(secret "$1")")"; }
signs_in() {
	gives "$1"
	ends 0 login "$1"
}
# reads_entries: the ledger is exported; what stands in its entries is in $folder/entries
reads_entries() {
	ends 0 ledger export "$folder/ledger" --now
	find "$folder/ledger/tile/entries" -type f -exec cat {} + | strings -n 4 >"$folder/entries"
}
# flip FILE BYTE: changes the lowest bit of that byte
flip() { printf "\\$(printf '%03o' $(($(od -An -tu1 -j "$2" -N 1 "$1" | tr -d ' ') ^ 1)))" | dd of="$1" bs=1 seek="$2" conv=notrunc 2>/dev/null; }

# ---- databases

# with_database: DANVAN_DB is an empty one on the engine of this run, SECOND_DB another; `sql TEXT` changes the first past all rules
with_database() {
	if [ "${DANVAN_TEST_ENGINE:-sqlite}" = postgresql ]; then
		[ -n "${DANVAN_TEST_PG:-}" ] || { fail "DANVAN_TEST_PG is not set (tests/support/with-postgres sets it)"; exit 1; }
		psql -q "$DANVAN_TEST_PG" -c "CREATE SCHEMA flow_$$" -c "CREATE SCHEMA flow_${$}_2" || exit 1
		schema=flow_$$
		mark=$(case $DANVAN_TEST_PG in *\?*) echo '&' ;; *) echo '?' ;; esac)
		export DANVAN_DB="$DANVAN_TEST_PG${mark}schema=$schema" SECOND_DB="$DANVAN_TEST_PG${mark}schema=${schema}_2"
	else
		export DANVAN_DB="sqlite:$folder/danvan.db" SECOND_DB="sqlite:$folder/second.db"
	fi
}
sql() {
	if [ -n "$schema" ]; then psql -q "$DANVAN_TEST_PG" -c "SET search_path = $schema" -c "$1" >/dev/null; else sqlite3 "$folder/danvan.db" "$1" >/dev/null; fi
}
