/* api_shapes.c - what the API's answers hold, as OpenAPI tells it. A test holds real answers against this table. Members in bytewise order. */
#include "base/base.h"

#include "public.h"

#define ALWAYS true
#define MAYBE false

static const struct answer_member unit[] = {
	{ "id", SHAPE_TEXT, ALWAYS, "Permanent identity of the unit.", NULL },
	{ "name", SHAPE_TEXT, ALWAYS, "Its name today, in Vietnamese.", NULL },
	{ 0 },
};

static const struct answer_member published[] = {
	{ "day", SHAPE_DAY, MAYBE, "Day of the last publication.", NULL },
	{ "size", SHAPE_NUMBER, ALWAYS, "How many entries of the ledger are published.", NULL },
	{ "version", SHAPE_NUMBER, ALWAYS, "Grows with each publication.", NULL },
	{ 0 },
};

static const struct answer_member public_step[] = {
	{ "day", SHAPE_DAY, ALWAYS, "When it was done.", NULL },
	{ "entry", SHAPE_NUMBER, ALWAYS, "Index of its entry in the ledger.", NULL },
	{ "state", SHAPE_TEXT, ALWAYS, "State after it.", NULL },
	{ "step", SHAPE_TEXT, ALWAYS, "Its name in the procedure; open is the filing.", NULL },
	{ "unit", SHAPE_OBJECT, ALWAYS, "Who holds the matter after it.", unit },
	{ 0 },
};

#define MATTER_BEGINS                                                                                                                \
	{ "class", SHAPE_TEXT, ALWAYS, "open: all members are shown; grouped: only code, due, received, status and unit.", NULL },   \
	{ "closed", SHAPE_DAY, MAYBE, "When it ended.", NULL }, { "code", SHAPE_TEXT, ALWAYS, "The matter's code, without hyphens.", NULL }, \
	{ "due", SHAPE_DAY, MAYBE, "Last day on which an answer is in time; left out while nothing is owed.", NULL },                \
	{ "invented", SHAPE_BOOL, MAYBE, "Part of a demonstration.", NULL },                                                         \
	{ "outcome", SHAPE_TEXT, MAYBE, "answered, refused, guided, withdrawn, joined, lapsed or moved.", NULL },                    \
	{ "paused", SHAPE_DAY, MAYBE, "Since when the clock stands still.", NULL },                                                  \
	{ "place", SHAPE_OBJECT, MAYBE, "What it is about.", unit }, { "procedure", SHAPE_TEXT, MAYBE, "Its procedure.", NULL }
#define MATTER_ENDS                                                                                 \
	{ "received", SHAPE_DAY, ALWAYS, "Day from which its terms run.", NULL },                   \
	{ "state", SHAPE_TEXT, MAYBE, "State in its procedure.", NULL },                            \
	{ "status", SHAPE_TEXT, ALWAYS, "open, closed-in-time or closed-late.", NULL }

static const struct answer_member matter_row[] = {
	MATTER_BEGINS,
	MATTER_ENDS,
	{ "unit", SHAPE_OBJECT, ALWAYS, "Who holds it.", unit },
	{ 0 },
};

static const struct answer_member matter[] = {
	MATTER_BEGINS,
	{ "published", SHAPE_BOOL, ALWAYS, "false: the public ledger has not come to it; this is what its filing says.", NULL },
	MATTER_ENDS,
	{ "steps", SHAPE_LIST, MAYBE, "What happened, oldest first.", public_step },
	{ "unit", SHAPE_OBJECT, ALWAYS, "Who holds it.", unit },
	{ 0 },
};

static const struct answer_member matters[] = {
	{ "matters", SHAPE_LIST, ALWAYS, "Newest received first; at most 50.", matter_row },
	{ "next", SHAPE_TEXT, MAYBE, "Address of the next page; left out on the last. The same as the header Link.", NULL },
	{ "published", SHAPE_OBJECT, ALWAYS, "What it rests on.", published },
	{ "total", SHAPE_NUMBER, ALWAYS, "How many fit, on all pages.", NULL },
	{ 0 },
};

static const struct answer_member filed[] = {
	{ "code", SHAPE_TEXT, ALWAYS, "The matter's code.", NULL },
	{ "due", SHAPE_DAY, MAYBE, "Last day on which the answer is in time.", NULL },
	{ "key", SHAPE_TEXT, ALWAYS, "Private key of the matter: who has it reads text and answer. Keep it; it is not shown again but to the same request.", NULL },
	{ "procedure", SHAPE_TEXT, ALWAYS, "Its procedure.", NULL },
	{ "receipt", SHAPE_TEXT, ALWAYS, "The receipt file (.tlog-proof): keep it as a file and check it with danvan verify receipt.", NULL },
	{ "received", SHAPE_DAY, ALWAYS, "Day from which its terms run.", NULL },
	{ "status", SHAPE_TEXT, ALWAYS, "open.", NULL },
	{ "track", SHAPE_TEXT, ALWAYS, "Path of its page for people.", NULL },
	{ "unit", SHAPE_OBJECT, ALWAYS, "Who holds it.", unit },
	{ "vkey", SHAPE_TEXT, ALWAYS, "Verifier key of the ledger. Get it from elsewhere too before you trust a receipt.", NULL },
	{ 0 },
};

