/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-hooks.h"

#include "guard-encryption.h"
#include "guard-files.h"
#include "guard-hand-over.h"
#include "guard-incoming.h"
#include "guard-links.h"
#include "guard-notice.h"
#include "guard-offers.h"
#include "guard-outgoing.h"
#include "guard-popups.h"
#include "guard-question.h"
#include "guard-roster.h"
#include "guard-sending.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* libpurple calls handlers from the lowest priority to the highest and does not clamp them: other plugins use -10000 and
 * the like, so "first" and "last" are the ends of the numbers. */
#define FIRST G_MININT
#define LAST G_MAXINT
#define AFTER_DECRYPTING PURPLE_SIGNAL_PRIORITY_HIGHEST

static void *
get_core (void)
{
  return purple_get_core ();
}

/* Signals of a protocol belong to its plugin; NULL where it is not installed. */
static void *
get_jabber (void)
{
  return purple_plugins_find_with_id ("prpl-jabber");
}

static void *
get_irc (void)
{
  return purple_plugins_find_with_id ("prpl-irc");
}

static void
on_displaying_profile (PurpleAccount *account, const char *who, PurpleNotifyUserInfo *profile, gpointer user_data)
{
  Guard *guard = user_data;

  guard_popups_rewrite_profile (guard->popups, profile, account, who);
}

static const struct
{
  void *(*get_handle) (void);
  const char *signal;
  PurpleCallback listener;
  int priority;
} signals[] = {
  { purple_xfers_get_handle,         "file-recv-request",  PURPLE_CALLBACK (guard_offers_on_request_first), FIRST },
  { purple_xfers_get_handle,         "file-recv-request",  PURPLE_CALLBACK (guard_offers_on_request_last),  LAST },
  { purple_xfers_get_handle,         "file-recv-start",    PURPLE_CALLBACK (guard_offers_on_start),         LAST },
  { purple_xfers_get_handle,         "file-recv-complete", PURPLE_CALLBACK (guard_offers_on_complete),      FIRST },
  { purple_xfers_get_handle,         "file-recv-cancel",   PURPLE_CALLBACK (guard_offers_on_cancel),        FIRST },
  { purple_connections_get_handle,   "signing-off",        PURPLE_CALLBACK (guard_offers_on_signing_off),   FIRST },
  { purple_conversations_get_handle, "received-im-msg",    PURPLE_CALLBACK (guard_offers_on_received_im),   AFTER_DECRYPTING },
  { purple_conversations_get_handle, "writing-im-msg",     PURPLE_CALLBACK (guard_offers_on_writing_im),    FIRST },
  /* When everybody else, decrypting plugins included, has had a say, and before anybody looks at what was shown. */
  { purple_conversations_get_handle, "writing-im-msg",     PURPLE_CALLBACK (guard_incoming_on_writing),     LAST },
  { purple_conversations_get_handle, "writing-chat-msg",   PURPLE_CALLBACK (guard_incoming_on_writing),     LAST },
  { purple_conversations_get_handle, "wrote-im-msg",       PURPLE_CALLBACK (guard_incoming_on_wrote),       FIRST },
  { purple_conversations_get_handle, "wrote-chat-msg",     PURPLE_CALLBACK (guard_incoming_on_wrote),       FIRST },
  { purple_conversations_get_handle, "sending-chat-msg",   PURPLE_CALLBACK (guard_incoming_on_sending_chat), LAST },
  /* Before anybody encrypts, and when everybody has had a say. */
  { purple_conversations_get_handle, "sending-im-msg",     PURPLE_CALLBACK (guard_outgoing_on_sending_im_first), FIRST },
  { purple_conversations_get_handle, "sending-im-msg",     PURPLE_CALLBACK (guard_outgoing_on_sending_im_last), LAST },
  { purple_conversations_get_handle, "sending-chat-msg",   PURPLE_CALLBACK (guard_outgoing_on_sending_chat_first), FIRST },
  { purple_conversations_get_handle, "sending-chat-msg",   PURPLE_CALLBACK (guard_outgoing_on_sending_chat_last), LAST },
  { purple_conversations_get_handle, "received-im-msg",    PURPLE_CALLBACK (guard_outgoing_on_received_im), LAST },
  { purple_connections_get_handle,   "signing-off",        PURPLE_CALLBACK (guard_outgoing_on_signing_off), FIRST },
  { purple_connections_get_handle,   "signing-off",        PURPLE_CALLBACK (guard_sending_on_signing_off),  FIRST },
  { purple_xfers_get_handle,         "file-send-start",    PURPLE_CALLBACK (guard_sending_on_start),        LAST },
  { purple_xfers_get_handle,         "file-send-cancel",   PURPLE_CALLBACK (guard_sending_on_cancel),       FIRST },
  /* When it has left or come: what encrypts may be another thing now. */
  { purple_conversations_get_handle, "sent-im-msg",        PURPLE_CALLBACK (guard_encryption_on_sent_im),   LAST },
  { purple_conversations_get_handle, "received-im-msg",    PURPLE_CALLBACK (guard_encryption_on_received_im), LAST },
  { purple_conversations_get_handle, "conversation-created", PURPLE_CALLBACK (guard_encryption_on_conversation), LAST },
  { purple_connections_get_handle,   "signed-on",          PURPLE_CALLBACK (guard_encryption_on_signed_on), FIRST },
  { purple_connections_get_handle,   "signing-off",        PURPLE_CALLBACK (guard_encryption_on_signing_off), LAST },
  { purple_conversations_get_handle, "deleting-conversation", PURPLE_CALLBACK (guard_incoming_on_deleting_conversation), LAST },
  { purple_conversations_get_handle, "deleting-conversation", PURPLE_CALLBACK (guard_links_on_deleting_conversation), LAST },
  { get_core,                        "uri-handler",        PURPLE_CALLBACK (guard_hand_over_on_uri),        FIRST },
  { purple_notify_get_handle,        "displaying-userinfo", PURPLE_CALLBACK (on_displaying_profile),        LAST },
  { get_jabber,                      "jabber-receiving-message", PURPLE_CALLBACK (guard_popups_on_jabber_message), FIRST },
  { get_irc,                         "irc-receiving-text", PURPLE_CALLBACK (guard_popups_on_irc_receiving), FIRST },
  { get_irc,                         "irc-sending-text",   PURPLE_CALLBACK (guard_popups_on_irc_sending),   LAST },
  { purple_blist_get_handle,         "buddy-added",        PURPLE_CALLBACK (guard_roster_on_buddy),         LAST },
  { purple_blist_get_handle,         "buddy-removed",      PURPLE_CALLBACK (guard_roster_on_buddy),         LAST },
  { purple_blist_get_handle,         "blist-node-aliased", PURPLE_CALLBACK (guard_roster_on_aliased),       LAST },
};

