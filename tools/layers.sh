#!/bin/sh
# Refuses an include against the arrows of src/layers.txt: layers.sh SOURCE_ROOT [STAMP]. Names each with file and line; exit 1 if there is one.
set -eu
root=$1 stamp=${2:-}
case $stamp in
/* | "") ;;
*) stamp=$PWD/$stamp ;;
esac
cd "$root/src"
if grep -n '^[[:space:]]*#[[:space:]]*include[[:space:]]*"' */*.c */*.h | awk -F: '
	BEGIN {
		while ((getline line < "layers.txt") > 0) {
			if (line ~ /^#/ || line == "")
				continue
			split(line, half, ":")
			known[half[1]] = 1
			count = split(half[2], left, " ")
			for (i = 1; i <= count; i++)
				allowed[half[1] "<" left[i]] = 1
		}
	}
	{
		module = $1
		sub(/\/.*/, "", module)
		split($0, quoted, "\"")
		path = quoted[2]
		if (!(module in known)) {
			printf "src/%s:%s: module %s has no line in src/layers.txt\n", $1, $2, module
			bad = 1
			next
		}
		if (path ~ /^\.\.?\//) {
			printf "src/%s:%s: \"%s\" reaches around; include as \"MODULE/MODULE.h\"\n", $1, $2, path
			bad = 1
			next
		}
		slash = index(path, "/")
		other = slash ? substr(path, 1, slash - 1) : module
		if (other == module || !(other in known))
			next
		if (!((module "<" other) in allowed)) {
			printf "src/%s:%s: %s may not include %s (src/layers.txt)\n", $1, $2, module, other
			bad = 1
		} else if (other != "base" && path != other "/" other ".h") {
			printf "src/%s:%s: \"%s\" is private to %s\n", $1, $2, path, other
			bad = 1
		}
	}
	END { exit !bad }'; then
	exit 1
fi
[ -z "$stamp" ] || : >"$stamp"
