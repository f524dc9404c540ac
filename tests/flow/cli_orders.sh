#!/bin/sh
# cli_orders.sh - a merger and a division, from the file to the day after: no matter loses its way, and nobody but the desks moves.
. "$(dirname "$0")/steps.sh"
with_database

# officer LOGIN UNIT: an account that handles matters there
officer() {
	opens_account "$1" "Cán bộ $1"
	for role in clerk officer head; do ends 0 grant give "$1" $role "$2"; done
}
# matter UNIT: files one; its code alone
matter() {
	ends 0 matter open --procedure phan-anh-kien-nghi --unit "$1" --text "Cầu treo hỏng."
	cut -d' ' -f1 "$folder/out"
}

ends 0 init
officer an org-vn-02155-20250701-ubnd
officer binh org-vn-02185-20250701-ubnd
merged=$(matter 02155)
divided=$(matter 02143)

cat >"$folder/merger.yaml" <<'YAML'
order: nq-1-2026
title: { vi: "Sắp xếp xã", en: "Communes rearranged" }
basis: 1/NQ-HĐND (20/11/2026)
effective: 2026-12-05
parts:
  - merge: ["02155", "02176"]
    into: { name: Yến Lạc, type: xa, code: "02155", parent: "19" }
  - split: "02143"
    to:
      - { unit: "02152", take: part, people: 2100, km2: "40.10" }
      - { unit: "02185", take: rest, people: 1900, km2: "30.00", hamlets: [Nà Tát] }
YAML
ends 0 order check "$folder/merger.yaml"
says "nothing is wrong"
says "is divided"
ends 0 order plan "$folder/merger.yaml"
says "desk-org-vn-02155-20250701-ubnd	UBND xã Na Rì	UBND xã Yến Lạc	1 open, 0 late"
says "account	1	officer	UBND xã Na Rì	UBND xã Yến Lạc"
ends 0 order plan "$folder/merger.yaml" --json
ends 0 order apply "$folder/merger.yaml"
says "nq-1-2026"
ends 0 verify db
sed 's/nq-1-2026/nq-2-2026/' "$folder/merger.yaml" >"$folder/again.yaml"
ends 65 order apply "$folder/again.yaml" # the same units twice
ends 0 matter show "$merged"
says "UBND xã Na Rì" # its day has not come
ends 0 unit show 02155 --on 2026-12-04
says "xã Na Rì"
ends 0 unit show 02155 --on 2026-12-05
says "xã Yến Lạc"

# another order, and taken back
cat >"$folder/name.yaml" <<'YAML'
order: nq-3-2026
title: { vi: "Đổi tên", en: "A name" }
basis: 3/NQ-HĐND (20/11/2026)
effective: 2026-12-20
parts:
  - rename: "02191"
    name: Xuân Dương Mới
YAML
ends 0 order apply "$folder/name.yaml"
ends 0 unit show 02191 --on 2026-12-20
says "Xuân Dương Mới"
ends 0 unit show org-vn-02191-20250701-ubnd --on 2026-12-20
says "UBND xã Xuân Dương Mới" # its bodies are named after it
ends 64 order revoke nq-3-2026
ends 0 order revoke nq-3-2026 --reason "Hoãn lại"
ends 1 order revoke nq-3-2026 --reason "Hoãn lại"
ends 0 unit show 02191 --on 2026-12-20
says "xã Xuân Dương$"
ends 1 order revoke nq-9-2026 --reason "Không có"
ends 0 order list
says "revoked"
ends 0 verify db

# the day after
DANVAN_CLOCK=2026-12-06T09:41:07+07:00
ends 0 matter show "$merged"
says "UBND xã Yến Lạc"
ends 0 matter show "$divided"
says "UBND xã Cường Lợi"
signs_in an
ends 0 matter do "$merged" receive # his right went with the desk
ends 1 matter do "$divided" sort --set to=org-vn-02185-20250701-ubnd # it does not lie at his
ends 0 logout
opens_account chi "Cán bộ chi"
ends 0 grant give chi head org-vn-02152-20250701-ubnd
signs_in chi
ends 1 matter do "$divided" sort --set to=org-vn-02155-20250701-ubnd # no heir of it
says "Côn Minh"
ends 0 matter do "$divided" sort --set to=org-vn-02185-20250701-ubnd
ends 0 logout
ends 0 matter show "$divided"
says "UBND xã Côn Minh"
signs_in binh
ends 1 matter do "$divided" sort --set to=org-vn-02152-20250701-ubnd
says "sorted"
ends 0 matter do "$divided" receive
ends 0 logout
ends 1 order revoke nq-1-2026 --reason "Quá muộn"
says "in force"
ends 1 order apply "$folder/merger.yaml"

ends 0 verify db
ends 0 rebuild
ends 0 verify db
reads_entries
prints '"kind":"order.end"' "$folder/entries"
the_end
