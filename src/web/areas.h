/* areas.h - the areas of the table of pages. An area is an array `const struct route NAME_routes[]`, ended by a row without a path, in a file of its own:
 * add one line here and the file to meson.build. */
AREA(frame)
AREA(people)
AREA(public)
AREA(api)
AREA(officer_sign_in)
AREA(officer_work)
AREA(officer_sort)
AREA(officer_enter)
AREA(officer_matter)
AREA(leader)
AREA(admin)