static const struct answer_member file_row[] = {
	{ "name", SHAPE_TEXT, ALWAYS, "As it was sent.", NULL },
	{ "number", SHAPE_NUMBER, ALWAYS, "Its number in the matter.", NULL },
	{ "size", SHAPE_NUMBER, ALWAYS, "Bytes.", NULL },
	{ "type", SHAPE_TEXT, ALWAYS, "Media type.", NULL },
	{ 0 },
};

static const struct answer_member reading[] = {
	{ "account", SHAPE_NUMBER, ALWAYS, "Number of the officer's account.", NULL },
	{ "day", SHAPE_DAY, ALWAYS, "When.", NULL },
	{ "purpose", SHAPE_TEXT, ALWAYS, "Why, as the reader said; may be empty.", NULL },
	{ "what", SHAPE_TEXT, ALWAYS, "text, party, files or internal.", NULL },
	{ 0 },
};

static const struct answer_member said[] = {
	{ "name", SHAPE_TEXT, ALWAYS, "Field of the step.", NULL },
	{ "value", SHAPE_TEXT, ALWAYS, "What was written.", NULL },
	{ 0 },
};

static const struct answer_member own_step[] = {
	{ "day", SHAPE_DAY, ALWAYS, "When it was done.", NULL },
	{ "entry", SHAPE_NUMBER, ALWAYS, "Index of its entry in the ledger.", NULL },
	{ "said", SHAPE_LIST, ALWAYS, "What was written with it.", said },
	{ "state", SHAPE_TEXT, ALWAYS, "State after it.", NULL },
	{ "step", SHAPE_TEXT, ALWAYS, "Its name in the procedure.", NULL },
	{ "unit", SHAPE_OBJECT, ALWAYS, "Who holds the matter after it.", unit },
	{ 0 },
};

static const struct answer_member opened[] = {
	{ "closed", SHAPE_DAY, MAYBE, "When it ended.", NULL },
	{ "code", SHAPE_TEXT, ALWAYS, "The matter's code.", NULL },
	{ "due", SHAPE_DAY, MAYBE, "Last day on which an answer is in time.", NULL },
	{ "files", SHAPE_LIST, ALWAYS, "Files that came with it.", file_row },
	{ "outcome", SHAPE_TEXT, MAYBE, "How it ended.", NULL },
	{ "paused", SHAPE_DAY, MAYBE, "Since when the clock stands still.", NULL },
	{ "place", SHAPE_OBJECT, ALWAYS, "What it is about.", unit },
	{ "procedure", SHAPE_TEXT, ALWAYS, "Its procedure.", NULL },
	{ "readings", SHAPE_LIST, ALWAYS, "Which officer's account opened what, and when.", reading },
	{ "received", SHAPE_DAY, ALWAYS, "Day from which its terms run.", NULL },
	{ "state", SHAPE_TEXT, ALWAYS, "State in its procedure.", NULL },
	{ "state_word", SHAPE_TEXT, ALWAYS, "The state in the reader's language.", NULL },
	{ "status", SHAPE_TEXT, ALWAYS, "open, closed-in-time or closed-late.", NULL },
	{ "steps", SHAPE_LIST, ALWAYS, "What happened up to now, oldest first.", own_step },
	{ "unit", SHAPE_OBJECT, ALWAYS, "Who holds it.", unit },
	{ 0 },
};

#define COUNTS_BEGIN                                                                                                      \
	{ "answered", SHAPE_NUMBER, MAYBE, "Ended with an answer.", NULL },                                               \
	{ "guided", SHAPE_NUMBER, MAYBE, "Ended with guidance to who is competent.", NULL },                              \
	{ "in_time", SHAPE_NUMBER, ALWAYS, "Ended in time.", NULL }, { "late", SHAPE_NUMBER, ALWAYS, "Ended late.", NULL }, \
	{ "late_now", SHAPE_NUMBER, MAYBE, "Open and past their day today; only without a period.", NULL },               \
	{ "month", SHAPE_TEXT, MAYBE, "Month received, as 2026-11.", NULL }, { "open", SHAPE_NUMBER, ALWAYS, "Still open.", NULL }, \
	{ "other", SHAPE_NUMBER, MAYBE, "Ended otherwise.", NULL }, { "procedure", SHAPE_TEXT, MAYBE, "Procedure.", NULL }, \
	{ "quarter", SHAPE_TEXT, MAYBE, "Quarter received, as 2026-Q4.", NULL },                                          \
	{ "received", SHAPE_NUMBER, ALWAYS, "All that were received.", NULL }, { "refused", SHAPE_NUMBER, MAYBE, "Ended with a refusal.", NULL }

