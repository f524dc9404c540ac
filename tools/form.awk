# form.awk - the form of C files that a machine can judge: awk -f tools/form.awk FILES. Exit 1 when a line is refused.
# Tabs at the beginning of a line, blanks only behind them to align; nothing behind the last character; a function's brace on a line of its own; at most one empty line.
function refuse(why) { printf "%s:%d: %s\n", FILENAME, FNR, why; bad = 1 }
FNR == 1 { empty = 0; if (last != "" && lasts_empty) { printf "%s: ends with an empty line\n", last; bad = 1 } last = FILENAME }
/[ \t]$/ { refuse("blanks at the end of the line") }
/^ +[^ *]/ && !continued { refuse("blanks instead of a tab") }
/ \t/ { refuse("a blank before a tab") }
/\r/ { refuse("a carriage return") }
/^[a-z].*[^=,(] *\{$/ && /\)[^()]* *\{$/ && !/^(struct|enum|union|static const struct|typedef|for|while|if|switch|do|else)/ { refuse("the brace of a function belongs on the next line") }
{
	lasts_empty = $0 == ""
	if ($0 == "" && ++empty > 1) refuse("two empty lines")
	if ($0 != "") empty = 0
	continued = 1
	if ($0 == "" || $0 ~ /^[^ \t]/ && $0 !~ /[,(|&+"\\]$/) continued = $0 !~ /[;}{]$/ && $0 != ""
}
END { exit bad }
