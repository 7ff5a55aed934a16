"""Attribute reads and writes, methods, properties."""
class Vector:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def dot(self, other):
        return self.x * other.x + self.y * other.y

    def shift(self, dx, dy):
        self.x += dx
        self.y += dy

class Account:
    rate = 3

    def __init__(self):
        self._balance = 0
        self.moves = 0

    @property
    def balance(self):
        return self._balance

    def deposit(self, amount):
        self._balance += amount
        self.moves += 1

    def interest(self):
        return self._balance * self.rate // 100

def run(n):
    a = Vector(1, 2)
    b = Vector(3, 4)
    account = Account()
    total = 0
    for i in range(n):
        total += a.dot(b)
        a.shift(1, -1)
        account.deposit(i)
        total += account.balance & 15
        total += account.interest() & 7
    return total, a.x, a.y, account.moves

print(run(500000))
