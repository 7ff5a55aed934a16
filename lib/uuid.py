"""Universally unique identifiers (RFC 4122)."""

import os
import sys

RESERVED_NCS, RFC_4122, RESERVED_MICROSOFT, RESERVED_FUTURE = [
    'reserved for NCS compatibility', 'specified in RFC 4122',
    'reserved for Microsoft compatibility', 'reserved for future definition']

int_ = int
bytes_ = bytes


class UUID:
    """An identifier of 128 bits, immutable; made from any one of its forms."""

    def __init__(self, hex=None, bytes=None, bytes_le=None, fields=None, int=None, version=None):
        if [hex, bytes, bytes_le, fields, int].count(None) != 4:
            raise TypeError('one of the hex, bytes, bytes_le, fields, or int arguments must be '
                            'given')
        if hex is not None:
            hex = hex.replace('urn:', '').replace('uuid:', '')
            hex = hex.strip('{}').replace('-', '')
            if len(hex) != 32:
                raise ValueError('badly formed hexadecimal UUID string')
            int = int_(hex, 16)
        if bytes_le is not None:
            if len(bytes_le) != 16:
                raise ValueError('bytes_le is not a 16-char string')
            bytes = (bytes_le[3::-1] + bytes_le[5:3:-1] + bytes_le[7:5:-1] + bytes_le[8:])
        if bytes is not None:
            if len(bytes) != 16:
                raise ValueError('bytes is not a 16-char string')
            assert isinstance(bytes, bytes_), repr(bytes)
            int = int_.from_bytes(bytes, byteorder='big')
        if fields is not None:
            if len(fields) != 6:
                raise ValueError('fields is not a 6-tuple')
            int = 0
            for n, (value, bits) in enumerate(zip(fields, (32, 16, 16, 8, 8, 48)), start=1):
                if not 0 <= value < 1 << bits:
                    raise ValueError('field %d out of range (need a %d-bit value)' % (n, bits))
                int = int << bits | value
        if not 0 <= int < 1 << 128:
            raise ValueError('int is out of range (need a 128-bit value)')
        if version is not None:
            if not 1 <= version <= 5:
                raise ValueError('illegal version number')
            int &= ~(0xc000 << 48)
            int |= 0x8000 << 48
            int &= ~(0xf000 << 64)
            int |= version << 76
        self.__dict__['int'] = int

    def __eq__(self, other):
        return self.int == other.int if isinstance(other, UUID) else NotImplemented

    def __lt__(self, other):
        return self.int < other.int if isinstance(other, UUID) else NotImplemented

    def __gt__(self, other):
        return self.int > other.int if isinstance(other, UUID) else NotImplemented

    def __le__(self, other):
        return self.int <= other.int if isinstance(other, UUID) else NotImplemented

    def __ge__(self, other):
        return self.int >= other.int if isinstance(other, UUID) else NotImplemented

    def __hash__(self):
        return hash(self.int)

    def __int__(self):
        return self.int

    def __repr__(self):
        return '%s(%r)' % (self.__class__.__name__, str(self))

    def __setattr__(self, name, value):
        raise TypeError('UUID objects are immutable')

    def __str__(self):
        hex = '%032x' % self.int
        return f'{hex[:8]}-{hex[8:12]}-{hex[12:16]}-{hex[16:20]}-{hex[20:]}'

    @property
    def bytes(self):
        return self.int.to_bytes(16, 'big')

    @property
    def bytes_le(self):
        b = self.bytes
        return b[3::-1] + b[5:3:-1] + b[7:5:-1] + b[8:]

    @property
    def fields(self):
        return (self.time_low, self.time_mid, self.time_hi_version, self.clock_seq_hi_variant,
                self.clock_seq_low, self.node)

    @property
    def time_low(self):
        return self.int >> 96

    @property
    def time_mid(self):
        return (self.int >> 80) & 0xffff

    @property
    def time_hi_version(self):
        return (self.int >> 64) & 0xffff

    @property
    def clock_seq_hi_variant(self):
        return (self.int >> 56) & 0xff

    @property
    def clock_seq_low(self):
        return (self.int >> 48) & 0xff

    @property
    def time(self):
        return ((self.time_hi_version & 0x0fff) << 48) | (self.time_mid << 32) | self.time_low

    @property
    def clock_seq(self):
        return ((self.clock_seq_hi_variant & 0x3f) << 8) | self.clock_seq_low

    @property
    def node(self):
        return self.int & 0xffffffffffff

    @property
    def hex(self):
        return '%032x' % self.int

    @property
    def urn(self):
        return 'urn:uuid:' + str(self)

    @property
    def variant(self):
        if not self.int & (0x8000 << 48):
            return RESERVED_NCS
        if not self.int & (0x4000 << 48):
            return RFC_4122
        if not self.int & (0x2000 << 48):
            return RESERVED_MICROSOFT
        return RESERVED_FUTURE

    @property
    def version(self):
        if self.variant == RFC_4122:
            return int((self.int >> 76) & 0xf)


# The hardware address, from whatever tells it.

def _popen(command, *args):
    import shutil
    import subprocess
    executable = shutil.which(command)
    if executable is None:
        path = os.pathsep.join(('/sbin', '/usr/sbin'))
        executable = shutil.which(command, path=path)
        if executable is None:
            return None
    # In the C locale the words are the ones we look for.
    env = dict(os.environ)
    env['LC_ALL'] = 'C'
    return subprocess.Popen((executable,) + args, stdout=subprocess.PIPE,
                            stderr=subprocess.DEVNULL, env=env)


