#!/bin/sh
# cli_order_files.sh - orders from files against the lists of the program: tests/orders/ok with what they will change, tests/orders/refused with the sentences that
# refuse them, in both languages. Then against a database, where other orders stand: tests/orders/later, in the order of their names. DANVAN_ACCEPT=1 renews what is expected.
. "$(dirname "$0")/steps.sh"

# is FILE.txt: what stands in $folder/out is what it says, or is made to be
is() {
	if [ -n "${DANVAN_ACCEPT:-}" ]; then cp "$folder/out" "$1"; fi
	checks=$((checks + 1))
	diff -u "$1" "$folder/out" >&2 || fail "$1 is not what is said"
}
# both WANTED COMMAND...: in both languages, with the same exit code
both() {
	wanted=$1
	shift
	: >"$folder/out"
	for lang in vi en; do
		echo "$lang:" >>"$folder/out"
		commands=$((commands + 1)) checks=$((checks + 1))
		DANVAN_LANG=$lang "$DANVAN" "$@" >>"$folder/out" 2>&1 </dev/null
		status=$?
		[ $status = "$wanted" ] || [ "$wanted $status" = "refused 1" ] || [ "$wanted $status" = "refused 65" ] || fail "danvan $*: exit code $status, not $wanted: $(cat "$folder/out")"
	done
}
against_lists() {
	for f in tests/orders/ok/*.yaml; do
		both 0 order plan "$f"
		is "${f%.yaml}.txt"
	done
	for f in tests/orders/refused/*.yaml; do
		both 65 order check "$f"
		is "${f%.yaml}.txt"
	done
	# more parts than an order may have
	{ sed '/^parts:/q' tests/orders/refused/no-unit.yaml; yes '  - { rename: "01858", name: Bằng }' | head -n 20001; } >"$folder/large.yaml"
	both 65 order check "$folder/large.yaml"
	prints 20000 # the limit is said
}
[ "$DANVAN_TEST_ENGINE" = postgresql ] || against_lists # no database has a part in it

with_database
ends 0 init
# NN-does-WHAT.yaml is applied, NN-not-WHAT.yaml is refused
for f in tests/orders/later/*.yaml; do
	case $f in
	*-does-*) ends 0 order apply "$f" ;;
	*-not-*) both refused order apply "$f" && is "${f%.yaml}.txt" ;;
	esac
done
for order in none-such 02-does-made; do
	both refused order revoke "$order" --reason "Thử"
	is "tests/orders/later/revoke-$order.txt"
done
the_end
