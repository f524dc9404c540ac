#!/bin/sh
# Every row of the table of commands: its help works in both languages, with usage, options, result, examples and exit codes, and so do the man page and
# bash's completion. Slips are met with the nearest name and exit code 64; a wrong configuration with 78 and the line.
set -u
folder=$(mktemp -d "${TMPDIR:-/tmp}/danvan-help.XXXXXX")
trap 'rm -rf "$folder"' EXIT INT TERM
unset DANVAN_DB DANVAN_CONFIG DANVAN_CLOCK
export LANG=C.UTF-8
bad=0 commands=0

fail() {
	echo "flow cli_help: $*" >&2
	bad=1
}

# ends_with CODE WORDS COMMAND...: exit code, nothing on standard output, and the words on standard error
ends_with() {
	code=$1 words=$2
	shift 2
	"$@" >"$folder/out" 2>"$folder/err"
	status=$?
	[ $status = "$code" ] || fail "$*: exit code $status, not $code"
	grep -q -e "$words" "$folder/err" || fail "$*: does not say '$words' but: $(cat "$folder/err")"
	[ ! -s "$folder/out" ] || fail "$*: a refusal on standard output"
}

"$DANVAN" help >"$folder/all" || fail "danvan help"
grep '^  [a-z]' "$folder/all" | sed 's/^  \(.\{18\}\).*/\1/; s/ *$//' | grep -v '^danvan' >"$folder/names"
"$DANVAN" help --man >"$folder/man" || fail "danvan help --man"
"$DANVAN" completion bash >"$folder/completion" || fail "danvan completion bash"
bash -n "$folder/completion" || fail "the completion is no bash"

while read -r name; do
	commands=$((commands + 1))
	for lang in vi en; do
		# shellcheck disable=SC2086 # a name is several words
		"$DANVAN" $name --help --lang $lang >"$folder/help" 2>"$folder/err" || fail "danvan $name --help --lang $lang"
		[ ! -s "$folder/err" ] || fail "danvan $name --help: $(cat "$folder/err")"
		if [ $lang = vi ]; then set -- "Cách dùng" "Tùy chọn" "Kết quả" "Ví dụ" "Mã thoát"; else set -- Usage Options Result Examples "Exit codes"; fi
		for heading; do
			grep -q "^$heading" "$folder/help" || fail "danvan $name --help --lang $lang has no heading $heading"
		done
		grep -q "^  0  " "$folder/help" || fail "danvan $name --help: no exit code 0"
		grep -q "^  64 " "$folder/help" || fail "danvan $name --help: no exit code 64"
		grep -q "^  .*danvan $name" "$folder/help" || fail "danvan $name --help: no example of it"
		grep -q '(null)' "$folder/help" && fail "danvan $name --help --lang $lang: something is missing"
		# shellcheck disable=SC2086
		"$DANVAN" --lang $lang help $name | cmp -s - "$folder/help" || fail "danvan help $name differs from --help"
	done
	grep -q "^.SS \"danvan $name" "$folder/man" || fail "the man page has no $name"
	grep -q "\"$name \"" "$folder/completion" || fail "the completion has no $name"
	# shellcheck disable=SC2086
	ends_with 64 -- "$DANVAN" $name --no-such-option-at-all
done <"$folder/names"
[ $commands -ge 5 ] || fail "only $commands commands in danvan help"

ends_with 64 'Cách dùng' "$DANVAN"
ends_with 64 'version' "$DANVAN" versoin
ends_with 64 'config has these commands' "$DANVAN" --lang en config
ends_with 64 '“config show”' "$DANVAN" config shwo
ends_with 64 '“--json”' "$DANVAN" version --jsn
ends_with 64 '--json' "$DANVAN" version --json --json
ends_with 64 'thừa\|không nhận thêm' "$DANVAN" version again
ends_with 64 '“fr”' "$DANVAN" version --lang fr
ends_with 64 'yesterday' "$DANVAN" version --clock yesterday

printf 'listen=127.0.0.1:8081\n# a comment\nlistn=1\n' >"$folder/a.conf"
ends_with 78 'a.conf, dòng 3.*“listn”.*“listen”' "$DANVAN" config check --config "$folder/a.conf"
printf 'totp=maybe\n' >"$folder/b.conf"
ends_with 78 'b.conf:1.*yes hoặc no' "$DANVAN" config check --config "$folder/b.conf"
printf 'threads=0\n' >"$folder/c.conf"
ends_with 78 '1 đến 64' "$DANVAN" config check --config "$folder/c.conf"
printf 'nothing\n' >"$folder/d.conf"
ends_with 78 'KEY=VALUE' "$DANVAN" --lang en config check --config "$folder/d.conf"
ends_with 78 'DANVAN_LISTEM.*“listen”' env DANVAN_LISTEM=1 "$DANVAN" config check
ends_with 74 "$folder/none" "$DANVAN" config check --config "$folder/none"

env DANVAN_LISTEM=1 "$DANVAN" version >/dev/null || fail "version needs a right configuration"
printf 'db=postgresql://danvan:hunter2@db.example/danvan\nlisten="0.0.0.0:80"\n' >"$folder/e.conf"
printf '  vi\n' >"$folder/lang"
DANVAN_LISTEN=127.0.0.1:9 DANVAN_LANG_FILE="$folder/lang" "$DANVAN" config show --config "$folder/e.conf" >"$folder/shown" || fail "config show"
grep -q hunter2 "$folder/shown" && fail "config show tells a password"
grep -q 'postgresql://danvan:\*\*\*@db.example/danvan.*e.conf:1' "$folder/shown" || fail "config show: $(grep '^db' "$folder/shown")"
grep -q '^listen=127.0.0.1:9	# DANVAN_LISTEN$' "$folder/shown" || fail "the environment does not win: $(grep '^listen' "$folder/shown")"
grep -q '^lang=vi	# DANVAN_LANG_FILE$' "$folder/shown" || fail "KEY_FILE: $(grep '^lang' "$folder/shown")"
while IFS='=' read -r key rest; do
	grep -q "^.fB$key.fR\|fB$key" "$folder/man" || fail "the man page has no setting $key"
done <"$folder/shown"

"$DANVAN" version --json | grep -q '^{"commit":".*","compiler":".*","packs":\[.*\],"schema":[0-9]*,"version":"[0-9.]*"}$' || fail "version --json"
"$DANVAN" version >/dev/full 2>"$folder/err"
[ $? = 74 ] || fail "a full disk was not told"

echo "flow cli_help: $commands commands, two languages"
[ $bad = 0 ]