def _find_mac(command, args, hw_identifiers, get_index):
    try:
        proc = _popen(command, *args.split())
        if not proc:
            return
        with proc:
            for line in proc.stdout:
                words = line.lower().rstrip().split()
                for i in range(len(words)):
                    if words[i] in hw_identifiers:
                        try:
                            mac = int(words[get_index(i)].replace(b':', b''), 16)
                            if mac:
                                return mac
                        except (ValueError, IndexError):
                            pass    # a virtual interface, mostly
    except OSError:
        pass


def _ifconfig_getnode():
    for args in '', '-a', '-av':
        mac = _find_mac('ifconfig', args, [b'hwaddr', b'ether', b'address:', b'lladdr'],
                        lambda i: i + 1)
        if mac:
            return mac


def _ip_getnode():
    return _find_mac('ip', 'link list', [b'link/ether'], lambda i: i + 1)


def _arp_getnode():
    import socket
    try:
        ip_addr = socket.gethostbyname(socket.gethostname())
    except OSError:
        return None
    return _find_mac('arp', '-an', [os.fsencode(ip_addr)], lambda i: -1)


def _lanscan_getnode():
    return _find_mac('lanscan', '-ai', [b'lan0'], lambda i: 0)


def _netstat_getnode():
    try:
        proc = _popen('netstat', '-ia')
        if not proc:
            return
        with proc:
            words = proc.stdout.readline().rstrip().split()
            try:
                i = words.index(b'Address')
            except ValueError:
                return
            for line in proc.stdout:
                try:
                    words = line.rstrip().split()
                    word = words[i]
                    if len(word) == 17 and word.count(b':') == 5:
                        mac = int(word.replace(b':', b''), 16)
                        if mac:
                            return mac
                except (ValueError, IndexError):
                    pass
    except OSError:
        pass


def _sysfs_getnode():
    # Linux tells without a program.
    folder = '/sys/class/net'
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return None
    for name in names:
        try:
            with open(os.path.join(folder, name, 'address')) as f:
                mac = int(f.read().strip().replace(':', ''), 16)
        except (OSError, ValueError):
            continue
        if mac and mac < 1 << 48:
            return mac
    return None


def _unixdll_getnode():
    # libuuid asks the system, where it is installed.
    import ctypes
    try:
        generate = ctypes.CDLL('libuuid.so.1').uuid_generate_time
    except (OSError, AttributeError):
        return None
    buffer = ctypes.create_string_buffer(16)
    generate(buffer)
    return int.from_bytes(buffer.raw[10:], 'big')


def _random_getnode():
    import random
    # The multicast bit tells it from real ones.
    return random.getrandbits(48) | 0x010000000000


_node = None
_generate_time_safe = None
_UuidCreate = None


_NODE_GETTERS_UNIX = [_sysfs_getnode, _ip_getnode, _ifconfig_getnode, _arp_getnode,
                      _lanscan_getnode, _netstat_getnode, _unixdll_getnode]
_NODE_GETTERS_WIN32 = []


def getnode():
    """The hardware address as a number of 48 bits, or a random one."""
    global _node
    if _node is not None:
        return _node
    getters = _NODE_GETTERS_WIN32 if sys.platform == 'win32' else _NODE_GETTERS_UNIX
    for getter in getters + [_random_getnode]:
        try:
            _node = getter()
        except Exception:
            continue
        if _node is not None and 0 <= _node < 1 << 48:
            return _node
    assert False, '_random_getnode() returned invalid value: {}'.format(_node)


_last_timestamp = None


def uuid1(node=None, clock_seq=None):
    """From the hardware address, a sequence number and the time."""
    global _last_timestamp
    import time
    # In units of 100 ns, since the Gregorian calendar began.
    nanoseconds = int(time.time() * 1e9)
    timestamp = nanoseconds // 100 + 0x01b21dd213814000
    if _last_timestamp is not None and timestamp <= _last_timestamp:
        timestamp = _last_timestamp + 1
    _last_timestamp = timestamp
    if clock_seq is None:
        import random
        clock_seq = random.getrandbits(14)
    if node is None:
        node = getnode()
    return UUID(fields=(timestamp & 0xffffffff, (timestamp >> 32) & 0xffff,
                        (timestamp >> 48) & 0x0fff, (clock_seq >> 8) & 0x3f,
                        clock_seq & 0xff, node), version=1)


def uuid3(namespace, name):
    """From a namespace and a name, by MD5."""
    from hashlib import md5
    if isinstance(name, str):
        name = name.encode('utf-8')
    return UUID(bytes=md5(namespace.bytes + name).digest()[:16], version=3)


def uuid4():
    """Random."""
    return UUID(bytes=os.urandom(16), version=4)


def uuid5(namespace, name):
    """From a namespace and a name, by SHA-1."""
    from hashlib import sha1
    if isinstance(name, str):
        name = name.encode('utf-8')
    return UUID(bytes=sha1(namespace.bytes + name).digest()[:16], version=5)


NAMESPACE_DNS = UUID('6ba7b810-9dad-11d1-80b4-00c04fd430c8')
NAMESPACE_URL = UUID('6ba7b811-9dad-11d1-80b4-00c04fd430c8')
NAMESPACE_OID = UUID('6ba7b812-9dad-11d1-80b4-00c04fd430c8')
NAMESPACE_X500 = UUID('6ba7b814-9dad-11d1-80b4-00c04fd430c8')