/* One handle per row: libpurple knows a connection by signal, handle and function, and disconnects by handle. */
static char handles[G_N_ELEMENTS (signals)];

/* ---- interposed calls of the client ---- */

static PurpleXferUiOps own_xfer_ops;        /* for a client that shows no transfers */
static void (*client_add_xfer) (PurpleXfer *xfer);
static void (*client_destroy_xfer) (PurpleXfer *xfer);
static void (*client_close_request) (PurpleRequestType type, void *ui_handle);
static void *(*client_notify_uri) (const char *uri);
static void *(*client_notify_message) (PurpleNotifyMsgType type, const char *title, const char *primary, const char *secondary);
static void *(*client_notify_formatted) (const char *title, const char *primary, const char *secondary, const char *text);

static void
on_add_xfer (PurpleXfer *xfer)
{
  Guard *guard = guard_plugin_get ();

  if (guard != NULL && !guard_offers_may_add (guard->offers, xfer))
    return;
  if (guard != NULL && purple_xfer_get_type (xfer) == PURPLE_XFER_SEND)
    guard_sending_on_add (guard->sending, xfer);
  if (client_add_xfer != NULL)
    client_add_xfer (xfer);
}

static void
on_destroy_xfer (PurpleXfer *xfer)
{
  Guard *guard = guard_plugin_get ();

  if (guard != NULL)
    {
      guard_offers_on_destroyed (guard->offers, xfer);
      guard_sending_on_destroyed (guard->sending, xfer);
    }
  if (client_destroy_xfer != NULL)
    client_destroy_xfer (xfer);
}

static void
on_close_request (PurpleRequestType type, void *ui_handle)
{
  guard_question_on_closed (ui_handle);
  if (client_close_request != NULL)
    client_close_request (type, ui_handle);
}

/* The path of a local file that a link names, in the three ways in which libpurple and its clients write one: a bare path, "file://" and
 * the path as it is, "file://" and the path percent-encoded. Returns: (transfer full) (nullable) */
static char *
dup_local_path (const char *uri)
{
  const char *path = NULL;

  if (*uri == '/')
    path = uri;
  else if (g_ascii_strncasecmp (uri, "file://localhost/", 17) == 0)
    path = uri + 16;
  else if (g_ascii_strncasecmp (uri, "file://", 7) == 0)
    path = uri + 7;
  else if (g_ascii_strncasecmp (uri, "file:", 5) == 0)
    path = uri + 5;
  if (path == NULL)
    return NULL;

  if (*path == '/' && strchr (path, '%') != NULL && !g_file_test (path, G_FILE_TEST_EXISTS))
    {
      char *decoded = g_uri_unescape_string (path, NULL);

      if (decoded != NULL)
        return decoded;
    }
  return g_strdup (path);
}

static void *
on_notify_uri (const char *uri)
{
  Guard *guard = guard_plugin_get ();
  g_autofree char *path = uri != NULL ? dup_local_path (uri) : NULL;
  g_autofree char *address = NULL;

  if (guard == NULL || uri == NULL || client_notify_uri == NULL)
    return client_notify_uri != NULL ? client_notify_uri (uri) : NULL;

  if (path == NULL)
    return guard_links_on_click (guard->links, uri, &address) == GUARD_CLICK_OPEN ? client_notify_uri (address) : NULL;
  if (guard_files_may_open (guard->files, path))
    return client_notify_uri (uri);
  guard_notice_not_opened (guard, path);
  return NULL;
}

