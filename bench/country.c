/* country.c - makes the country for benches. Names are two or three syllables; few are common and most are rare, as in the real lists, so that the
 * commonest names are borne by dozens of communes and many districts have a town of their own name. */
#include "base/base.h"

#include "country.h"
#include "registry/model.h"

enum { PROVINCES = 63, DISTRICTS = 700, COMMUNES = 10600, PROVINCES_NEW = 34, COMMUNES_NEW = 3300, ROOM_FACTS = 32000, ROOM_LINEAGES = 24000 };

static const char *const syllables[] = {
	"Tân", "Phú", "An", "Hòa", "Bình", "Long", "Thành", "Sơn", "Vĩnh", "Đông", "Xuân", "Minh", "Thạnh", "Yên", "Lộc", "Quang", "Hưng", "Nam", "Thanh", "Đại",
	"Tiến", "Lâm", "Thủy", "Mỹ", "Phước", "Trung", "Hồng", "Đức", "Quảng", "Hải", "Giang", "Lương", "Nghĩa", "Thắng", "Phong", "Hà", "Châu", "Kim", "Cường", "Thịnh",
	"Tây", "Bắc", "Thượng", "Văn", "Liên", "Ngọc", "Lợi", "Thái", "Cẩm", "Khánh", "Trạch", "Bảo", "Lạc", "Hiệp", "Trường", "Khê", "Tiên", "Gia", "Hậu", "Nhơn",
	"Cao", "Ninh", "Mai", "Việt", "Nghi", "Hợp", "Lĩnh", "Tam", "Hùng", "Diễn", "Thọ", "Bản", "Nà", "Mường", "Chiềng", "Pà", "Lũng", "Đồng", "Rã", "Kbang",
	"Ea", "Đắk", "Ia", "Cư", "Krông", "Tú", "Vũ", "Loan", "Đĩnh", "Hỷ", "Lư", "Côn", "Dương", "Quế", "Phùng", "Huyền", "Tụng", "Xuất", "Hóa", "Bộc",
	"Nhạn", "Môn", "Giáo", "Hiệu", "Lê", "Trần", "Nguyễn", "Thị", "Khai", "Kiên", "Sông", "Cầu", "Chợ", "Mới", "Rạch", "Gò", "Vàm", "Cái", "Bến", "Trà",
};

size_t draw(struct draw *d, size_t below)
{
	d->state ^= d->state << 13;
	d->state ^= d->state >> 7;
	d->state ^= d->state << 17;
	return (size_t)(d->state >> 11) % below;
}

struct making {
	struct arena    *arena;
	struct registry *r;
	struct draw      d;
	size_t           provinces[PROVINCES], districts[DISTRICTS], communes[COMMUNES]; /* facts */
};

/* The earlier in the list, the commoner. */
static const char *syllable(struct making *m)
{
	size_t n = draw(&m->d, COUNT_OF(syllables)), other = draw(&m->d, COUNT_OF(syllables));
	return syllables[n < other ? n : other];
}

static struct text name_new(struct making *m)
{
	const char *first = syllable(m), *second = syllable(m);
	if (draw(&m->d, 12) == 0)
		return text_print(m->arena, "%s %s %s", first, second, syllable(m));
	return text_print(m->arena, "%s %s", first, second);
}

static size_t fact_new(struct making *m, struct unit_fact f)
{
	m->r->facts[m->r->fact_count] = f;
	return m->r->fact_count++;
}

static struct text text_number(struct making *m, const char *format, size_t n) { return text_print(m->arena, format, (int)n); }

