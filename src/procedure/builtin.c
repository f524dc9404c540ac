/* builtin.c - the packs that the build put into the program, folder by folder. */
#include "base/base.h"

#include "procedure/procedure.h"

static struct text folder_of(const struct embedded *f)
{
	struct text path = text_of(f->path);
	return text_first(path, text_find(path, TEXT("/")));
}

size_t procedure_builtin(size_t n, struct arena *a, struct text *ret_name, struct pack_file **ret_files)
{
	const struct embedded *f = procedure_builtin_packs, *end;
	struct pack_file      *files;
	size_t                 count = 0;
	for (; f->path && n > 0; f++)
		n -= !f[1].path || !text_equal(folder_of(f), folder_of(f + 1));
	if (!f->path)
		return 0;
	for (end = f; end->path && text_equal(folder_of(end), folder_of(f)); end++)
		count++;
	files = ARENA_ARRAY(a, struct pack_file, count);
	for (size_t i = 0; i < count; i++)
		files[i] = (struct pack_file){ text_from(text_of(f[i].path), folder_of(f).len + 1), text_bytes(f[i].at, f[i].len) };
	*ret_name = folder_of(f);
	*ret_files = files;
	return count;
}
