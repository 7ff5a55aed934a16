"""Configuration of logging from a file, from a dictionary, or over a socket."""

import io
import logging
import logging.handlers
import re
import struct
import threading

DEFAULT_LOGGING_CONFIG_PORT = 9030
RESET_ERROR = 104       # the peer closed the connection
_IDENTIFIER = re.compile('^[a-z_][a-z0-9_]*$', re.I)

_listener = None


def _resolve(name):
    """The object with a dotted name, importing as much as is needed."""
    parts = name.split('.')
    used = parts.pop(0)
    found = __import__(used)
    for part in parts:
        used += '.' + part
        try:
            found = getattr(found, part)
        except AttributeError:
            __import__(used)
            found = getattr(found, part)
    return found


def _keywords(config):
    for key in config:
        if not _IDENTIFIER.match(key):
            raise ValueError('Not a valid Python identifier: %r' % key)
    return dict((key, config[key]) for key in config)


def _clear_handlers():
    logging._handlers.clear()
    logging.shutdown(logging._handlerList[:])
    del logging._handlerList[:]


def _disable_others(existing, children, disable):
    # Children of a configured logger stay, on their parent's terms; the rest are muted.
    for name in existing:
        logger = logging.root.manager.loggerDict[name]
        if name in children:
            logger.level = logging.NOTSET
            logger.handlers = []
            logger.propagate = True
        else:
            logger.disabled = disable


def _children_of(name, existing):
    prefix = name + '.'
    return [n for n in existing if n.startswith(prefix)]


# The file format.

def fileConfig(fname, defaults=None, disable_existing_loggers=True, encoding=None):
    """Configure logging from a configparser file (name, open file or parser)."""
    import configparser
    if isinstance(fname, configparser.RawConfigParser):
        cp = fname
    else:
        cp = configparser.ConfigParser(defaults)
        if hasattr(fname, 'readline'):
            cp.read_file(fname)
        else:
            cp.read(fname, encoding=encoding)
    formatters = _create_formatters(cp)
    logging._acquireLock()
    try:
        _clear_handlers()
        handlers = _install_handlers(cp, formatters)
        _install_loggers(cp, handlers, disable_existing_loggers)
    finally:
        logging._releaseLock()


def _split(text):
    return [part.strip() for part in text.split(',')]


def _create_formatters(cp):
    names = cp['formatters']['keys']
    formatters = {}
    if not names:
        return formatters
    for name in _split(names):
        section = 'formatter_%s' % name
        fs = cp.get(section, 'format', raw=True, fallback=None)
        dfs = cp.get(section, 'datefmt', raw=True, fallback=None)
        stl = cp.get(section, 'style', raw=True, fallback='%')
        class_name = cp[section].get('class')
        c = _resolve(class_name) if class_name else logging.Formatter
        formatters[name] = c(fs, dfs, stl)
    return formatters


def _evaluate(text):
    return eval(text, vars(logging))


def _install_handlers(cp, formatters):
    names = cp['handlers']['keys']
    if not names:
        return {}
    handlers = {}
    targets = []
    for name in _split(names):
        section = cp['handler_%s' % name]
        class_name = section['class']
        try:
            klass = eval(class_name, vars(logging))
        except (AttributeError, NameError):
            klass = _resolve(class_name)
        args = _evaluate(section.get('args', '()'))
        kwargs = _evaluate(section.get('kwargs', '{}'))
        h = klass(*args, **kwargs)
        h.name = name
        if 'level' in section:
            h.setLevel(section['level'])
        fmt = section.get('formatter', '')
        if fmt:
            h.setFormatter(formatters[fmt])
        if issubclass(klass, logging.handlers.MemoryHandler):
            target = section.get('target', '')
            if target:
                targets.append((h, target))
        handlers[name] = h
    for h, target in targets:
        h.setTarget(handlers[target])
    return handlers


