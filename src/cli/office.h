/* office.h - what the commands about accounts, ledger, verification and keeping share. */
#pragma once
#include "house.h"

/* ask.c: a line from the terminal (without echo when `secret`) or from standard input, without its newline; CLI_NO_ANSWER at the end of input. */
bool cli_ask(struct cli *, const char *vi, const char *en, bool secret, struct text *ret, struct error *);

/* account.c: asks for password and one-time code of `login` and compares; failures are counted as on the pages. */
bool office_sign_in(struct house *, const char *login, struct sign_in *ret, struct error *);

/* fetch.c: files below an http:// or https:// address, each with a limit of size and time; ends with fetch_free. CLI_BAD_URL, CLI_FETCH. */
struct fetch;
bool fetch_open(const char *url, struct fetch **ret, struct error *);
struct ledger_reader fetch_reader(struct fetch *);
void fetch_free(struct fetch *);

/* units_audit.c: units, offices and desks as the imported lists say they must be, against the tables; as ledger_audit. */
bool units_audit(struct connection *, struct world *, struct arena *, void (*found)(void *, const struct misfit *), void *arg, int64_t *ret_misfits, struct error *);

/* erase.c: keys of parts are destroyed, with the entry that says so. */
struct erase {
	struct text         scope;      /* a matter's code, or "account/17" */
	bool                is_matter;
	bool                part[PART_COUNT];
	struct text         basis, class;
	const struct actor *by, *with;  /* who decide; `by` may be the console */
};
extern const struct act_row row_erase;
/* Inside a write transaction: destroys again the keys that `erase` entries name, for a restored file of keys may be older than they are. */
bool erase_again(struct connection *, int64_t *ret_destroyed, struct error *);

#define CLI_NO_ANSWER "cli.no_answer"       /* name: what was asked for */
#define CLI_SAME_ACCOUNT "cli.same_account"
#define CLI_BAD_PART "cli.bad_part"         /* value; expected */
#define CLI_BAD_URL "cli.bad_url"           /* value */
#define CLI_FETCH "cli.fetch"               /* name: address; value: what happened */
#define CLI_MISFITS "cli.misfits"           /* number */
#define CLI_NO_RECEIPTS "cli.no_receipts"   /* name: folder */
#define CLI_SPLIT_VIEW "cli.split_view"     /* name, value: two files; number: tree size */
#define CLI_FILE_EXISTS "cli.file_exists"   /* name */
#define CLI_CONVERT_SIDE "cli.convert_side" /* name: a file left by an interrupted run, of another one or broken */
#define CLI_BAD_SCOPE "cli.bad_scope"       /* value */
