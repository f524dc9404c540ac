/* unit_import.h - lists on the command line: how one is read and how its findings are shown. */
#pragma once
#include "cli.h"
#include "registry/registry.h"

/* False: the format is not known or the file cannot be read. What is wrong in the list stands in the findings; *ret NULL: not even its shape could be read. */
bool list_file_read(struct cli *, struct text format, const char *path, struct list **ret, struct list_findings *, struct error *);
void list_findings_print(const struct cli *, const struct list_findings *);
void list_findings_json(const struct cli *, struct json *, const struct list_findings *);

#define CLI_BAD_LIST "cli.bad_list"     /* value: neither FORMAT:FILE nor @DATE */
#define CLI_FILE_TAKEN "cli.file_taken" /* name: a file that is there already */