def _install_loggers(cp, handlers, disable_existing):
    names = _split(cp['loggers']['keys'])
    names.remove('root')
    section = cp['logger_root']
    root = logging.root
    if 'level' in section:
        root.setLevel(section['level'])
    for h in root.handlers[:]:
        root.removeHandler(h)
    for name in _split(section.get('handlers', '') or ''):
        if name:
            root.addHandler(handlers[name])

    existing = sorted(root.manager.loggerDict)
    children = set()
    for name in names:
        section = cp['logger_%s' % name]
        qualname = section['qualname']
        logger = logging.getLogger(qualname)
        if qualname in existing:
            children.update(_children_of(qualname, existing))
            existing.remove(qualname)
        if 'level' in section:
            logger.setLevel(section['level'])
        for h in logger.handlers[:]:
            logger.removeHandler(h)
        logger.propagate = section.getint('propagate', fallback=1)
        logger.disabled = 0
        for h in _split(section.get('handlers', '') or ''):
            if h:
                logger.addHandler(handlers[h])
    _disable_others(existing, children, disable_existing)


# Dictionaries.  Values may be 'ext://name' or 'cfg://path' and are converted when read,
# so the containers handed out are wrappers that convert on access.

class ConvertingMixin:
    def convert_with_key(self, key, value, replace=True):
        result = self.configurator.convert(value)
        if value is not result:
            if replace:
                self[key] = result
            if type(result) in (ConvertingDict, ConvertingList, ConvertingTuple):
                result.parent = self
                result.key = key
        return result

    def convert(self, value):
        result = self.configurator.convert(value)
        if value is not result:
            if type(result) in (ConvertingDict, ConvertingList, ConvertingTuple):
                result.parent = self
        return result


class ConvertingDict(dict, ConvertingMixin):
    def __getitem__(self, key):
        return self.convert_with_key(key, dict.__getitem__(self, key))

    def get(self, key, default=None):
        return self.convert_with_key(key, dict.get(self, key, default))

    def pop(self, key, default=None):
        return self.convert_with_key(key, dict.pop(self, key, default), replace=False)


class ConvertingList(list, ConvertingMixin):
    def __getitem__(self, key):
        return self.convert_with_key(key, list.__getitem__(self, key))

    def pop(self, idx=-1):
        return self.convert(list.pop(self, idx))


class ConvertingTuple(tuple, ConvertingMixin):
    def __getitem__(self, key):
        return self.convert_with_key(key, tuple.__getitem__(self, key), replace=False)


