/* log.c - one line a request: method, the route's name, status, milliseconds, and the code of an error. No path, no address, no name: nothing that somebody
 * typed can get here, so nothing can forge a line either. Moments are added by whoever keeps the log (journald). */
#include "base/base.h"

#include "inside.h"

static const char *method_word(const char *method)
{
	static const char *const known[] = { "GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH" };
	for (size_t i = 0; i < COUNT_OF(known); i++)
		if (!strcmp(method, known[i]))
			return known[i];
	return "OTHER";
}

void log_request(const struct hit *h)
{
	const struct web_config *c = &h->r.web->config;
	if (!c->log)
		return;
	const char *method = method_word(h->method), *name = h->r.route ? h->r.route->name : "-", *code = h->log_code;
	int status = h->phase == IS_ANSWERED ? h->status : 0; /* 0: the client left before */
	long long ms = (long long)(web_boot_ms(h->r.web) - h->began);
	if (c->log_json)
		fprintf(c->log, "{\"error\":%s%s%s,\"method\":\"%s\",\"ms\":%lld,\"route\":\"%s\",\"status\":%d}\n", code ? "\"" : "", code ? code : "null",
			code ? "\"" : "", method, ms, name, status);
	else
		fprintf(c->log, "%s %s %d %lldms%s%s\n", method, name, status, ms, code ? " " : "", code ? code : "");
	fflush(c->log);
}
