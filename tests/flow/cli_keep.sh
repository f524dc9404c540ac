#!/bin/sh
# cli_keep.sh - backup and restore from engine to engine, erasing for good, a lost checkpoint, a wrong clock, and every change by hand named by `verify db`.
set -u
folder=$(mktemp -d "${TMPDIR:-/tmp}/danvan-keep.XXXXXX")
. tests/flow/database.sh
export LANG=C.UTF-8 DANVAN_LANG=en DANVAN_CLOCK=2026-11-23T09:41:07+07:00
bad=0 checks=0

fail() {
	echo "flow cli_keep: $*" >&2
	bad=1
}
: >"$folder/in"
ends() {
	code=$1
	shift
	checks=$((checks + 1))
	"$DANVAN" "$@" >"$folder/out" 2>"$folder/err" <"$folder/in"
	status=$?
	[ $status = "$code" ] || fail "danvan $*: exit code $status, not $code: $(cat "$folder/out" "$folder/err")"
}
says() { grep -q -e "$1" "$folder/out" "$folder/err" || fail "it does not say '$1': $(cat "$folder/out" "$folder/err")"; }
code_of() {
	python3 -c 'import base64, datetime, hashlib, hmac, sys
step = int(datetime.datetime.fromisoformat(sys.argv[2]).timestamp()) // 30
mac = hmac.new(base64.b32decode(sys.argv[1]), step.to_bytes(8, "big"), hashlib.sha1).digest()
print("%06d" % (int.from_bytes(mac[mac[19] & 15:][:4], "big") % 2**31 % 10**6))' "$1" "$DANVAN_CLOCK"
}
# gives SECRETS: password and code of the account whose secrets stand in that file, as lines of standard input
gives() { printf '%s\n%s\n' "$(sed -n 's/^password: //p' "$1")" "$(code_of "$(sed -n 's/^secret for the authenticator: //p' "$1")")" >"$folder/in"; }

ends 0 init
ends 73 init
says "already"
ends 0 matter open --procedure phan-anh-kien-nghi --unit 02155 --text "Cầu treo hỏng." --subject "Cầu treo" --name "Người Được Giấu" --phone 0912345678
matter=$(cut -d' ' -f1 "$folder/out") key=$(cut -d' ' -f2 "$folder/out")
ends 0 user add lan --name "Nông Thị Lan"
cp "$folder/out" "$folder/lan"
ends 0 grant give lan administrator 19
ends 0 user add hoa --name "Hoàng Hoa"
cp "$folder/out" "$folder/hoa"
ends 0 verify db
says GOOD
ends 0 migrate
ends 0 rebuild
ends 0 verify db

# what is changed by hand is named
named() {
	sql "$1"
	ends 1 verify db
	says "$2"
	sql "$3"
	ends 0 verify db
}
named "UPDATE unit_fact SET name = 'Sai' WHERE unit = 'vn-02155-20250701'" "DOES NOT FIT: unit_fact.name" "UPDATE unit_fact SET name = 'Na Rì' WHERE unit = 'vn-02155-20250701'"
named "UPDATE role_grant SET role = 'head'" "DOES NOT FIT: role_grant.role" "UPDATE role_grant SET role = 'administrator'"
named "UPDATE account SET name = 'Sai' WHERE number = 1" "DOES NOT FIT: account.name" "UPDATE account SET name = 'Nông Thị Lan' WHERE number = 1"
named "UPDATE unit_desk SET from_day = from_day - 1 WHERE unit = 'org-19-btcd'" "DOES NOT FIT: unit_desk.from_day" "UPDATE unit_desk SET from_day = from_day + 1 WHERE unit = 'org-19-btcd'"
named "UPDATE matter SET received = received - 1" "DOES NOT FIT: matter.received" "UPDATE matter SET received = received + 1"

