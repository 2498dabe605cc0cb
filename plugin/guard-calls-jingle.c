/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-calls-jingle.h"

/* Read as libpurple reads it: the first element counts, and of an element's namesakes each. */

#define JINGLE "urn:xmpp:jingle:1"
#define RTP "urn:xmpp:jingle:apps:rtp:1"
#define GOOGLE_SESSION "http://www.google.com/session"
#define GOOGLE_PHONE "http://www.google.com/session/phone"
#define GOOGLE_VIDEO "http://www.google.com/session/video"

/* A call has a voice and perhaps a picture; some clients offer each of these several times. */
#define MAX_CONTENTS 8

static const struct
{
  const char *word;
  GuardJingleStep step;
} jingle_steps[] = {
  { "session-initiate",  GUARD_JINGLE_BEGIN },
  { "session-accept",    GUARD_JINGLE_ACCEPT },
  { "session-terminate", GUARD_JINGLE_END },
  { "session-info",      GUARD_JINGLE_NOTE },
  { "security-info",     GUARD_JINGLE_NOTE },
  { "content-accept",    GUARD_JINGLE_NOTE },
  { "content-reject",    GUARD_JINGLE_NOTE },
  { "content-remove",    GUARD_JINGLE_NOTE },
  { "transport-info",    GUARD_JINGLE_DETAILS },
  { "description-info",  GUARD_JINGLE_DETAILS },
  { "content-add",       GUARD_JINGLE_WIDEN },
  { "content-modify",    GUARD_JINGLE_WIDEN },
}, google_steps[] = {
  { "initiate",   GUARD_JINGLE_BEGIN },
  { "accept",     GUARD_JINGLE_ACCEPT },
  { "candidates", GUARD_JINGLE_DETAILS },
  { "reject",     GUARD_JINGLE_END },
  { "terminate",  GUARD_JINGLE_END },
};

xmlnode *
guard_jingle_find_payload (const xmlnode *iq)
{
  for (xmlnode *child = iq->child; child != NULL; child = child->next)
    if (child->type == XMLNODE_TYPE_TAG)
      return child;
  return NULL;
}

/* libpurple makes a number of a codec's id without looking whether there is one. */
static gboolean
has_sound_codecs (const xmlnode *description)
{
  for (xmlnode *codec = xmlnode_get_child (description, "payload-type"); codec != NULL; codec = xmlnode_get_next_twin (codec))
    if (xmlnode_get_attrib (codec, "id") == NULL || xmlnode_get_attrib (codec, "name") == NULL)
      return FALSE;
  return TRUE;
}

/* What is not voice is a picture for libpurple, whatever it is called. */
static void
note_medium (GuardJingle *self, xmlnode *description)
{
  if (!purple_strequal (xmlnode_get_namespace (description), RTP))
    return;
  if (purple_strequal (xmlnode_get_attrib (description, "media"), "audio"))
    self->has_voice = TRUE;
  else
    self->has_video = TRUE;
}

static void
read_contents (GuardJingle *self, const xmlnode *jingle)
{
  guint n_contents = 0;

  for (xmlnode *content = xmlnode_get_child (jingle, "content"); content != NULL; content = xmlnode_get_next_twin (content))
    {
      xmlnode *description = xmlnode_get_child (content, "description");

      self->is_sound = self->is_sound && ++n_contents <= MAX_CONTENTS && xmlnode_get_attrib (content, "name") != NULL;
      if (description == NULL)
        continue;
      self->is_sound = self->is_sound && has_sound_codecs (description);
      note_medium (self, description);
    }
}

/* What begins must say of each of its parts who made it, of what it is and by which way it goes. */
static gboolean
is_whole (const xmlnode *jingle)
{
  for (xmlnode *content = xmlnode_get_child (jingle, "content"); content != NULL; content = xmlnode_get_next_twin (content))
    if (xmlnode_get_attrib (content, "creator") == NULL || xmlnode_get_child (content, "description") == NULL
        || xmlnode_get_child (content, "transport") == NULL)
      return FALSE;
  return TRUE;
}

static gboolean
read_jingle (GuardJingle *self, const xmlnode *jingle)
{
  const char *action = xmlnode_get_attrib (jingle, "action");

  self->session = xmlnode_get_attrib (jingle, "sid");
  self->initiator = xmlnode_get_attrib (jingle, "initiator");
  for (gsize i = 0; i < G_N_ELEMENTS (jingle_steps); i++)
    if (purple_strequal (action, jingle_steps[i].word))
      self->step = jingle_steps[i].step;
  read_contents (self, jingle);
  if (self->step == GUARD_JINGLE_BEGIN)
    self->is_sound = self->is_sound && is_whole (jingle);
  return self->session != NULL;
}

static gboolean
read_google (GuardJingle *self, const xmlnode *session)
{
  const char *type = xmlnode_get_attrib (session, "type");
  xmlnode *description = xmlnode_get_child (session, "description");
  const char *medium = description != NULL ? xmlnode_get_namespace (description) : NULL;

  self->is_google = TRUE;
  self->session = xmlnode_get_attrib (session, "id");
  self->initiator = xmlnode_get_attrib (session, "initiator");
  for (gsize i = 0; i < G_N_ELEMENTS (google_steps); i++)
    if (purple_strequal (type, google_steps[i].word))
      self->step = google_steps[i].step;
  self->has_video = purple_strequal (medium, GOOGLE_VIDEO);
  self->has_voice = self->has_video || purple_strequal (medium, GOOGLE_PHONE);
  return self->session != NULL;
}

gboolean
guard_jingle_read (xmlnode *iq, GuardJingle *jingle)
{
  xmlnode *payload = guard_jingle_find_payload (iq);
  const char *kind = payload != NULL ? xmlnode_get_namespace (payload) : NULL;

  *jingle = (GuardJingle) { .is_sound = TRUE };
  if (!purple_strequal (xmlnode_get_attrib (iq, "type"), "set") || kind == NULL)
    return FALSE;
  if (purple_strequal (payload->name, "jingle") && purple_strequal (kind, JINGLE))
    return read_jingle (jingle, payload);
  if (purple_strequal (payload->name, "session") && purple_strequal (kind, GOOGLE_SESSION))
    return read_google (jingle, payload);
  return FALSE;
}
