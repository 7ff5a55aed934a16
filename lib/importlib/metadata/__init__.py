"""What is known of installed distributions: name, version, files, requirements, entry points.

A distribution is a folder NAME-VERSION.dist-info, or NAME-VERSION.egg-info as folder or file, in a folder or zip archive of sys.path.
Names are compared in their normal form: in small letters, with '_' for any run of '-', '_' and '.'.
"""

import abc
import collections
import csv
import email.message
import importlib
import inspect
import itertools
import json
import os
import pathlib
import re
import sys
import warnings

from importlib.abc import MetaPathFinder

__all__ = ['Distribution', 'DistributionFinder', 'PackageMetadata', 'PackageNotFoundError', 'distribution', 'distributions',
           'entry_points', 'files', 'metadata', 'packages_distributions', 'requires', 'version']


class PackageNotFoundError(ModuleNotFoundError):
    """No distribution has that name."""

    def __str__(self):
        return 'No package metadata was found for ' + self.name

    @property
    def name(self):
        (name,) = self.args
        return name


# ---- entry points ----

def _sections(text):
    """(section, name, value) of each line NAME = VALUE of a text with sections."""
    section = None
    for line in map(str.strip, text.splitlines()):
        if not line or line.startswith('#'):
            continue
        if line.startswith('[') and line.endswith(']'):
            section = line[1:-1]
        elif section is not None:
            name, _, value = line.partition('=')
            yield section, name.strip(), value.strip()


class EntryPoint:
    """Something that a distribution offers: name and group, and as value MODULE[:ATTRIBUTE] [EXTRAS].

    The parts of the value are module, attr and extras. It does not change.
    """

    _pattern = re.compile(r'(?P<module>[\w.]+)\s*(:\s*(?P<attr>[\w.]+)\s*)?((?P<extras>\[.*\])\s*)?$')

    dist = None                     # the distribution, where that is known

    def __init__(self, name, value, group):
        vars(self).update(name=name, value=value, group=group)

    def _match(self):
        match = self._pattern.match(self.value)
        if match is None:
            raise ValueError('Invalid object reference.', self.value)
        return match

    @property
    def module(self):
        return self._match().group('module')

    @property
    def attr(self):
        return self._match().group('attr') or ''

    @property
    def extras(self):
        return re.findall(r'\w+', self._match().group('extras') or '')

    def load(self):
        """Import the module; it, or what its attribute is."""
        found = importlib.import_module(self.module)
        for name in self.attr.split('.') if self.attr else ():
            found = getattr(found, name)
        return found

    def matches(self, **params):
        """Whether all those attributes are equal."""
        return all(getattr(self, name) == value for name, value in params.items())

    def _for(self, dist):
        vars(self).update(dist=dist)
        return self

    def _key(self):
        return self.name, self.value, self.group

    def __eq__(self, other):
        return self._key() == other._key() if isinstance(other, EntryPoint) else NotImplemented

    def __lt__(self, other):
        return self._key() < other._key() if isinstance(other, EntryPoint) else NotImplemented

    def __hash__(self):
        return hash(self._key())

    def __setattr__(self, name, value):
        raise AttributeError('EntryPoint objects are immutable.')

    def __repr__(self):
        return 'EntryPoint(name=%r, value=%r, group=%r)' % self._key()


class EntryPoints(tuple):
    """Entry points, found by their name with []."""

    __slots__ = ()

    def __getitem__(self, name):
        try:
            return next(iter(self.select(name=name)))
        except StopIteration:
            raise KeyError(name) from None

    def __repr__(self):
        return '%s(%r)' % (type(self).__name__, tuple(self))

    def select(self, **params):
        """Those whose attributes are as given."""
        return EntryPoints(point for point in self if point.matches(**params))

    @property
    def names(self):
        return {point.name for point in self}

    @property
    def groups(self):
        return {point.group for point in self}


def _entry_points_of(text, dist):
    return EntryPoints(EntryPoint(name, value, group)._for(dist) for group, name, value in _sections(text or ''))


# ---- files ----

class FileHash:
    """How the contents of a file are checked."""

    def __init__(self, spec):
        self.mode, _, self.value = spec.partition('=')

    def __repr__(self):
        return '<FileHash mode: %s value: %s>' % (self.mode, self.value)


class PackagePath(pathlib.PurePosixPath):
    """The path of an installed file, from the folder that the distribution is in; with hash, size and dist."""

    def read_text(self, encoding='utf-8'):
        return self.locate().read_text(encoding=encoding)

    def read_binary(self):
        return self.locate().read_bytes()

    def locate(self):
        """The path in the file system."""
        return self.dist.locate_file(self)


# ---- metadata ----

