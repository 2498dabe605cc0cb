/* purple-guard - makes instant messaging safe by default
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "config.h"

#include "guard-fixed-backend.h"

typedef struct
{
  GSettingsBackend parent_instance;
  GHashTable *values;
} GuardFixedBackend;

typedef GSettingsBackendClass GuardFixedBackendClass;

GType guard_fixed_backend_get_type (void);
G_DEFINE_TYPE (GuardFixedBackend, guard_fixed_backend, G_TYPE_SETTINGS_BACKEND)

static GVariant *
read_value (GSettingsBackend *backend, const char *key, const GVariantType *expected_type, gboolean default_value)
{
  GHashTable *values = ((GuardFixedBackend *) backend)->values;
  GVariant *value = values != NULL ? g_hash_table_lookup (values, key) : NULL;

  return value != NULL && g_variant_is_of_type (value, expected_type) ? g_variant_ref (value) : NULL;
}

static gboolean
is_writable (GSettingsBackend *backend, const char *key)
{
  return FALSE;
}

static gboolean
refuse_write (GSettingsBackend *backend, const char *key, GVariant *value, gpointer origin_tag)
{
  g_autoptr(GVariant) sunk G_GNUC_UNUSED = g_variant_ref_sink (value);

  return FALSE;
}

static gboolean
refuse_tree (GSettingsBackend *backend, GTree *tree, gpointer origin_tag)
{
  return FALSE;
}

static void
refuse_reset (GSettingsBackend *backend, const char *key, gpointer origin_tag)
{
}

static void
finalize (GObject *object)
{
  g_clear_pointer (&((GuardFixedBackend *) object)->values, g_hash_table_unref);
  G_OBJECT_CLASS (guard_fixed_backend_parent_class)->finalize (object);
}

static void
guard_fixed_backend_class_init (GuardFixedBackendClass *class)
{
  G_OBJECT_CLASS (class)->finalize = finalize;
  class->read = read_value;
  class->get_writable = is_writable;
  class->write = refuse_write;
  class->write_tree = refuse_tree;
  class->reset = refuse_reset;
}

static void
guard_fixed_backend_init (GuardFixedBackend *self)
{
}

GSettingsBackend *
guard_fixed_backend_new (GHashTable *values)
{
  GuardFixedBackend *self = g_object_new (guard_fixed_backend_get_type (), NULL);

  self->values = values != NULL ? g_hash_table_ref (values) : NULL;
  return G_SETTINGS_BACKEND (self);
}
