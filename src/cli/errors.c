/* errors.c - which exit code an error ends with, and how it is told. */
#include "base/base.h"

#include "inside.h"

/* By the beginning of the code; the first row that fits. */
static const struct {
	const char *begins;
	int         code;
} exits[] = {
	{ "cli.config_", EXIT_CONFIG },
	{ "cli.no_database", EXIT_CONFIG },
	{ "cli.database_exists", EXIT_CANNOT_CREATE },
	{ "cli.not_signed_in", EXIT_NOT_ALLOWED },
	{ "access.not_yours", EXIT_NOT_ALLOWED },
	{ "ledger.key_exists", EXIT_CANNOT_CREATE },
	{ "cli.file_exists", EXIT_CANNOT_CREATE },
	{ "cli.file_taken", EXIT_CANNOT_CREATE },
	{ "cli.convert_", EXIT_CANNOT_CREATE },
	{ "registry.convert_days", EXIT_USAGE },
	{ "registry.convert_", EXIT_DATA },
	{ "registry.csv_", EXIT_DATA },
	{ "cli.fetch", EXIT_UNAVAILABLE },
	{ "cli.misfits", EXIT_REFUSED },
	{ "cli.no_receipts", EXIT_REFUSED },
	{ "cli.split_view", EXIT_REFUSED },
	{ "cli.same_account", EXIT_REFUSED },
	{ "cli.bad_scope", EXIT_REFUSED },
	{ "cli.pack_no_files", EXIT_DATA },
	{ "list.format", EXIT_USAGE },
	{ "list.", EXIT_DATA },
	{ "cli.", EXIT_USAGE },
	{ "base.file_", EXIT_IO },
	{ "base.", EXIT_DATA },
	{ "store.bad_url", EXIT_CONFIG },
	{ "store.exists", EXIT_CANNOT_CREATE },
	{ "store.newer", EXIT_CONFIG },
	{ "store.bad_dump", EXIT_DATA },
	{ "store.", EXIT_UNAVAILABLE },
	{ "access.not_signed_in", EXIT_NOT_ALLOWED },
	{ "access.not_allowed", EXIT_NOT_ALLOWED },
	{ "calendar.bad_lunar", EXIT_USAGE },
	{ "calendar.data_", EXIT_DATA },
	{ "procedure.pack_", EXIT_DATA },
	{ "extract.away", EXIT_UNAVAILABLE },
	{ "order.not_yours", EXIT_NOT_ALLOWED },
	{ "order.in_force", EXIT_REFUSED },
	{ "order.built_upon", EXIT_REFUSED },
	{ "order.revoked", EXIT_REFUSED },
	{ "order.no_such", EXIT_REFUSED },
	{ "order.past", EXIT_REFUSED },
	{ "order.unknown_day", EXIT_REFUSED },
	{ "order.id_taken", EXIT_REFUSED },
	{ "order.", EXIT_DATA },
};

int cli_exit_of(const struct error *e)
{
	for (size_t i = 0; i < COUNT_OF(exits); i++)
		if (text_starts(text_of(e->code), exits[i].begins))
			return exits[i].code;
	return EXIT_REFUSED;
}

int cli_fail(const struct cli *c, const struct error *e)
{
	struct text sentence = error_say(c->arena, c->lang, e);
	if (!c->json) {
		fprintf(c->err, "danvan: %.*s\n", TEXT_ARG(sentence));
		return cli_exit_of(e);
	}
	struct json json = json_start(c->arena, true);
	json_object(&json);
	json_member_text(&json, "error", text_of(e->code));
	json_member_text(&json, "message", sentence);
	json_end(&json);
	fprintf(c->err, "%.*s\n", TEXT_ARG(json_done(&json)));
	return cli_exit_of(e);
}
