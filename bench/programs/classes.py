"""Classes as such: creation, metaclass, operators, descriptors, special methods."""
class Meta(type):
    def __new__(mcls, name, bases, namespace):
        cls = super().__new__(mcls, name, bases, namespace)
        cls.tag = name.lower()
        return cls

class Field:
    def __set_name__(self, owner, name):
        self.name = '_' + name
    def __get__(self, instance, owner):
        return self if instance is None else getattr(instance, self.name)
    def __set__(self, instance, value):
        setattr(instance, self.name, value)

class Fraction(metaclass=Meta):
    top = Field()
    bottom = Field()
    def __init__(self, top, bottom):
        self.top = top
        self.bottom = bottom
    def __add__(self, other):
        return Fraction((self.top * other.bottom + other.top * self.bottom) % 1000003, (self.bottom * other.bottom) % 1000003)
    def __eq__(self, other):
        return self.top == other.top and self.bottom == other.bottom
    def __hash__(self):
        return hash((self.top, self.bottom))
    def __lt__(self, other):
        return self.top * other.bottom < other.top * self.bottom
    def __len__(self):
        return 2
    def __getitem__(self, i):
        return self.top if i == 0 else self.bottom

made = 0
for i in range(3000):
    made += len(Meta('C%d' % i, (Fraction,), {'x': i}).tag)
print(made)
total = Fraction(0, 1)
seen = set()
for i in range(1, 40000):
    f = Fraction(i, i + 1)
    total = total + f
    seen.add(f)
    if f < total:
        made += f[0] & len(f)
print(total.top, total.bottom, len(seen), made, Fraction.tag)
