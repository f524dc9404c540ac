/* kinds.c - every kind of entry. To add one: a row here (members in bytewise order), its section with an example in docs/entries.md (a test compares). */
#include "base/base.h"

#include "kinds.h"

#define REQUIRED true
#define OPTIONAL false

const struct entry_member entry_common[] = {
	{ "commit", MEMBER_HASH, REQUIRED, "commitment to the six parts" },
	{ "day", MEMBER_DAY, REQUIRED, "day on which it was appended" },
	{ "kind", MEMBER_TEXT, REQUIRED, "this kind" },
	{ "matter", MEMBER_TEXT, OPTIONAL, "code of the matter" },
	{ "v", MEMBER_NUMBER, REQUIRED, "version of the schema" },
	{ 0 },
};

/* Who acted: a role at a unit, an account's number; never a name. */
static const struct entry_member by[] = {
	{ "account", MEMBER_NUMBER, OPTIONAL, "number of the account" },
	{ "role", MEMBER_TEXT, OPTIONAL, "role in which it acted" },
	{ "unit", MEMBER_TEXT, OPTIONAL, "unit where it has that role" },
	{ "via", MEMBER_WORD, OPTIONAL, "by what way, when not by the pages", .words = "api console import job" },
	{ 0 },
};

static const struct entry_member start[] = {
	{ "origin", MEMBER_TEXT, REQUIRED, "the ledger's name, as in its checkpoints" },
	{ "program", MEMBER_TEXT, REQUIRED, "program and version that began it" },
	{ "vkey", MEMBER_TEXT, REQUIRED, "verifier key of its checkpoints" },
	{ 0 },
};

static const struct entry_member import[] = {
	{ "blob", MEMBER_HASH, REQUIRED, "SHA-256 of the public file under blob/" },
	{ "bytes", MEMBER_NUMBER, REQUIRED, "its length" },
	{ "count", MEMBER_NUMBER, REQUIRED, "how many things it holds" },
	{ "name", MEMBER_TEXT, REQUIRED, "its name and version" },
	{ "what", MEMBER_TEXT, REQUIRED, "what kind of thing: units, organisations, pack, calendar, unit-list" },
	{ 0 },
};

static const struct entry_member erase[] = {
	{ "basis", MEMBER_TEXT, REQUIRED, "article that asks for it or allows it" },
	{ "by", MEMBER_LIST, REQUIRED, "the accounts that decided it", .of = by },
	{ "class", MEMBER_TEXT, REQUIRED, "class of retention or of request" },
	{ "parts", MEMBER_TEXTS, REQUIRED, "parts whose key was destroyed" },
	{ "scope", MEMBER_TEXT, OPTIONAL, "owner of the key when that is no matter" },
	{ 0 },
};

static const struct entry_member clock_corrected[] = {
	{ "by", MEMBER_OBJECT, REQUIRED, "who accepted the clock", .of = by },
	{ "from", MEMBER_DAY, REQUIRED, "last day that stood in the ledger" },
	{ "reason", MEMBER_TEXT, REQUIRED, "why" },
	{ "to", MEMBER_DAY, REQUIRED, "day from which the ledger goes on; it may be earlier" },
	{ 0 },
};

static const struct entry_member restored[] = {
	{ "by", MEMBER_OBJECT, REQUIRED, "who restored", .of = by },
	{ "from", MEMBER_NUMBER, REQUIRED, "first index that the backup did not have" },
	{ "reason", MEMBER_TEXT, REQUIRED, "why a backup was needed" },
	{ "source", MEMBER_TEXT, REQUIRED, "where the lost entries were fetched back from" },
	{ "to", MEMBER_NUMBER, REQUIRED, "first index that was never lost" },
	{ 0 },
};

static const struct entry_member frozen[] = {
	{ "basis", MEMBER_TEXT, REQUIRED, "legal act that ends it" },
	{ "by", MEMBER_OBJECT, REQUIRED, "who ended it", .of = by },
	{ "successor", MEMBER_TEXT, REQUIRED, "origin of the ledger that goes on" },
	{ 0 },
};

