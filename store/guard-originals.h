/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the guard has closed in a profile, and how it was before: <home>/services.ini, 0600, replaced as a whole or not at all. The plugin
 * writes it before it closes anything; who opens again (the plugin at unload, purple-guard restore) finds here what to put back.
 *
 * Small and quick: it may be read and written where settings may. */
typedef struct _GuardOriginals GuardOriginals;

typedef enum
{
  GUARD_PLACE_PREFERENCE = 1,  /* @name is its path: "/purple/network/map_ports" */
  GUARD_PLACE_ACCOUNT,         /* @name is a setting of the account */
  GUARD_PLACE_ACCOUNT_CLIENT,  /* @name is a setting that the client @client keeps on the account */
} GuardPlace;

/* One value. Yes and no are "1" and "0", as libpurple writes them. */
typedef struct
{
  char *service;    /* which service it belongs to: "port-mapping" */
  GuardPlace place;
  char *protocol;   /* of an account, as are the next two */
  char *account;
  char *client;
  char *name;
  gboolean is_boolean; /* otherwise a text */
  char *was;        /* (nullable): %NULL: it was not set */
  char *put;        /* what the guard put there */
} GuardOriginal;

void guard_original_free (GuardOriginal *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuardOriginal, guard_original_free)

/**
 * guard_originals_load:
 * @home: (type filename): the guard's folder
 * @error: %GUARD_ERROR_MALFORMED: the file breaks its own rules
 *
 * Returns: (transfer full): what the file says; nothing where there is none; %NULL with @error set
 */
GuardOriginals *guard_originals_load (const char *home, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The same; a file that breaks the rules is put aside as services.ini.damaged-<time>, and nothing is known. Returns: (transfer full) */
GuardOriginals *guard_originals_load_or_renew (const char *home) G_GNUC_WARN_UNUSED_RESULT;
void guard_originals_free (GuardOriginals *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuardOriginals, guard_originals_free)

/* Makes the guard's folder if need be. Returns: %FALSE with @error set: the old file stands */
gboolean guard_originals_save (GuardOriginals *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Returns: (transfer none) (element-type GuardOriginal) */
GPtrArray *guard_originals_list (GuardOriginals *self);
/* @original: (transfer full): replaces what is known of the same place */
void guard_originals_keep (GuardOriginals *self, GuardOriginal *original);
/* Forgets it, and frees it. */
void guard_originals_drop (GuardOriginals *self, GuardOriginal *original);

/* What the user was told once: any words without a line break. Not part of what is put back. */
gboolean guard_originals_was_told (GuardOriginals *self, const char *what);
void guard_originals_set_told (GuardOriginals *self, const char *what);

G_END_DECLS
