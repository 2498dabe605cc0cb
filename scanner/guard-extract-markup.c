/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-extract-private.h"

#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#include <string.h>

/* HTML and XML, and what office documents are made of, by libxml2's event parser: no tree, no entities from elsewhere, no file, no network. What
 * marks do to the look must not part what belongs together ("4111<b>11</b>11"), and what stands in cells and paragraphs must not run together.
 * Values of attributes, comments and definitions of entities are text, too: they leave with the file. */

#define PIECE_BYTES (64 * 1024)

typedef struct
{
  GuardExtract *extract;
  GString *text;
  GString *beside;       /* attributes and comments, told behind the text that they stand in */
  gboolean has_own_text; /* the element that is open holds text directly */
} Reading;

/* Elements behind which text goes on in the same word; of HTML, and of the runs that office documents cut words into. */
static const char * const inline_names[] = {
  "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "g", "i", "ins", "kbd", "mark", "q", "r", "rt", "s",
  "samp", "small", "span", "strike", "strong", "sub", "sup", "t", "tspan", "tt", "u", "var", "wbr", NULL,
};
/* Elements that part also when they hold no text themselves. */
static const char * const parting_names[] = {
  "body", "br", "c", "cr", "dd", "div", "dt", "h", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "line-break", "list-item", "option", "p", "row", "si", "tab",
  "table-cell", "table-row", "tc", "td", "th", "title", "tr", NULL,
};

static const char *
local_name (const xmlChar *name)
{
  const char *colon = strchr ((const char *) name, ':');

  return colon != NULL ? colon + 1 : (const char *) name;
}

static void
flush (Reading *reading, gsize least)
{
  if (reading->text->len >= least)
    {
      guard_extract_text (reading->extract, reading->text->str, reading->text->len);
      g_string_truncate (reading->text, 0);
    }
  if (reading->beside->len > PIECE_BYTES * 4)
    {
      /* between two words of the text; a bound of memory, not of what is looked at */
      g_string_append_c (reading->text, '\n');
      g_string_append_len (reading->text, reading->beside->str, (gssize) reading->beside->len);
      g_string_truncate (reading->beside, 0);
    }
}

static void
on_start (void *data, const xmlChar *name, const xmlChar **attributes)
{
  Reading *reading = data;

  for (gsize i = 0; attributes != NULL && attributes[i] != NULL; i += 2)
    if (attributes[i + 1] != NULL)
      g_string_append_printf (reading->beside, "%s=%s\n", (const char *) attributes[i], (const char *) attributes[i + 1]);
  reading->has_own_text = FALSE;
  flush (reading, PIECE_BYTES);
}

static void
on_end (void *data, const xmlChar *name)
{
  Reading *reading = data;
  const char *local = local_name (name);

  if (g_strv_contains (parting_names, local) || (reading->has_own_text && !g_strv_contains (inline_names, local)))
    g_string_append_c (reading->text, '\n');
  reading->has_own_text = FALSE;
}

static void
on_text (void *data, const xmlChar *text, int n_bytes)
{
  Reading *reading = data;

  g_string_append_len (reading->text, (const char *) text, n_bytes);
  reading->has_own_text = TRUE;
  flush (reading, PIECE_BYTES);
}

static void
on_comment (void *data, const xmlChar *text)
{
  Reading *reading = data;

  g_string_append_printf (reading->beside, "%s\n", (const char *) text);
  flush (reading, PIECE_BYTES);
}

static void
on_instruction (void *data, const xmlChar *target, const xmlChar *text)
{
  if (text != NULL)
    on_comment (data, text);
}

static void
on_entity (void *data, const xmlChar *name, int type, const xmlChar *public_id, const xmlChar *system_id, xmlChar *content)
{
  if (content != NULL)
    on_comment (data, content);
}

static void
say_nothing (void *data, const char *format, ...)
{
}

static const xmlSAXHandler handler = {
  .startElement = on_start,
  .endElement = on_end,
  .characters = on_text,
  .ignorableWhitespace = on_text,
  .cdataBlock = on_text,
  .comment = on_comment,
  .processingInstruction = on_instruction,
  .entityDecl = on_entity,
  .warning = say_nothing,
  .error = say_nothing,
  .fatalError = say_nothing,
  .initialized = 1, /* the form without namespaces, which HTML has, too */
};

