#!/bin/sh
# Every row of the table of commands: its help works in both languages, with usage, options, result, examples and exit codes, and so do the man page and
# bash's completion. Slips are met with the nearest name and exit code 64; a wrong configuration with 78 and the line.
. "$(dirname "$0")/steps.sh"
unset DANVAN_LANG DANVAN_CLOCK # as somebody who has set nothing
rows=0

# refused CODE PATTERN COMMAND...: exit code, nothing on standard output, and the words on standard error
refused() {
	wanted=$1 words=$2
	shift 2
	ends "$wanted" "$@"
	says "$words"
	[ ! -s "$folder/out" ] || fail "$*: a refusal on standard output"
}

ends 0 help
grep '^  [a-z]' "$folder/out" | sed 's/^  \(.\{18\}\).*/\1/; s/ *$//' | grep -v '^danvan' >"$folder/names"
ends 0 help --man
mv "$folder/out" "$folder/man"
ends 0 completion bash
mv "$folder/out" "$folder/completion"
takes "the completion is no bash" bash -n "$folder/completion"

# They bring thirty others, and loading those was more than half of what each of these commands cost (src/base/late.h).
for library in libcurl libpq libmicrohttpd libgnutls libssl; do
	refuses "every command loads $library" sh -c "ldd '$DANVAN' | grep -q '$library'"
done

while read -r name; do
	rows=$((rows + 1))
	for lang in vi en; do
		# shellcheck disable=SC2086 # a name is several words
		ends 0 $name --help --lang $lang
		mv "$folder/out" "$folder/help"
		[ ! -s "$folder/err" ] || fail "danvan $name --help: $(cat "$folder/err")"
		if [ $lang = vi ]; then set -- "Cách dùng" "Tùy chọn" "Kết quả" "Ví dụ" "Mã thoát"; else set -- Usage Options Result Examples "Exit codes"; fi
		for words in "$@" "  0  " "  64 " "  .*danvan $name"; do prints "^$words" "$folder/help"; done
		refuses "danvan $name --help --lang $lang: something is missing" grep -q '(null)' "$folder/help"
		# shellcheck disable=SC2086
		ends 0 --lang $lang help $name
		same "$folder/out" "$folder/help"
	done
	takes "the man page has no $name" grep "^.SS \"danvan $name" "$folder/man"
	takes "the completion has no $name" grep "\"$name \"" "$folder/completion"
	# shellcheck disable=SC2086
	refused 64 -- $name --no-such-option-at-all
done <"$folder/names"
[ $rows -ge 5 ] || fail "only $rows commands in danvan help"

refused 64 'Cách dùng'
refused 64 'version' versoin
refused 64 'config has these commands' --lang en config
refused 64 '“config show”' config shwo
refused 64 '“--json”' version --jsn
refused 64 '--json' version --json --json
refused 64 'thừa\|không nhận thêm' version again
refused 64 '“fr”' version --lang fr
refused 64 'yesterday' version --clock yesterday

printf 'listen=127.0.0.1:8081\n# a comment\nlistn=1\n' >"$folder/a.conf"
refused 78 'a.conf, dòng 3.*“listn”.*“listen”' config check --config "$folder/a.conf"
printf 'totp=maybe\n' >"$folder/b.conf"
refused 78 'b.conf:1.*yes hoặc no' config check --config "$folder/b.conf"
printf 'threads=0\n' >"$folder/c.conf"
refused 78 '1 đến 64' config check --config "$folder/c.conf"
printf 'nothing\n' >"$folder/d.conf"
refused 78 'KEY=VALUE' --lang en config check --config "$folder/d.conf"
export DANVAN_LISTEM=1
refused 78 'DANVAN_LISTEM.*“listen”' config check
ends 0 version # needs no right configuration
unset DANVAN_LISTEM
refused 74 "$folder/none" config check --config "$folder/none"

printf 'db=postgresql://danvan:hunter2@db.example/danvan\nlisten="0.0.0.0:80"\n' >"$folder/e.conf"
printf '  vi\n' >"$folder/lang"
export DANVAN_LISTEN=127.0.0.1:9 DANVAN_LANG_FILE="$folder/lang"
ends 0 config show --config "$folder/e.conf"
unset DANVAN_LISTEN DANVAN_LANG_FILE
mv "$folder/out" "$folder/shown"
refuses "config show tells a password" grep hunter2 "$folder/shown"
prints 'postgresql://danvan:\*\*\*@db.example/danvan.*e.conf:1' "$folder/shown"
prints '^listen=127.0.0.1:9	# DANVAN_LISTEN$' "$folder/shown"
prints '^lang=vi	# DANVAN_LANG_FILE$' "$folder/shown"
while IFS='=' read -r key rest; do
	takes "the man page has no setting $key" grep "^.fB$key.fR\|fB$key" "$folder/man"
done <"$folder/shown"

ends 0 version --json
prints '^{"commit":".*","compiler":".*","packs":\[.*\],"schema":[0-9]*,"version":"[0-9.]*"}$'
"$DANVAN" version >/dev/full 2>"$folder/err"
[ $? = 74 ] || fail "a full disk was not told"

the_end