class PackageMetadata(email.message.Message):
    """The metadata of a distribution: a message, whose long description may be its body."""

    _lists = {'classifier', 'dynamic', 'license_file', 'obsoletes', 'obsoletes_dist', 'platform', 'project_url', 'provides',
              'provides_dist', 'provides_extra', 'requires', 'requires_dist', 'requires_external', 'supported_platform'}

    @classmethod
    def _from_text(cls, text):
        parsed = email.message_from_string(text, cls)
        for name, value in list(parsed.items()):
            if '\n' in value:               # lines of a field are set in by eight blanks, or by blanks and a bar
                parsed.replace_header(name, re.sub(r'\n(?: {8}| {7}\|)', '\n', value))
        if parsed.get_payload() and 'Description' not in parsed:
            parsed['Description'] = parsed.get_payload()
        return parsed

    def __getitem__(self, name):
        value = super().__getitem__(name)
        if value is None:
            warnings.warn('Implicit None on return values is deprecated and will raise KeyErrors.', DeprecationWarning, stacklevel=2)
        return value

    @property
    def json(self):
        """As PEP 566 has it: a dict, names in small letters with '_'."""
        found = {}
        for key in dict.fromkeys(name.lower() for name in self.keys()):
            name = key.replace('-', '_')
            if name in self._lists:
                found[name] = self.get_all(key)
            elif name == 'keywords':
                found[name] = re.split(r'\s+', self[key])
            else:
                found[name] = self[key]
        return found


# ---- distributions ----

def _normal(name):
    return re.sub(r'[-_.]+', '-', name).lower().replace('-', '_')


class Distribution(metaclass=abc.ABCMeta):
    """What an installed distribution tells of itself."""

    @abc.abstractmethod
    def read_text(self, filename):
        """The text of one of its files of metadata; None if there is none of that name."""

    @abc.abstractmethod
    def locate_file(self, path):
        """The path in the file system of an installed file."""

    @classmethod
    def from_name(cls, name):
        """The distribution of that name; PackageNotFoundError."""
        if not name:
            raise ValueError('A distribution name is required.')
        for found in cls.discover(name=name):
            return found
        raise PackageNotFoundError(name)

    @classmethod
    def discover(cls, *, context=None, **kwargs):
        """Yield all distributions of a DistributionFinder.Context, or of one with those arguments."""
        if context and kwargs:
            raise ValueError('cannot accept context and kwargs')
        context = context or DistributionFinder.Context(**kwargs)
        for finder in sys.meta_path:
            find = getattr(finder, 'find_distributions', None)
            if find is not None:
                yield from find(context)

    @staticmethod
    def at(path):
        """The distribution whose metadata lie in that folder."""
        return PathDistribution(pathlib.Path(path))

    @property
    def metadata(self):
        """The PackageMetadata."""
        text = self.read_text('METADATA') or self.read_text('PKG-INFO') or self.read_text('')
        return PackageMetadata._from_text(text or '')

    @property
    def name(self):
        return self.metadata['Name']

    @property
    def _normalized_name(self):
        return _normal(self.name)

    @property
    def version(self):
        return self.metadata['Version']

    @property
    def entry_points(self):
        """Its EntryPoints."""
        return _entry_points_of(self.read_text('entry_points.txt'), self)

    @property
    def files(self):
        """The installed files that are still there, PackagePaths; None where that is not written down."""
        listed = self._listed_files()
        return None if listed is None else [path for path in listed if path.locate().exists()]

    def _listed_files(self):
        record = self.read_text('RECORD')
        if record is not None:
            return [self._file(*row) for row in csv.reader(record.splitlines()) if row]
        listed = self.read_text('installed-files.txt')
        if listed is not None:
            folder = getattr(self, '_path', pathlib.PurePath()).name
            return [self._file(os.path.normpath(os.path.join(folder, name))) for name in listed.splitlines() if name]
        sources = self.read_text('SOURCES.txt')
        if sources is not None:
            return [self._file(name) for name in sources.splitlines() if name]
        return None

    def _file(self, name, check='', size='', *rest):
        path = PackagePath(name)
        path.hash = FileHash(check) if check else None
        path.size = int(size) if size else None
        path.dist = self
        return path

    @property
    def requires(self):
        """What it requires, as texts; None for nothing."""
        listed = self.metadata.get_all('Requires-Dist')
        if listed is None:
            text = self.read_text('requires.txt')
            listed = text and list(_egg_requirements(text))
        return list(listed) if listed else None

    @property
    def origin(self):
        """What direct_url.json says, with attributes; None if there is none."""
        import types
        text = self.read_text('direct_url.json')
        return text and json.loads(text, object_hook=lambda pairs: types.SimpleNamespace(**pairs))


