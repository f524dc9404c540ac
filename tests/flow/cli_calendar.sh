#!/bin/sh
# cli_calendar.sh - days off are announced to an installation that has open matters: shown first, then entered once, verified afterwards.
. "$(dirname "$0")/steps.sh"
with_database
announce() {
	code=$1
	shift
	ends "$code" calendar announce "$@" --basis "TB 1/TB-VPCP" --announced 2026-11-23
}

cat >"$folder/notice.yaml" <<'END'
rules:
- {id: quoc-tang, vi: "Quốc tang", en: "National mourning", basis: "TB 1/TB-VPCP", on: 12-02, from: 2026-12-02, until: 2026-12-02}
END
printf 'swaps:\n- {off: 2026-12-05, work: 2026-12-12, basis: x}\n' >"$folder/broken.yaml"

ends 0 demo
ends 0 verify db
before=$(cat "$folder/out")
announce 65 "$folder/broken.yaml"
says "broken.yaml"
says "line 2"
ends 64 calendar announce "$folder/notice.yaml"
announce 74 "$folder/none.yaml"
announce 0 "$folder/notice.yaml" --dry-run
says "2026-12-02.*National mourning"
says "Nothing was written"
ends 0 verify db
[ "$(cat "$folder/out")" = "$before" ] || fail "a dry run changed the ledger: $(cat "$folder/out")"
announce 0 "$folder/notice.yaml" --json
prints '"days":\[{"basis":"TB 1/TB-VPCP","date":"2026-12-02","kind":"holiday","off":true}\],"entry":[0-9]*,"matters":[1-9]'
announce 1 "$folder/notice.yaml"
says "already\|was announced"
ends 0 verify db
[ "$(cat "$folder/out")" != "$before" ] || fail "nothing was entered"

the_end