class BaseConfigurator:
    """What any configuration by dictionary needs: the resolving of references."""

    CONVERT_PATTERN = re.compile(r'^(?P<prefix>[a-z]+)://(?P<suffix>.*)$')
    WORD_PATTERN = re.compile(r'^\s*(\w+)\s*')
    DOT_PATTERN = re.compile(r'^\.\s*(\w+)\s*')
    INDEX_PATTERN = re.compile(r'^\[([^\[\]]*)\]\s*')
    DIGIT_PATTERN = re.compile(r'^\d+$')

    value_converters = {'ext': 'ext_convert', 'cfg': 'cfg_convert'}

    importer = staticmethod(__import__)

    def __init__(self, config):
        self.config = ConvertingDict(config)
        self.config.configurator = self

    def resolve(self, s):
        """The object with a dotted name."""
        parts = s.split('.')
        used = parts.pop(0)
        try:
            found = self.importer(used)
            for part in parts:
                used += '.' + part
                try:
                    found = getattr(found, part)
                except AttributeError:
                    self.importer(used)
                    found = getattr(found, part)
            return found
        except ImportError as e:
            raise ValueError('Cannot resolve %r: %s' % (s, e)) from e

    def ext_convert(self, value):
        return self.resolve(value)

    def cfg_convert(self, value):
        rest = value
        m = self.WORD_PATTERN.match(rest)
        if m is None:
            raise ValueError('Unable to convert %r' % value)
        rest = rest[m.end():]
        d = self.config[m.group(1)]
        while rest:
            m = self.DOT_PATTERN.match(rest)
            if m:
                d = d[m.group(1)]
            else:
                m = self.INDEX_PATTERN.match(rest)
                if m:
                    index = m.group(1)
                    if not self.DIGIT_PATTERN.match(index):
                        d = d[index]
                    else:
                        try:
                            d = d[int(index)]
                        except (TypeError, KeyError):
                            d = d[index]
            if not m:
                raise ValueError('Unable to convert %r at %r' % (value, rest))
            rest = rest[m.end():]
        return d

    def convert(self, value):
        if isinstance(value, (ConvertingDict, ConvertingList, ConvertingTuple)):
            return value
        if isinstance(value, dict):
            value = ConvertingDict(value)
            value.configurator = self
        elif isinstance(value, list):
            value = ConvertingList(value)
            value.configurator = self
        elif isinstance(value, tuple) and not hasattr(value, '_fields'):
            value = ConvertingTuple(value)
            value.configurator = self
        elif isinstance(value, str):
            m = self.CONVERT_PATTERN.match(value)
            if m:
                converter = self.value_converters.get(m.group('prefix'))
                if converter:
                    value = getattr(self, converter)(m.group('suffix'))
        return value

    def configure_custom(self, config):
        """Call the factory named by '()' with the other items."""
        c = config.pop('()')
        if not callable(c):
            c = self.resolve(c)
        props = config.pop('.', None)
        result = c(**_keywords(config))
        if props:
            for name, value in props.items():
                setattr(result, name, value)
        return result

    def as_tuple(self, value):
        return tuple(value) if isinstance(value, list) else value


