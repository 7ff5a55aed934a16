"""random: floats, ints of a range, choices, shuffles, distributions."""
import random

random.seed(12345)
rand = random.random
total = 0.0
for i in range(300000):
    total += rand()
for i in range(60000):
    total += random.randint(1, 6) + random.randrange(1000) + random.uniform(-1, 1)
names = ['a', 'b', 'c', 'd', 'e']
for i in range(40000):
    total += random.choice(names) == 'a'
    total += random.gauss(0, 1) > 0
cards = list(range(2000))
for i in range(15):
    random.shuffle(cards)
    total += cards[0]
    total += sum(random.sample(cards, 200)) + sum(random.choices(cards, k=1000))
print(round(total / 1e6, 3) > 0)
