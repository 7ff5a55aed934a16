/* spec.c: module specs, and the importers of what the executable holds. Manual: importlib.machinery; Reference 5.
 *
 * ModuleSpec is importlib's, made here so that modules that are imported from C have theirs at little cost.
 * BuiltinImporter finds modules in C; LibraryImporter is the path entry finder and loader for the folder that the library in
 * the executable seems to be in, as zipimporter is for an archive.
 */
#include "object/attrs.h"
#include "object/bytes.h"
#include "object/dict.h"
#include "object/list.h"
#include "object/str.h"
#include "object/tuple.h"
#include "vm/import.h"
#include "vm/vm.h"
#include "gen/vm/spec.h"

/* ---- ModuleSpec ---- */

static ModuleSpec *as_spec(Ref v) { return (ModuleSpec *)object_of(v); }
static Value or_none(Ref v) { return is_empty(v) ? NONE : retain(v); }

static void spec_fill(ModuleSpec *s, Ref name, Ref loader, Ref origin, Ref search_locations, bool has_location)
{
    s->name = retain(name);
    s->loader = retain(loader);
    s->origin = retain(origin);
    s->search_locations = retain(search_locations);
    s->has_location = has_location;
}

Value spec_new(Thread *t, Ref name, Ref loader, Ref origin, Ref search_locations, bool has_location)
{
    OWN Value v = type_alloc(t, &module_spec_type, 0);
    if (is_empty(v))
        return EMPTY;
    spec_fill(as_spec(v), name, loader, origin, search_locations, has_location);
    return take(&v);
}

/** The specification for a module, used for loading.
 *
 * A module's spec is the source for information about the module.  For
 * data associated with the module, including source, use the spec's
 * loader.
 */
INIT(module_spec, "(self, name, loader, *, origin=None, loader_state=None, is_package=None)")
{
    ModuleSpec *s = as_spec(self);
    Test package = is_none(a->is_package) ? TEST_FALSE : test(t, a->is_package);
    if (package == TEST_ERROR)
        return false;
    OWN Value list = package ? list_new(t, 0) : EMPTY;
    if (package && is_empty(list))
        return false;
    replace_take(&s->name, retain(a->name));
    replace_take(&s->loader, retain(a->loader));
    replace_take(&s->origin, retain(a->origin));
    replace_take(&s->loader_state, retain(a->loader_state));
    replace_take(&s->search_locations, take(&list));
    replace_take(&s->cached, EMPTY);
    replace_take(&s->uninitialized_submodules, EMPTY);
    s->has_location = s->initializing = false;
    return true;
}

static void spec_clear(Object *o)
{
    ModuleSpec *s = (ModuleSpec *)o;
    for (Value *v = &s->name; v <= &s->uninitialized_submodules; v++)
        replace_take(v, EMPTY);
}

static void spec_dealloc(Object *o)
{
    spec_clear(o);
    object_free(o, object_size(o));
}

static void spec_traverse(Object *o, Visitor *visitor)
{
    ModuleSpec *s = (ModuleSpec *)o;
    for (Value *v = &s->name; v <= &s->uninitialized_submodules; v++)
        visit(visitor, *v);
}

static bool builder_field(StrBuilder *b, const char *text, Ref v)
{
    return builder_text(b, text) && builder_repr(b, v);
}

static Value spec_repr(Thread *t, Ref self)
{
    ModuleSpec *s = as_spec(self);
    StrBuilder b;
    builder_init(&b, t);
    builder_text(&b, type_display_name(type_of(self)));
    builder_field(&b, "(name=", is_empty(s->name) ? NONE : s->name);
    builder_field(&b, ", loader=", is_empty(s->loader) ? NONE : s->loader);
    if (!is_empty(s->origin) && !is_none(s->origin))
        builder_field(&b, ", origin=", s->origin);
    if (!is_empty(s->search_locations) && !is_none(s->search_locations))
        builder_field(&b, ", submodule_search_locations=", s->search_locations);
    builder_text(&b, ")");
    return builder_take(&b);
}

