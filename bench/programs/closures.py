"""Closures, lambdas, nonlocal, decorators, default and keyword arguments."""
import functools

def counter():
    n = 0
    def step(by=1):
        nonlocal n
        n += by
        return n
    return step

def traced(f):
    @functools.wraps(f)
    def wrapper(*args, **kwargs):
        wrapper.calls += 1
        return f(*args, **kwargs)
    wrapper.calls = 0
    return wrapper

@traced
def blend(a, b, *, weight=2):
    return a + b * weight

def compose(*functions):
    def run(x):
        for f in functions:
            x = f(x)
        return x
    return run

step = counter()
for i in range(600000):
    step()
    step(by=2)
print(step())
total = 0
for i in range(200000):
    total += blend(i, 1) + blend(1, i, weight=3)
print(total, blend.calls)
pipeline = compose(lambda x: x + 1, lambda x: x * 2, lambda x: x - 3)
print(sum(pipeline(i) for i in range(200000)))
