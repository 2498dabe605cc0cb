/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "core/guard-file-types.h"
#include "core/guard-knowledge.h"
#include "core/guard-policy.h"
#include "guard-chores.h"
#include "scanner/guard-scan.h"

#include <gio/gio.h>
#include <purple.h>

G_BEGIN_DECLS

typedef struct _GuardBoard GuardBoard;
typedef struct _GuardCalls GuardCalls;
typedef struct _GuardConnection GuardConnection;
typedef struct _GuardContacts GuardContacts;
typedef struct _GuardOffers GuardOffers;
typedef struct _GuardEncryption GuardEncryption;
typedef struct _GuardFiles GuardFiles;
typedef struct _GuardHandOver GuardHandOver;
typedef struct _GuardHosts GuardHosts;
typedef struct _GuardInbox GuardInbox;
typedef struct _GuardIncoming GuardIncoming;
typedef struct _GuardLinks GuardLinks;
typedef struct _GuardOutgoing GuardOutgoing;
typedef struct _GuardPictures GuardPictures;
typedef struct _GuardPopups GuardPopups;
typedef struct _GuardSending GuardSending;
typedef struct _GuardServices GuardServices;
typedef struct _GuardWatch GuardWatch;

/* What the stories of the plugin share. One while the plugin is loaded. */
typedef struct
{
  PurplePlugin *plugin;       /* the handle of everything that is connected or asked */
  char *home;                 /* <purple user dir>/purple-guard */
  GSettings *settings;        /* %NULL when the schema is missing: the strictest policy then */
  GuardFileTypes *file_types; /* %NULL when the rules could not be read: every name is of unknown risk then */
  GuardKnowledge *knowledge;  /* %NULL until it is read (guard-roster): every link is "not checked" then */
  GuardChores *chores;
  GuardOffers *offers;        /* from the offer to the last byte */
  GuardFiles *files;          /* from the last byte to the chosen place */
  GuardIncoming *incoming;    /* what is about to be shown */
  GuardLinks *links;          /* what is about to be opened */
  GuardHosts *hosts;          /* whose links the user agreed to open for a while */
  GuardHandOver *hand_over;   /* addresses that other programs hand to the client */
  GuardPopups *popups;        /* windows that peers cause */
  GuardEncryption *encryption; /* what protects each chat */
  GuardOutgoing *outgoing;    /* words that are about to leave */
  GuardSending *sending;      /* files that are about to be offered */
  GuardContacts *contacts;    /* who is who */
  GuardInbox *inbox;          /* strangers wait here */
  GuardPictures *pictures;    /* content that comes without an offer */
  GuardCalls *calls;          /* voice, video, whiteboards that others begin */
  GuardServices *services;    /* what the client offers to others */
  GuardConnection *connection; /* what a password would leave over */
  GuardWatch *watch;          /* nothing happens unseen */
  GuardBoard *board;          /* what other programs are told: guard-state */
  gboolean is_quitting;       /* the client ends: nothing may keep it */
} Guard;

/* The one that is loaded, for calls of libpurple's that carry no data of ours; %NULL while none is. */
Guard *guard_plugin_get (void);

/* The settings that decisions depend upon, as they are now. */
void guard_get_policy (Guard *guard, GuardPolicy *policy);

G_END_DECLS
