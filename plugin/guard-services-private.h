/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard-notice-services.h"
#include "guard-services.h"
#include "store/guard-originals.h"

G_BEGIN_DECLS

typedef struct _GuardBus GuardBus;
typedef struct _GuardReplies GuardReplies;
typedef struct _GuardLoaded GuardLoaded;

struct _GuardServices
{
  Guard *guard;
  GuardOriginals *originals;
  GuardBus *bus;
  GuardReplies *replies;
  GuardLoaded *loaded;      /* plugins, and where they come from */
  GHashTable *reopened;     /* names of services that somebody opened by hand in this run, and the user was told */
  guint look_again_id;
  gboolean is_attached;
};

/* A row. What is offered by several means (idle times: told to the server, and told to who asks) is closed by each of @ways. */
typedef struct
{
  gboolean (*close) (GuardServices *self, const char *name); /* Returns: whether something that was open is not any more */
  void (*open) (GuardServices *self, const char *name);
  GuardServiceState (*ask) (GuardServices *self, const char *name);
} GuardServiceWay;

typedef struct
{
  const char *name;
  const char *key;    /* (nullable): the setting that opens it; %NULL: listed only */
  const char *title;
  const char *reason; /* why it is closed */
  const char *loss;   /* what does not work then */
  const GuardServiceWay *ways[3]; /* %NULL-terminated */
} GuardService;

/* Something was changed that may have opened a closed service: all of them are looked at when there is time. */
void guard_services_look_again (GuardServices *self);
/* At once, at this one. */
void guard_services_look_now (GuardServices *self, const char *name);

/* Tells the other programs how it stands now. */
void guard_services_publish (GuardServices *self);

/* ---- values of libpurple's, put aside and put back (guard-services-values.c) ---- */

/* Puts @put at the place that @place describes (its was and put do not matter) if something else is there, having written down what it was.
 * Returns: whether it was changed */
gboolean guard_services_put (GuardServices *self, const GuardOriginal *place, const char *put);
/* Puts everything of that service back that is still as the guard left it. */
void guard_services_put_back (GuardServices *self, const char *name);
/* What is there now. Returns: (transfer full) (nullable) */
char *guard_services_dup_value (const GuardOriginal *place);

/* ---- the ways ---- */

extern const GuardServiceWay guard_way_preferences; /* guard-services-prefs.c */
void guard_services_watch_preferences (GuardServices *self);
void guard_services_unwatch_preferences (GuardServices *self);

extern const GuardServiceWay guard_way_accounts;    /* guard-services-accounts.c */
void guard_services_watch_accounts (GuardServices *self);
void guard_services_unwatch_accounts (GuardServices *self);

extern const GuardServiceWay guard_way_bus;         /* guard-services-bus.c */
extern const GuardServiceWay guard_way_commands;    /* who can command the client from outside: only the bus */
GuardBus *guard_bus_new (GuardServices *services);
/* Lets go of everything without opening anything. */
void guard_bus_free (GuardBus *self);

extern const GuardServiceWay guard_way_replies;     /* guard-services-replies.c */
GuardReplies *guard_replies_new (GuardServices *services);
void guard_replies_free (GuardReplies *self);
/* How often it was asked for in this run without an answer. */
guint guard_replies_count (GuardReplies *self, const char *name);

/* ---- plugins (guard-services-plugins.c) ---- */

GuardLoaded *guard_loaded_new (GuardServices *services);
void guard_loaded_free (GuardLoaded *self);
/* Lines about all that are loaded. */
void guard_loaded_list (GuardLoaded *self, GPtrArray *lines);

G_END_DECLS
