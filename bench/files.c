/* files.c - puts files of one megabyte of noise into a database, in pieces and sealed as the program does, until there are MB of them.
 *
 * Usage: bench_files URL MB */
#include "base/base.h"

#include "matter/file_store.h"
#include "matter/matter.h"

enum { FILE_BYTES = 1 << 20, GROUP = 16 };

static bool put(struct connection *db, struct world *w, struct arena *a, int64_t count, struct error *e)
{
	char *noise = arena_alloc(a, FILE_BYTES);
	w->random(w, noise, FILE_BYTES);
	if (!store_begin(db, BEGIN_KEEP, e))
		return false;
	for (int64_t i = 0; i < count; i++) {
		struct stored_file f = { .name = TEXT("anh.jpg"), .type = TEXT("image/jpeg") };
		if (!file_store_put(db, w, a, text_bytes(noise, FILE_BYTES), &f, e))
			return false;
	}
	return store_commit(db, e) == STORE_DONE;
}

int main(int argc, char **argv)
{
	struct world       world = world_real();
	struct error       e = { 0 };
	struct store      *store;
	struct connection *db;
	int64_t            mb;
	if (argc != 3 || !text_to_int(text_of(argv[2]), &mb) || mb < 1) {
		fprintf(stderr, "usage: bench_files URL MB\n");
		return 64;
	}
	bool good = store_open(argv[1], &store, &e) && store_connect(store, STORE_WRITE, &db, &e);
	for (int64_t done = 0; good && done < mb; done += GROUP) {
		_cleanup_arena_ struct arena *a = arena_new(0);
		good = put(db, &world, a, mb - done < GROUP ? mb - done : GROUP, &e);
	}
	if (!good) {
		fprintf(stderr, "bench_files: %s %s\n", e.code, e.value);
		return 70;
	}
	connection_close(db);
	store_close(store);
	return 0;
}
