/* replay ROUNDS FILE... - gives each file to the fuzz target as it is, then ROUNDS changed copies of it. The seed is printed first, so that a crash can be
 * repeated: DANVAN_TEST_SEED=number. */
#include "base/base.h"

#include "fuzz.h"

#define FILE_MOST (1 << 20)

struct draw {
	struct world world;
};

static size_t draw(struct draw *d, size_t below)
{
	uint64_t n;
	d->world.random(&d->world, &n, sizeof(n));
	return below ? (size_t)(n % below) : 0;
}

/* One change: a bit, a byte that means something to a parser, a piece copied, a piece cut out. Gives the new length. */
static size_t change(struct draw *d, uint8_t *at, size_t len, size_t room)
{
	static const char meaning[] = "\n\t :-,[]{}&*!|>'\"%@#?0\x80\xff";
	size_t            place = draw(d, len), piece = draw(d, 40) + 1, other = draw(d, len);
	if (len == 0)
		return 0;
	if (place + piece > len)
		piece = len - place;
	switch (draw(d, 4)) {
	case 0: at[place] ^= (uint8_t)(1u << draw(d, 8)); return len;
	case 1: at[place] = (uint8_t)meaning[draw(d, sizeof(meaning))]; return len;
	case 2:
		if (len + piece > room)
			return len;
		uint8_t copy[40];
		memcpy(copy, at + place, piece);
		memmove(at + other + piece, at + other, len - other);
		memcpy(at + other, copy, piece);
		return len + piece;
	default: memmove(at + place, at + place + piece, len - place - piece); return len - piece;
	}
}

static void replay(struct draw *d, struct text file, long rounds)
{
	size_t   room = file.len + 4096;
	uint8_t *at = malloc(room);
	if (!at)
		abort();
	LLVMFuzzerTestOneInput((const uint8_t *)file.at, file.len);
	for (long i = 0; i < rounds; i++) {
		size_t len = file.len;
		memcpy(at, file.at, len);
		for (size_t n = draw(d, 6) + 1; n > 0; n--)
			len = change(d, at, len, room);
		LLVMFuzzerTestOneInput(at, len);
	}
	free(at);
}

int main(int argc, char **argv)
{
	struct draw   d = { world_real() };
	struct arena *arena = arena_new(0);
	uint64_t      seed;
	d.world.random(&d.world, &seed, sizeof(seed));
	if (getenv("DANVAN_TEST_SEED"))
		seed = strtoull(getenv("DANVAN_TEST_SEED"), NULL, 10);
	printf("DANVAN_TEST_SEED=%llu\n", (unsigned long long)seed);
	fflush(stdout);
	world_seed(&d.world, seed);
	for (int i = 2; i < argc; i++) {
		struct text  file;
		struct error e;
		if (!d.world.file_read(&d.world, arena, argv[i], FILE_MOST, &file, &e)) {
			fprintf(stderr, "%s: %s\n", argv[i], e.code);
			return 1;
		}
		replay(&d, file, strtol(argv[1], NULL, 10));
	}
	arena_free(arena);
	return 0;
}