# backup, and restored into the other kind of database too
ends 0 backup "$folder/backup"
says "keys of the sealed parts"
ends 73 backup "$folder/backup"
if strings "$folder/backup" | grep -q "0912345678\|Người Được Giấu"; then fail "the backup of the data shows what is private"; fi
ends 0 restore "$folder/backup" --keys "$folder/backup.keys" --db "$SECOND_DB"
ends 0 verify db --db "$SECOND_DB"
ends 73 restore "$folder/backup" --db "$SECOND_DB"
ends 0 restore "$folder/backup" --keys "$folder/backup.keys" --db "sqlite:$folder/third.db"
ends 0 matter show "$matter" --key "$key" --db "sqlite:$folder/third.db"
says "Cầu treo hỏng"
printf 'x' | dd of="$folder/backup" bs=1 seek=2000 conv=notrunc 2>/dev/null
ends 65 restore "$folder/backup" --db "sqlite:$folder/fourth.db"

# erasing: two decide; nobody opens it again, not from the old backup of the keys either
ends 64 erase "$matter" --part party --basis "Đ16 Luật BVDLCN"
ends 64 erase "$matter" --part nothing --basis "Đ16" --with lan
: >"$folder/in"
ends 64 erase "$matter" --part party --basis "Đ16" --with lan
gives "$folder/hoa"
ends 77 erase "$matter" --part party --basis "Đ16 Luật BVDLCN" --with hoa
gives "$folder/lan"
ends 0 erase "$matter" --part party --part text --basis "Đ16 Luật BVDLCN" --with lan --json
says '"parts":\["text","party"\]'
ends 0 verify db
rm -f "$folder/backup2"
ends 0 backup "$folder/backup2"
ends 0 restore "$folder/backup2" --keys "$folder/backup2.keys" --db "sqlite:$folder/fifth.db"
ends 0 verify db --db "sqlite:$folder/fifth.db"
ends 0 restore "$folder/backup2" --keys "$folder/backup.keys" --db "sqlite:$folder/sixth.db"
says "2 keys that had been erased were destroyed again"
ends 0 verify db --db "sqlite:$folder/sixth.db"
export DANVAN_CLOCK=2026-11-23T09:43:07+07:00
gives "$folder/lan"
ends 0 erase "$matter" --part all --basis "Đ16 Luật BVDLCN" --with lan
ends 0 verify db
export DANVAN_CLOCK=2026-11-23T09:44:07+07:00
gives "$folder/lan"
ends 0 erase account/2 --part party --basis "Đ16 Luật BVDLCN" --with lan
ends 0 verify db
ends 0 user list
grep -q "erased-2" "$folder/out" || fail "the erased account still has its login"
export DANVAN_CLOCK=2026-11-23T09:45:07+07:00
gives "$folder/lan"
ends 1 erase 000000000000 --part party --basis "Đ16" --with lan
says "no matter or account"

# the ledger went on after this backup: everything can be read, nothing appended
ends 0 matter open --procedure phan-anh-kien-nghi --unit 02155 --text "Sau bản sao lưu."
ends 1 restore "$folder/backup2" --keys "$folder/backup2.keys" --db "sqlite:$folder/old.db"
ends 0 verify db --db "sqlite:$folder/old.db"
ends 1 matter open --procedure phan-anh-kien-nghi --unit 02155 --text "Không được." --db "sqlite:$folder/old.db"
ends 1 ledger adopt --db "sqlite:$folder/old.db"

# the checkpoint beside the key is lost
rm "$XDG_STATE_HOME"/danvan/*.checkpoint
ends 1 matter open --procedure phan-anh-kien-nghi --unit 02155 --text "Không được."
says "danvan ledger adopt"
ends 0 ledger adopt
ends 0 matter open --procedure phan-anh-kien-nghi --unit 02155 --text "Được."

# a clock that went back
export DANVAN_CLOCK=2026-11-20T08:00:00+07:00
ends 1 matter open --procedure phan-anh-kien-nghi --unit 02155 --text "Đồng hồ."
says "danvan clock accept"
ends 0 clock accept --reason "the clock ran three days ahead"
ends 0 user add tam --name "Tạ Tâm"
ends 0 verify db
[ $bad = 0 ] && echo "cli_keep: $checks commands"
exit $bad
