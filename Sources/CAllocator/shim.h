#include <limits.h>
#include <malloc.h>

/* Column buffers come and go: giving their pages back to the kernel each time costs more than the work on them. Few
   arenas: what one thread gave back is another one's next buffer. */
static inline void colonnade_keep_freed_memory(void) {
    mallopt(M_ARENA_MAX, 4);
    mallopt(M_MMAP_THRESHOLD, 1 << 30);
    mallopt(M_TRIM_THRESHOLD, INT_MAX);
    mallopt(M_TOP_PAD, 64 << 20);
}

/* Gives freed pages back, for when nothing runs. */
static inline void colonnade_release_freed_memory(void) { malloc_trim(0); }