static const struct entry_member new_key[] = {
	{ "by", MEMBER_OBJECT, REQUIRED, "who changed it", .of = by },
	{ "reason", MEMBER_TEXT, REQUIRED, "why" },
	{ "vkey", MEMBER_TEXT, REQUIRED, "verifier key of the checkpoints that follow" },
	{ 0 },
};

static const struct entry_member changed_day[] = {
	{ "day", MEMBER_DAY, REQUIRED, "which day" },
	{ "is", MEMBER_WORD, REQUIRED, "what it is now", .words = "off working" },
	{ 0 },
};

static const struct entry_member calendar_changed[] = {
	{ "announced", MEMBER_DAY, REQUIRED, "day of the announcement; no due date moves to before the day after it" },
	{ "basis", MEMBER_TEXT, REQUIRED, "legal act that sets the days" },
	{ "by", MEMBER_OBJECT, REQUIRED, "who entered it", .of = by },
	{ "days", MEMBER_LIST, REQUIRED, "the days that changed", .of = changed_day },
	{ 0 },
};

static const struct entry_member order_begun[] = {
	{ "basis", MEMBER_TEXT, REQUIRED, "the legal act" },
	{ "blob", MEMBER_HASH, REQUIRED, "SHA-256 of its file under blob/, which the entry before brought in" },
	{ "by", MEMBER_OBJECT, REQUIRED, "who applied it", .of = by },
	{ "count", MEMBER_NUMBER, REQUIRED, "how many entries `order.part` follow" },
	{ "effective", MEMBER_DAY, REQUIRED, "the day from which it holds" },
	{ "order", MEMBER_TEXT, REQUIRED, "its name, for good" },
	{ 0 },
};

static const struct entry_member order_part[] = {
	{ "begins", MEMBER_TEXTS, OPTIONAL, "units of which something new holds from the day on, made ones too" },
	{ "desks", MEMBER_TEXTS, OPTIONAL, "desks that get another holder, or their first" },
	{ "ends", MEMBER_TEXTS, OPTIONAL, "units of which something ceases to hold, ended ones too" },
	{ "follows", MEMBER_TEXTS, OPTIONAL, "who gives and who receives, with a blank between" },
	{ "number", MEMBER_NUMBER, REQUIRED, "which part of the file, from 0" },
	{ "order", MEMBER_TEXT, REQUIRED, "of which order" },
	{ "what", MEMBER_WORD, REQUIRED, "what it is", .words = "merge absorb split transfer rename retype reparent recode create dissolve abolish measure hand_over" },
	{ 0 },
};

static const struct entry_member order_end[] = {
	{ "changes", MEMBER_NUMBER, REQUIRED, "how many rows of the registry changed" },
	{ "desks", MEMBER_NUMBER, REQUIRED, "how many desks change hands" },
	{ "order", MEMBER_TEXT, REQUIRED, "which order ends here" },
	{ 0 },
};

static const struct entry_member order_revoked[] = {
	{ "by", MEMBER_OBJECT, REQUIRED, "who took it back", .of = by },
	{ "order", MEMBER_TEXT, REQUIRED, "which one" },
	{ "reason", MEMBER_TEXT, REQUIRED, "why" },
	{ 0 },
};

static const struct entry_member grouped_step[] = {
	{ "due", MEMBER_DAY, REQUIRED, "day by which it is to be done" },
	{ "received", MEMBER_DAY, REQUIRED, "day from which the term runs" },
	{ "status", MEMBER_WORD, REQUIRED, "how it stands", .words = "open closed-in-time closed-late" },
	{ "unit", MEMBER_TEXT, REQUIRED, "who holds it" },
	{ 0 },
};

