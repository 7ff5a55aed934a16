"""IPv4 and IPv6 addresses, networks and interfaces (3.3, PEP 3144).

An address is a number (`_ip`) of 32 or 128 bits. A network has a network address and a prefix length; an interface is an address with
the network it is in. What depends on the version of the protocol (texts, lengths, the special ranges) is in _V4 and _V6; all else is
written once, in the base classes.
"""
import functools

IPV4LENGTH = 32
IPV6LENGTH = 128


class AddressValueError(ValueError):
    """A Value Error related to the address."""


class NetmaskValueError(ValueError):
    """A Value Error related to the netmask."""


# ---- functions ----

def _first_of(classes, kind, value, **options):
    for cls in classes:
        try:
            return cls(value, **options)
        except (AddressValueError, NetmaskValueError):
            pass
    if isinstance(value, bytes):
        raise AddressValueError('%r does not appear to be an IPv4 or IPv6 %s. Did you pass in a bytes (str in Python 2) instead of a '
                                'unicode object?' % (value, kind))
    raise ValueError('%r does not appear to be an IPv4 or IPv6 %s' % (value, kind))


def ip_address(address):
    """An IPv4Address or IPv6Address for a text, an int (IPv4 if it is less than 2**32) or packed bytes."""
    return _first_of((IPv4Address, IPv6Address), 'address', address)


def ip_network(address, strict=True):
    """An IPv4Network or IPv6Network; with strict, host bits must not be set."""
    return _first_of((IPv4Network, IPv6Network), 'network', address, strict=strict)


def ip_interface(address):
    """An IPv4Interface or IPv6Interface."""
    return _first_of((IPv4Interface, IPv6Interface), 'interface', address)


def v4_int_to_packed(address):
    """The address as 4 bytes, the most significant first."""
    try:
        return address.to_bytes(4, 'big')
    except OverflowError:
        raise ValueError('Address negative or too large for IPv4') from None


def v6_int_to_packed(address):
    """The address as 16 bytes, the most significant first."""
    try:
        return address.to_bytes(16, 'big')
    except OverflowError:
        raise ValueError('Address negative or too large for IPv6') from None


def _count_righthand_zero_bits(number, bits):
    """How many of the low `bits` bits are zero, up to the first one."""
    return min(bits, (number & -number).bit_length() - 1) if number else bits


def _find_address_range(addresses):
    """Yield (first, last) for each run of consecutive addresses in a sorted sequence."""
    first = last = None
    for address in addresses:
        if first is None:
            first = address
        elif address._ip != last._ip + 1:
            yield first, last
            first = address
        last = address
    if first is not None:
        yield first, last


def _networks_between(first, last, cls):
    """Yield the fewest networks that make up the numbers from first to last."""
    bits = cls._max_prefixlen
    while first <= last:
        free = min(_count_righthand_zero_bits(first, bits), (last - first + 1).bit_length() - 1)
        yield cls((first, bits - free))
        first += 1 << free


def _check_same_version(a, b):
    if a.version != b.version:
        raise TypeError('%s and %s are not of the same version' % (a, b))


def summarize_address_range(first, last):
    """Yield the networks that make up the addresses from first to last."""
    if not (isinstance(first, _BaseAddress) and isinstance(last, _BaseAddress)):
        raise TypeError('first and last must be IP addresses, not networks')
    _check_same_version(first, last)
    if first > last:
        raise ValueError('last IP address must be greater than first')
    cls = {4: IPv4Network, 6: IPv6Network}.get(first.version)
    if cls is None:
        raise ValueError('unknown IP version')
    yield from _networks_between(first._ip, last._ip, cls)


def collapse_addresses(addresses):
    """An iterator over the fewest networks that make up the given addresses and networks."""
    singles, ranges, before = set(), [], None
    for address in addresses:
        if before is not None:
            _check_same_version(address, before)
        before = address
        if isinstance(address, _BaseNetwork):
            ranges.append((address.network_address._ip, address.broadcast_address._ip))
        elif isinstance(address, _BaseInterface):
            ranges.append((address.network.network_address._ip, address.network.broadcast_address._ip))
        else:
            singles.add(address)
    if before is None:
        return iter(())
    ranges.extend((first._ip, last._ip) for first, last in _find_address_range(sorted(singles)))
    return _collapsed(sorted(ranges), IPv4Network if before.version == 4 else IPv6Network)


