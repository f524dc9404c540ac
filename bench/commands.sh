# How long the program takes to start, and to answer a question that needs no database.
runs=200
for command in version 'term --from 2020-01-22 --days 10' 'calendar 2030'; do
	before=$(date +%s%N)
	i=0
	while [ $i -lt $runs ]; do
		# shellcheck disable=SC2086 # words are wanted
		"$DANVAN" $command >/dev/null || exit 1
		i=$((i + 1))
	done
	printf '%s\t%d\tus\t-\t-\t-\t-\n' "command.$(echo "$command" | cut -d' ' -f1)" $((($(date +%s%N) - before) / runs / 1000))
done
