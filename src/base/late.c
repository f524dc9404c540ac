/* late.c - dlopen, once. What is loaded stays. */
#include "base.h"
#include "late.h"

#include <dlfcn.h>
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static bool load(struct late *l, struct error *e)
{
	void *library = dlopen(l->library, RTLD_NOW | RTLD_LOCAL);
	if (!library)
		return error(e, BASE_LIBRARY, .name = text_of(l->library), .value = text_of(dlerror()));
	for (size_t i = 0; i < l->n; i++) {
		void *at = dlsym(library, l->names[i]);
		if (!at)
			return error(e, BASE_LIBRARY, .name = text_of(l->library), .value = text_of(l->names[i]));
		memcpy((char *)l->functions + i * sizeof(at), &at, sizeof(at));
	}
	return true;
}

bool late_load(struct late *l, struct error *e)
{
	if (atomic_load(&l->loaded))
		return true;
	pthread_mutex_lock(&lock);
	bool good = atomic_load(&l->loaded) || load(l, e);
	atomic_store(&l->loaded, good);
	pthread_mutex_unlock(&lock);
	return good;
}
