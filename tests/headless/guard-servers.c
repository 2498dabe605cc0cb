/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-servers.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define START_SECONDS 20.0
#define N_ATTEMPTS 3 /* a port that was free may be taken before the server opens it */

void
guard_die_with_parent (gpointer unused)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

guint
guard_free_port (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocket) probe = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, &error);
  g_assert_no_error (error);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new (loopback, 0);
  g_socket_bind (probe, any, FALSE, &error);
  g_assert_no_error (error);
  g_autoptr (GSocketAddress) bound = g_socket_get_local_address (probe, &error);
  g_assert_no_error (error);
  return g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
}

GSocketListener *
guard_listen (guint *port)
{
  g_autoptr (GError) error = NULL;
  GSocketListener *listener = g_socket_listener_new ();
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;
  g_socket_listener_add_address (listener, any, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL, &bound, &error);
  g_assert_no_error (error);
  *port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  return listener;
}

gboolean
guard_port_answers (guint port, double seconds)
{
  gint64 end = g_get_monotonic_time () + (gint64) (seconds * G_USEC_PER_SEC);
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_socket_client_set_enable_proxy (client, FALSE);
  do
    {
      g_autoptr (GSocketConnection) connection = g_socket_client_connect_to_host (client, "127.0.0.1", (guint16) port, NULL, NULL);
      if (connection != NULL)
        return TRUE;
      g_usleep (20 * 1000);
    }
  while (g_get_monotonic_time () < end);
  return FALSE;
}

