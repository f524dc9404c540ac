/* frame.h - a small house of pages, forms and programs' addresses, served as danvan serves its own, and what tests of the server's frame say of answers. */
#pragma once
#include <stdatomic.h>

#include "http.h"

/* Of the page "/": what its tag depends on, and how often it was made. Of the sinks of files: bytes taken, files that came whole, files that did not. */
extern atomic_int frame_version, frame_runs, sink_bytes, sink_whole, sink_broken;

/* Rows for tables of routes: a form, a path with a code, a form with files, a page and what its tag depends on, and words of help. */
extern const struct field frame_filing[], frame_matter_path[], frame_with_files[];
void frame_home(struct request *);
bool frame_home_version(struct request *, struct build *);
#define FRAME_HELP .help_vi = "Thử", .help_en = "Test"

struct house {
	struct arena  *arena;
	struct server *server;
	struct client *client;
	FILE          *log;
};
/* The pages alone; a session has the token "let-me-in". */
struct web_config config_plain(void);
/* cmocka's setup and teardown of one test: *state is a struct house. */
int open_house(void **state);
int close_house(void **state);
#define FRAME_TEST(name) cmocka_unit_test_setup_teardown(name, open_house, close_house)

void assert_has(struct text, const char *words);
void assert_hasnt(struct text, const char *words);
void assert_header(struct reply, const char *name, const char *value);
/* The bytes as they are, over a connection of their own. */
struct text raw(struct house *, const char *bytes);
/* The token of the form that stands on that page. */
const char *token_for(struct house *, const char *path);