static const struct answer_member counts[] = {
	COUNTS_BEGIN,
	{ "unit", SHAPE_OBJECT, MAYBE, "Who holds them.", unit },
	{ "withdrawn", SHAPE_NUMBER, MAYBE, "Withdrawn by their authors.", NULL },
	{ 0 },
};

static const struct answer_member figures[] = {
	{ "by_month", SHAPE_LIST, ALWAYS, "By month received.", counts },
	{ "by_procedure", SHAPE_LIST, ALWAYS, "By procedure.", counts },
	{ "by_unit", SHAPE_LIST, ALWAYS, "By the unit that holds them.", counts },
	{ "grouped", SHAPE_LIST, ALWAYS, "Matters that are shown by unit and quarter only.", counts },
	{ "published", SHAPE_OBJECT, ALWAYS, "What it rests on.", published },
	{ "total", SHAPE_OBJECT, ALWAYS, "All of class open.", counts },
	{ 0 },
};

static const struct answer_member heir[] = {
	{ "extent", SHAPE_TEXT, ALWAYS, "whole or part.", NULL },
	{ "id", SHAPE_TEXT, ALWAYS, "The unit that is there today.", NULL },
	{ "name", SHAPE_TEXT, ALWAYS, "Its name.", NULL },
	{ 0 },
};

static const struct answer_member unit_fact[] = {
	{ "from", SHAPE_DAY, MAYBE, "First day on which this holds; left out when not known.", NULL },
	{ "id", SHAPE_TEXT, ALWAYS, "Permanent identity.", NULL },
	{ "level", SHAPE_TEXT, ALWAYS, "province, district, commune or organisation.", NULL },
	{ "name", SHAPE_TEXT, ALWAYS, "With its kind: xã Na Rì.", NULL },
	{ "now", SHAPE_LIST, MAYBE, "Of a unit that ended: what is there today.", heir },
	{ "office", SHAPE_OBJECT, MAYBE, "The organisation that answers there today.", unit },
	{ "official_code", SHAPE_TEXT, MAYBE, "The state's number for it; given again to others after changes.", NULL },
	{ "parent", SHAPE_TEXT, MAYBE, "id of the unit right above.", NULL },
	{ "place", SHAPE_TEXT, MAYBE, "Of an organisation: id of its administrative unit.", NULL },
	{ "to", SHAPE_DAY, MAYBE, "First day on which this no longer holds.", NULL },
	{ "within", SHAPE_TEXT, ALWAYS, "What stands above it, in words.", NULL },
	{ 0 },
};

static const struct answer_member units[] = {
	{ "units", SHAPE_LIST, ALWAYS, "Those of today, or what the search found, best first.", unit_fact },
	{ 0 },
};

static const struct answer_member lineage[] = {
	{ "basis", SHAPE_TEXT, ALWAYS, "Legal act.", NULL },
	{ "day", SHAPE_DAY, ALWAYS, "From when.", NULL },
	{ "extent", SHAPE_TEXT, ALWAYS, "whole or part.", NULL },
	{ "id", SHAPE_TEXT, ALWAYS, "The other unit.", NULL },
	{ "name", SHAPE_TEXT, ALWAYS, "Its name then.", NULL },
	{ 0 },
};

static const struct answer_member one_unit[] = {
	{ "became", SHAPE_LIST, ALWAYS, "What it went into.", lineage },
	{ "came_from", SHAPE_LIST, ALWAYS, "What it was made of.", lineage },
	{ "id", SHAPE_TEXT, ALWAYS, "Permanent identity.", NULL },
	{ "name", SHAPE_TEXT, ALWAYS, "Its name today, or its last.", NULL },
	{ "names", SHAPE_LIST, ALWAYS, "Names over time.", unit_fact },
	{ 0 },
};

static const struct answer_member order_row[] = {
	{ "basis", SHAPE_TEXT, ALWAYS, "Number and symbol of the act, and its day.", NULL },
	{ "effective", SHAPE_DAY, MAYBE, "From when; left out where only the year is known.", NULL },
	{ "entry", SHAPE_NUMBER, ALWAYS, "Index of its entry in the ledger; published when below published.size.", NULL },
	{ "hash", SHAPE_TEXT, ALWAYS, "Of its file, which is at /ledger/blob/{hash} once the entry is published.", NULL },
	{ "id", SHAPE_TEXT, ALWAYS, "Its name for good.", NULL },
	{ "parts", SHAPE_NUMBER, ALWAYS, "How many things it does.", NULL },
	{ "state", SHAPE_TEXT, ALWAYS, "coming, in_force or revoked.", NULL },
	{ "title", SHAPE_TEXT, ALWAYS, "In the reader's language.", NULL },
	{ "year", SHAPE_NUMBER, ALWAYS, "Of its day.", NULL },
	{ 0 },
};

