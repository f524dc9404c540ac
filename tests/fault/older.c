/* older.c - what migrate.mjs asks of databases of earlier schemas: "older last" says how many schemas there are, "older make FROM TO K" fills the empty database TO as schema K
 * had it, "older look URL" prints the number of its schema and a hash of all its rows, "older digest URL" one of the rows of the ledger. */
#include "base/base.h"

#include "base/encode.h"
#include "database.h"
#include "older.h"

static void look(struct arena *a, const char *url, bool ledger)
{
	struct connection *db = test_connection(a, test_store_at(a, url), STORE_READ);
	struct error       e = { 0 };
	int64_t            version = 0;
	if (!store_schema_version(db, &version, &e))
		test_fail("version", &e);
	struct text dump = test_dump(a, db, ledger ? older_of_ledger : NULL);
	printf("%lld %.*s\n", ledger ? 0LL : (long long)version, TEXT_ARG(hash_hex(a, sha256(ledger ? older_rows(dump) : dump))));
}

int main(int argc, char **argv)
{
	_cleanup_arena_ struct arena *a = arena_new(0);
	int64_t                       k = 0;
	if (argc == 2 && strcmp(argv[1], "last") == 0)
		printf("%zu\n", older_last());
	else if (argc == 5 && strcmp(argv[1], "make") == 0 && text_to_int(text_of(argv[4]), &k))
		older_make(a, argv[2], argv[3], (size_t)k);
	else if (argc == 3 && (strcmp(argv[1], "look") == 0 || strcmp(argv[1], "digest") == 0))
		look(a, argv[2], strcmp(argv[1], "digest") == 0);
	else {
		fprintf(stderr, "usage: older last | make FROM TO K | look URL | digest URL\n");
		return 2;
	}
	return 0;
}
