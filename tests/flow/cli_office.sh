#!/bin/sh
# cli_office.sh - accounts, sessions and rights from the command line: secrets shown once, who did it stands in the ledger, nobody's name does.
. "$(dirname "$0")/steps.sh"
with_database

ends 0 init
opens_account lan "Nông Thị Lan"
[ -n "$(password lan)" ] || fail "no password was shown"
[ -n "$(secret lan)" ] || fail "no secret was shown"
ends 0 user add hoa --name "Hoàng Hoa" --json
prints '"login":"hoa","password":"'
ends 1 user add lan --name "Another"
says "already"
ends 1 user add Lan --name "Another"
ends 64 user add
ends 0 user list
lines 2
refuses "a password was shown twice" grep -q "$(password lan)" "$folder/out"
ends 0 user list --json

# rights
ends 0 grant give lan administrator 19
prints '^1$' # the first right's number
ends 0 grant give lan officer 02155 --to 2027-01-01 --json
prints '"grant":2,"role":"officer","to":"2027-01-01","unit":"vn-'
ends 1 grant give lan king 02155
says "clerk, officer"
ends 1 grant give nobody clerk 02155
ends 1 grant give lan clerk 99999
ends 1 grant give lan clerk 02155 --from 2026-11-01
ends 0 grant list lan
prints "officer in charge" # the role has its title
ends 0 grant end 2 --json
ends 1 grant end 2
ends 1 grant end 1
says "last administrator"
ends 1 user close lan
ends 64 grant end x

# signing in
answers "wrong password here" 000000
ends 1 login lan
[ ! -e "$XDG_STATE_HOME/danvan/session" ] || fail "a session after a wrong password"
signs_in lan
says "Nông Thị Lan"
[ "$(stat -c %a "$XDG_STATE_HOME/danvan/session")" = 600 ] || fail "others may read the session"
gives lan
ends 1 login lan
says "used already"
ends 64 login lan
ends 0 user add tam --name "Tạ Tâm"
reads_entries
prints '"account":3,"by":{"account":1,"role":"administrator","via":"console"}' "$folder/entries" # who opened account 3
for person in Lan hoa Hoàng lan Tâm; do
	refuses "the ledger shows $person" grep -q "\"$person\|$person\"" "$folder/entries"
done
ends 0 user close hoa
ends 1 user close hoa
ends 0 user reopen hoa
ends 0 user totp hoa
ends 0 user passwd hoa
answers "một câu rất dài"
ends 0 user passwd hoa --ask
answers "ngắn"
ends 1 user passwd hoa --ask
ends 0 logout
ends 77 logout

# five wrong ones, then even the right one waits
for i in 1 2 3 4 5 6; do
	answers "wrong password here" 000000
	ends 1 login tam
done
says "Wait 30 seconds"

ends 0 verify db
the_end