static const struct entry_member matter_clock[] = {
	{ "basis", MEMBER_TEXT, OPTIONAL, "article of its rule" },
	{ "due", MEMBER_DAY, OPTIONAL, "last day on which it is met in time" },
	{ "name", MEMBER_TEXT, REQUIRED, "which clock of the procedure" },
	{ "sure", MEMBER_BOOL, OPTIONAL, "false: rests on days off that are not announced yet" },
	{ "what", MEMBER_WORD, REQUIRED, "what happened to it", .words = "started paused resumed extended met ended moved restored" },
	{ 0 },
};

#define MATTER_MEMBERS_BEFORE \
	{ "by", MEMBER_OBJECT, REQUIRED, "who did it", .of = by }, { "channel", MEMBER_TEXT, REQUIRED, "how it came: web, api, counter, paper, phone, console" }, \
	{ "clocks", MEMBER_LIST, REQUIRED, "what happened to its clocks", .of = matter_clock }
static const struct entry_member matter_point[] = {
	{ "kind", MEMBER_WORD, REQUIRED, "a content, or a member of a group", .words = "content member" },
	{ "number", MEMBER_NUMBER, REQUIRED, "which one" },
	{ 0 },
};

#define MATTER_OUTCOME \
	{ "outcome", MEMBER_TEXT, OPTIONAL, "how it ended: answered, refused, guided, withdrawn, joined, lapsed, moved" }
#define MATTER_PAUSED_PLACE \
	{ "paused", MEMBER_DAY, OPTIONAL, "since when the office's clock stands still" }, { "place", MEMBER_TEXT, REQUIRED, "unit that it is about" }
#define MATTER_MEMBERS_AFTER \
	{ "procedure", MEMBER_TEXT, REQUIRED, "its procedure" }, { "received", MEMBER_DAY, REQUIRED, "day from which terms run; never after `day`" }, \
	{ "rules", MEMBER_TEXTS, REQUIRED, "versions of the rules that were applied" }, \
	{ "status", MEMBER_WORD, REQUIRED, "how it stands", .words = "open closed-in-time closed-late" }

static const struct entry_member matter_filed[] = {
	MATTER_MEMBERS_BEFORE,
	{ "due", MEMBER_DAY, OPTIONAL, "day by which it is owed; left out when nothing runs" },
	MATTER_OUTCOME,
	MATTER_PAUSED_PLACE,
	MATTER_MEMBERS_AFTER,
	{ "to", MEMBER_TEXT, REQUIRED, "state in which it begins" },
	{ "unit", MEMBER_TEXT, REQUIRED, "who holds it" },
	{ 0 },
};

static const struct entry_member matter_step[] = {
	MATTER_MEMBERS_BEFORE,
	{ "corrects", MEMBER_NUMBER, OPTIONAL, "index of the entry that it puts right" },
	{ "due", MEMBER_DAY, OPTIONAL, "day by which it is owed now; left out when nothing runs" },
	{ "from", MEMBER_TEXT, OPTIONAL, "state before" },
	MATTER_OUTCOME,
	{ "paper", MEMBER_DAY, OPTIONAL, "day of the paper that moves it, from which terms run; left out when it is `day`" },
	MATTER_PAUSED_PLACE,
	{ "point", MEMBER_OBJECT, OPTIONAL, "what it is about, when that is not the whole matter", .of = matter_point },
	MATTER_MEMBERS_AFTER,
	{ "step", MEMBER_TEXT, REQUIRED, "name of the step in the procedure" },
	{ "to", MEMBER_TEXT, REQUIRED, "state after" },
	{ "unit", MEMBER_TEXT, REQUIRED, "who holds it after the step" },
	{ 0 },
};

static const struct entry_member account_opened[] = {
	{ "account", MEMBER_NUMBER, REQUIRED, "its number, for good" },
	{ "by", MEMBER_OBJECT, REQUIRED, "who opened it", .of = by },
	{ 0 },
};