def _collapsed(ranges, cls):
    start, end = ranges[0]
    for first, last in ranges:
        if first > end + 1:
            yield from _networks_between(start, end, cls)
            start = first
        end = max(end, last) if first <= end + 1 else last
    yield from _networks_between(start, end, cls)


def get_mixed_type_key(obj):
    """A key that sorts networks and addresses together."""
    if isinstance(obj, _BaseNetwork):
        return obj._get_networks_key()
    if isinstance(obj, _BaseAddress):
        return obj._get_address_key()
    return NotImplemented


def _split_optional_netmask(address):
    """The parts of 'address/mask', one or two."""
    parts = str(address).split('/')
    if len(parts) > 2:
        raise AddressValueError("Only one '/' permitted in %r" % address)
    return parts


# ---- the versions of the protocol ----

class _IPAddressBase:
    """What addresses and networks share."""

    __slots__ = ()

    @property
    def exploded(self):
        """The long form of the text."""
        return self._explode_shorthand_ip_string()

    @property
    def compressed(self):
        """The short form of the text."""
        return str(self)

    @property
    def reverse_pointer(self):
        """The name of the reverse DNS pointer."""
        return self._reverse_pointer()

    @property
    def version(self):
        raise NotImplementedError('%s has no version specified' % (type(self),))

    @classmethod
    def _check_int_address(cls, address):
        if address < 0:
            raise AddressValueError('%d (< 0) is not permitted as an IPv%d address' % (address, cls._version))
        if address > cls._ALL_ONES:
            raise AddressValueError('%d (>= 2**%d) is not permitted as an IPv%d address' % (address, cls._max_prefixlen, cls._version))

    @classmethod
    def _check_packed_address(cls, address):
        expected = cls._max_prefixlen // 8
        if len(address) != expected:
            raise AddressValueError('%r (len %d != %d) is not permitted as an IPv%d address' % (address, len(address), expected, cls._version))

    @classmethod
    def _number(cls, address):
        """The number of an address given as an int, bytes or text."""
        if isinstance(address, int):
            cls._check_int_address(address)
            return address
        if isinstance(address, bytes):
            cls._check_packed_address(address)
            return int.from_bytes(address, 'big')
        text = str(address)
        if '/' in text:
            raise AddressValueError("Unexpected '/' in %r" % address)
        return cls._ip_int_from_string(text)

    @classmethod
    def _mask_number(cls, prefixlen):
        return cls._ALL_ONES ^ (cls._ALL_ONES >> prefixlen)

    @staticmethod
    def _report_invalid_netmask(netmask):
        raise NetmaskValueError('%r is not a valid netmask' % (netmask,)) from None

    @classmethod
    def _prefix_from_prefix_string(cls, text):
        """The prefix length written in decimal."""
        if not (text.isascii() and text.isdigit()) or int(text) > cls._max_prefixlen:
            cls._report_invalid_netmask(text)
        return int(text)

    @classmethod
    def _prefix_of_number(cls, number):
        """The prefix length of a netmask; None: the number is none."""
        host_bits = _count_righthand_zero_bits(number, cls._max_prefixlen)
        prefixlen = cls._max_prefixlen - host_bits
        return prefixlen if number == cls._mask_number(prefixlen) else None

    @classmethod
    def _prefix(cls, mask):
        """The prefix length for a mask given as an int or text."""
        if isinstance(mask, int):
            if not 0 <= mask <= cls._max_prefixlen:
                cls._report_invalid_netmask(mask)
            return mask
        return cls._prefix_from_text(str(mask))

    @classmethod
    def _parts(cls, address):
        """The number and the prefix length of what a network or interface is made from."""
        if isinstance(address, (int, bytes)):
            return cls._number(address), cls._max_prefixlen
        if isinstance(address, tuple):
            address, mask = address if len(address) > 1 else (address[0], cls._max_prefixlen)
            return cls._number(address._ip if isinstance(address, _BaseAddress) else address), cls._prefix(mask)
        address, *mask = _split_optional_netmask(address)
        return cls._ip_int_from_string(address), cls._prefix(mask[0]) if mask else cls._max_prefixlen

    def __reduce__(self):
        return type(self), (str(self),)