static void old_units(struct making *m)
{
	static const char *const types[] = { "xa", "xa", "xa", "xa", "xa", "xa", "phuong", "thi_tran" };
	const day_t              reform = { 20270 }; /* 01/07/2025 */
	struct unit_fact        *f = m->r->facts;
	for (size_t i = 0; i < PROVINCES; i++)
		m->provinces[i] = fact_new(m, (struct unit_fact){ .unit = text_number(m, "p-%02d", i), .code = text_number(m, "%02d", i), .name = name_new(m),
			                                          .type = text_of(i < 5 ? "thanh_pho" : "tinh"), .from = DAY_NONE, .to = reform });
	for (size_t i = 0; i < DISTRICTS; i++)
		m->districts[i] = fact_new(m, (struct unit_fact){ .unit = text_number(m, "d-%03d", i), .code = text_number(m, "%03d", i), .name = name_new(m),
			                                          .type = text_of(i % 6 ? "huyen" : "thi_xa"), .parent = f[m->provinces[i % PROVINCES]].unit,
			                                          .from = DAY_NONE, .to = reform });
	for (size_t i = 0; i < COMMUNES; i++) {
		const struct unit_fact *d = &f[m->districts[i % DISTRICTS]];
		bool                    is_town = i < DISTRICTS;
		m->communes[i] = fact_new(m, (struct unit_fact){ .unit = text_number(m, "c-%05d", i), .code = text_number(m, "%05d", i), .name = is_town ? d->name : name_new(m),
			                                         .type = text_of(is_town ? "thi_tran" : types[draw(&m->d, COUNT_OF(types) - 1)]), .parent = d->unit,
			                                         .from = DAY_NONE, .to = reform });
	}
}

/* Every year some communes go on under another type or code: another version. */
static void versions(struct making *m)
{
	const day_t days[] = { { 18293 }, { 19457 } };
	for (size_t k = 0; k < COUNT_OF(days); k++)
		for (size_t i = k; i < COMMUNES; i += 2) {
			struct unit_fact *was = &m->r->facts[m->communes[i]], now = *was;
			now.from = was->to.n > days[k].n ? days[k] : was->to;
			was->to = now.from;
			now.type = text_of(i % 16 == 0 ? "thi_tran" : "xa");
			m->communes[i] = fact_new(m, now);
		}
}

static void lineage_new(struct making *m, struct text from, struct text to, enum extent extent)
{
	m->r->lineages[m->r->lineage_count++] = (struct lineage){ .from = from, .to = to, .day = { 20270 }, .extent = extent, .basis = TEXT("NQ 1/NQ"), .note = TEXT_EMPTY };
}

/* Three old communes make a new one, which bears the name of one of them or of the district; every 25th is divided. */
static void reform(struct making *m)
{
	const day_t       day = { 20270 };
	struct unit_fact *f = m->r->facts;
	size_t            provinces[PROVINCES_NEW], communes[COMMUNES_NEW];
	for (size_t i = 0; i < PROVINCES_NEW; i++)
		provinces[i] = fact_new(m, (struct unit_fact){ .unit = text_number(m, "p-%02d-2025", i), .code = text_number(m, "%02d", i), .name = f[m->provinces[i]].name,
			                                       .type = TEXT("tinh"), .from = day, .to = DAY_MAX });
	for (size_t i = 0; i < COMMUNES_NEW; i++) {
		struct text name = i % 5 == 0 ? f[m->districts[i % DISTRICTS]].name : f[m->communes[i]].name;
		communes[i] = fact_new(m, (struct unit_fact){ .unit = text_number(m, "c-%05d-2025", i), .code = text_number(m, "%05d", i), .name = name,
			                                      .type = text_of(i % 4 ? "xa" : "phuong"), .parent = f[provinces[i % DISTRICTS % PROVINCES % PROVINCES_NEW]].unit,
			                                      .from = day, .to = DAY_MAX });
	}
	for (size_t i = 0; i < PROVINCES; i++)
		lineage_new(m, f[m->provinces[i]].unit, f[provinces[i % PROVINCES_NEW]].unit, EXTENT_WHOLE);
	for (size_t i = 0; i < COMMUNES; i++) {
		bool is_split = i % 25 == 0;
		lineage_new(m, f[m->communes[i]].unit, f[communes[i % COMMUNES_NEW]].unit, is_split ? EXTENT_PART : EXTENT_WHOLE);
		if (is_split)
			lineage_new(m, f[m->communes[i]].unit, f[communes[(i + DISTRICTS) % COMMUNES_NEW]].unit, EXTENT_PART);
	}
}

const struct registry *country_make(struct arena *a, uint64_t seed)
{
	struct making *m = ARENA_NEW(a, struct making);
	*m = (struct making){ .arena = a, .r = ARENA_NEW(a, struct registry), .d = { seed } };
	m->r->arena = a;
	m->r->facts = ARENA_ARRAY(a, struct unit_fact, ROOM_FACTS);
	m->r->lineages = ARENA_ARRAY(a, struct lineage, ROOM_LINEAGES);
	old_units(m);
	versions(m);
	reform(m);
	registry_index(m->r);
	return m->r;
}

size_t country_versions(const struct registry *r) { return r->fact_count; }