def _egg_requirements(text):
    """The lines of a requires.txt as in METADATA; a section is [EXTRA:CONDITION]."""
    extra = condition = ''
    for line in map(str.strip, text.splitlines()):
        if line.startswith('[') and line.endswith(']'):
            extra, _, condition = line[1:-1].partition(':')
        elif line and not line.startswith('#'):
            url = ' ' if '@' in line else ''
            conditions = ['(%s)' % condition if extra else condition] if condition else []
            if extra:
                conditions.append('extra == "%s"' % extra)
            yield line + (url + '; ' + ' and '.join(conditions) if conditions else '')


class DistributionFinder(MetaPathFinder):
    """A finder of sys.meta_path that finds distributions too."""

    class Context:
        """What is looked for: the name, None for all, and the path where."""

        name = None

        def __init__(self, **kwargs):
            vars(self).update(kwargs)

        @property
        def path(self):
            return vars(self).get('path', sys.path)

    @abc.abstractmethod
    def find_distributions(self, context=Context()):
        """Yield the distributions of a context."""


class PathDistribution(Distribution):
    """A distribution whose metadata are in a folder, also one of an archive."""

    def __init__(self, path):
        self._path = path

    def read_text(self, filename):
        try:
            path = self._path.joinpath(filename) if filename else self._path      # '': itself, where it is a file
            return path.read_text(encoding='utf-8')
        except (FileNotFoundError, IsADirectoryError, KeyError, NotADirectoryError, PermissionError):
            return None

    def locate_file(self, path):
        return self._path.parent / path

    @property
    def _normalized_name(self):
        return _name_of(self._path.name) or super()._normalized_name


_SUFFIXES = '.dist-info', '.egg-info'


def _name_of(entry):
    """The normal form of the name in NAME[-VERSION][-py...].dist-info; '' for other entries."""
    stem, dot, suffix = entry.rpartition('.')
    if dot + suffix.lower() not in _SUFFIXES:
        return ''
    return _normal(stem.partition('-')[0])


def _entries(root):
    """What is in a folder or archive that may be metadata, as paths."""
    try:
        names = os.listdir(root or '.')
        folder = pathlib.Path(root)
    except NotADirectoryError:
        import zipfile
        try:
            folder = zipfile.Path(root)
        except (OSError, zipfile.BadZipFile):
            return
        names = [path.name for path in folder.iterdir()]
    except OSError:
        return
    for name in names:
        if _name_of(name):
            yield folder.joinpath(name)
        elif name == 'EGG-INFO' and os.path.basename(str(root)).lower().endswith('.egg'):
            yield folder.joinpath(name)


class MetadataPathFinder(DistributionFinder):
    """What finds the distributions for the finder of sys.path."""

    @classmethod
    def find_distributions(cls, context=DistributionFinder.Context()):
        """An iterator over the distributions in the folders of context.path."""
        wanted = context.name and _normal(context.name)
        for root in context.path:
            for path in _entries(root):
                name = _name_of(path.name) or _normal(os.path.basename(str(root)).partition('-')[0])
                if not wanted or name == wanted:
                    yield PathDistribution(path)

    @classmethod
    def invalidate_caches(cls):
        """There is none."""


# ---- for all distributions ----

def distribution(distribution_name):
    """The Distribution of that name."""
    return Distribution.from_name(distribution_name)


def distributions(**kwargs):
    """All Distributions; the arguments are those of DistributionFinder.Context."""
    return Distribution.discover(**kwargs)


def metadata(distribution_name):
    """The PackageMetadata of the distribution of that name."""
    return distribution(distribution_name).metadata


def version(distribution_name):
    """The version of the distribution of that name."""
    return distribution(distribution_name).version


def _first_of_each():
    """The distributions that are not hidden by one of the same name before them."""
    seen = set()
    for found in distributions():
        name = found._normalized_name
        if name not in seen:
            seen.add(name)
            yield found


def entry_points(**params):
    """The EntryPoints of all distributions; only those whose attributes are as given."""
    return EntryPoints(itertools.chain.from_iterable(found.entry_points for found in _first_of_each())).select(**params)


def files(distribution_name):
    """The installed files of the distribution of that name; None where that is not written down."""
    return distribution(distribution_name).files


def requires(distribution_name):
    """What the distribution of that name requires; None for nothing."""
    return distribution(distribution_name).requires


def _top_level(found):
    """The names that a distribution lets import."""
    text = found.read_text('top_level.txt')
    if text:
        return text.split()
    names = {}
    for path in found.files or ():
        name = path.parts[0] if len(path.parts) > 1 else inspect.getmodulename(path.name)
        if name and '.' not in name and name != '__pycache__':
            names[name] = None
    return list(names)


def packages_distributions():
    """Which distributions an importable name comes from: a dict of lists."""
    by_name = collections.defaultdict(list)
    for found in distributions():
        for name in _top_level(found):
            by_name[name].append(found.metadata['Name'])
    return dict(by_name)
