"""A million distinct floats, kept."""
numbers = [i * 0.5 for i in range(1000000)]
print(len(numbers), numbers[-1])
