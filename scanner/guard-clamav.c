/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-clamav.h"

#include "core/guard-error.h"
#include "guard-coverage.h"
#include "guard-witness.h"

#include <clamav.h>
#include <errno.h>
#include <iconv.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

/* libclamav is fail-open: most errors end as "clean", limits and encryption are silent unless asked for, and what it
 * cannot unpack it skips. So its "clean" is one voice of several: the witness (calls that failed), its own error
 * messages and the coverage (members against layers) are heard too. */

struct _GuardClamav
{
  struct cl_engine *engine;
  GuardClamavLimits limits;
};

/* What is heard during one scan. */
typedef struct
{
  const GuardClamavLimits *limits;
  GuardCoverage *coverage;
  guint n_layers;
  guint64 largest_layer;
  char name[128];
} Hearing;

static guint n_error_messages;
static char first_error_message[128];

void
guard_clamav_limits_init (GuardClamavLimits *limits, guint64 max_scan_bytes)
{
  guint64 hundreds = MAX (1, (max_scan_bytes + (100 << 20) - 1) / (100 << 20));

  limits->file_bytes = max_scan_bytes;
  limits->scan_bytes = MAX (max_scan_bytes, 100 << 20) * 4;
  limits->n_files = 10000;
  limits->n_levels = 17;
  limits->seconds = (guint) (60 * hundreds);
}

static void
on_message (enum cl_msg severity, const char *full, const char *message, void *data)
{
  if (severity != CL_MSG_ERROR)
    return;
  if (n_error_messages++ == 0)
    {
      g_strlcpy (first_error_message, message, sizeof first_error_message);
      g_strchomp (first_error_message);
    }
}

gboolean
guard_clamav_prepare (GError **error)
{
  static const char *const character_sets[] = {
    "UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE", "UTF-32BE", "UCS-2", "UCS-4", "ISO-8859-1", "ISO-8859-2", "ISO-8859-5", "ISO-8859-7",
    "ISO-8859-8", "ISO-8859-9", "ISO-8859-15", "WINDOWS-1250", "WINDOWS-1251", "WINDOWS-1252", "WINDOWS-1253", "WINDOWS-1254", "WINDOWS-1255",
    "WINDOWS-1256", "WINDOWS-1257", "WINDOWS-1258", "KOI8-R", "KOI8-U", "SHIFT_JIS", "CP932", "EUC-JP", "GB2312", "GBK", "GB18030", "BIG5", "EUC-KR",
    "IBM437", "IBM850", "CP437", "CP1252", "ASCII",
  };
  static const char *const digests[] = { "md5", "sha1", "sha256" };
  unsigned char digest[64];
  unsigned n_digest = sizeof digest;
  int code = cl_init (CL_INIT_DEFAULT);

  if (code != CL_SUCCESS)
    {
      g_set_error (error, GUARD_ERROR, GUARD_ERROR_UNAVAILABLE, "libclamav: %s", cl_strerror (code));
      return FALSE;
    }
  cl_set_clcb_msg (on_message);

  /* kept open on purpose: the modules stay loaded */
  for (gsize i = 0; i < G_N_ELEMENTS (character_sets); i++)
    {
      (void) !iconv_open ("UTF-8", character_sets[i]);
      (void) !iconv_open (character_sets[i], "UTF-8");
    }
  for (gsize i = 0; i < G_N_ELEMENTS (digests); i++)
    cl_hash_data (digests[i], "x", 1, digest, &n_digest);
  tzset ();
  guard_coverage_prepare ();
  return TRUE;
}

const char *
guard_clamav_default_database (void)
{
  return cl_retdbdir ();
}

const char *
guard_clamav_engine_name (void)
{
  static char name[64];

  g_snprintf (name, sizeof name, "ClamAV %s", cl_retver ());
  return name;
}

static cl_error_t
on_layer (int descriptor, const char *type, void *data)
{
  Hearing *hearing = data;
  struct stat status;

  hearing->n_layers++;
  if (descriptor < 0 || fstat (descriptor, &status) != 0)
    return CL_CLEAN;
  hearing->largest_layer = MAX (hearing->largest_layer, (guint64) status.st_size);
  guard_coverage_add_layer (hearing->coverage, descriptor, (guint64) status.st_size);
  return CL_CLEAN;
}

/* A signature's name is more than a limit's: keep the worst that was heard. */
static gboolean
is_about_the_scan (const char *name)
{
  return name[0] == '\0' || g_str_has_prefix (name, "Heuristics.Limits.") || g_str_has_prefix (name, "Heuristics.Encrypted.");
}

static void
on_found (int descriptor, const char *name, void *data)
{
  Hearing *hearing = data;

  if (name != NULL && is_about_the_scan (hearing->name))
    g_strlcpy (hearing->name, name, sizeof hearing->name);
}

