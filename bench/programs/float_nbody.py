"""Floating point on attributes of a few objects: planets under gravity."""
class Body:
    def __init__(self, x, y, z, vx, vy, vz, mass):
        self.x = x
        self.y = y
        self.z = z
        self.vx = vx
        self.vy = vy
        self.vz = vz
        self.mass = mass

def system():
    pi = 3.141592653589793
    sun = 4 * pi * pi
    year = 365.24
    return [
        Body(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, sun),
        Body(4.84, -1.16, -0.103, 0.00166 * year, 0.0077 * year, -0.0000690 * year, 0.000954 * sun),
        Body(8.34, 4.12, -0.403, -0.00277 * year, 0.00499 * year, 0.0000230 * year, 0.000286 * sun),
        Body(12.89, -15.11, -0.223, 0.00296 * year, 0.00238 * year, -0.0000296 * year, 0.0000437 * sun),
        Body(15.38, -25.92, 0.179, 0.00268 * year, 0.00163 * year, -0.0000951 * year, 0.0000515 * sun),
    ]

def advance(bodies, dt, steps):
    n = len(bodies)
    for step in range(steps):
        for i in range(n):
            a = bodies[i]
            for j in range(i + 1, n):
                b = bodies[j]
                dx = a.x - b.x
                dy = a.y - b.y
                dz = a.z - b.z
                d2 = dx * dx + dy * dy + dz * dz
                mag = dt / (d2 * d2 ** 0.5)
                a.vx -= dx * b.mass * mag
                a.vy -= dy * b.mass * mag
                a.vz -= dz * b.mass * mag
                b.vx += dx * a.mass * mag
                b.vy += dy * a.mass * mag
                b.vz += dz * a.mass * mag
        for a in bodies:
            a.x += dt * a.vx
            a.y += dt * a.vy
            a.z += dt * a.vz

def energy(bodies):
    e = 0.0
    for i, a in enumerate(bodies):
        e += 0.5 * a.mass * (a.vx * a.vx + a.vy * a.vy + a.vz * a.vz)
        for b in bodies[i + 1:]:
            dx = a.x - b.x
            dy = a.y - b.y
            dz = a.z - b.z
            e -= a.mass * b.mass / (dx * dx + dy * dy + dz * dz) ** 0.5
    return e

bodies = system()
print('%.9f' % energy(bodies))
advance(bodies, 0.01, 40000)
print('%.9f' % energy(bodies))
