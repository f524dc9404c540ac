/* near.c - what somebody probably meant: the distance between two words (letters added, dropped, changed, neighbours swapped). */
#include "base/base.h"

#include "inside.h"

enum { LONGEST = 48, FAR = 8 };

static int least_of(int a, int b, int c)
{
	int least = a < b ? a : b;
	return least < c ? least : c;
}

int near_distance(struct text a, struct text b)
{
	int rows[LONGEST + 1][LONGEST + 1];
	if (a.len > LONGEST || b.len > LONGEST)
		return FAR;
	for (size_t i = 0; i <= a.len; i++)
		rows[i][0] = (int)i;
	for (size_t j = 0; j <= b.len; j++)
		rows[0][j] = (int)j;
	for (size_t i = 1; i <= a.len; i++) {
		for (size_t j = 1; j <= b.len; j++) {
			bool same = char_lower(a.at[i - 1]) == char_lower(b.at[j - 1]);
			int  distance = least_of(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + !same);
			bool swapped = i > 1 && j > 1 && a.at[i - 1] == b.at[j - 2] && a.at[i - 2] == b.at[j - 1];
			if (swapped && rows[i - 2][j - 2] + 1 < distance)
				distance = rows[i - 2][j - 2] + 1;
			rows[i][j] = distance;
		}
	}
	return rows[a.len][b.len] < FAR ? rows[a.len][b.len] : FAR;
}

bool near_enough(int distance, size_t length)
{
	return distance <= (length < 5 ? 1 : 2 + (length > 9));
}