static const struct answer_member orders[] = {
	{ "orders", SHAPE_LIST, ALWAYS, "Latest day first, those taken back too.", order_row },
	{ "published", SHAPE_OBJECT, ALWAYS, "How far the public ledger goes.", published },
	{ 0 },
};

#define FROM_TO                                                                                                                              \
	{ "from", SHAPE_TEXT, ALWAYS, "id of the unit until the day before.", NULL }, { "from_name", SHAPE_TEXT, ALWAYS, "Its name then.", NULL }, \
	{ "to", SHAPE_TEXT, ALWAYS, "id of the unit from the day on.", NULL }, { "to_name", SHAPE_TEXT, ALWAYS, "Its name then.", NULL }

static const struct answer_member order_desk[] = {
	FROM_TO,
	{ 0 },
};

static const struct answer_member order_follows[] = {
	{ "extent", SHAPE_TEXT, ALWAYS, "whole or part.", NULL },
	FROM_TO,
	{ 0 },
};

static const struct answer_member one_order[] = {
	{ "desks", SHAPE_LIST, ALWAYS, "Where open matters lie that another unit holds from the day on.", order_desk },
	{ "follows", SHAPE_LIST, ALWAYS, "Which units follow which.", order_follows },
	{ "order", SHAPE_OBJECT, ALWAYS, "The order itself.", order_row },
	{ "published", SHAPE_OBJECT, ALWAYS, "How far the public ledger goes.", published },
	{ 0 },
};

static const struct answer_member pack_field[] = {
	{ "label", SHAPE_TEXT, ALWAYS, "In the reader's language.", NULL },
	{ "name", SHAPE_TEXT, ALWAYS, "Its name.", NULL },
	{ "required", SHAPE_BOOL, ALWAYS, "Asked of everybody.", NULL },
	{ "type", SHAPE_TEXT, ALWAYS, "text, line, choice ...", NULL },
	{ 0 },
};

static const struct answer_member procedure[] = {
	{ "about", SHAPE_TEXT, ALWAYS, "What it is for, in the reader's language.", NULL },
	{ "class", SHAPE_TEXT, ALWAYS, "What the public sees of its matters: open, grouped or sealed.", NULL },
	{ "fields", SHAPE_LIST, ALWAYS, "What is asked for when filing.", pack_field },
	{ "name", SHAPE_TEXT, ALWAYS, "For `procedure` in other calls.", NULL },
	{ "title", SHAPE_TEXT, ALWAYS, "In the reader's language.", NULL },
	{ 0 },
};

static const struct answer_member procedures[] = {
	{ "procedures", SHAPE_LIST, ALWAYS, "Those in use here.", procedure },
	{ 0 },
};

static const struct answer_member ledger[] = {
	{ "checkpoint", SHAPE_TEXT, ALWAYS, "The published checkpoint, as signed.", NULL },
	{ "files", SHAPE_TEXT, ALWAYS, "Where the tiles and entries lie.", NULL },
	{ "origin", SHAPE_TEXT, ALWAYS, "The ledger's name.", NULL },
	{ "published", SHAPE_OBJECT, ALWAYS, "What it rests on.", published },
	{ "size", SHAPE_NUMBER, ALWAYS, "Published entries.", NULL },
	{ "vkey", SHAPE_TEXT, ALWAYS, "Verifier key.", NULL },
	{ 0 },
};

static const struct answer_member entry[] = {
	{ "bytes", SHAPE_TEXT, ALWAYS, "The entry's bytes in base64: what is hashed.", NULL },
	{ "entry", SHAPE_ANY, ALWAYS, "The entry itself.", NULL },
	{ "index", SHAPE_NUMBER, ALWAYS, "Its place in the ledger.", NULL },
	{ "size", SHAPE_NUMBER, ALWAYS, "Published entries.", NULL },
	{ 0 },
};

const struct answer_shape answer_shapes[] = {
	{ "api.matters", 200, "Matters", matters },
	{ "api.file", 201, "Filed", filed },
	{ "api.matter", 200, "Matter", matter },
	{ "api.open", 200, "OpenedMatter", opened },
	{ "api.figures", 200, "Figures", figures },
	{ "api.units", 200, "Units", units },
	{ "api.unit", 200, "Unit", one_unit },
	{ "api.orders", 200, "Orders", orders },
	{ "api.order", 200, "Order", one_order },
	{ "api.procedures", 200, "Procedures", procedures },
	{ "api.ledger", 200, "Ledger", ledger },
	{ "api.entry", 200, "Entry", entry },
	{ 0 },
};
