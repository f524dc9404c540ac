# figures.awk - the figures of STYLE section 10 over C files; exit 1 when one is passed. A function begins at a "{" in the first column and ends at
# the next "}" there. A public name is a declaration in MODULE/MODULE.h or src/base/*.h; it is documented when a comment stands above its paragraph or beside it.
function end_file() {
	if (file != "" && lines > 600) {
		print file ": " lines " lines (at most 600)"
		bad = 1
	}
}
FNR == 1 {
	end_file()
	file = FILENAME
	inside = paragraph_told = in_comment = 0
	n = split(file, part, "/")
	public = file ~ /\.h$/ && part[1] == "src" && (part[2] == "base" || part[n] == part[2] ".h")
	if (public && $0 !~ /^\/\*/) {
		print file ":1: a public header begins by saying what it is for"
		bad = 1
	}
}
{ lines = FNR }
/^\{/ && file ~ /\.c$/ { inside = 1; began = FNR; next }
/^\}/ && inside {
	inside = 0
	long = FNR - began - 1
	count++
	lengths[long]++
	if (long >= 40)
		over40++
	if (long > 80) {
		print file ":" began ": a function of " long " lines (at most 80)"
		bad = 1
	}
}
public {
	if ($0 ~ /\/\*/)
		paragraph_told = 1
	if ($0 == "")
		paragraph_told = 0
	if (!inside_braces && $0 ~ /^[a-z].*\(.*\).*;/ && $0 !~ /^(static|typedef|#)/ && !paragraph_told) {
		print file ":" FNR ": not documented: " $0
		undocumented++
		bad = 1
	}
}
END {
	end_file()
	for (i = 0; i < 10000 && seen < count / 2; i++)
		seen += lengths[i]
	printf "functions: %d, median %d lines, %.1f %% under 40\n", count, i - 1, count ? 100 * (count - over40) / count : 100
	printf "public names without a comment: %d\n", undocumented + 0
	if (count && over40 * 10 > count) {
		print "more than 10 of 100 functions have 40 lines or more"
		bad = 1
	}
	exit bad
}