/* Equal to something that is no ModuleSpec but has its attributes (a second importlib's, say)? */
static Value compare_attributes(Thread *t, Ref self, Ref other, CompareOp op)
{
    static const char *const names[] = {"name", "loader", "origin", "submodule_search_locations", "cached", "has_location"};
    bool same_ = true;
    for (ssize i = 0; i < COUNT_OF(names) && same_; i++) {
        OWN Value x = get_attr_text(t, self, names[i]), y = is_empty(x) ? EMPTY : get_attr_text(t, other, names[i]);
        if (is_empty(y))
            return raised_catch(t, &exc_AttributeError) ? NOT_IMPLEMENTED : EMPTY;
        Test r = equal(t, x, y);
        if (r == TEST_ERROR)
            return EMPTY;
        same_ = r == TEST_TRUE;
    }
    return bool_value(same_ == (op == CMP_EQ));
}

static Value spec_compare(Thread *t, Ref self, Ref other, CompareOp op)
{
    if (op != CMP_EQ && op != CMP_NE)
        return NOT_IMPLEMENTED;
    if (!is_ptr(other) || !type_is_subtype(type_of(other), &module_spec_type))
        return compare_attributes(t, self, other, op);
    ModuleSpec *a = as_spec(self), *b = as_spec(other);
    Value *const pairs[][2] = {{&a->name, &b->name}, {&a->loader, &b->loader}, {&a->origin, &b->origin}, {&a->search_locations, &b->search_locations}};
    bool same_ = a->has_location == b->has_location;
    for (ssize i = 0; i < COUNT_OF(pairs) && same_; i++) {
        OWN Value x = or_none(*pairs[i][0]), y = or_none(*pairs[i][1]);
        Test r = equal(t, x, y);
        if (r == TEST_ERROR)
            return EMPTY;
        same_ = r == TEST_TRUE;
    }
    return bool_value(same_ == (op == CMP_EQ));
}

GETTER(module_spec, name) { return or_none(as_spec(self)->name); }
SETTER(module_spec, name) { return replace_take(&as_spec(self)->name, retain(value)), true; }
GETTER(module_spec, loader) { return or_none(as_spec(self)->loader); }
SETTER(module_spec, loader) { return replace_take(&as_spec(self)->loader, retain(value)), true; }
GETTER(module_spec, origin) { return or_none(as_spec(self)->origin); }
SETTER(module_spec, origin) { return replace_take(&as_spec(self)->origin, retain(value)), true; }
GETTER(module_spec, loader_state) { return or_none(as_spec(self)->loader_state); }
SETTER(module_spec, loader_state) { return replace_take(&as_spec(self)->loader_state, retain(value)), true; }
GETTER(module_spec, submodule_search_locations) { return or_none(as_spec(self)->search_locations); }
SETTER(module_spec, submodule_search_locations) { return replace_take(&as_spec(self)->search_locations, retain(value)), true; }

/* Where the compiled form is kept; worked out when first asked for. */
static Value spec_cached(Thread *t, Ref self)
{
    ModuleSpec *s = as_spec(self);
    if (is_empty(s->cached) && s->has_location && !is_empty(s->origin) && !is_none(s->origin)
        && !is_exact(s->loader, &library_importer_type) && !same(s->loader, value_of(&builtin_importer_type))) {
        Ref external = is_empty(import_bootstrap(t)) ? EMPTY : dict_peek_name(t->interp->modules, NAME(_frozen_importlib_external));
        OWN Value function = is_empty(external) ? EMPTY : get_attr(t, external, NAME(_get_cached));
        if (is_empty(function))
            return is_raised(t) ? EMPTY : NONE;
        Value cached = call1(t, function, s->origin);
        if (is_empty(cached))
            return EMPTY;
        replace_take(&s->cached, cached);
    }
    return or_none(s->cached);
}
GETTER(module_spec, cached) { return spec_cached(t, self); }
SETTER(module_spec, cached) { return replace_take(&as_spec(self)->cached, retain(value)), true; }
GETTER(module_spec, _cached) { return or_none(as_spec(self)->cached); }
SETTER(module_spec, _cached) { return replace_take(&as_spec(self)->cached, retain(value)), true; }