class DictConfigurator(BaseConfigurator):
    """Configures logging from a dictionary, as PEP 391 says."""

    def configure(self):
        config = self.config
        if 'version' not in config:
            raise ValueError("dictionary doesn't specify a version")
        if config['version'] != 1:
            raise ValueError('Unsupported version: %s' % config['version'])
        logging._acquireLock()
        try:
            if config.pop('incremental', False):
                self._configure_incremental(config)
            else:
                self._configure_all(config)
        finally:
            logging._releaseLock()

    def _configure_incremental(self, config):
        handlers = config.get('handlers', {})
        for name in handlers:
            if name not in logging._handlers:
                raise ValueError('No handler found with name %r' % name)
            try:
                level = handlers[name].get('level', None)
                if level:
                    logging._handlers[name].setLevel(logging._checkLevel(level))
            except Exception as e:
                raise ValueError('Unable to configure handler %r' % name) from e
        loggers = config.get('loggers', {})
        for name in loggers:
            try:
                self.configure_logger(name, loggers[name], True)
            except Exception as e:
                raise ValueError('Unable to configure logger %r' % name) from e
        root = config.get('root', None)
        if root:
            self._configure_root_section(root, True)

    def _configure_root_section(self, root, incremental=False):
        try:
            self.configure_root(root, incremental)
        except Exception as e:
            raise ValueError('Unable to configure root logger') from e

    def _configure_all(self, config):
        disable_existing = config.pop('disable_existing_loggers', True)
        _clear_handlers()
        for kind in 'formatter', 'filter':
            items = config.get(kind + 's', {})
            configure = getattr(self, 'configure_' + kind)
            for name in items:
                try:
                    items[name] = configure(items[name])
                except Exception as e:
                    raise ValueError('Unable to configure %s %r' % (kind, name)) from e
        self._configure_handlers(config.get('handlers', {}))

        root = logging.root
        existing = sorted(root.manager.loggerDict)
        children = set()
        loggers = config.get('loggers', {})
        for name in loggers:
            if name in existing:
                children.update(_children_of(name, existing))
                existing.remove(name)
            try:
                self.configure_logger(name, loggers[name])
            except Exception as e:
                raise ValueError('Unable to configure logger %r' % name) from e
        _disable_others(existing, children, disable_existing)
        section = config.get('root', None)
        if section:
            self._configure_root_section(section)

    def _configure_handlers(self, handlers):
        # A handler may name another one as its target: those that must wait come last.
        deferred = []
        for name in sorted(handlers):
            try:
                handler = self.configure_handler(handlers[name])
                handler.name = name
                handlers[name] = handler
            except Exception as e:
                if 'target not configured yet' in str(e.__cause__):
                    deferred.append(name)
                else:
                    raise ValueError('Unable to configure handler %r' % name) from e
        for name in deferred:
            try:
                handler = self.configure_handler(handlers[name])
                handler.name = name
                handlers[name] = handler
            except Exception as e:
                raise ValueError('Unable to configure handler %r' % name) from e

    def configure_formatter(self, config):
        if '()' in config:
            factory = config['()']
            try:
                return self.configure_custom(config)
            except TypeError as e:
                if "'format'" not in str(e):
                    raise
                # The factory may call the format 'fmt', as Formatter does.
                config['fmt'] = config.pop('format')
                config['()'] = factory
                return self.configure_custom(config)
        fmt = config.get('format', None)
        dfmt = config.get('datefmt', None)
        style = config.get('style', '%')
        cname = config.get('class', None)
        kwargs = {}
        if config.get('defaults', None) is not None:
            kwargs['defaults'] = config['defaults']
        c = _resolve(cname) if cname else logging.Formatter
        if 'validate' in config:
            return c(fmt, dfmt, style, config['validate'], **kwargs)
        return c(fmt, dfmt, style, **kwargs)

    def configure_filter(self, config):
        if '()' in config:
            return self.configure_custom(config)
        return logging.Filter(config.get('name', ''))

    def add_filters(self, filterer, filters):
        for f in filters:
            try:
                if callable(f) or callable(getattr(f, 'filter', None)):
                    found = f
                else:
                    found = self.config['filters'][f]
                filterer.addFilter(found)
            except Exception as e:
                raise ValueError('Unable to add filter %r' % f) from e

    def configure_handler(self, config):
        saved = dict(config)    # a deferred handler is configured again from the start
        formatter = config.pop('formatter', None)
        if formatter:
            try:
                formatter = self.config['formatters'][formatter]
            except Exception as e:
                raise ValueError('Unable to set formatter %r' % formatter) from e
        level = config.pop('level', None)
        filters = config.pop('filters', None)
        if '()' in config:
            c = config.pop('()')
            if not callable(c):
                c = self.resolve(c)
            factory = c
        else:
            klass = self.resolve(config.pop('class'))
            if issubclass(klass, logging.handlers.MemoryHandler) and 'target' in config:
                try:
                    target = self.config['handlers'][config['target']]
                    if not isinstance(target, logging.Handler):
                        config.update(saved)
                        raise TypeError('target not configured yet')
                    config['target'] = target
                except Exception as e:
                    raise ValueError('Unable to set target handler %r'
                                     % config['target']) from e
            elif issubclass(klass, logging.handlers.SMTPHandler) and 'mailhost' in config:
                config['mailhost'] = self.as_tuple(config['mailhost'])
            elif issubclass(klass, logging.handlers.SysLogHandler) and 'address' in config:
                config['address'] = self.as_tuple(config['address'])
            elif issubclass(klass, logging.handlers.QueueHandler) and 'queue' in config:
                if isinstance(config['queue'], str):
                    config['queue'] = self.resolve(config['queue'])()
            factory = klass
        props = config.pop('.', None)
        kwargs = _keywords(config)
        try:
            result = factory(**kwargs)
        except TypeError as e:
            if "'stream'" not in str(e):
                raise
            # Stream handlers before 3.2 called their argument 'strm'.
            kwargs['strm'] = kwargs.pop('stream')
            result = factory(**kwargs)
        if formatter:
            result.setFormatter(formatter)
        if level is not None:
            result.setLevel(logging._checkLevel(level))
        if filters:
            self.add_filters(result, filters)
        if props:
            for name, value in props.items():
                setattr(result, name, value)
        return result

    def add_handlers(self, logger, handlers):
        for h in handlers:
            try:
                logger.addHandler(self.config['handlers'][h])
            except Exception as e:
                raise ValueError('Unable to add handler %r' % h) from e

    def common_logger_config(self, logger, config, incremental=False):
        level = config.get('level', None)
        if level is not None:
            logger.setLevel(logging._checkLevel(level))
        if not incremental:
            for h in logger.handlers[:]:
                logger.removeHandler(h)
            handlers = config.get('handlers', None)
            if handlers:
                self.add_handlers(logger, handlers)
            filters = config.get('filters', None)
            if filters:
                self.add_filters(logger, filters)

    def configure_logger(self, name, config, incremental=False):
        logger = logging.getLogger(name)
        self.common_logger_config(logger, config, incremental)
        logger.disabled = False
        propagate = config.get('propagate', None)
        if propagate is not None:
            logger.propagate = propagate

    def configure_root(self, config, incremental=False):
        self.common_logger_config(logging.getLogger(), config, incremental)


