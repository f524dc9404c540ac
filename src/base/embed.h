/* embed.h - files that the build put into the program (packs, pages' assets, schema, data); a list ends with a path of NULL. */
#pragma once
#include <stddef.h>

struct embedded {
	const char          *path;   /* relative to its folder: "phan-anh-kien-nghi/pack.yaml" */
	const unsigned char *at;
	size_t               len;
};
