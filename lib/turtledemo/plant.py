"""A plant by rewriting: X grows to branches, F to a longer stem."""

from turtle import *

RULES = {'X': 'F+[[X]-X]-F[-FX]+X', 'F': 'FF'}


def grow(text, times):
    for _ in range(times):
        text = ''.join(RULES.get(c, c) for c in text)
    return text


def draw(text, length, angle):
    stack = []
    for c in text:
        if c == 'F':
            forward(length)
        elif c == '+':
            left(angle)
        elif c == '-':
            right(angle)
        elif c == '[':
            stack.append((position(), heading()))
        elif c == ']':
            place, direction = stack.pop()
            penup()
            goto(place)
            setheading(direction)
            pendown()


def main():
    reset()
    speed(0)
    hideturtle()
    former = tracer()
    if former:
        tracer(60, 0)
    penup()
    goto(-80, -190)
    setheading(65)
    pendown()
    pencolor('dark green')
    draw(grow('X', 5), 4, 25)
    if former:
        tracer(former)
    return 'Grown!'


if __name__ == '__main__':
    print(main())
    exitonclick()