static void
write_file (const char *folder, const char *name, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *parent = g_path_get_dirname (path);
  g_assert_cmpint (g_mkdir_with_parents (parent, 0755), ==, 0);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

static GPid
spawn (const char *folder, const char *const *command)
{
  g_autoptr (GError) error = NULL;
  GPid pid = 0;
  g_spawn_async (folder, (char **) command, NULL,
                 G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL,
                 guard_die_with_parent, NULL, &pid, &error);
  g_assert_no_error (error);
  return pid;
}

/* Asks politely, then not. */
static void
end_child (GPid *pid)
{
  if (*pid == 0)
    return;
  kill (*pid, SIGTERM);
  for (int i = 0; i < 100; i++)
    {
      if (waitpid (*pid, NULL, WNOHANG) != 0)
        {
          *pid = 0;
          return;
        }
      g_usleep (20 * 1000);
    }
  kill (*pid, SIGKILL);
  waitpid (*pid, NULL, 0);
  *pid = 0;
}

/* ---- Prosody ---- */

struct _GuardProsody
{
  char *folder;
  char *certificate;
  guint port, proxy_port;
  GuardProsodyKind kind;
  GPid pid;
  GHashTable *friends; /* name -> GPtrArray of names */
};

static const char prosody_config[] =
  "data_path = '@FOLDER@/data'\n"
  "pidfile = '@FOLDER@/prosody.pid'\n"
  "log = { info = '@FOLDER@/prosody.log' }\n"
  "run_as_root = true\n"
  "modules_disabled = { 's2s', 'offline' }\n"
  "@KIND@"
  "plugin_paths = { '@FOLDER@/modules' }\n"
  "modules_enabled = { 'roster', 'saslauth', @TLS@'disco', 'private', 'vcard_legacy', 'vcard4', 'pep', 'pep_identity', 'ping' }\n"
  "interfaces = { '127.0.0.1' }\n"
  "c2s_ports = { @PORT@ }\n"
  "c2s_direct_tls_ports = { }\n"
  "s2s_ports = { }\n"
  "authentication = 'internal_plain'\n"
  "storage = 'internal'\n"
  "proxy65_ports = { @PROXY@ }\n"
  "proxy65_interfaces = { '127.0.0.1' }\n"
  "VirtualHost 'localhost'\n"
  "  ssl = { key = '@FOLDER@/localhost.key'; certificate = '@FOLDER@/localhost.crt' }\n"
  "Component 'proxy.localhost' 'proxy65'\n"
  "  proxy65_address = '127.0.0.1'\n"
  "Component 'conference.localhost' 'muc'\n"
  "  muc_room_locking = false\n";

static const char encrypted_kind[] = "c2s_require_encryption = true\n";
static const char plain_kind[] = "c2s_require_encryption = false\nallow_unencrypted_plain_auth = true\n";

/* Clients publish what OMEMO needs only where the server says that it can keep it; this one can, and does not say so. */
static const char pep_identity[] = "module:add_identity('pubsub', 'pep', 'Prosody');\n";

static void
make_certificate (GuardProsody *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *key = g_build_filename (self->folder, "localhost.key", NULL);
  g_autofree char *complaint = NULL;
  g_autofree char *days = g_strdup_printf ("%u", self->kind.certificate_days != 0 ? self->kind.certificate_days : 2);
  int status = 0;
  /* The client compares the name with the server that it was told to connect to: 127.0.0.1, or another spelling of it. */
  const char *const command[] = { "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", days, "-subj", "/CN=127.0.0.1",
                                  "-addext", "subjectAltName=DNS:127.0.0.1,DNS:127.1,DNS:localhost,IP:127.0.0.1", "-keyout", key, "-out",
                                  self->certificate, NULL };
  g_spawn_sync (NULL, (char **) command, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, &complaint, &status, &error);
  g_assert_no_error (error);
  if (!g_spawn_check_wait_status (status, &error))
    g_error ("openssl: %s", complaint);
}

static void
write_config (GuardProsody *self)
{
  g_autofree char *port = g_strdup_printf ("%u", self->port);
  g_autofree char *proxy = g_strdup_printf ("%u", self->proxy_port);
  g_autoptr (GString) config = g_string_new (prosody_config);
  g_string_replace (config, "@FOLDER@", self->folder, 0);
  g_string_replace (config, "@KIND@", self->kind.is_plain ? plain_kind : encrypted_kind, 0);
  g_string_replace (config, "@TLS@", self->kind.is_plain ? "" : "'tls', ", 0);
  g_string_replace (config, "@PORT@", port, 0);
  g_string_replace (config, "@PROXY@", proxy, 0);
  write_file (self->folder, "prosody.cfg.lua", config->str);
}

/* Prosody reads a contact list when its owner logs in. */
static void
write_roster (GuardProsody *self, const char *name)
{
  GPtrArray *friends = g_hash_table_lookup (self->friends, name);
  g_autofree char *file = g_strdup_printf ("data/localhost/roster/%s.dat", name);
  g_autoptr (GString) roster = g_string_new ("return {\n[false] = { version = 1; pending = {}; };\n");
  for (guint i = 0; i < friends->len; i++)
    g_string_append_printf (roster, "[\"%s@localhost\"] = { subscription = \"both\"; groups = {}; };\n", (char *) friends->pdata[i]);
  g_string_append (roster, "};\n");
  write_file (self->folder, file, roster->str);
}

static void
spawn_prosody (GuardProsody *self)
{
  g_autofree char *config = g_build_filename (self->folder, "prosody.cfg.lua", NULL);
  const char *const command[] = { "prosody", "-F", "--config", config, NULL };
  self->pid = spawn (self->folder, command);
}

static char *
dup_log (GuardProsody *self)
{
  g_autofree char *log_path = g_build_filename (self->folder, "prosody.log", NULL);
  char *log = NULL;
  return g_file_get_contents (log_path, &log, NULL, NULL) ? log : g_strdup ("");
}

static void
add_person (GuardProsody *self, const char *name)
{
  g_autofree char *file = g_strdup_printf ("data/localhost/accounts/%s.dat", name);
  g_autofree char *account = g_strdup_printf ("return { [\"password\"] = \"pw-%s\"; };\n", name);
  write_file (self->folder, file, account);
  g_hash_table_insert (self->friends, g_strdup (name), g_ptr_array_new_with_free_func (g_free));
  write_roster (self, name);
}

GuardProsody *
guard_prosody_start_with (const char *folder, const char *const *people, const GuardProsodyKind *kind)
{
  GuardProsody *self = g_new0 (GuardProsody, 1);
  self->folder = g_strdup (folder);
  self->kind = *kind;
  self->certificate = g_build_filename (folder, "localhost.crt", NULL);
  self->friends = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  make_certificate (self);
  write_file (folder, "modules/mod_pep_identity.lua", pep_identity);
  for (gsize i = 0; people[i] != NULL; i++)
    add_person (self, people[i]);
  for (int i = 0; i < N_ATTEMPTS; i++)
    {
      self->port = guard_free_port ();
      self->proxy_port = guard_free_port ();
      write_config (self);
      spawn_prosody (self);
      if (guard_port_answers (self->port, START_SECONDS))
        return self;
      end_child (&self->pid);
    }
  g_autofree char *log = dup_log (self);
  g_error ("Prosody does not start: %s", log);
}

GuardProsody *
guard_prosody_start (const char *folder, const char *const *people)
{
  const GuardProsodyKind usual = { 0 };
  return guard_prosody_start_with (folder, people, &usual);
}

void
guard_prosody_change_certificate (GuardProsody *self, guint days)
{
  self->kind.certificate_days = days;
  end_child (&self->pid);
  make_certificate (self);
  spawn_prosody (self);
  g_assert_true (guard_port_answers (self->port, START_SECONDS));
}

guint
guard_prosody_count_logins (GuardProsody *self)
{
  g_autofree char *log = dup_log (self);
  guint n = 0;
  for (const char *c = strstr (log, "Authenticated as"); c != NULL; c = strstr (c + 1, "Authenticated as"))
    n++;
  return n;
}

void
guard_prosody_befriend (GuardProsody *self, const char *one, const char *other)
{
  g_ptr_array_add (g_hash_table_lookup (self->friends, one), g_strdup (other));
  g_ptr_array_add (g_hash_table_lookup (self->friends, other), g_strdup (one));
  write_roster (self, one);
  write_roster (self, other);
}

guint
guard_prosody_get_port (GuardProsody *self)
{
  return self->port;
}

const char *
guard_prosody_get_certificate (GuardProsody *self)
{
  return self->certificate;
}

void
guard_prosody_stop (GuardProsody *self)
{
  end_child (&self->pid);
  g_hash_table_unref (self->friends);
  g_free (self->certificate);
  g_free (self->folder);
  g_free (self);
}

/* ---- ngircd ---- */

struct _GuardIrcd
{
  guint port;
  GPid pid;
  int leash; /* as long as it is open, the server runs */
};

/* ngircd changes its user, and the kernel then forgets who its parent is: a shell ends it when the test's end of a pipe closes,
 * for whatever reason. */
static const char ircd_script[] = "ngircd -n -f \"$0\" < /dev/null & child=$!; read -r nothing; kill \"$child\"; wait \"$child\"";

static void
start_leashed (GuardIrcd *self, const char *config)
{
  const char *const command[] = { "sh", "-c", ircd_script, config, NULL };
  g_autoptr (GError) error = NULL;
  g_spawn_async_with_pipes (NULL, (char **) command, NULL,
                            G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL, NULL,
                            NULL, &self->pid, &self->leash, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
end_leashed (GuardIrcd *self)
{
  close (self->leash);
  waitpid (self->pid, NULL, 0);
}

static const char ircd_config[] =
  "[Global]\nName = irc.test\nInfo = test\nListen = 127.0.0.1\nPorts = @PORT@\n"
  "[Limits]\nMaxConnectionsIP = 0\nMaxPenaltyTime = 0\n"
  "[Options]\nIdent = no\nPAM = no\nDNS = no\n";

static const char ircd_tls_config[] =
  "[Global]\nName = irc.test\nInfo = test\nListen = 127.0.0.1\n"
  "[Limits]\nMaxConnectionsIP = 0\nMaxPenaltyTime = 0\n"
  "[Options]\nIdent = no\nPAM = no\nDNS = no\n"
  "[SSL]\nPorts = @PORT@\nCertFile = @FOLDER@/localhost.crt\nKeyFile = @FOLDER@/localhost.key\n";

static GuardIrcd *
start_ircd (const char *folder, const char *template, const char *certificate_folder)
{
  GuardIrcd *self = g_new0 (GuardIrcd, 1);
  g_autofree char *path = g_build_filename (folder, "ngircd.conf", NULL);
  for (int i = 0; i < N_ATTEMPTS; i++)
    {
      self->port = guard_free_port ();
      g_autofree char *port = g_strdup_printf ("%u", self->port);
      g_autoptr (GString) config = g_string_new (template);
      g_string_replace (config, "@PORT@", port, 0);
      g_string_replace (config, "@FOLDER@", certificate_folder, 0);
      write_file (folder, "ngircd.conf", config->str);
      start_leashed (self, path);
      if (guard_port_answers (self->port, START_SECONDS))
        return self;
      end_leashed (self);
    }
  g_error ("ngircd does not start");
}

GuardIrcd *
guard_ircd_start (const char *folder)
{
  return start_ircd (folder, ircd_config, folder);
}

/* The server reads the key before it changes its user. */
GuardIrcd *
guard_ircd_start_with_tls (const char *folder, GuardProsody *prosody)
{
  return start_ircd (folder, ircd_tls_config, prosody->folder);
}

guint
guard_ircd_get_port (GuardIrcd *self)
{
  return self->port;
}

void
guard_ircd_stop (GuardIrcd *self)
{
  end_leashed (self);
  g_free (self);
}

/* ---- The hostile server ----
 * A thread talks with the client: first the login, then it answers queries until the line breaks. The test's thread sends
 * on the same connection and looks at what has come in; @lock guards everything below it. */

struct _GuardPeer
{
  char *address;
  char *roster;
  guint port;
  GSocketListener *listener;
  GCancellable *stop;
  GThread *thread;

  GMutex lock;
  GCond changed;
  char *needle, *content;        /* what else is answered; NULL: nothing */
  char *header, *offer, *refusal; /* NULL: the usual ones */
  guint n_connections;
  GSocketConnection *connection; /* NULL: nobody is there */
  gboolean is_logged_in;
  GString *heard;   /* everything that the client sent on this connection */
  gsize n_answered; /* up to here queries were answered */
  gsize n_waited;   /* up to here the test has seen it */
};

#define STREAM_HEADER \
  "<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' id='1' from='localhost' version='1.0'>"
#define SASL_FEATURES \
  "<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>PLAIN</mechanism></mechanisms></stream:features>"
#define BIND_FEATURES \
  "<stream:features><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/><session xmlns='urn:ietf:params:xml:ns:xmpp-session'/></stream:features>"

/* Called with the lock held. A broken line is noticed by the reader. */
static void
peer_write (GuardPeer *self, const char *text)
{
  if (self->connection != NULL)
    g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (self->connection)), text, strlen (text), NULL, self->stop, NULL);
}

/* One unanswered piece matching @pattern, or NULL. Called with the lock held. */
static GMatchInfo *
peer_match (GuardPeer *self, const char *pattern, gsize *from)
{
  g_autoptr (GRegex) regex = g_regex_new (pattern, G_REGEX_DOTALL, 0, NULL);
  g_assert_nonnull (regex);
  GMatchInfo *match = NULL;
  int start, end;
  if (g_regex_match_full (regex, self->heard->str, (gssize) self->heard->len, (int) *from, 0, &match, NULL)
      && g_match_info_fetch_pos (match, 0, &start, &end))
    {
      *from = (gsize) end;
      return match;
    }
  g_clear_pointer (&match, g_match_info_unref);
  return NULL;
}

static gboolean
peer_take (GuardPeer *self, const char *pattern)
{
  g_autoptr (GMatchInfo) match = peer_match (self, pattern, &self->n_answered);
  return match != NULL;
}

static void
answer_query (GuardPeer *self, GMatchInfo *match)
{
  g_autofree char *stanza = g_match_info_fetch (match, 0);
  g_autoptr (GRegex) id_regex = g_regex_new ("^<iq[^>]*\\bid=['\"]([^'\"]*)['\"]", 0, 0, NULL);
  g_autoptr (GRegex) type_regex = g_regex_new ("^<iq[^>]*\\btype=['\"](get|set)['\"]", 0, 0, NULL);
  g_autoptr (GRegex) to_regex = g_regex_new ("^<iq[^>]*\\bto=['\"]([^'\"]*)['\"]", 0, 0, NULL);
  g_autoptr (GMatchInfo) id_match = NULL;
  if (!g_regex_match (type_regex, stanza, 0, NULL) || !g_regex_match (id_regex, stanza, 0, &id_match))
    return;
  g_autofree char *id = g_match_info_fetch (id_match, 1);
  g_autofree char *content = NULL;
  if (strstr (stanza, "xmpp-bind") != NULL)
    content = g_strdup_printf ("<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><jid>%s</jid></bind>", self->address);
  else if (strstr (stanza, "jabber:iq:roster") != NULL)
    {
      content = g_strdup_printf ("<query xmlns='jabber:iq:roster'>%s</query>", self->roster);
      self->is_logged_in = TRUE;
    }
  else if (self->needle != NULL && strstr (stanza, self->needle) != NULL)
    content = g_strdup (self->content);
  else if (strstr (stanza, "http://jabber.org/protocol/disco#info") != NULL)
    content = g_strdup ("<query xmlns='http://jabber.org/protocol/disco#info'/>");
  else if (strstr (stanza, "http://jabber.org/protocol/disco#items") != NULL)
    content = g_strdup ("<query xmlns='http://jabber.org/protocol/disco#items'/>");
  g_autoptr (GMatchInfo) to_match = NULL;
  gboolean has_to = g_regex_match (to_regex, stanza, 0, &to_match);
  /* What was asked of nobody is answered by the account itself; a contact list from anybody else would not be believed. */
  g_autofree char *to = has_to ? g_match_info_fetch (to_match, 1) : NULL;
  g_autofree char *from = to != NULL ? g_strdup_printf (" from='%s'", to) : g_strdup ("");
  g_autofree char *answer = g_strdup_printf ("<iq type='result' id='%s'%s>%s</iq>", id, from, content != NULL ? content : "");
  peer_write (self, answer);
}

/* What came in is answered as far as it is whole. Called with the lock held. */
static void
peer_answer (GuardPeer *self, int *step)
{
  if (*step == 0 && peer_take (self, "<stream:stream[^>]*>"))
    {
      peer_write (self, self->header != NULL ? self->header : STREAM_HEADER);
      peer_write (self, self->offer != NULL ? self->offer : SASL_FEATURES);
      *step = 1;
    }
  if (*step == 1 && self->refusal != NULL && peer_take (self, "<starttls[^>]*>"))
    peer_write (self, self->refusal);
  if (*step == 1 && peer_take (self, "<auth.*?</auth>"))
    {
      peer_write (self, "<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>");
      *step = 2;
    }
  if (*step == 2 && peer_take (self, "<stream:stream[^>]*>"))
    {
      peer_write (self, STREAM_HEADER BIND_FEATURES);
      *step = 3;
    }
  while (*step == 3)
    {
      g_autoptr (GMatchInfo) match = peer_match (self, "<iq\\b[^>]*/>|<iq\\b[^>]*>.*?</iq>", &self->n_answered);
      if (match == NULL)
        break;
      answer_query (self, match);
    }
}

static void
peer_talk (GuardPeer *self)
{
  int step = 0;
  GInputStream *in = g_io_stream_get_input_stream (G_IO_STREAM (self->connection));
  for (;;)
    {
      char bytes[16384];
      gssize n_bytes = g_input_stream_read (in, bytes, sizeof bytes, self->stop, NULL);
      if (n_bytes <= 0)
        return;
      g_mutex_lock (&self->lock);
      g_string_append_len (self->heard, bytes, n_bytes);
      peer_answer (self, &step);
      g_cond_broadcast (&self->changed);
      g_mutex_unlock (&self->lock);
    }
}

static gpointer
peer_run (gpointer data)
{
  GuardPeer *self = data;
  while (!g_cancellable_is_cancelled (self->stop))
    {
      g_autoptr (GSocketConnection) connection = g_socket_listener_accept (self->listener, NULL, self->stop, NULL);
      if (connection == NULL)
        continue;
      g_mutex_lock (&self->lock);
      self->connection = connection;
      self->is_logged_in = FALSE;
      self->n_connections++;
      g_string_truncate (self->heard, 0);
      self->n_answered = self->n_waited = 0;
      g_mutex_unlock (&self->lock);
      peer_talk (self);
      g_mutex_lock (&self->lock);
      self->connection = NULL;
      self->is_logged_in = FALSE;
      g_cond_broadcast (&self->changed);
      g_mutex_unlock (&self->lock);
      g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
    }
  return NULL;
}

GuardPeer *
guard_peer_start (const char *address, const char *roster)
{
  GuardPeer *self = g_new0 (GuardPeer, 1);
  self->address = g_strdup (address);
  self->roster = g_strdup (roster != NULL ? roster : "");
  self->heard = g_string_new (NULL);
  self->stop = g_cancellable_new ();
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->listener = guard_listen (&self->port);
  self->thread = g_thread_new ("hostile server", peer_run, self);
  return self;
}

void
guard_peer_set_greeting (GuardPeer *self, const char *header, const char *offer, const char *refusal)
{
  g_mutex_lock (&self->lock);
  g_free (self->header);
  g_free (self->offer);
  g_free (self->refusal);
  self->header = g_strdup (header);
  self->offer = g_strdup (offer);
  self->refusal = g_strdup (refusal);
  g_mutex_unlock (&self->lock);
}

guint
guard_peer_count_connections (GuardPeer *self)
{
  g_mutex_lock (&self->lock);
  guint n = self->n_connections;
  g_mutex_unlock (&self->lock);
  return n;
}

guint
guard_peer_get_port (GuardPeer *self)
{
  return self->port;
}

void
guard_peer_send (GuardPeer *self, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  g_autofree char *text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  gint64 end = g_get_monotonic_time () + (gint64) (START_SECONDS * G_USEC_PER_SEC);
  g_mutex_lock (&self->lock);
  while (!self->is_logged_in && g_cond_wait_until (&self->changed, &self->lock, end))
    ;
  gboolean is_logged_in = self->is_logged_in;
  peer_write (self, text);
  g_mutex_unlock (&self->lock);
  g_assert_true (is_logged_in);
}

void
guard_peer_set_roster (GuardPeer *self, const char *roster)
{
  g_mutex_lock (&self->lock);
  g_free (self->roster);
  self->roster = g_strdup (roster);
  g_mutex_unlock (&self->lock);
}

void
guard_peer_set_answer (GuardPeer *self, const char *needle, const char *content)
{
  g_mutex_lock (&self->lock);
  g_free (self->needle);
  g_free (self->content);
  self->needle = g_strdup (needle);
  self->content = g_strdup (content);
  g_mutex_unlock (&self->lock);
}

void
guard_peer_offer_file (GuardPeer *self, const char *sender, const char *sid, const char *name, guint64 n_bytes)
{
  guard_peer_send (self,
                   "<iq type='set' id='%s' from='%s' to='%s'>"
                   "<si xmlns='http://jabber.org/protocol/si' id='%s' profile='http://jabber.org/protocol/si/profile/file-transfer'>"
                   "<file xmlns='http://jabber.org/protocol/si/profile/file-transfer' name='%s' size='%" G_GUINT64_FORMAT "'/>"
                   "<feature xmlns='http://jabber.org/protocol/feature-neg'><x xmlns='jabber:x:data' type='form'>"
                   "<field var='stream-method' type='list-single'><option><value>http://jabber.org/protocol/ibb</value></option></field>"
                   "</x></feature></si></iq>",
                   sid, sender, self->address, sid, name, n_bytes);
}

char *
guard_peer_wait (GuardPeer *self, const char *pattern, double seconds)
{
  gint64 end = g_get_monotonic_time () + (gint64) (seconds * G_USEC_PER_SEC);
  char *found = NULL;
  g_mutex_lock (&self->lock);
  do
    {
      g_autoptr (GMatchInfo) match = peer_match (self, pattern, &self->n_waited);
      if (match != NULL)
        found = g_match_info_fetch (match, 0);
    }
  while (found == NULL && g_cond_wait_until (&self->changed, &self->lock, end));
  g_mutex_unlock (&self->lock);
  return found;
}

char *
guard_peer_dup_heard (GuardPeer *self)
{
  g_mutex_lock (&self->lock);
  char *heard = g_strndup (self->heard->str, self->heard->len);
  g_mutex_unlock (&self->lock);
  return heard;
}

void
guard_peer_drop (GuardPeer *self)
{
  g_mutex_lock (&self->lock);
  if (self->connection != NULL)
    g_socket_shutdown (g_socket_connection_get_socket (self->connection), TRUE, TRUE, NULL);
  g_mutex_unlock (&self->lock);
}

void
guard_peer_stop (GuardPeer *self)
{
  g_cancellable_cancel (self->stop);
  guard_peer_drop (self);
  g_thread_join (self->thread);
  g_socket_listener_close (self->listener);
  g_object_unref (self->listener);
  g_object_unref (self->stop);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_string_free (self->heard, TRUE);
  g_free (self->header);
  g_free (self->offer);
  g_free (self->refusal);
  g_free (self->needle);
  g_free (self->content);
  g_free (self->roster);
  g_free (self->address);
  g_free (self);
}
