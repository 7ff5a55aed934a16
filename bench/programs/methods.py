"""Method calls through inheritance, super, polymorphic sites."""
class Shape:
    def __init__(self, size):
        self.size = size

    def area(self):
        return 0

    def scaled(self, factor):
        return self.area() * factor

class Square(Shape):
    def area(self):
        return self.size * self.size

class Rectangle(Square):
    def __init__(self, size, other):
        super().__init__(size)
        self.other = other

    def area(self):
        return self.size * self.other

class Triangle(Rectangle):
    def area(self):
        return super().area() // 2

def run(n):
    shapes = [Square(3), Rectangle(3, 4), Triangle(5, 6), Shape(1)]
    total = 0
    for i in range(n):
        for shape in shapes:
            total += shape.scaled(2)
    return total

print(run(200000))