static const struct entry_member account_changed[] = {
	{ "account", MEMBER_NUMBER, REQUIRED, "its number" },
	{ "by", MEMBER_OBJECT, REQUIRED, "who changed it", .of = by },
	{ "what", MEMBER_WORD, REQUIRED, "what was done to it", .words = "authenticator closed password reopened" },
	{ 0 },
};

static const struct entry_member granted[] = {
	{ "account", MEMBER_NUMBER, REQUIRED, "whose right it is" },
	{ "by", MEMBER_OBJECT, REQUIRED, "who gave or ended it", .of = by },
	{ "from", MEMBER_DAY, REQUIRED, "first day" },
	{ "grant", MEMBER_NUMBER, REQUIRED, "number of the right, for good" },
	{ "role", MEMBER_WORD, REQUIRED, "as what", .words = "administrator clerk head inspector leader officer" },
	{ "to", MEMBER_DAY, REQUIRED, "first day on which it no longer holds; 9999-12-31: no end" },
	{ "unit", MEMBER_TEXT, REQUIRED, "at this unit and all under it" },
	{ 0 },
};

static const struct entry_member readings_day[] = {
	{ "count", MEMBER_NUMBER, REQUIRED, "how many readings of earlier days it commits to" },
	{ 0 },
};

static const struct entry_member setting_changed[] = {
	{ "by", MEMBER_OBJECT, REQUIRED, "who switched it", .of = by },
	{ "name", MEMBER_TEXT, REQUIRED, "which setting" },
	{ "value", MEMBER_TEXT, REQUIRED, "what it is now" },
	{ 0 },
};

const struct entry_kind entry_kinds[] = {
	{ "ledger.start", MATTER_NEVER, false, start, "The first entry of a ledger." },
	{ "import", MATTER_NEVER, false, import, "A public file came in as a whole: units, organisations, a pack." },
	{ "erase", MATTER_MAY, false, erase, "Keys of parts were destroyed; what they sealed can no longer be opened by anyone." },
	{ "clock.corrected", MATTER_NEVER, false, clock_corrected, "A wrong clock was accepted or set right; the only way in which days may fall." },
	{ "ledger.restored", MATTER_NEVER, false, restored, "A backup was restored and the entries it lacked were fetched back." },
	{ "ledger.frozen", MATTER_NEVER, false, frozen, "The last entry of a ledger." },
	{ "ledger.key", MATTER_NEVER, false, new_key, "From here on another key signs." },
	{ "calendar.changed", MATTER_NEVER, false, calendar_changed, "Days off or working days were announced that differ from the calendar." },
	{ "order", MATTER_NEVER, false, order_begun, "A legal act that changes units is applied; its parts follow." },
	{ "order.part", MATTER_NEVER, false, order_part, "What one part of the order does." },
	{ "order.end", MATTER_NEVER, false, order_end, "The order is whole." },
	{ "order.revoked", MATTER_NEVER, false, order_revoked, "An order was taken back before its day." },
	{ "matter.filed", MATTER_MUST, true, matter_filed, "A matter of an open procedure was filed." },
	{ "matter.step", MATTER_MUST, true, matter_step, "A step of a matter of an open procedure." },
	{ "account.opened", MATTER_NEVER, true, account_opened, "An account for somebody who works here. Who it is stands in the part party." },
	{ "account.changed", MATTER_NEVER, true, account_changed, "An account was closed or reopened, or got a new password or authenticator." },
	{ "grant.given", MATTER_NEVER, false, granted, "An account may act in a role at a unit." },
	{ "grant.ended", MATTER_NEVER, false, granted, "Such a right ends, or its end was moved forward." },
	{ "setting.changed", MATTER_NEVER, false, setting_changed, "Something that guards the house was switched on or off." },
	{ "readings.day", MATTER_NEVER, true, readings_day, "Who read what before today, committed to, so that no line of the trace can be taken away." },
	{ "grouped", MATTER_MUST, true, grouped_step, "A step of a matter whose procedure shows no more than this." },
	{ 0 },
};
