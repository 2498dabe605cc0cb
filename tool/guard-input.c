/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-input.h"
#include "guard-judge.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define MAX_LINE_BYTES (1024 * 1024) /* of a longer one the rest is passed over: it is "not checked" long before */
#define BLOCK_BYTES (64 * 1024)

typedef struct
{
  const GuardKnowledge *knowledge;
  GuardJudgeFunc judge;
  gpointer user_data;
  GString *input;
  gboolean is_cut; /* the beginning of @input belongs to a line that was judged already */
  int code;
} Reader;

/* One more block of the input. Whoever waits for answers gets them before this waits for him.
 * Returns: FALSE at the end, with *@failed set if that is not a good one */
static gboolean
read_block (GString *input, gboolean *failed)
{
  struct pollfd ready = { .fd = STDIN_FILENO, .events = POLLIN };
  char block[BLOCK_BYTES];
  ssize_t n_read;

  if (poll (&ready, 1, 0) == 0)
    fflush (stdout);
  do
    n_read = read (STDIN_FILENO, block, sizeof block);
  while (n_read < 0 && errno == EINTR);

  *failed = n_read < 0;
  if (n_read > 0)
    g_string_append_len (input, block, n_read);
  return n_read > 0;
}

static void
judge (Reader *self, const char *text, gsize n_bytes)
{
  self->code = guard_judge_worse_code (self->code, self->judge (self->knowledge, text, n_bytes, self->user_data));
}

/* Judges the whole lines that were read and takes them out. */
static void
judge_lines (Reader *self)
{
  GString *input = self->input;
  const char *newline;
  gsize start = 0;

  while ((newline = memchr (input->str + start, '\n', input->len - start)) != NULL)
    {
      const gsize end = newline - input->str;

      if (!self->is_cut)
        judge (self, input->str + start, end - start);
      self->is_cut = FALSE;
      start = end + 1;
    }
  g_string_erase (input, 0, start);

  if (input->len <= MAX_LINE_BYTES)
    return;
  if (!self->is_cut)
    judge (self, input->str, input->len);
  self->is_cut = TRUE;
  g_string_truncate (input, 0);
}

int
guard_input_judge (const GuardKnowledge *knowledge, gboolean by_lines, GuardJudgeFunc func, gpointer user_data)
{
  g_autoptr(GString) input = g_string_new (NULL);
  Reader self = { .knowledge = knowledge, .judge = func, .user_data = user_data, .input = input, .code = GUARD_EXIT_NOTHING_TO_SAY };
  gboolean failed = FALSE;

  while (read_block (input, &failed))
    if (by_lines)
      judge_lines (&self);
    else if (input->len > MAX_LINE_BYTES)
      g_string_truncate (input, MAX_LINE_BYTES);

  if (!by_lines || (input->len > 0 && !self.is_cut))
    judge (&self, input->str, input->len);
  return failed ? guard_judge_worse_code (self.code, GUARD_EXIT_NOT_CHECKED) : self.code;
}
