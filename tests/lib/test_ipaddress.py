"""lib/ipaddress.py: addresses, networks, interfaces."""
import ipaddress
import pickle
import unittest
from ipaddress import ip_address, ip_interface, ip_network


class Texts(unittest.TestCase):
    def test_addresses(self):
        for text, shown in [('1.2.3.4', '1.2.3.4'), ('::', '::'), ('::1', '::1'), ('1::', '1::'), ('1:0:0:2:0:0:0:3', '1:0:0:2::3'),
                            ('1:0:0:2:3:0:0:4', '1::2:3:0:0:4'), ('0:1:0:1:0:1:0:1', '0:1:0:1:0:1:0:1'), ('::1.2.3.4', '::102:304')]:
            self.assertEqual(str(ip_address(text)), shown)
        self.assertEqual(ip_address('::1').exploded, '0000:' * 7 + '0001')
        self.assertEqual(ip_address(5).version, 4)
        self.assertEqual(ip_address(2 ** 32).version, 6)

    def test_bad_ones(self):
        for text, message in [('', 'Address cannot be empty'), ('1.2.3', "Expected 4 octets in '1.2.3'"), ('1.2.3.4/5', "Unexpected '/'"),
                              ('1.2.3.256', r'Octet 256 \(> 255\)'), ('1.2.3.\u0664', 'Only decimal digits'), ('1..2.3', 'Empty octet')]:
            with self.assertRaisesRegex(ipaddress.AddressValueError, message):
                ipaddress.IPv4Address(text)
        for text, message in [(':', 'At least 3 parts'), (':1::2', "Leading ':'"), ('1::2:', "Trailing ':'"), ('1:2:3:4:5:6:7:', "Trailing ':'"),
                              ('1::2::3', "At most one '::'"), ('1:2:3:4:5:6:7:8:9:a', 'At most 8 colons'), ('::12345', 'At most 4 characters'),
                              ('1:2:3:4::5:6:7:8', 'at most 7 other parts'), ('1:2:3', 'Exactly 8 parts'), ('::g', 'Only hex digits')]:
            with self.assertRaisesRegex(ipaddress.AddressValueError, message):
                ipaddress.IPv6Address(text)
        with self.assertRaisesRegex(ValueError, "'x' does not appear to be an IPv4 or IPv6 address"):
            ip_address('x')
        for mask in '33', '-1', '', '255.0.255.0', 'x':
            with self.assertRaisesRegex(ipaddress.NetmaskValueError, 'is not a valid netmask'):
                ipaddress.IPv4Network('0.0.0.0/' + mask)


class Networks(unittest.TestCase):
    def test_parts(self):
        net = ip_network('10.1.2.0/255.255.254.0')
        self.assertEqual((str(net), net.with_hostmask, str(net.broadcast_address), net.num_addresses), ('10.1.2.0/23', '10.1.2.0/0.0.1.255', '10.1.3.255', 512))
        self.assertEqual(ip_network('10.1.2.0/0.0.1.255'), net)
        with self.assertRaisesRegex(ValueError, '10.1.2.1/23 has host bits set'):
            ip_network('10.1.2.1/23')
        self.assertEqual(ip_network('10.1.2.1/23', strict=False), net)
        self.assertEqual(pickle.loads(pickle.dumps(net)), net)
        self.assertIn(ip_address('10.1.3.4'), net)
        self.assertNotIn(ip_address('::1'), net)

    def test_division(self):
        net = ip_network('10.0.0.0/30')
        self.assertEqual([str(n) for n in net.subnets()], ['10.0.0.0/31', '10.0.0.2/31'])
        self.assertEqual([str(a) for a in net.hosts()], ['10.0.0.1', '10.0.0.2'])
        self.assertEqual(str(net.supernet(new_prefix=8)), '10.0.0.0/8')
        self.assertEqual([str(n) for n in net.address_exclude(ip_network('10.0.0.1'))], ['10.0.0.2/31', '10.0.0.0/32'])
        self.assertTrue(net.subnet_of(ip_network('10.0.0.0/8')))
        self.assertFalse(net.overlaps(ip_network('10.0.0.4/30')))

    def test_summaries(self):
        found = ipaddress.summarize_address_range(ip_address('10.0.0.1'), ip_address('10.0.0.6'))
        self.assertEqual([str(n) for n in found], ['10.0.0.1/32', '10.0.0.2/31', '10.0.0.4/31', '10.0.0.6/32'])
        mixed = [ip_address('10.0.0.1'), ip_network('10.0.0.2/31'), ip_address('10.0.0.0'), ip_network('10.0.0.0/31'), ip_interface('10.0.0.9/29')]
        self.assertEqual([str(n) for n in ipaddress.collapse_addresses(mixed)], ['10.0.0.0/30', '10.0.0.8/29'])
        self.assertEqual(list(ipaddress.collapse_addresses([])), [])
        self.assertRaises(TypeError, ipaddress.collapse_addresses, [ip_address('::1'), ip_address('1.1.1.1')])


class Interfaces(unittest.TestCase):
    def test_parts(self):
        a = ip_interface('192.168.1.7/24')
        self.assertEqual((str(a.ip), str(a.network), a.with_netmask), ('192.168.1.7', '192.168.1.0/24', '192.168.1.7/255.255.255.0'))
        self.assertNotEqual(a, a.ip)
        self.assertLess(a, ip_interface('192.168.2.1/24'))
        self.assertEqual(pickle.loads(pickle.dumps(a)), a)
        self.assertTrue(a.is_private)

    def test_special_ranges(self):
        self.assertEqual(ip_address('::ffff:1.2.3.4').ipv4_mapped, ip_address('1.2.3.4'))
        self.assertEqual(ip_address('2002:102:304::').sixtofour, ip_address('1.2.3.4'))
        self.assertEqual(ip_address('2001::1').teredo, (ip_address('0.0.0.0'), ip_address('255.255.255.254')))
        self.assertFalse(ip_address('100.64.0.1').is_global)
        self.assertFalse(ip_interface('::1/127').is_loopback)


if __name__ == '__main__':
    unittest.main()