class _V4:
    """Of IPv4."""

    __slots__ = ()
    _version = 4
    _max_prefixlen = IPV4LENGTH
    _ALL_ONES = 2 ** IPV4LENGTH - 1

    @property
    def version(self):
        return 4

    @property
    def max_prefixlen(self):
        return IPV4LENGTH

    @property
    def _address_class(self):
        return IPv4Address

    @classmethod
    def _ip_int_from_string(cls, text):
        if not text:
            raise AddressValueError('Address cannot be empty')
        octets = text.split('.')
        if len(octets) != 4:
            raise AddressValueError('Expected 4 octets in %r' % text)
        number = 0
        for octet in octets:
            number = number << 8 | cls._octet(octet, text)
        return number

    @staticmethod
    def _octet(octet, text):
        if not octet:
            raise AddressValueError('Empty octet not permitted in %r' % text)
        if not (octet.isascii() and octet.isdigit()):
            raise AddressValueError('Only decimal digits permitted in %r in %r' % (octet, text))
        if len(octet) > 3:
            raise AddressValueError('At most 3 characters permitted in %r in %r' % (octet, text))
        number = int(octet)
        if number > 7 and octet[0] == '0':
            raise AddressValueError('Ambiguous (octal/decimal) value in %r not permitted in %r' % (octet, text))
        if number > 255:
            raise AddressValueError('Octet %d (> 255) not permitted in %r' % (number, text))
        return number

    @classmethod
    def _string_from_ip_int(cls, number):
        return '.'.join(map(str, v4_int_to_packed(number)))

    @classmethod
    def _prefix_from_text(cls, text):
        """Of a prefix length, a netmask or a hostmask; what may be both counts as a netmask."""
        if '.' not in text:
            return cls._prefix_from_prefix_string(text)
        try:
            number = cls._ip_int_from_string(text)
        except AddressValueError:
            cls._report_invalid_netmask(text)
        for mask in number, number ^ cls._ALL_ONES:
            prefixlen = cls._prefix_of_number(mask)
            if prefixlen is not None:
                return prefixlen
        cls._report_invalid_netmask(text)

    def _explode_shorthand_ip_string(self):
        return str(self)

    def _reverse_pointer(self):
        return '.'.join(reversed(str(self).split('.'))) + '.in-addr.arpa'


class _V6:
    """Of IPv6."""

    __slots__ = ()
    _version = 6
    _max_prefixlen = IPV6LENGTH
    _ALL_ONES = 2 ** IPV6LENGTH - 1

    @property
    def version(self):
        return 6

    @property
    def max_prefixlen(self):
        return IPV6LENGTH

    @property
    def _address_class(self):
        return IPv6Address

    @classmethod
    def _ip_int_from_string(cls, text):
        if not text:
            raise AddressValueError('Address cannot be empty')
        parts = text.split(':')
        if len(parts) < 3:
            raise AddressValueError('At least 3 parts expected in %r' % text)
        if '.' in parts[-1]:                    # the last 32 bits as an IPv4 address
            try:
                tail = _V4._ip_int_from_string(parts.pop())
            except AddressValueError as error:
                raise AddressValueError('%s in %r' % (error, text)) from None
            parts += ['%x' % (tail >> 16), '%x' % (tail & 0xFFFF)]
        if len(parts) > 9:
            raise AddressValueError('At most 8 colons permitted in %r' % text)
        number = 0
        for part in cls._eight_parts(parts, text):
            number = number << 16 | cls._part(part, text)
        return number

    @staticmethod
    def _eight_parts(parts, text):
        """The parts with those that '::' stands for."""
        gaps = [i for i in range(1, len(parts) - 1) if not parts[i]]
        if len(gaps) > 1:
            raise AddressValueError("At most one '::' permitted in %r" % text)
        if not gaps:
            if len(parts) != 8:
                raise AddressValueError("Exactly 8 parts expected without '::' in %r" % text)
            head, tail = parts, []
        else:
            head, tail = parts[:gaps[0]], parts[gaps[0] + 1:]
            if head == ['']:
                head = []
            if tail == ['']:
                tail = []
        if head and not head[0]:
            raise AddressValueError("Leading ':' only permitted as part of '::' in %r" % text)
        if (tail or head)[-1:] == ['']:
            raise AddressValueError("Trailing ':' only permitted as part of '::' in %r" % text)
        missing = 8 - len(head) - len(tail)
        if gaps and missing < 1:
            raise AddressValueError("Expected at most 7 other parts with '::' in %r" % text)
        return head + ['0'] * missing + tail

    @staticmethod
    def _part(part, text):
        if not set(part) <= set('0123456789abcdefABCDEF'):
            raise AddressValueError('Only hex digits permitted in %r in %r' % (part, text))
        if len(part) > 4:
            raise AddressValueError('At most 4 characters permitted in %r in %r' % (part, text))
        return int(part, 16)

    @classmethod
    def _string_from_ip_int(cls, number):
        if number > cls._ALL_ONES:
            raise ValueError('IPv6 address is too large')
        parts = ['%x' % (number >> shift & 0xFFFF) for shift in range(112, -1, -16)]
        # The longest run of zeros becomes '::', the first of several.
        start = length = 0
        i = 0
        while i < 8:
            run = 0
            while i + run < 8 and parts[i + run] == '0':
                run += 1
            if run > length:
                start, length = i, run
            i += run + 1
        if length < 2:
            return ':'.join(parts)
        return ':'.join(parts[:start]) + '::' + ':'.join(parts[start + length:])

    @classmethod
    def _prefix_from_text(cls, text):
        return cls._prefix_from_prefix_string(text)

    @staticmethod
    def _explode(number):
        return ':'.join('%04x' % (number >> shift & 0xFFFF) for shift in range(112, -1, -16))

    def _explode_shorthand_ip_string(self):
        if isinstance(self, _BaseNetwork):
            return '%s/%d' % (self._explode(self.network_address._ip), self._prefixlen)
        if isinstance(self, _BaseInterface):
            return '%s/%d' % (self._explode(self._ip), self._prefixlen)
        return self._explode(self._ip)

    def _reverse_pointer(self):
        return '.'.join(self.exploded[::-1].replace(':', '')) + '.ip6.arpa'


