/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-sending-look.h"

#include "scanner/guard-inspect.h"
#include "store/guard-data.h"

#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* What the chore finds out. It may come back to nobody. */
typedef struct
{
  GuardSendingLook *look; /* %NULL: nobody waits any more */
  char *path;
  char *home;
  int descriptor; /* -1: it could not be opened */
  struct stat stamp;
  char **rules;
  char **own_rules;
} Opening;

struct _GuardSendingLook
{
  Guard *guard;
  char *path;
  char *name;
  guint64 max_bytes;
  GuardSendingLookFunc func;
  gpointer user_data;
  Opening *opening;       /* while it is being opened */
  GuardInspect *inspect;  /* while it is being read */
  gboolean was_opened;
  struct stat stamp;      /* of what was opened */
};

/* ---- opening ---- */

static void
free_opening (gpointer data)
{
  Opening *opening = data;

  if (opening->descriptor >= 0)
    close (opening->descriptor);
  g_strfreev (opening->rules);
  g_strfreev (opening->own_rules);
  g_free (opening->path);
  g_free (opening->home);
  g_free (opening);
}

/* A pipe or a device would keep the thread for ever. */
static void
do_open (GuardStore *store, const GError *store_error, gpointer data)
{
  Opening *opening = data;

  opening->rules = guard_data_list_shipped_rules ();
  opening->own_rules = guard_data_list_own_rules (opening->home);
  opening->descriptor = open (opening->path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  if (opening->descriptor >= 0 && (fstat (opening->descriptor, &opening->stamp) != 0 || !S_ISREG (opening->stamp.st_mode)))
    {
      close (opening->descriptor);
      opening->descriptor = -1;
    }
}

/* ---- reading ---- */

static void
on_inspected (GuardReport *report, const char *unread, gpointer user_data)
{
  GuardSendingLook *self = user_data;

  self->inspect = NULL;
  self->func (report, unread, self->user_data);
}

/* Addresses of all contacts, so that a list of them is known from a list of others. */
static GPtrArray *
list_contacts (void)
{
  GPtrArray *addresses = g_ptr_array_new ();

  for (PurpleBlistNode *node = purple_blist_get_root (); node != NULL; node = purple_blist_node_next (node, TRUE))
    if (PURPLE_BLIST_NODE_IS_BUDDY (node))
      g_ptr_array_add (addresses, (char *) purple_buddy_get_name (PURPLE_BUDDY (node)));
  g_ptr_array_add (addresses, NULL);
  return addresses;
}

static void
inspect (GuardSendingLook *self, Opening *opening)
{
  g_autoptr(GPtrArray) contacts = list_contacts ();
  const GuardInspectOptions options = {
    .rules = (const char * const *) opening->rules,
    .own_rules = (const char * const *) opening->own_rules,
    .contacts = (const char * const *) contacts->pdata,
    .max_bytes = self->max_bytes,
  };

  self->was_opened = TRUE;
  self->stamp = opening->stamp;
  self->inspect = guard_inspect_start (&options, g_steal_fd (&opening->descriptor), self->name, NULL, on_inspected, self);
}

static void
on_opened (gpointer data)
{
  Opening *opening = data;
  GuardSendingLook *self = opening->look;
  GuardReport *report;

  if (self == NULL)
    return;
  self->opening = NULL;
  if (opening->descriptor >= 0)
    {
      inspect (self, opening);
      return;
    }
  report = guard_report_new ();
  guard_report_set_not_checked (report);
  self->func (report, _("it cannot be opened"), self->user_data);
}

GuardSendingLook *
guard_sending_look_start (Guard *guard, const char *path, const char *name, guint64 max_bytes, GuardSendingLookFunc func, gpointer user_data)
{
  GuardSendingLook *self = g_new0 (GuardSendingLook, 1);
  Opening *opening = g_new0 (Opening, 1);

  self->guard = guard;
  self->path = g_strdup (path);
  self->name = g_strdup (name);
  self->max_bytes = max_bytes;
  self->func = func;
  self->user_data = user_data;
  self->opening = opening;
  opening->look = self;
  opening->path = g_strdup (path);
  opening->home = g_strdup (guard->home);
  opening->descriptor = -1;
  guard_chores_add (guard->chores, do_open, on_opened, opening, free_opening);
  return self;
}

gboolean
guard_sending_look_still_holds (const GuardSendingLook *self)
{
  struct stat now;

  /* Nobody has looked, and the user was told so: nothing can have changed. */
  if (!self->was_opened)
    return TRUE;
  return stat (self->path, &now) == 0 && now.st_dev == self->stamp.st_dev && now.st_ino == self->stamp.st_ino
         && now.st_size == self->stamp.st_size && now.st_mtim.tv_sec == self->stamp.st_mtim.tv_sec
         && now.st_mtim.tv_nsec == self->stamp.st_mtim.tv_nsec && now.st_ctim.tv_sec == self->stamp.st_ctim.tv_sec
         && now.st_ctim.tv_nsec == self->stamp.st_ctim.tv_nsec;
}

guint64
guard_sending_look_get_size (const GuardSendingLook *self, guint64 unknown)
{
  return self->was_opened ? (guint64) self->stamp.st_size : unknown;
}

void
guard_sending_look_free (GuardSendingLook *self)
{
  if (self == NULL)
    return;
  if (self->opening != NULL)
    self->opening->look = NULL;
  if (self->inspect != NULL)
    guard_inspect_cancel (self->inspect);
  g_free (self->path);
  g_free (self->name);
  g_free (self);
}