static void *
on_notify_message (PurpleNotifyMsgType type, const char *title, const char *primary, const char *secondary)
{
  Guard *guard = guard_plugin_get ();

  if (guard != NULL && type == PURPLE_NOTIFY_MSG_ERROR && guard_offers_is_silenced (guard->offers))
    return NULL;
  if (guard != NULL && type == PURPLE_NOTIFY_MSG_INFO && !guard_notice_is_showing () && guard_popups_takes (guard->popups, secondary))
    return NULL;
  /* Errors are the client's own; a peer can cause information without end (answers to pings). */
  if (guard != NULL && type == PURPLE_NOTIFY_MSG_INFO && !guard_notice_is_showing ()
      && !guard_popups_may_show (guard->popups, primary != NULL ? primary : title != NULL ? title : ""))
    return NULL;
  return client_notify_message != NULL ? client_notify_message (type, title, primary, secondary) : NULL;
}

static void *
on_notify_formatted (const char *title, const char *primary, const char *secondary, const char *text)
{
  Guard *guard = guard_plugin_get ();
  g_autofree char *rewritten = NULL;
  g_autofree char *title_line = NULL;
  g_autofree char *primary_line = NULL;
  g_autofree char *secondary_line = NULL;

  if (client_notify_formatted == NULL)
    return NULL;
  if (guard == NULL || text == NULL)
    return client_notify_formatted (title, primary, secondary, text);
  if (!guard_popups_may_show (guard->popups, _("a message in a window")))
    return NULL;
  rewritten = guard_popups_rewrite (guard->popups, text, NULL, NULL);
  title_line = guard_notice_dup_foreign_heading (title);
  primary_line = guard_notice_dup_foreign_heading (primary);
  secondary_line = guard_notice_dup_foreign_heading (secondary);
  return client_notify_formatted (title_line, primary_line, secondary_line, rewritten);
}

/* Replaces a call and remembers the client's, unless it is replaced already. */
#define INTERPOSE(place, ours, theirs) \
  G_STMT_START { if ((place) != (ours)) { (theirs) = (place); (place) = (ours); } } G_STMT_END
/* Gives it back only if it is still ours: another plugin may have put its own on top. */
#define GIVE_BACK(place, ours, theirs) \
  G_STMT_START { if ((place) == (ours)) (place) = (theirs); } G_STMT_END

static void
interpose (void)
{
  PurpleXferUiOps *xfer_ops = purple_xfers_get_ui_ops ();
  PurpleRequestUiOps *request_ops = purple_request_get_ui_ops ();
  PurpleNotifyUiOps *notify_ops = purple_notify_get_ui_ops ();

  if (xfer_ops == NULL)
    {
      purple_xfers_set_ui_ops (&own_xfer_ops);
      xfer_ops = &own_xfer_ops;
    }
  INTERPOSE (xfer_ops->add_xfer, on_add_xfer, client_add_xfer);
  INTERPOSE (xfer_ops->destroy, on_destroy_xfer, client_destroy_xfer);
  if (request_ops != NULL)
    INTERPOSE (request_ops->close_request, on_close_request, client_close_request);
  if (notify_ops != NULL)
    {
      INTERPOSE (notify_ops->notify_uri, on_notify_uri, client_notify_uri);
      INTERPOSE (notify_ops->notify_message, on_notify_message, client_notify_message);
      INTERPOSE (notify_ops->notify_formatted, on_notify_formatted, client_notify_formatted);
    }
}

static void
give_back (void)
{
  PurpleXferUiOps *xfer_ops = purple_xfers_get_ui_ops ();
  PurpleRequestUiOps *request_ops = purple_request_get_ui_ops ();
  PurpleNotifyUiOps *notify_ops = purple_notify_get_ui_ops ();

  if (xfer_ops != NULL)
    {
      GIVE_BACK (xfer_ops->add_xfer, on_add_xfer, client_add_xfer);
      GIVE_BACK (xfer_ops->destroy, on_destroy_xfer, client_destroy_xfer);
    }
  if (request_ops != NULL)
    GIVE_BACK (request_ops->close_request, on_close_request, client_close_request);
  if (notify_ops != NULL)
    {
      GIVE_BACK (notify_ops->notify_uri, on_notify_uri, client_notify_uri);
      GIVE_BACK (notify_ops->notify_message, on_notify_message, client_notify_message);
      GIVE_BACK (notify_ops->notify_formatted, on_notify_formatted, client_notify_formatted);
    }
}

void
guard_hooks_attach (Guard *guard)
{
  for (gsize i = 0; i < G_N_ELEMENTS (signals); i++)
    if (signals[i].get_handle () != NULL)
      purple_signal_connect_priority (signals[i].get_handle (), signals[i].signal, &handles[i], signals[i].listener, guard, signals[i].priority);
  interpose ();
}

void
guard_hooks_detach (Guard *guard)
{
  for (gsize i = 0; i < G_N_ELEMENTS (signals); i++)
    purple_signals_disconnect_by_handle (&handles[i]);
  give_back ();
}
