/* pack.h - a folder of a procedure pack, for the commands that check and import one. */
#pragma once
#include "cli.h"
#include "procedure/procedure.h"

/* All its .yaml files, by name. PACK_NO_FILES, PACK_TOO_LARGE, BASE_FILE_READ. */
bool pack_folder_read(struct cli *, const char *folder, struct pack_file **ret, size_t *ret_n, struct error *);

#define PACK_NO_FILES "cli.pack_no_files" /* name: the folder */