dictConfigClass = DictConfigurator


def dictConfig(config):
    """Configure logging from a dictionary."""
    dictConfigClass(config).configure()


# Over a socket: four bytes of length, then JSON for dictConfig or text for fileConfig.

def listen(port=DEFAULT_LOGGING_CONFIG_PORT, verify=None):
    """A thread that, once started, takes new configurations on a port."""
    from socketserver import ThreadingTCPServer, StreamRequestHandler

    class ConfigStreamHandler(StreamRequestHandler):
        def handle(self):
            try:
                conn = self.connection
                header = conn.recv(4)
                if len(header) == 4:
                    size = struct.unpack('>L', header)[0]
                    data = b''
                    while len(data) < size:
                        piece = conn.recv(size - len(data))
                        if not piece:
                            break
                        data += piece
                    if self.server.verify is not None:
                        data = self.server.verify(data)
                    if data is not None:
                        self._apply(data.decode('utf-8'))
                if self.server.ready:
                    self.server.ready.set()
            except OSError as e:
                if e.errno != RESET_ERROR:
                    raise

        @staticmethod
        def _apply(text):
            import json
            try:
                config = json.loads(text)
                assert isinstance(config, dict)
                dictConfig(config)
            except Exception:
                try:
                    fileConfig(io.StringIO(text))
                except Exception:
                    import traceback
                    traceback.print_exc()

    class ConfigSocketReceiver(ThreadingTCPServer):
        allow_reuse_address = 1

        def __init__(self, host='localhost', port=DEFAULT_LOGGING_CONFIG_PORT,
                     handler=None, ready=None, verify=None):
            ThreadingTCPServer.__init__(self, (host, port), handler)
            with logging._lock:
                self.abort = 0
            self.timeout = 1
            self.ready = ready
            self.verify = verify

        def serve_until_stopped(self):
            import select
            while not self.abort:
                readable, _, _ = select.select([self.socket.fileno()], [], [], self.timeout)
                if readable:
                    self.handle_request()
                with logging._lock:
                    pass
            self.server_close()

    class Server(threading.Thread):
        def __init__(self, receiver, handler, port, verify):
            super().__init__()
            self.receiver = receiver
            self.handler = handler
            self.port = port
            self.verify = verify
            self.ready = threading.Event()

        def run(self):
            global _listener
            server = self.receiver(port=self.port, handler=self.handler,
                                   ready=self.ready, verify=self.verify)
            if self.port == 0:
                self.port = server.server_address[1]
            self.ready.set()
            with logging._lock:
                _listener = server
            server.serve_until_stopped()

    return Server(ConfigSocketReceiver, ConfigStreamHandler, port, verify)


def stopListening():
    """Stop the listening server."""
    global _listener
    with logging._lock:
        if _listener:
            _listener.abort = 1
            _listener = None
