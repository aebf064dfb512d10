#pragma once
#include <archive.h>
#include <archive_entry.h>
#include <locale.h>

/// The type of a regular file, which is a macro with a cast.
static inline unsigned int carchive_regular(void) { return AE_IFREG; }

/// The type of a folder.
static inline unsigned int carchive_folder(void) { return AE_IFDIR; }

/// Has libarchive read names as UTF-8 on this thread until `carchive_use` is given what this answered.
static inline locale_t carchive_use_utf8(void) {
  locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
  return utf8 ? uselocale(utf8) : (locale_t)0;
}

/// Ends what `carchive_use_utf8` began.
static inline void carchive_use(locale_t before) {
  if (!before) return;
  locale_t utf8 = uselocale(before);
  if (utf8 && utf8 != LC_GLOBAL_LOCALE) freelocale(utf8);
}