# ---- addresses ----

@functools.total_ordering
class _BaseAddress(_IPAddressBase):
    """An address: a number."""

    __slots__ = ('_ip', '__weakref__')

    def __int__(self):
        return self._ip

    def __eq__(self, other):
        try:
            return self._ip == other._ip and self.version == other.version
        except AttributeError:
            return NotImplemented

    def __lt__(self, other):
        if not isinstance(other, _BaseAddress):
            return NotImplemented
        _check_same_version(self, other)
        return self._ip < other._ip

    def __add__(self, other):
        if not isinstance(other, int):
            return NotImplemented
        return type(self)(self._ip + other)

    def __sub__(self, other):
        if not isinstance(other, int):
            return NotImplemented
        return type(self)(self._ip - other)

    def __hash__(self):
        return hash((self._version, self._ip))

    def __repr__(self):
        return '%s(%r)' % (type(self).__name__, str(self))

    def __str__(self):
        return self._string_from_ip_int(self._ip)

    def _get_address_key(self):
        return self._version, self

    def _is_in(self, networks):
        return any(self in network for network in networks)


class IPv4Address(_V4, _BaseAddress):
    """An IPv4 address."""

    __slots__ = ()

    def __init__(self, address):
        self._ip = self._number(address)

    @property
    def packed(self):
        """The address as bytes."""
        return v4_int_to_packed(self._ip)

    @property
    def is_reserved(self):
        """Is it in the range that the IETF reserved for later?"""
        return self._is_in(_v4_reserved)

    @property
    def is_private(self):
        """Is it allocated for private networks (iana-ipv4-special-registry)?"""
        return self._is_in(_v4_private)

    @property
    def is_global(self):
        """Is it allocated for public networks?"""
        return not self._is_in(_v4_shared) and not self.is_private

    @property
    def is_multicast(self):
        """Is it reserved for multicast (RFC 3171)?"""
        return self._is_in(_v4_multicast)

    @property
    def is_unspecified(self):
        """Is it 0.0.0.0 (RFC 5735)?"""
        return self._ip == 0

    @property
    def is_loopback(self):
        """Is it a loopback address (RFC 3330)?"""
        return self._is_in(_v4_loopback)

    @property
    def is_link_local(self):
        """Is it reserved for link-local usage (RFC 3927)?"""
        return self._is_in(_v4_link_local)