/** The name of the module's parent. */
GETTER(module_spec, parent)
{
    ModuleSpec *s = as_spec(self);
    if (is_empty(s->name) || !is_str(s->name))
        return NONE;
    if (!is_empty(s->search_locations) && !is_none(s->search_locations))
        return retain(s->name);
    Str *name = as_str(s->name);
    for (ssize i = name->len; i-- > 0;)
        if (str_at(name, i) == '.')
            return str_slice(t, s->name, 0, i);
    return str_empty(t);
}

static bool set_flag(Thread *t, bool *flag, Ref value)
{
    Test r = is_empty(value) ? TEST_FALSE : test(t, value);
    *flag = r == TEST_TRUE;
    return r != TEST_ERROR;
}
GETTER(module_spec, has_location) { return bool_value(as_spec(self)->has_location); }
SETTER(module_spec, has_location) { return set_flag(t, &as_spec(self)->has_location, value); }
GETTER(module_spec, _set_fileattr) { return bool_value(as_spec(self)->has_location); }
SETTER(module_spec, _set_fileattr) { return set_flag(t, &as_spec(self)->has_location, value); }
GETTER(module_spec, _initializing) { return bool_value(as_spec(self)->initializing); }
SETTER(module_spec, _initializing) { return set_flag(t, &as_spec(self)->initializing, value); }
GETTER(module_spec, _uninitialized_submodules)
{
    ModuleSpec *s = as_spec(self);
    if (is_empty(s->uninitialized_submodules))
        s->uninitialized_submodules = list_new(t, 0);
    return retain(s->uninitialized_submodules);
}

Type module_spec_type = {
    TYPE_HEAD("_frozen_importlib.ModuleSpec", ModuleSpec),
    .doc = module_spec_init_doc,
    .flags = TYPE_GC | TYPE_BASE | TYPE_ATTRS | TYPE_WEAKREFS,
    .new_ = object_new_slot,
    .init = module_spec_init_slot,
    .init_signature = &module_spec_init_signature,
    .dealloc = spec_dealloc,
    .traverse = spec_traverse,
    .clear = spec_clear,
    .repr = spec_repr,
    .compare = spec_compare,
    .hash = hash_unhashable,
    .getset = module_spec_getset,
};

/* ---- BuiltinImporter ---- */

static Value raise_import_of(Thread *t, const char *format, Ref name)
{
    OWN Value text = str_format(t, format, name);
    OWN Value exception = is_empty(text) ? EMPTY : call1(t, value_of(&exc_ImportError), text);
    if (is_empty(exception) || !set_attr(t, exception, NAME(name), name))
        return EMPTY;
    return raise_object(t, exception, EMPTY);
}

static bool require_builtin(Thread *t, Ref name, Value *path)
{
    if (!builtin_find(t, name, path))
        return false;
    if (is_empty(*path))
        return raise_import_of(t, "%R is not a built-in module", name), false;
    return true;
}

Value builtin_spec(Thread *t, Ref name, Ref path)
{
    OWN Value origin = is_none(path) ? intern_text(t, "built-in") : retain(path);
    return is_empty(origin) ? EMPTY : spec_new(t, name, value_of(&builtin_importer_type), origin, EMPTY, !is_none(path));
}

/** Find the spec of a module that is part of the executable. */
STATICMETHOD(builtin_importer, find_spec, "(fullname: str, path=None, target=None)")
{
    OWN Value path = EMPTY;
    if (!is_none(a->path))
        return NONE;
    if (!builtin_find(t, a->fullname, &path) || is_empty(path))
        return is_raised(t) ? EMPTY : NONE;
    return builtin_spec(t, a->fullname, path);
}

/** Find the built-in module: the importer itself, or None. */
STATICMETHOD(builtin_importer, find_module, "(fullname: str, path=None)")
{
    OWN Value path = EMPTY;
    if (!is_none(a->path))
        return NONE;
    if (!builtin_find(t, a->fullname, &path))
        return EMPTY;
    return is_empty(path) ? NONE : value_of(&builtin_importer_type);
}

/** Create a built-in module. */
STATICMETHOD(builtin_importer, create_module, "(spec)")
{
    OWN Value name = get_attr(t, a->spec, NAME(name)), path = EMPTY;
    if (is_empty(name) || !is_str(name))
        return is_empty(name) ? EMPTY : raise_type(t, "module name must be a string");
    return require_builtin(t, name, &path) ? builtin_create(t, name, path) : EMPTY;
}

