#!/bin/sh
# cli_keep.sh - backup and restore from engine to engine, erasing for good, a lost checkpoint, a wrong clock, and every change by hand named by `verify db`.
. "$(dirname "$0")/steps.sh"
with_database

ends 0 init
ends 73 init
says "already"
files 0 "Cầu treo hỏng." --subject "Cầu treo" --name "Người Được Giấu" --phone 0912345678
matter=$(cut -d' ' -f1 "$folder/out") key=$(cut -d' ' -f2 "$folder/out")
opens_account lan "Nông Thị Lan"
ends 0 grant give lan administrator 19
opens_account hoa "Hoàng Hoa"
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
ends 64 erase "$matter" --part party --basis "Đ16" --with lan
gives hoa
ends 77 erase "$matter" --part party --basis "Đ16 Luật BVDLCN" --with hoa
gives lan
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
gives lan
ends 0 erase "$matter" --part all --basis "Đ16 Luật BVDLCN" --with lan
ends 0 verify db
export DANVAN_CLOCK=2026-11-23T09:44:07+07:00
gives lan
ends 0 erase account/2 --part party --basis "Đ16 Luật BVDLCN" --with lan
ends 0 verify db
ends 0 user list
prints erased-2 # not its login
export DANVAN_CLOCK=2026-11-23T09:45:07+07:00
gives lan
ends 1 erase 000000000000 --part party --basis "Đ16" --with lan
says "no matter or account"

# the ledger went on after this backup: everything can be read, nothing appended
files 0 "Sau bản sao lưu."
ends 1 restore "$folder/backup2" --keys "$folder/backup2.keys" --db "sqlite:$folder/old.db"
ends 1 verify db --db "sqlite:$folder/old.db"
says "DOES NOT FIT: ledger_meta.size"
files 1 "Không được." --db "sqlite:$folder/old.db"
ends 1 ledger adopt --db "sqlite:$folder/old.db"

# the checkpoint beside the key is lost
rm "$XDG_STATE_HOME"/danvan/*.checkpoint
files 1 "Không được."
says "danvan ledger adopt"
ends 0 ledger adopt
files 0 "Được."

# a clock that went back
export DANVAN_CLOCK=2026-11-20T08:00:00+07:00
files 1 "Đồng hồ."
says "danvan clock accept"
ends 0 clock accept --reason "the clock ran three days ahead"
ends 0 user add tam --name "Tạ Tâm"
ends 0 verify db
the_end