class IPv6Address(_V6, _BaseAddress):
    """An IPv6 address."""

    __slots__ = ()

    def __init__(self, address):
        self._ip = self._number(address)

    @property
    def packed(self):
        """The address as bytes."""
        return v6_int_to_packed(self._ip)

    @property
    def is_multicast(self):
        """Is it reserved for multicast (RFC 2373, 2.7)?"""
        return self._is_in(_v6_multicast)

    @property
    def is_reserved(self):
        """Is it in one of the ranges that the IETF reserved?"""
        return self._is_in(_v6_reserved)

    @property
    def is_link_local(self):
        """Is it reserved for link-local usage (RFC 4291)?"""
        return self._is_in(_v6_link_local)

    @property
    def is_site_local(self):
        """Is it reserved for site-local usage (RFC 3513, 2.5.6)?"""
        return self._is_in(_v6_site_local)

    @property
    def is_private(self):
        """Is it allocated for private networks (iana-ipv6-special-registry)?"""
        return self._is_in(_v6_private)

    @property
    def is_global(self):
        """Is it allocated for public networks?"""
        return not self.is_private

    @property
    def is_unspecified(self):
        """Is it :: (RFC 2373, 2.5.2)?"""
        return self._ip == 0

    @property
    def is_loopback(self):
        """Is it ::1 (RFC 2373, 2.5.3)?"""
        return self._ip == 1

    @property
    def ipv4_mapped(self):
        """The IPv4 address of an IPv4-mapped one, ::ffff/96; else None."""
        return IPv4Address(self._ip & 0xFFFFFFFF) if self._ip >> 32 == 0xFFFF else None

    @property
    def teredo(self):
        """(server, client) of a Teredo address, 2001::/32; else None."""
        if self._ip >> 96 != 0x20010000:
            return None
        return IPv4Address(self._ip >> 64 & 0xFFFFFFFF), IPv4Address(~self._ip & 0xFFFFFFFF)

    @property
    def sixtofour(self):
        """The IPv4 address of a 6to4 one, 2002::/16; else None."""
        return IPv4Address(self._ip >> 80 & 0xFFFFFFFF) if self._ip >> 112 == 0x2002 else None


# ---- networks ----

