#!/bin/sh
# cli_office.sh - accounts, sessions and rights from the command line: secrets shown once, who did it stands in the ledger, nobody's name does.
set -u
folder=$(mktemp -d "${TMPDIR:-/tmp}/danvan-office.XXXXXX")
. tests/flow/database.sh
export LANG=C.UTF-8 DANVAN_LANG=en DANVAN_CLOCK=2026-11-23T09:41:07+07:00
bad=0 checks=0

fail() {
	echo "flow cli_office: $*" >&2
	bad=1
}

# ends CODE COMMAND...: runs danvan with these words; its output in out and err
ends() {
	code=$1
	shift
	checks=$((checks + 1))
	"$DANVAN" "$@" >"$folder/out" 2>"$folder/err" <"$folder/in"
	status=$?
	[ $status = "$code" ] || fail "danvan $*: exit code $status, not $code: $(cat "$folder/err")"
}
says() { grep -q -e "$1" "$folder/out" "$folder/err" || fail "it does not say '$1': $(cat "$folder/out" "$folder/err")"; }
# the one-time code of a base32 secret at that clock, by another program
code_of() {
	python3 -c 'import base64, datetime, hashlib, hmac, sys
step = int(datetime.datetime.fromisoformat(sys.argv[2]).timestamp()) // 30
mac = hmac.new(base64.b32decode(sys.argv[1]), step.to_bytes(8, "big"), hashlib.sha1).digest()
print("%06d" % (int.from_bytes(mac[mac[19] & 15:][:4], "big") % 2**31 % 10**6))' "$1" "$DANVAN_CLOCK"
}
secret() { sed -n 's/^secret for the authenticator: //p' "$folder/$1"; }
password() { sed -n 's/^password: //p' "$folder/$1"; }

: >"$folder/in"
ends 0 init
ends 0 user add lan --name "Nông Thị Lan"
cp "$folder/out" "$folder/lan"
[ -n "$(password lan)" ] || fail "no password was shown"
[ -n "$(secret lan)" ] || fail "no secret was shown"
ends 0 user add hoa --name "Hoàng Hoa" --json
grep -q '"login":"hoa","password":"' "$folder/out" || fail "no JSON of secrets: $(cat "$folder/out")"
ends 1 user add lan --name "Another"
says "already"
ends 1 user add Lan --name "Another"
ends 64 user add
ends 0 user list
[ "$(wc -l <"$folder/out")" = 2 ] || fail "user list: not two lines"
if grep -q "$(password lan)" "$folder/out"; then fail "a password was shown twice"; fi
ends 0 user list --json

# rights
ends 0 grant give lan administrator 19
grep -qx 1 "$folder/out" || fail "the first right is not number 1"
ends 0 grant give lan officer 02155 --to 2027-01-01 --json
grep -q '"grant":2,"role":"officer","to":"2027-01-01","unit":"vn-' "$folder/out" || fail "grant give --json: $(cat "$folder/out")"
ends 1 grant give lan king 02155
says "clerk, officer"
ends 1 grant give nobody clerk 02155
ends 1 grant give lan clerk 99999
ends 1 grant give lan clerk 02155 --from 2026-11-01
ends 0 grant list lan
grep -q "officer in charge" "$folder/out" || fail "grant list has no title of the role"
ends 0 grant end 2 --json
ends 1 grant end 2
ends 1 grant end 1
says "last administrator"
ends 1 user close lan
ends 64 grant end x

# signing in
printf '%s\n%s\n' "wrong password here" 000000 >"$folder/in"
ends 1 login lan
[ ! -e "$XDG_STATE_HOME/danvan/session" ] || fail "a session after a wrong password"
printf '%s\n%s\n' "$(password lan)" "$(code_of "$(secret lan)")" >"$folder/in"
ends 0 login lan
says "Nông Thị Lan"
[ "$(stat -c %a "$XDG_STATE_HOME/danvan/session")" = 600 ] || fail "others may read the session"
ends 1 login lan
says "used already"
: >"$folder/in"
ends 64 login lan
ends 0 user add tam --name "Tạ Tâm"
ends 0 ledger export "$folder/ledger" --now
strings -n 4 "$folder/ledger/tile/entries/"* "$folder/ledger/tile/entries/000.p/"* 2>/dev/null >"$folder/entries"
grep -q '"account":3,"by":{"account":1,"role":"administrator","via":"console"}' "$folder/entries" || fail "the entry does not say who opened account 3"
for name in Lan hoa Hoàng lan Tâm; do
	if grep -q "\"$name\|$name\"" "$folder/entries"; then fail "the ledger shows $name"; fi
done
ends 0 user close hoa
ends 1 user close hoa
ends 0 user reopen hoa
ends 0 user totp hoa
ends 0 user passwd hoa
echo "một câu rất dài" >"$folder/in"
ends 0 user passwd hoa --ask
echo "ngắn" >"$folder/in"
ends 1 user passwd hoa --ask
: >"$folder/in"
ends 0 logout
ends 77 logout

# five wrong ones, then even the right one waits
printf '%s\n%s\n' "wrong password here" 000000 >"$folder/in"
for i in 1 2 3 4 5; do ends 1 login tam; done
ends 1 login tam
says "Wait 30 seconds"

ends 0 verify db
[ $bad = 0 ] && echo "cli_office: $checks commands"
exit $bad