/** Exec a built-in module. */
STATICMETHOD(builtin_importer, exec_module, "(m)") { return NONE; }

/** Load a built-in module. */
STATICMETHOD(builtin_importer, load_module, "(fullname: str)")
{
    OWN Value path = EMPTY;
    if (!require_builtin(t, a->fullname, &path))
        return EMPTY;
    return import_absolute(t, a->fullname);
}

/** Return None as built-in modules do not have code objects. */
STATICMETHOD(builtin_importer, get_code, "(fullname: str)")
{
    OWN Value path = EMPTY;
    return require_builtin(t, a->fullname, &path) ? NONE : EMPTY;
}

/** Return None as built-in modules do not have source code. */
STATICMETHOD(builtin_importer, get_source, "(fullname: str)")
{
    OWN Value path = EMPTY;
    return require_builtin(t, a->fullname, &path) ? NONE : EMPTY;
}

/** Return False as built-in modules are never packages. */
STATICMETHOD(builtin_importer, is_package, "(fullname: str)")
{
    OWN Value path = EMPTY;
    return require_builtin(t, a->fullname, &path) ? FALSE_VALUE : EMPTY;
}

/** Return repr for the module. */
STATICMETHOD(builtin_importer, module_repr, "(m)")
{
    OWN Value name = get_attr(t, a->m, NAME(__name__));
    return is_empty(name) ? EMPTY : str_format(t, "<module %R (built-in)>", name);
}

Type builtin_importer_type = {
    TYPE_HEAD("_frozen_importlib.BuiltinImporter", Object),
    .doc = "Meta path import for built-in modules.\n\n"
           "All methods are either class or static methods to avoid the need to\ninstantiate the class.",
    .flags = TYPE_BASE,
    .new_ = object_new_slot,
    .methods = builtin_importer_methods,
};

/* ---- LibraryImporter ---- */

typedef struct LibraryImporter { Object head; Value path; /* str */ } LibraryImporter;

static LibraryImporter *as_importer(Ref v) { return (LibraryImporter *)object_of(v); }

static Value importer_new(Thread *t, Type *cls, Ref path)
{
    LibraryImporter *l = object_new(t, cls, sizeof *l);
    if (l)
        l->path = retain(path);
    return value_of(l);
}

/* The part of path below the library's folder: "" for the folder itself; NULL: it is elsewhere. Lives as long as path. */
static const char *below_library(Thread *t, Ref path)
{
    const char *text = str_utf8(t, path, NULL), *root = text ? str_utf8(t, library_path(t), NULL) : NULL;
    size_t n = root ? strlen(root) : 0;
    if (!root)
        return raised_clear(t), NULL;
    if (strncmp(text, root, n) != 0 || (text[n] && text[n] != '/'))
        return NULL;
    return text[n] ? text + n + 1 : text + n;
}

/** The finder and loader of the library in the executable, for one folder of it. */
NEW(library_importer, "(path: str, /)")
{
    const char *below = below_library(t, a->path);
    if (!below)
        return raise_import(t, "not a folder of the library");
    return importer_new(t, cls, a->path);
}

static void importer_dealloc(Object *o)
{
    release(((LibraryImporter *)o)->path);
    object_free(o, object_size(o));
}
static void importer_traverse(Object *o, Visitor *visitor)
{
    visit(visitor, ((LibraryImporter *)o)->path);
}

static Value importer_repr(Thread *t, Ref self) { return str_format(t, "LibraryImporter(%R)", as_importer(self)->path); }

static bool find(Thread *t, Ref fullname, LibraryModule *m)
{
    ssize n;
    const char *name = str_utf8(t, fullname, &n);
    if (!name)
        raised_clear(t);
    return name && strlen(name) == (size_t)n /* no NUL in it */ && library_find(t, name, m);
}

static bool require(Thread *t, Ref fullname, LibraryModule *m)
{
    if (find(t, fullname, m))
        return true;
    raise_import_of(t, "%R is not a module of the library", fullname);
    return false;
}

