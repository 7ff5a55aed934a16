"""Koch's snowflake: each side is replaced by four of a third of its length."""

from turtle import *


def side(length, depth):
    if depth == 0:
        forward(length)
        return
    for angle in 60, -120, 60, 0:
        side(length / 3, depth - 1)
        left(angle)


def main():
    reset()
    speed(0)
    hideturtle()
    penup()
    goto(-135, 78)
    pendown()
    color('navy', 'lightblue')
    begin_fill()
    for _ in range(3):
        side(270, 3)
        right(120)
    end_fill()
    return 'Done!'


if __name__ == '__main__':
    print(main())
    exitonclick()
