/* embed.c - makes a C file that holds other files, so that the program is one file to copy.
 *
 * Usage: embed NAME PREFIX OUT.c FILE...      gives `const struct embedded NAME[]` (base/embed.h), each path without PREFIX, ended by a row of NULL. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void write_bytes(FILE *out, FILE *in)
{
	unsigned char block[65536];
	size_t        n;
	long          column = 0;
	while ((n = fread(block, 1, sizeof(block), in)) > 0)
		for (size_t i = 0; i < n; i++)
			fprintf(out, "%u,%s", block[i], ++column % 32 == 0 ? "\n" : "");
}

int main(int argc, char **argv)
{
	if (argc < 4) {
		fprintf(stderr, "usage: embed NAME PREFIX OUT.c FILE...\n");
		return 2;
	}
	FILE *out = fopen(argv[3], "w");
	if (!out) {
		perror(argv[3]);
		return 1;
	}
	fprintf(out, "#include \"base/embed.h\"\n");
	for (int i = 4; i < argc; i++) {
		FILE *in = fopen(argv[i], "rb");
		if (!in) {
			perror(argv[i]);
			return 1;
		}
		fprintf(out, "static const unsigned char file_%d[] = {\n", i);
		write_bytes(out, in);
		fprintf(out, "0};\n");
		fclose(in);
	}
	fprintf(out, "extern const struct embedded %s[];\nconst struct embedded %s[] = {\n", argv[1], argv[1]);
	for (int i = 4; i < argc; i++) {
		size_t      skip = strlen(argv[2]);
		const char *path = strncmp(argv[i], argv[2], skip) == 0 ? argv[i] + skip : argv[i];
		fprintf(out, "\t{ \"%s\", file_%d, sizeof(file_%d) - 1 },\n", path, i, i);
	}
	fprintf(out, "\t{ 0, 0, 0 },\n};\n");
	return fclose(out) == 0 ? 0 : 1;
}