static GuardClamav *
refuse_load (GuardReason *reason, GuardReason why, GError **error, const char *what, int code)
{
  *reason = why;
  g_set_error (error, GUARD_ERROR, GUARD_ERROR_UNAVAILABLE, "%s: %s%s%s", what, cl_strerror (code), first_error_message[0] == '\0' ? "" : ": ",
               first_error_message);
  return NULL;
}

static gboolean
set_numbers (struct cl_engine *engine, const GuardClamavLimits *limits)
{
  const struct
  {
    enum cl_engine_field field;
    gint64 number;
  } numbers[] = {
    { CL_ENGINE_MAX_FILESIZE, (gint64) limits->file_bytes + 1 }, /* a layer of exactly the limit is not cut */
    { CL_ENGINE_MAX_SCANSIZE, (gint64) limits->scan_bytes },
    { CL_ENGINE_PCRE_MAX_FILESIZE, (gint64) limits->file_bytes },
    { CL_ENGINE_MAX_RECURSION, limits->n_levels },
    { CL_ENGINE_MAX_FILES, limits->n_files },
    { CL_ENGINE_MAX_SCANTIME, (gint64) limits->seconds * 1000 },
    { CL_ENGINE_DISABLE_CACHE, 1 },                              /* the cache remembers "clean" by MD5 */
    { CL_ENGINE_FORCETODISK, 1 },                                /* so that every layer has a descriptor of its own to be counted by */
    { CL_ENGINE_DISABLE_PE_STATS, 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    if (cl_engine_set_num (engine, numbers[i].field, numbers[i].number) != CL_SUCCESS)
      return FALSE;
  return TRUE;
}

GuardClamav *
guard_clamav_load (const char *database_dir, const char *canary_file, const char *temporary_folder, const GuardClamavLimits *limits,
                   GuardClamavFacts *facts, GuardReason *reason, GError **error)
{
  g_autoptr(GuardClamav) self = g_new0 (GuardClamav, 1);
  unsigned n_signatures = 0, n_canaries = 0;
  int code;

  n_error_messages = 0;
  first_error_message[0] = '\0';
  self->limits = *limits;
  self->engine = cl_engine_new ();
  if (self->engine == NULL)
    return refuse_load (reason, GUARD_REASON_BAD_SIGNATURES, error, "engine", CL_EMEM);
  if (!guard_clamav_set_temporary_folder (self, temporary_folder) || !set_numbers (self->engine, limits))
    return refuse_load (reason, GUARD_REASON_BAD_SIGNATURES, error, "settings", CL_EARG);

  code = cl_load (database_dir, self->engine, &n_signatures, CL_DB_STDOPT);
  if (code != CL_SUCCESS)
    return refuse_load (reason, code == CL_EOPEN || code == CL_ESTAT ? GUARD_REASON_NO_SIGNATURES : GUARD_REASON_BAD_SIGNATURES, error,
                        "loading signatures", code);
  if (n_signatures == 0)
    return refuse_load (reason, GUARD_REASON_NO_SIGNATURES, error, "no signatures", CL_EOPEN);

  code = cl_load (canary_file, self->engine, &n_canaries, CL_DB_STDOPT);
  if (code != CL_SUCCESS || n_canaries == 0)
    return refuse_load (reason, GUARD_REASON_BAD_SIGNATURES, error, "loading the canary", code);

  cl_engine_set_clcb_pre_scan (self->engine, on_layer);
  cl_engine_set_clcb_virus_found (self->engine, on_found); /* else the name of a limit is lost */
  code = cl_engine_compile (self->engine);
  if (code != CL_SUCCESS)
    return refuse_load (reason, GUARD_REASON_BAD_SIGNATURES, error, "compiling signatures", code);

  g_strlcpy (facts->engine, guard_clamav_engine_name (), sizeof facts->engine);
  facts->n_signatures = n_signatures;
  return g_steal_pointer (&self);
}

void
guard_clamav_free (GuardClamav *self)
{
  if (self == NULL)
    return;
  if (self->engine != NULL)
    cl_engine_free (self->engine);
  g_free (self);
}

gboolean
guard_clamav_set_temporary_folder (GuardClamav *self, const char *temporary_folder)
{
  return cl_engine_set_str (self->engine, CL_ENGINE_TMPDIR, temporary_folder) == CL_SUCCESS;
}

static void
say (GuardClamavVerdict *verdict, GuardVerdict what, GuardReason reason, const char *finding)
{
  verdict->verdict = what;
  verdict->reason = reason;
  g_strlcpy (verdict->finding, finding, sizeof verdict->finding);
}

/* From what was heard to one verdict. The order is the rule: a signature counts whatever else went wrong; then what
 * says that the looking itself was disturbed; then what says that it was not complete; silence comes last. */
static void
judge (const Hearing *hearing, int code, const GuardWitnessReport *witness, guint64 file_bytes, GuardClamavVerdict *verdict)
{
  g_autofree char *detail = NULL;
  GuardReason coverage;

  if (code == CL_VIRUS && !is_about_the_scan (hearing->name))
    return say (verdict, GUARD_VERDICT_INFECTED, GUARD_REASON_NONE, hearing->name);
  if (code == CL_VIRUS && g_str_has_prefix (hearing->name, "Heuristics.Limits."))
    return say (verdict, GUARD_VERDICT_CANNOT_BE_SCANNED, strstr (hearing->name, "MaxScanTime") != NULL ? GUARD_REASON_TIMED_OUT : GUARD_REASON_LIMIT,
                hearing->name);
  if (code == CL_VIRUS && g_str_has_prefix (hearing->name, "Heuristics.Encrypted."))
    return say (verdict, GUARD_VERDICT_CANNOT_BE_SCANNED, GUARD_REASON_ENCRYPTED, hearing->name);
  if (code == CL_VIRUS) /* a match whose name got lost is still a match */
    return say (verdict, GUARD_VERDICT_INFECTED, GUARD_REASON_NONE, "unnamed");

  if (code == CL_EMEM || witness->n_memory > 0)
    return say (verdict, GUARD_VERDICT_CANNOT_BE_SCANNED, GUARD_REASON_MEMORY, witness->n_memory > 0 ? witness->where : cl_strerror (code));
  if (witness->n_machine > 0)
    {
      detail = g_strdup_printf ("%s: %s", witness->where, g_strerror (witness->last_error));
      return say (verdict, GUARD_VERDICT_NOT_CHECKED, GUARD_REASON_NO_RESOURCES, detail);
    }
  if (witness->n_too_large > 0)
    return say (verdict, GUARD_VERDICT_CANNOT_BE_SCANNED, GUARD_REASON_LIMIT, "a temporary file grew too large");
  if (code == CL_ETIMEOUT)
    return say (verdict, GUARD_VERDICT_CANNOT_BE_SCANNED, GUARD_REASON_TIMED_OUT, cl_strerror (code));
  if (hearing->largest_layer > hearing->limits->file_bytes || code == CL_EMAXSIZE || code == CL_EMAXFILES || code == CL_EMAXREC)
    return say (verdict, GUARD_VERDICT_CANNOT_BE_SCANNED, GUARD_REASON_LIMIT, "something in it is larger than the limit");
  if (code != CL_CLEAN)
    return say (verdict, GUARD_VERDICT_CANNOT_BE_SCANNED, GUARD_REASON_ENGINE_ERROR, cl_strerror (code));

  coverage = guard_coverage_judge (hearing->coverage, &detail);
  if (coverage != GUARD_REASON_NONE)
    return say (verdict, GUARD_VERDICT_CANNOT_BE_SCANNED, coverage, detail);
  if (n_error_messages > 0)
    return say (verdict, GUARD_VERDICT_CANNOT_BE_SCANNED, GUARD_REASON_ENGINE_ERROR, first_error_message);
  if (hearing->n_layers == 0 && file_bytes > GUARD_COVERAGE_HARMLESS_BYTES)
    return say (verdict, GUARD_VERDICT_CANNOT_BE_SCANNED, GUARD_REASON_ENGINE_ERROR, "the engine did not look at it");

  say (verdict, GUARD_VERDICT_NOTHING_FOUND, GUARD_REASON_NONE, "");
}

void
guard_clamav_scan (GuardClamav *self, int descriptor, GuardClamavVerdict *verdict)
{
  struct cl_scan_options options = {
    .general = CL_SCAN_GENERAL_HEURISTICS | CL_SCAN_GENERAL_UNPRIVILEGED,
    .parse = ~0u,
    .heuristic = CL_SCAN_HEURISTIC_EXCEEDS_MAX | CL_SCAN_HEURISTIC_ENCRYPTED_ARCHIVE | CL_SCAN_HEURISTIC_ENCRYPTED_DOC,
  };
  g_autoptr(GuardCoverage) coverage = guard_coverage_new (self->limits.n_files, self->limits.scan_bytes, self->limits.file_bytes);
  Hearing hearing = { .limits = &self->limits, .coverage = coverage };
  struct stat status;
  GuardWitnessReport witness;
  unsigned long n_scanned = 0;
  const char *name = NULL;
  int code;

  memset (verdict, 0, sizeof *verdict);
  if (fstat (descriptor, &status) != 0)
    return say (verdict, GUARD_VERDICT_NOT_CHECKED, GUARD_REASON_COULD_NOT_READ, g_strerror (errno));

  n_error_messages = 0;
  first_error_message[0] = '\0';
  guard_witness_start ();
  code = cl_scandesc_callback (descriptor, NULL, &name, &n_scanned, self->engine, &options, &hearing);
  witness = guard_witness_stop ();

  if (name != NULL)
    on_found (-1, name, &hearing);
  judge (&hearing, code, &witness, (guint64) status.st_size, verdict);
  verdict->n_layers = hearing.n_layers;
}