@functools.total_ordering
class _BaseNetwork(_IPAddressBase):
    """A network: a network address and a prefix length. What is derived from them is kept in `_cache`."""

    def __init__(self, address):
        self._cache = {}

    @property
    def _address_class(self):
        raise NotImplementedError('%s has no associated address class' % (type(self),))

    def _set_up(self, address, strict):
        number, self._prefixlen = self._parts(address)
        mask = self._mask_number(self._prefixlen)
        if strict and number & mask != number:
            raise ValueError('%s has host bits set' % (self._string_from_ip_int(number) + '/%d' % self._prefixlen))
        self.network_address = self._address_class(number & mask)
        self.netmask = self._address_class(mask)

    def _cached(self, name, number):
        address = self._cache.get(name)
        if address is None:
            address = self._cache[name] = self._address_class(number)
        return address

    @property
    def broadcast_address(self):
        """The last address of the network."""
        return self._cached('broadcast_address', self.network_address._ip | self.netmask._ip ^ self._ALL_ONES)

    @property
    def hostmask(self):
        """The complement of the netmask."""
        return self._cached('hostmask', self.netmask._ip ^ self._ALL_ONES)

    @property
    def prefixlen(self):
        return self._prefixlen

    @property
    def num_addresses(self):
        """How many addresses there are in the network."""
        return 1 << (self._max_prefixlen - self._prefixlen)

    @property
    def with_prefixlen(self):
        return '%s/%d' % (self.network_address, self._prefixlen)

    @property
    def with_netmask(self):
        return '%s/%s' % (self.network_address, self.netmask)

    @property
    def with_hostmask(self):
        return '%s/%s' % (self.network_address, self.hostmask)

    def __repr__(self):
        return '%s(%r)' % (type(self).__name__, str(self))

    def __str__(self):
        return '%s/%d' % (self.network_address, self.prefixlen)

    def _addresses(self, first, last):
        cls = self._address_class
        return (cls(number) for number in range(first, last + 1))

    def hosts(self):
        """An iterator over the addresses that hosts can have."""
        first, last = self.network_address._ip, self.broadcast_address._ip
        if self._prefixlen >= self._max_prefixlen - 1 and self._prefixlen != self._max_prefixlen:
            return self._addresses(first, last)         # RFC 3021: both of two
        return self._addresses(first + 1, last - (self._version == 4))

    def __iter__(self):
        return self._addresses(self.network_address._ip, self.broadcast_address._ip)

    def __getitem__(self, n):
        first, last = self.network_address._ip, self.broadcast_address._ip
        number = first + n if n >= 0 else last + n + 1
        if not first <= number <= last:
            raise IndexError('address out of range')
        return self._address_class(number)

    def __eq__(self, other):
        if not isinstance(other, _BaseNetwork):
            return NotImplemented
        return self._get_networks_key() == other._get_networks_key()

    def __lt__(self, other):
        if not isinstance(other, _BaseNetwork):
            return NotImplemented
        return self.compare_networks(other) < 0

    def __hash__(self):
        return hash((self.network_address._ip, self.netmask._ip))

    def __contains__(self, other):
        if self.version != other.version or isinstance(other, _BaseNetwork):
            return False
        return self.network_address._ip <= other._ip <= self.broadcast_address._ip

    def overlaps(self, other):
        """Is one of the networks in the other?"""
        return self.subnet_of(other) or self.supernet_of(other) if self.version == other.version else False

    def subnet_of(self, other):
        """Is this network in the other?"""
        _check_same_version(self, other)
        return (other.network_address._ip <= self.network_address._ip
                and self.broadcast_address._ip <= other.broadcast_address._ip)

    def supernet_of(self, other):
        """Is the other network in this one?"""
        return other.subnet_of(self)

    def address_exclude(self, other):
        """Yield the networks that are left when `other` is taken out of this one."""
        _check_same_version(self, other)
        if not isinstance(other, _BaseNetwork):
            raise TypeError('%s is not a network object' % other)
        if not other.subnet_of(self):
            raise ValueError('%s not contained in %s' % (other, self))
        around = self
        while around != other:
            low, high = around.subnets()
            around, rest = (low, high) if other.subnet_of(low) else (high, low)
            yield rest

    def compare_networks(self, other):
        """-1, 0 or 1: by network address, then by prefix length."""
        _check_same_version(self, other)
        a, b = self._get_networks_key(), other._get_networks_key()
        return (a > b) - (a < b)

    def _get_networks_key(self):
        return self._version, self.network_address, self.netmask

    def subnets(self, prefixlen_diff=1, new_prefix=None):
        """Yield the networks that this one is divided into, with prefixes longer by prefixlen_diff, or new_prefix long."""
        if self._prefixlen == self._max_prefixlen:
            yield self
            return
        if new_prefix is not None:
            if new_prefix < self._prefixlen:
                raise ValueError('new prefix must be longer')
            if prefixlen_diff != 1:
                raise ValueError('cannot set prefixlen_diff and new_prefix')
            prefixlen_diff = new_prefix - self._prefixlen
        if prefixlen_diff < 0:
            raise ValueError('prefix length diff must be > 0')
        prefixlen = self._prefixlen + prefixlen_diff
        if prefixlen > self._max_prefixlen:
            raise ValueError('prefix length diff %d is invalid for netblock %s' % (prefixlen, self))
        step = 1 << (self._max_prefixlen - prefixlen)
        for number in range(self.network_address._ip, self.broadcast_address._ip + 1, step):
            yield type(self)((number, prefixlen))

    def supernet(self, prefixlen_diff=1, new_prefix=None):
        """The network that this one is in, with a prefix shorter by prefixlen_diff, or new_prefix long."""
        if self._prefixlen == 0:
            return self
        if new_prefix is not None:
            if new_prefix > self._prefixlen:
                raise ValueError('new prefix must be shorter')
            if prefixlen_diff != 1:
                raise ValueError('cannot set prefixlen_diff and new_prefix')
            prefixlen_diff = self._prefixlen - new_prefix
        prefixlen = self._prefixlen - prefixlen_diff
        if prefixlen < 0:
            raise ValueError('current prefixlen is %d, cannot have a prefixlen_diff of %d' % (self._prefixlen, prefixlen_diff))
        return type(self)((self.network_address._ip & self._mask_number(prefixlen), prefixlen))

    def _both(self, name):
        return getattr(self.network_address, name) and getattr(self.broadcast_address, name)

    @property
    def is_multicast(self):
        return self._both('is_multicast')

    @property
    def is_reserved(self):
        return self._both('is_reserved')

    @property
    def is_link_local(self):
        return self._both('is_link_local')

    @property
    def is_private(self):
        return self._both('is_private')

    @property
    def is_global(self):
        return self._both('is_global')

    @property
    def is_unspecified(self):
        return self._both('is_unspecified')

    @property
    def is_loopback(self):
        return self._both('is_loopback')


