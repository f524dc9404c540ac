/* file_layer.c - how files come under a layer, and what every layer hands through. */
#include "file_layer.h"

struct file_layer {
	sqlite3_vfs         vfs; /* a copy of the one under it, but for the name and how files are opened */
	sqlite3_vfs        *under;
	const struct layer *layer;
	char                name[32];
};

int layered_control(sqlite3_file *file, int op, void *arg) { return layered_under(file)->pMethods->xFileControl(layered_under(file), op, arg); }
int layered_sector(sqlite3_file *file) { return layered_under(file)->pMethods->xSectorSize(layered_under(file)); }
int layered_device(sqlite3_file *file) { return layered_under(file)->pMethods->xDeviceCharacteristics(layered_under(file)); }
int layered_lock(sqlite3_file *file, int level) { return layered_under(file)->pMethods->xLock(layered_under(file), level); }
int layered_unlock(sqlite3_file *file, int level) { return layered_under(file)->pMethods->xUnlock(layered_under(file), level); }
int layered_reserved(sqlite3_file *file, int *ret) { return layered_under(file)->pMethods->xCheckReservedLock(layered_under(file), ret); }

/* As SQLite's own layer wants what lies behind its file. */
static size_t size_of(const struct layer *layer) { return (layer->size + 7) / 8 * 8; }

static int layer_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *ret_flags)
{
	struct file_layer *l = (struct file_layer *)vfs;
	if (!(flags & l->layer->opens))
		return l->under->xOpen(l->under, path, file, flags, ret_flags);
	memset(file, 0, l->layer->size);
	sqlite3_file *below = ((struct layered *)file)->below = (sqlite3_file *)((char *)file + size_of(l->layer));
	int           rc = l->under->xOpen(l->under, path, below, flags, ret_flags);
	if (below->pMethods) /* SQLite closes what has methods, even where opening failed */
		file->pMethods = l->layer->methods;
	return rc;
}

struct file_layer *file_layer_new(const struct layer *layer)
{
	struct file_layer *l = memory_new(sizeof(*l));
	l->layer = layer;
	l->under = sqlite3_vfs_find(NULL);
	l->vfs = *l->under;
	snprintf(l->name, sizeof(l->name), "danvan-%p", (void *)l);
	l->vfs.zName = l->name;
	l->vfs.pNext = NULL;
	l->vfs.szOsFile += (int)size_of(layer);
	l->vfs.xOpen = layer_open;
	int rc = sqlite3_vfs_register(&l->vfs, 0);
	assert(rc == SQLITE_OK);
	return l;
}

const char *file_layer_name(const struct file_layer *l) { return l->name; }

void file_layer_free(struct file_layer *l)
{
	if (!l)
		return;
	sqlite3_vfs_unregister(&l->vfs);
	free(l);
}
