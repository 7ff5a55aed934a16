"""Floating point in local variables."""
def mandelbrot(width, height, limit):
    inside = 0
    for row in range(height):
        ci = 2.0 * row / height - 1.0
        for column in range(width):
            cr = 3.0 * column / width - 2.0
            zr = zi = 0.0
            n = 0
            while n < limit:
                r2 = zr * zr
                i2 = zi * zi
                if r2 + i2 > 4.0:
                    break
                zi = 2.0 * zr * zi + ci
                zr = r2 - i2 + cr
                n += 1
            else:
                inside += 1
    return inside

print(mandelbrot(300, 200, 100))