class IPv4Network(_V4, _BaseNetwork):
    """An IPv4 network."""

    def __init__(self, address, strict=True):
        super().__init__(address)
        self._set_up(address, strict)


class IPv6Network(_V6, _BaseNetwork):
    """An IPv6 network."""

    def __init__(self, address, strict=True):
        super().__init__(address)
        self._set_up(address, strict)

    @property
    def is_site_local(self):
        """Is it reserved for site-local usage?"""
        return self._both('is_site_local')


# ---- interfaces ----

class _BaseInterface:
    """An address with the network it is in: a base next to that of the address."""

    def __init__(self, address):
        number, prefixlen = self._parts(address)
        super().__init__(number)
        self.network = self._network_class((number, prefixlen), strict=False)
        self.netmask = self.network.netmask
        self._prefixlen = prefixlen

    @property
    def ip(self):
        """The address alone."""
        return self._address_class(self._ip)

    @property
    def hostmask(self):
        return self.network.hostmask

    @property
    def with_prefixlen(self):
        return str(self)

    @property
    def with_netmask(self):
        return '%s/%s' % (self.ip, self.netmask)

    @property
    def with_hostmask(self):
        return '%s/%s' % (self.ip, self.hostmask)

    def __str__(self):
        return '%s/%d' % (self._string_from_ip_int(self._ip), self._prefixlen)

    def __eq__(self, other):
        same = super().__eq__(other)
        if same is NotImplemented or not same:
            return same
        return isinstance(other, _BaseInterface) and self.network == other.network

    def __lt__(self, other):
        less = super().__lt__(other)
        if less is NotImplemented:
            return NotImplemented
        if not isinstance(other, _BaseInterface):
            return False
        return self.network < other.network or (self.network == other.network and less)

    def __hash__(self):
        return hash((self._ip, self._prefixlen, self.network.network_address._ip))


class IPv4Interface(_BaseInterface, IPv4Address):
    """An IPv4 address in a network."""

    _network_class = IPv4Network


class IPv6Interface(_BaseInterface, IPv6Address):
    """An IPv6 address in a network."""

    _network_class = IPv6Network

    @property
    def is_unspecified(self):
        return self._ip == 0 and self.network.is_unspecified

    @property
    def is_loopback(self):
        return self._ip == 1 and self.network.is_loopback


# ---- special ranges (the registries of IANA) ----

def _networks(cls, text):
    return [cls(network) for network in text.split()]

_v4_link_local = _networks(IPv4Network, '169.254.0.0/16')
_v4_loopback = _networks(IPv4Network, '127.0.0.0/8')
_v4_multicast = _networks(IPv4Network, '224.0.0.0/4')
_v4_reserved = _networks(IPv4Network, '240.0.0.0/4')
_v4_shared = _networks(IPv4Network, '100.64.0.0/10')
_v4_private = _networks(IPv4Network, '''
    0.0.0.0/8 10.0.0.0/8 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/29 192.0.0.170/31 192.0.2.0/24 192.168.0.0/16
    198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 240.0.0.0/4 255.255.255.255/32''')

_v6_link_local = _networks(IPv6Network, 'fe80::/10')
_v6_multicast = _networks(IPv6Network, 'ff00::/8')
_v6_site_local = _networks(IPv6Network, 'fec0::/10')
_v6_private = _networks(IPv6Network, '''
    ::1/128 ::/128 ::ffff:0:0/96 100::/64 2001::/23 2001:2::/48 2001:db8::/32 2001:10::/28 fc00::/7 fe80::/10''')
_v6_reserved = _networks(IPv6Network, '''
    ::/8 100::/8 200::/7 400::/6 800::/5 1000::/4 4000::/3 6000::/3 8000::/3 a000::/3 c000::/3 e000::/4 f000::/5 f800::/6 fe00::/9''')
