# count.awk - reads meson's testlog.txt. Per group of tests (unit, each engine, flow, fuzz, ...) how many single tests passed and failed; the last line
# is the sum as "PASSED FAILED". A program that tells its number in cmocka's words counts for that number, any other for one.
function group_of(name) {
	if (name ~ /-sqlite$/)
		return "sqlite"
	if (name ~ /-postgresql$/)
		return "postgresql"
	if (name ~ /^flow-/)
		return "flow"
	if (name ~ /^fuzz-/)
		return "fuzz"
	return "unit"
}

function finish(    good) {
	if (name == "")
		return
	if (!counted)
		run = 1
	if (result != "exit status 0" && !bad)
		bad = 1
	good = run > bad ? run - bad : 0
	group = group_of(name)
	passed[group] += good
	failed[group] += bad
	all_passed += good
	all_failed += bad
	if (bad)
		print "FAILED: " name " (" result ")"
	name = ""
}

/^test: / {
	finish()
	name = $NF # "danvan:sqlite / store-sqlite": the name stands last
	run = bad = counted = 0
	result = "none"
}
/^result: / { result = $0; sub(/^result:[ ]*/, "", result) }
/^\[==========\] [0-9]+ test\(s\) run\./ { run += $2; counted = 1 }
/^\[  FAILED  \] [0-9]+ test\(s\)/ { bad += $4 }
END {
	finish()
	for (group in passed)
		printf "%-12s %5d passed, %d failed\n", group, passed[group], failed[group]
	print all_passed + 0, all_failed + 0
}