static Value spec_of(Thread *t, Ref fullname, Ref loader, const LibraryModule *m)
{
    OWN Value file = library_file(t, m), locations = EMPTY;
    if (is_empty(file))
        return EMPTY;
    if (m->is_package) {
        Value folder = str_slice(t, file, 0, as_str(file)->len - (ssize)strlen("/__init__.py"));
        locations = is_empty(folder) ? EMPTY : list_from_array_take(t, &folder, 1);
        if (is_empty(locations))
            return EMPTY;
    }
    return spec_new(t, fullname, loader, file, locations, true);
}

/* Gives a module the name __builtins__, as exec() would. */
static bool set_builtins(Thread *t, Dict *d)
{
    if (!is_empty(dict_peek_name(d, NAME(__builtins__))))
        return true;
    Ref builtins = dict_peek_name(t->interp->modules, NAME(builtins));
    return dict_set(t, d, NAME(__builtins__), is_empty(builtins) || !is_module(builtins) ? value_of(t->interp->builtins) : builtins);
}

Value library_module_new(Thread *t, const LibraryModule *m)
{
    OWN Value name = intern_text(t, m->name);
    OWN Value module = is_empty(name) ? EMPTY : module_new(t, name);
    OWN Value importer = is_empty(module) ? EMPTY : importer_new(t, &library_importer_type, library_path(t));
    OWN Value spec = is_empty(importer) ? EMPTY : spec_of(t, name, importer, m);
    OWN Value parent = is_empty(spec) ? EMPTY : module_spec_parent_get(t, spec);
    if (is_empty(parent))
        return EMPTY;
    Dict *d = module_dict(module);
    if (!dict_set(t, d, NAME(__spec__), spec) || !dict_set(t, d, NAME(__loader__), importer) || !dict_set(t, d, NAME(__package__), parent)
        || !dict_set(t, d, NAME(__file__), as_spec(spec)->origin) || !dict_set(t, d, NAME(__cached__), NONE))
        return EMPTY;
    if (m->is_package) {                /* a list of its own: the spec keeps what was */
        OWN Value path = list_from_array(t, as_list(as_spec(spec)->search_locations)->item, 1);
        if (is_empty(path) || !dict_set(t, d, NAME(__path__), path))
            return EMPTY;
    }
    return set_builtins(t, d) ? take(&module) : EMPTY;
}

bool library_exec(Thread *t, Ref module, const LibraryModule *m)
{
    OWN Value code = library_code(t, m);
    if (is_empty(code) || !set_builtins(t, module_dict(module)))
        return false;
    OWN Value dict = retain_object(module_dict(module));
    OWN Value result = run_code(t, code, dict, dict, EMPTY);
    return !is_empty(result);
}

/** Find the spec of a module of the library. */
METHOD(library_importer, find_spec, "(self, fullname: str, target=None)")
{
    LibraryModule m;
    const char *below = below_library(t, as_importer(self)->path);
    if (!below || !find(t, a->fullname, &m))
        return NONE;
    /* the module must lie in this folder, not elsewhere in the library */
    const char *slash = strrchr(m.file, '/');
    ssize folder = slash ? slash - m.file : 0;
    if (m.is_package) {
        while (folder > 0 && m.file[folder - 1] != '/')
            folder--;
        folder = MAX(folder - 1, (ssize)0);
    }
    if ((ssize)strlen(below) != folder || strncmp(below, m.file, (size_t)folder) != 0)
        return NONE;
    return spec_of(t, a->fullname, self, &m);
}

/** Find the loader of a module of the library, or None. */
METHOD(library_importer, find_module, "(self, fullname: str, path=None)")
{
    LibraryModule m;
    return find(t, a->fullname, &m) ? retain(self) : NONE;
}

/** Nothing is cached here. */
METHOD0(library_importer, invalidate_caches) { return NONE; }

/** Use default semantics for module creation. */
METHOD1(library_importer, create_module, spec) { return NONE; }

/** Execute the module. */
METHOD1(library_importer, exec_module, module)
{
    LibraryModule m;
    OWN Value name = get_attr(t, module, NAME(__name__)), spec = EMPTY;
    if (find_attr(t, module, NAME(__spec__), &spec) == ERROR || is_empty(name))
        return EMPTY;
    if (!is_empty(spec) && !is_none(spec))
        replace_take(&name, get_attr(t, spec, NAME(name)));
    if (is_empty(name) || !is_str(name) || !require(t, name, &m))
        return is_raised(t) ? EMPTY : raise_type(t, "module name must be a string");
    if (!is_module(module))
        return raise_type(t, "exec_module() needs a module, not %T", module);
    return library_exec(t, module, &m) ? NONE : EMPTY;
}

