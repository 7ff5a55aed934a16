"""A million distinct ints, kept."""
numbers = [i * 7 + 1000 for i in range(1000000)]
print(len(numbers), numbers[-1])
