/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "guard-file-types.h"
#include "guard-patterns.h"
#include "guard-sites.h"

G_BEGIN_DECLS

/* All lists that detectors look into, compiled from rule files and from what the client knows. Filled on the main loop, then only read. */
typedef struct _GuardKnowledge GuardKnowledge;

GuardKnowledge *guard_knowledge_new (void) G_GNUC_WARN_UNUSED_RESULT;
void guard_knowledge_free (GuardKnowledge *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GuardKnowledge, guard_knowledge_free)

/* Which rule files there are. The name of a file decides what its groups mean; the same name may come several times (shipped, the
 * administrator's, the user's): lists are added up. */
extern const char * const guard_knowledge_files[]; /* %NULL-terminated: "file-types.rules", "imitated-sites.rules", ... */

/* The base name of the rules' own name says which of those it is. Returns: %FALSE with @error (file and line) set, and nothing of @rules added */
gboolean guard_knowledge_add_rules (GuardKnowledge *self, GuardRules *rules, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* After the last file: makes what is found by patterns ready (a few milliseconds). Without it nothing of that kind is found. */
void guard_knowledge_compile (GuardKnowledge *self);

/* What the client knows: all contacts at once, replacing the ones before. @addresses, @names: (array zero-terminated=1), same length;
 * a name may be "". Domains of addresses count as sites unless they are public mail or chat hosts of many (link-lists.rules). */
void guard_knowledge_set_contacts (GuardKnowledge *self, const char * const *addresses, const char * const *names);

/* A list that should be here could not be read. From now on links, and all that leaves, are "not checked". @why: a sentence for a person */
void guard_knowledge_set_incomplete (GuardKnowledge *self, const char *why);
/* Returns: (nullable) (transfer none): why something is missing */
const char *guard_knowledge_get_incomplete (const GuardKnowledge *self);

/* What was added, for a person to see. Plain record; @title, @source, @date are of the file's group [list], "" where there is none;
 * @n_entries: words, sites, types or rules that it added. */
typedef struct
{
  char *name;
  char *title;
  char *source;
  char *date;
  guint n_entries;
} GuardList;

/* (element-type GuardList): in the order of adding */
const GPtrArray *guard_knowledge_get_lists (const GuardKnowledge *self);

const GuardSites *guard_knowledge_get_sites (const GuardKnowledge *self);
const GuardFileTypes *guard_knowledge_get_file_types (const GuardKnowledge *self); /* (nullable) */
gboolean guard_knowledge_is_shortener (const GuardKnowledge *self, const char *host);
gboolean guard_knowledge_is_forbidden_scheme (const GuardKnowledge *self, const char *scheme); /* never opened */
gboolean guard_knowledge_is_usual_scheme (const GuardKnowledge *self, const char *scheme);     /* opened without a word: http, https, mailto, xmpp ... */
gboolean guard_knowledge_is_usual_port (const GuardKnowledge *self, const char *scheme, int port);
/* Of the endings of names, in lower case, without the dot. */
gboolean guard_knowledge_is_shortcut (const GuardKnowledge *self, const char *extension); /* does something else than it shows: desktop, lnk, url ... */
gboolean guard_knowledge_is_page (const GuardKnowledge *self, const char *extension);     /* a program by name, but shown as a page or as text: php, cgi, js ... */
/* The contact whose name or address looks like this one of a stranger. Returns: (nullable) (transfer none): its address */
const char *guard_knowledge_find_resembled (const GuardKnowledge *self, const char *address, const char *name);
/* The worst pressure that @text puts on a reader. Returns: (nullable) (transfer none): words for a person, translated: "asks for gift cards" */
const char *guard_knowledge_find_pressure (const GuardKnowledge *self, const char *text, gsize n_bytes);

/* What a file of this name is that holds credentials. Returns: (nullable) (transfer none): words for a person, translated: "an SSH private key" */
const char *guard_knowledge_find_credential_file (const GuardKnowledge *self, const char *name);

/* (transfer none): not compiled before guard_knowledge_compile() */
const GuardPatterns *guard_knowledge_get_patterns (const GuardKnowledge *self);
/* Whether @address (without a device part, any case) is one of the contacts'. */
gboolean guard_knowledge_is_contact (const GuardKnowledge *self, const char *address);
/* Of one who is a contact: another contact whose name or address looks nearly the same, so that the two are easily mixed up.
 * Returns: (nullable) (transfer none): the other's address */
const char *guard_knowledge_find_near_contact (const GuardKnowledge *self, const char *address, const char *name);

G_END_DECLS
