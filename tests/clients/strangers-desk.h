/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "headless/guard-story.h"

G_BEGIN_DECLS

/* What the stories of strangers at a real client share. */

/* Bob, as the hostile server lists him. */
#define STRANGERS_ROSTER "<item jid='bob@localhost' subscription='both'/>"
/* He calls. */
#define STRANGERS_CALL                                                                                                                               \
  "<iq type='set' id='c1' from='bob@localhost/x' to='alice@localhost/desk'><jingle xmlns='urn:xmpp:jingle:1' action='session-initiate' sid='s1' "      \
  "initiator='bob@localhost/x'><content creator='initiator' name='voice' senders='both'><description xmlns='urn:xmpp:jingle:apps:rtp:1' "             \
  "media='audio'><payload-type id='0' name='PCMU' clockrate='8000'/></description><transport xmlns='urn:xmpp:jingle:transports:ice-udp:1' "           \
  "ufrag='guard' pwd='guardguardguardguardgu'/></content></jingle></iq>"

/* Before her client starts: she has written to him before. Who stands in the list only because the server says so is nobody's contact. */
void strangers_meet_bob (GuardPerson *alice);
/* Waits until the journal has so many lines of this kind. */
void strangers_await_entries (GuardPerson *person, const char *kind, guint n, double seconds);

G_END_DECLS