typedef gboolean (*Parse) (Reading *reading, const char *text, gsize n_bytes);

static gboolean
parse_html (Reading *reading, const char *text, gsize n_bytes)
{
  htmlParserCtxtPtr context = htmlCreatePushParserCtxt ((htmlSAXHandlerPtr) &handler, reading, NULL, 0, NULL, XML_CHAR_ENCODING_UTF8);

  if (context == NULL)
    return FALSE;
  htmlCtxtUseOptions (context, HTML_PARSE_NONET | HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_IGNORE_ENC);
  for (gsize at = 0; at < n_bytes; at += PIECE_BYTES)
    htmlParseChunk (context, text + at, (int) MIN (n_bytes - at, PIECE_BYTES), 0);
  htmlParseChunk (context, NULL, 0, 1);
  if (context->myDoc != NULL)
    xmlFreeDoc (context->myDoc);
  htmlFreeParserCtxt (context);
  return TRUE;
}

/* Returns: whether it was read to its end */
static gboolean
parse_xml (Reading *reading, const char *text, gsize n_bytes)
{
  xmlParserCtxtPtr context = xmlCreatePushParserCtxt ((xmlSAXHandlerPtr) &handler, reading, NULL, 0, NULL);
  gboolean is_good;

  if (context == NULL)
    return FALSE;
  xmlCtxtUseOptions (context, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_IGNORE_ENC);
  for (gsize at = 0; at < n_bytes; at += PIECE_BYTES)
    xmlParseChunk (context, text + at, (int) MIN (n_bytes - at, PIECE_BYTES), 0);
  xmlParseChunk (context, NULL, 0, 1);
  is_good = context->wellFormed == 1;
  if (context->myDoc != NULL)
    xmlFreeDoc (context->myDoc);
  xmlFreeParserCtxt (context);
  return is_good;
}

/* What breaks its own rules is looked at as it stands, too: a parser that stopped has not told what came behind. So is XML of other programs, since what
 * it is (a list of contacts) stands in its marks; of office documents these say nothing. */
static void
read_markup (GuardExtract *self, const char *text, gsize n_bytes, Parse parse)
{
  g_autoptr(GString) told = g_string_new (NULL);
  g_autoptr(GString) beside = g_string_new (NULL);
  Reading reading = { self, told, beside, FALSE };
  const gboolean is_good = parse (&reading, text, n_bytes);

  flush (&reading, 1);
  guard_extract_end (self);
  guard_extract_text (self, beside->str, beside->len);
  guard_extract_end (self);
  if (is_good && (parse == parse_html || guard_extract_is_in_document (self)))
    return;
  guard_extract_text (self, text, n_bytes);
  guard_extract_end (self);
}

static void
read_each (GuardExtract *self, const guint8 *bytes, gsize n_bytes, Parse parse)
{
  const char *encodings[GUARD_EXTRACT_MAX_READINGS];
  const guint n_readings = guard_extract_guess (bytes, n_bytes, encodings);

  for (guint i = 0; i < n_readings; i++)
    if (g_str_equal (encodings[i], "UTF-8"))
      read_markup (self, (const char *) bytes, n_bytes, parse);
    else
      {
        g_autoptr(GString) text = guard_extract_decode (bytes, n_bytes, encodings[i]);

        read_markup (self, text->str, text->len, parse);
      }
}

void
guard_extract_read_html (GuardExtract *self, const guint8 *bytes, gsize n_bytes)
{
  read_each (self, bytes, n_bytes, parse_html);
}

void
guard_extract_read_xml (GuardExtract *self, const guint8 *bytes, gsize n_bytes)
{
  read_each (self, bytes, n_bytes, parse_xml);
}

static xmlParserInputPtr
refuse_entity (const char *address, const char *id, xmlParserCtxtPtr context)
{
  return NULL;
}

void
guard_extract_prepare_markup (void)
{
  xmlInitParser ();
  xmlSetExternalEntityLoader (refuse_entity);
  xmlSetGenericErrorFunc (NULL, say_nothing);
}