/** Load the module: the one in sys.modules, or a new one. */
METHOD(library_importer, load_module, "(self, fullname: str)")
{
    LibraryModule m;
    return require(t, a->fullname, &m) ? import_absolute(t, a->fullname) : EMPTY;
}

/** The code object of the module. */
METHOD(library_importer, get_code, "(self, fullname: str)")
{
    LibraryModule m;
    return require(t, a->fullname, &m) ? library_code(t, &m) : EMPTY;
}

/** The source text of the module. */
METHOD(library_importer, get_source, "(self, fullname: str)")
{
    LibraryModule m;
    if (!require(t, a->fullname, &m))
        return EMPTY;
    OWN Value bytes = library_source(t, &m);
    return is_empty(bytes) ? EMPTY : str_decode(t, as_bytes(bytes)->data, as_bytes(bytes)->len, "utf-8", NULL);
}

/** Is the module a package? */
METHOD(library_importer, is_package, "(self, fullname: str)")
{
    LibraryModule m;
    return require(t, a->fullname, &m) ? bool_value(m.is_package) : EMPTY;
}

/** The path of the module's file. */
METHOD(library_importer, get_filename, "(self, fullname: str)")
{
    LibraryModule m;
    return require(t, a->fullname, &m) ? library_file(t, &m) : EMPTY;
}

/** The bytes of a file of the library: a module's source, or what lies on disk. */
METHOD(library_importer, get_data, "(self, path: str)")
{
    LibraryModule m;
    const char *below = below_library(t, a->path);
    if (below && library_find_file(t, below, &m))
        return library_source(t, &m);
    return library_read_file(t, a->path);
}

/** Yield (name, is_package) of the modules in this folder, names prefixed: for pkgutil. */
METHOD(library_importer, iter_modules, "(self, prefix: str = '')")
{
    OWN Value list = list_new(t, 0);
    const char *below = below_library(t, as_importer(self)->path);
    size_t n = below ? strlen(below) : 0;
    for (ssize i = 0; below && !is_empty(list) && i < library_count(t); i++) {
        LibraryModule m;
        library_get(i, &m);
        char file[sizeof m.file];
        strcpy(file, m.file);
        char *end = m.is_package ? strrchr(file, '/') : strrchr(file, '.');
        *end = 0;
        if ((n && (strncmp(file, below, n) != 0 || file[n] != '/')) || strchr(file + n + !!n, '/') || !file[n])
            continue;
        OWN Value name = str_format(t, "%S%s", a->prefix, file + n + !!n);
        Value pair = is_empty(name) ? EMPTY : tuple_pack(t, 2, name, bool_value(m.is_package));
        if (is_empty(pair) || !list_append_take(t, as_list(list), pair))
            return EMPTY;
    }
    return is_empty(list) ? EMPTY : iter(t, list);
}

/* Equal are importers of the same folder, so that the spec of a module loaded anew equals the one it had. */
static Value importer_compare(Thread *t, Ref a, Ref b, CompareOp op)
{
    if ((op != CMP_EQ && op != CMP_NE) || !is_exact(b, &library_importer_type))
        return NOT_IMPLEMENTED;
    return compare(t, as_importer(a)->path, as_importer(b)->path, op);
}
static bool importer_hash(Thread *t, Ref self, int64_t *hash) { return hash_of(t, as_importer(self)->path, hash); }

GETTER(library_importer, path) { return retain(as_importer(self)->path); }

Type library_importer_type = {
    TYPE_HEAD("_frozen_importlib.LibraryImporter", LibraryImporter),
    .doc = library_importer_new_doc,
    .new_ = library_importer_new_slot,
    .new_signature = &library_importer_new_signature,
    .dealloc = importer_dealloc, .traverse = importer_traverse,
    .repr = importer_repr, .compare = importer_compare, .hash = importer_hash,
    .methods = library_importer_methods,
    .getset = library_importer_getset,
};
