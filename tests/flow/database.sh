# database.sh - for flow tests that need a database: sets DANVAN_DB to an empty one on the engine of this run, HOME and XDG_STATE_HOME inside $folder, and
# removes all of it at the end. Source it after $folder was made; SECOND_DB is a second empty database.
unset DANVAN_CONFIG DANVAN_LANG LC_ALL
export HOME="$folder" XDG_STATE_HOME="$folder/state"
if [ "$DANVAN_TEST_ENGINE" = postgresql ]; then
	[ -n "${DANVAN_TEST_PG:-}" ] || { echo "flow: DANVAN_TEST_PG is not set (tests/support/with-postgres sets it)" >&2; exit 1; }
	schema=flow_$$
	psql -q "$DANVAN_TEST_PG" -c "CREATE SCHEMA $schema" -c "CREATE SCHEMA ${schema}_2" || exit 1
	mark=$(case $DANVAN_TEST_PG in *\?*) echo '&' ;; *) echo '?' ;; esac)
	export DANVAN_DB="$DANVAN_TEST_PG${mark}schema=$schema" SECOND_DB="$DANVAN_TEST_PG${mark}schema=${schema}_2"
	sql() { psql -q "$DANVAN_TEST_PG" -c "SET search_path = $schema" -c "$1" >/dev/null; }
else
	export DANVAN_DB="sqlite:$folder/danvan.db" SECOND_DB="sqlite:$folder/second.db"
	sql() { sqlite3 "$folder/danvan.db" "$1" >/dev/null; }
fi
flow_end() {
	[ "$DANVAN_TEST_ENGINE" != postgresql ] || psql -q "$DANVAN_TEST_PG" -c "SET client_min_messages = error" -c "DROP SCHEMA $schema CASCADE" -c "DROP SCHEMA ${schema}_2 CASCADE"
	rm -rf "$folder"
}
trap flow_end EXIT
trap 'exit 1' INT TERM
